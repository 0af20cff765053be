import type { RequestOf } from '@zhijie/exchange';
import {
  assert,
  type CalendarDate,
  dateOf,
  type Fen,
  formatDateTime,
  formatYuanForPeople,
  type Instant,
  instant,
  startOfDay,
} from '@zhijie/kernel';

export const CHANNELS = ['text-message', 'mini-program'] as const;
export type ChannelKind = (typeof CHANNELS)[number];

type BookingNews = RequestOf<'booking.tell@1'>['news'];

type Bill = {
  readonly on: CalendarDate;
  readonly total: Fen;
  readonly funds: Fen;
  readonly account: Fen;
  readonly cash: Fen;
};

/**
 * What a person is told, and the only values a text is made of: moments, amounts, outcomes. No institution,
 * no care type and no free text goes in, because the name of a hospital or a reviewer's reason may say what
 * somebody suffers from.
 */
export type MessageContent =
  | {
      readonly kind: 'filing-decided';
      readonly outcome: 'accepted' | 'refused' | 'returned';
      readonly submittedOn: CalendarDate;
      readonly startsOn: CalendarDate;
    }
  | ({ readonly kind: 'settled' } & Bill)
  | { readonly kind: 'reversed'; readonly on: CalendarDate; readonly total: Fen }
  /** Yesterday's bills together; `credit`: what a credit line paid of them. */
  | ({ readonly kind: 'next-day-bill'; readonly bills: number; readonly credit: Fen } & Bill)
  | {
      readonly kind: 'repayment-due';
      readonly amount: Fen;
      readonly dueOn: CalendarDate;
      readonly isOverdue: boolean;
    }
  | { readonly kind: 'policy-changed'; readonly from: CalendarDate }
  | {
      readonly kind: 'claim-decided';
      readonly outcome: 'approved' | 'refused' | 'paid' | 'returned';
      readonly amount: Fen | null;
    }
  /** A commercial cover that the counter could not settle (K-07). */
  | {
      readonly kind: 'insurer-later';
      readonly outcome: 'queued' | 'paid' | 'declined';
      readonly amount: Fen | null;
    }
  /** What became of a booking; where and with whom is read after signing in. */
  | { readonly kind: 'booking'; readonly news: BookingNews; readonly startsAt: Instant }
  /** A one-time code of six digits, e.g. to let a relative act. It leaves at any hour and is not kept. */
  | {
      readonly kind: 'code';
      readonly code: string;
      readonly purpose: 'delegation' | 'sign-in' | 'payment';
      readonly minutes: number;
    };
export type MessageKind = MessageContent['kind'];

export const MESSAGE_KINDS = [
  'filing-decided',
  'settled',
  'reversed',
  'next-day-bill',
  'repayment-due',
  'policy-changed',
  'claim-decided',
  'insurer-later',
  'booking',
  'code',
] as const satisfies readonly MessageKind[];

/** What a person reads above each kind. */
export const MESSAGE_TITLES: Readonly<Record<MessageKind, string>> = {
  'filing-decided': '异地就医备案结果',
  settled: '医保结算通知',
  reversed: '医保结算已撤销',
  'next-day-bill': '次日账单',
  'repayment-due': '还款提醒',
  'policy-changed': '待遇政策变化',
  'claim-decided': '手工报销进度',
  'insurer-later': '商业保险理赔进度',
  booking: '预约提醒',
  code: '验证码',
};

const FILING_ENDS = {
  accepted: (startsOn: string) => `已通过，自${startsOn}起生效，异地就医可直接结算。`,
  refused: () => '未通过。原因和下一步请登录后查看，也可以重新提交。',
  returned: () => '需要补充材料，补齐前暂不生效。请登录后查看缺少的材料。',
} as const;

const PURPOSES = {
  delegation: '授权亲属代办',
  'sign-in': '登录',
  payment: '确认付款',
} as const;

/** '3月10日' */
function day(on: CalendarDate): string {
  const [, month, date] = on.split('-');
  return `${Number(month)}月${Number(date)}日`;
}

const yuan = formatYuanForPeople;

function sharesOf({ total, funds, account, cash }: Bill): string {
  return `总费用${yuan(total)}，医保基金支付${yuan(funds)}，个人账户支付${yuan(account)}，个人另付${yuan(cash)}`;
}

/** The amount a claim's text names: of the texts that name one it must be there. */
function claimText(outcome: 'approved' | 'refused' | 'paid' | 'returned', amount: Fen | null): string {
  const sum = amount === null ? '' : yuan(amount);
  const texts = {
    approved: `您的手工报销申请已核定，应报销${sum}，将转入您登记的银行账户。`,
    refused: '您的手工报销申请未予报销。原因和申诉办法请登录后查看。',
    paid: `您的手工报销款${sum}已付出，请留意银行到账。`,
    returned: '您的手工报销申请需要补充材料。请登录后查看缺少的材料。',
  } as const;
  return texts[outcome];
}

const INSURER_TEXTS = {
  queued: () => '您的商业保险没能在窗口同步赔付，已转为事后理赔，不用提交材料；医保已结算，不受影响。',
  paid: (sum: string) => `您的商业保险赔付已核定${sum}，由保险公司付给您。`,
  declined: () => '您的商业保险核定不予赔付。原因请登录后查看，也可联系保险公司。',
} as const;

/** '3月10日09:30' */
const minute = (at: Instant): string => `${day(dateOf(at))}${formatDateTime(at).slice(11, 16)}`;

const BOOKING_TEXTS: Readonly<Record<BookingNews, (at: string) => string>> = {
  booked: (at) => `已为您约好${at}的号。不能来请提前退号，退号时间请登录后查看。`,
  reminder: (at) => `提醒您：您约了${at}的号，请带医保码或身份证按时到院。不能来请退号。`,
  cancelled: (at) => `您${at}的预约已退号，已付的钱原路退回。`,
  stopped: (at) => `您${at}的预约因停诊取消，已付的钱原路退回。请登录后另约。`,
  lapsed: (at) => `您${at}的预约没有付成，号源已放回，没有扣款。`,
  'no-show': (at) => `您没有按时赴${at}的约，已付的钱原路退回。半年内三次会暂停网上预约。`,
};

/** The text for outside channels and inbox alike: Chinese, no diagnosis, no number of a person or paper. */
export function textOf(content: MessageContent): string {
  switch (content.kind) {
    case 'filing-decided': {
      const end = FILING_ENDS[content.outcome](day(content.startsOn));
      return `您${day(content.submittedOn)}提交的异地就医备案${end}`;
    }
    case 'settled':
      return `您${day(content.on)}有一笔费用完成医保结算：${sharesOf(content)}。明细请登录后查看。`;
    case 'reversed':
      return `您${day(content.on)}的一笔医保结算已撤销，总费用${yuan(content.total)}，医保支付的部分和待遇额度均已恢复。`;
    case 'next-day-bill': {
      const credit = content.credit === 0 ? '' : `，其中信用支付${yuan(content.credit)}`;
      return `您${day(content.on)}共有${content.bills}笔医保结算：${sharesOf(content)}${credit}。明细请登录后查看。`;
    }
    case 'repayment-due':
      return content.isOverdue
        ? `您的信用就医账单${yuan(content.amount)}已过还款日（${day(content.dueOn)}），请尽快还款，逾期会暂停使用。`
        : `您的信用就医账单${yuan(content.amount)}请于${day(content.dueOn)}前还款。`;
    case 'policy-changed':
      return `您参保地的医保待遇政策自${day(content.from)}起有变化，可能影响您的报销。变化内容请登录后查看。`;
    case 'claim-decided':
      return claimText(content.outcome, content.amount);
    case 'insurer-later':
      return INSURER_TEXTS[content.outcome](content.amount === null ? '' : yuan(content.amount));
    case 'booking':
      return BOOKING_TEXTS[content.news](minute(content.startsAt));
    case 'code':
      return `验证码${content.code}，用于${PURPOSES[content.purpose]}，${content.minutes}分钟内有效。请勿告诉他人。`;
  }
}

/** What is left of a code's message once it has left. */
export const CODE_SENT = '验证码已发送。';

/** A text may hold a code of six digits and amounts, never a longer number; a longer one is our mistake. */
export function assertSpeakable(text: string): void {
  assert(!/\d{7}/.test(text), 'A message to a person holds a full number');
}

const HOUR_MS = 3_600_000;
const QUIET_FROM = 22;
const QUIET_UNTIL = 8;

/** 22:00–08:00 is quiet: what would leave then leaves at eight. A code leaves at once. */
export function leavesAt(kind: MessageKind, at: Instant): Instant {
  if (kind === 'code') return at;
  const start = startOfDay(dateOf(at));
  const hour = Math.floor((at - start) / HOUR_MS);
  if (hour >= QUIET_FROM) return instant(start + (24 + QUIET_UNTIL) * HOUR_MS);
  return hour < QUIET_UNTIL ? instant(start + QUIET_UNTIL * HOUR_MS) : at;
}
