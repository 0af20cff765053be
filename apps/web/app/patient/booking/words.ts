/** A booking in words: where it is, and what has become of the money. */
import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';

export const LIST = 'GET /api/person/booking';
export const ONE = 'GET /api/person/booking/{providerId}/{bookingId}';
export const SESSIONS = 'GET /api/person/booking/providers/{providerId}/sessions';

export type Booking = AnswerOf<typeof ONE>['booking'];
export type Session = AnswerOf<typeof SESSIONS>['sessions'][number];

export const TONES: Readonly<Record<Booking['state'], Tone>> = {
  waiting: 'wait',
  booked: 'good',
  registered: 'good',
  arrived: 'good',
  ending: 'wait',
  cancelled: 'quiet',
  lapsed: 'stop',
  'no-show': 'stop',
};

/** What can still be given back by the person. */
export const isLive = ({ state }: Pick<Booking, 'state'>): boolean =>
  state === 'waiting' || state === 'booked' || state === 'registered';

/** Still being paid, or being paid back: asked again by itself. */
export const isMoving = ({ state }: Pick<Booking, 'state'>): boolean =>
  state === 'waiting' || state === 'ending';

const NOTHING = '没有收您的钱。';

/** Where the fee is now, in one sentence. */
export function moneyOf({ state, fee, pays, payment }: Booking): string {
  const amount = yuanText(fee);
  const left = payment?.left ?? null;
  const texts: Readonly<Record<Booking['state'], string>> = {
    waiting:
      left === null ? `挂号费 ${amount} 正在付。` : `挂号费 ${amount}，还差 ${yuanText(left)} 没有付。`,
    booked: `挂号费 ${amount} 到医院再付，现在没有扣款。`,
    registered: `挂号费 ${amount} 已经付清。`,
    arrived: pays === 'now' ? `挂号费 ${amount} 已经付清。` : `挂号费 ${amount} 在医院付。`,
    ending: '正在退费：先退医保和个人账户付的，再退您付的，不用您做什么。',
    cancelled: pays === 'now' ? `挂号费 ${amount} 不收了，付过的钱已按原路退回。` : NOTHING,
    lapsed: '没有扣款；付了一部分的，已按原路退回。',
    'no-show': pays === 'now' ? '付过的钱已按原路退回。' : NOTHING,
  };
  return texts[state];
}

/** '3月3日（周二）09:00', from '2026-03-03 09:00'. */
export function whenText(at: string): string {
  const [day = '', time = ''] = at.split(' ');
  const [, month, date] = day.split('-').map(Number);
  const week = '日一二三四五六'[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${month}月${date}日（周${week}）${time}`;
}

/** Why it came to nothing, when it was said in words: without the code in front of them. */
export function reasonText({ reason }: Pick<Booking, 'reason'>): string | null {
  const words = (reason ?? '').replace(/^【\d+】/, '');
  return /\p{Script=Han}/u.test(words) ? words : null;
}

export const addressOfBooking = ({ providerId, bookingId }: Pick<Booking, 'providerId' | 'bookingId'>) =>
  `/booking?${new URLSearchParams({ provider: providerId, booking: bookingId })}`;
