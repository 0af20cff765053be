import type { Refusal } from '@zhijie/kernel';
import { BOOKING_REFUSAL_TEXTS, type BookingRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { counterStatusOf, counterTelling } from '../counter/texts.ts';
import type { Telling } from '../desk.ts';
import { AFFAIRS_TELLING } from '../person/affairs-texts.ts';

type Own = Exclude<BookingRefusalCode, 'not-permitted'> | 'csv-malformed' | 'booking-not-insured';

const TEXTS: Readonly<Record<Own, string>> = {
  ...BOOKING_REFUSAL_TEXTS,
  'csv-malformed': 'CSV 不能读取',
  'booking-not-insured': '没有有效的参保，不能在网上预约',
};
const FIXES: Readonly<Record<Own, readonly [field: string, fix: string]>> = {
  'booking-session-times': ['startsAt', '开始须晚于现在，每个号至少一分钟，退号截止不晚于开始'],
  'booking-session-fee': ['fee', '请补目录编码，或把挂号费改为 0.00'],
  'booking-session-differs': ['sessionId', '请停诊后用新的班次编号发布'],
  'booking-session-unknown': ['sessionId', '请刷新班次'],
  'booking-request-differs': ['requestKey', '请换一个请求编号'],
  'booking-session-stopped': ['sessionId', '请选别的班次'],
  'booking-session-begun': ['slot', '请选之后的号'],
  'booking-slot-unknown': ['slot', '请从所列的号中选择'],
  'booking-method': ['methods', '请选手机支付、亲情账户或信用就医，或到院付费'],
  'booking-no-shows': ['personId', '请到医院窗口或拨打医院电话预约'],
  'booking-person-busy': ['slot', '请先退掉那个预约，或另选时间'],
  'booking-slot-taken': ['slot', '没有扣款；请选别的号'],
  'booking-unknown': ['bookingId', '请刷新预约清单'],
  'booking-over': ['bookingId', '退费请到医院收费窗口办理'],
  'booking-too-late': ['bookingId', '请联系医院窗口退号'],
  'booking-not-today': ['bookingId', '请在预约当天报到'],
  'csv-malformed': ['csv', '首行写列名，每行列数相同'],
  'booking-not-insured': ['session', '可到医院窗口按自费预约'],
};

const isOwn = (code: string): code is Own => code in FIXES;

function toldOf({ code, field }: Refusal<Own>): Told {
  const [where, fix] = FIXES[code];
  return { code, field: field ?? where, text: `${TEXTS[code]}。`, fix };
}

const CONFLICTS: readonly string[] = [
  'booking-session-differs',
  'booking-request-differs',
  'booking-slot-taken',
  'booking-person-busy',
  'booking-over',
];
const statusOf = (code: string): 404 | 409 | 422 => {
  if (code.endsWith('-unknown') && code !== 'booking-slot-unknown') return 404;
  return CONFLICTS.includes(code) ? 409 : 422;
};

export const BOOKING_TELLING: Telling = {
  telling: (refusal) => (isOwn(refusal.code) ? toldOf(refusal as Refusal<Own>) : counterTelling(refusal)),
  statusOf: (code) => (isOwn(code) ? statusOf(code) : counterStatusOf(code)),
};
/** The same for a person: what is not of bookings is of the own affairs (acting for a relative). */
export const OWN_BOOKING_TELLING: Telling = {
  telling: (refusal) =>
    isOwn(refusal.code) ? toldOf(refusal as Refusal<Own>) : AFFAIRS_TELLING.telling(refusal),
  statusOf: (code) => (isOwn(code) ? statusOf(code) : AFFAIRS_TELLING.statusOf(code)),
};
