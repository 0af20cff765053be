import type { Refusal } from '@zhijie/kernel';

/** Why a schedule is not taken or a slot not booked, in the order in which it is examined. */
export const BOOKING_REFUSAL_TEXTS = {
  'not-permitted': '没有办理这件预约的权限',
  'booking-session-times': '班次的起止时间或退号截止时间不对',
  'booking-session-fee': '收挂号费的班次须写目录编码；住院预约不收挂号费',
  'booking-session-differs': '同一班次编号此前发布过不同的内容',
  'booking-session-unknown': '没有这个班次',
  'booking-request-differs': '同一请求编号此前用于不同的预约',
  'booking-session-stopped': '这个班次已停诊',
  'booking-session-begun': '这个时段已经开始，不能再预约',
  'booking-slot-unknown': '这个班次没有这个号',
  'booking-method': '不能这样付挂号费',
  'booking-no-shows': '半年内三次预约没有到院，暂停网上预约',
  'booking-person-busy': '同一时间已有另一个预约',
  'booking-slot-taken': '这个号刚刚被别人约走',
  'booking-unknown': '没有这个预约',
  'booking-over': '这个预约已经到院或结束',
  'booking-too-late': '已过退号时间',
  'booking-not-today': '还没有到预约的日子',
} as const satisfies Record<string, string>;
export type BookingRefusalCode = keyof typeof BOOKING_REFUSAL_TEXTS;
export type BookingRefusal = Refusal<BookingRefusalCode>;
