import Type from 'typebox';
import { inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  ArrivalBody,
  BookBody,
  DayQuery,
  Nothing,
  OwnQuery,
  PublishBody,
  PublishTextBody,
  SessionsQuery,
  StopBody,
} from './schema.ts';

const COUNTER = '/api/counter/booking';
const PERSON = '/api/person/booking';
const text = Type.String();
const yuan = Type.String({ description: '元，两位小数' });
const orNull = (schema: Type.TSchema) => Type.Union([schema, Type.Null()]);
const PROVIDER = inPath('providerId', '医疗机构代码');
const BOOKING = inPath('bookingId', '预约编号');

const doctor = {
  sessionId: text,
  kind: Type.Enum(['outpatient', 'admission']),
  departmentCode: text,
  departmentName: text,
  doctorName: text,
  fee: yuan,
  cancelUntil: text,
};
const Sessions = Type.Object({
  sessions: Type.Array(
    Type.Object({
      ...doctor,
      startsAt: text,
      endsAt: text,
      slots: Type.Integer(),
      free: Type.Array(Type.Integer(), { description: '还能约的号' }),
      freeAt: Type.Array(text, { description: '还能约的号各自的就诊时间，与 free 同序' }),
      isStopped: Type.Boolean(),
    }),
  ),
  next: orNull(text),
});
const booking = {
  bookingId: text,
  providerId: text,
  ...doctor,
  slot: Type.Integer(),
  startsAt: text,
  state: Type.Enum([
    'waiting',
    'booked',
    'registered',
    'arrived',
    'ending',
    'cancelled',
    'lapsed',
    'no-show',
  ]),
  label: text,
  pays: Type.Enum(['now', 'at-hospital']),
  visitId: orNull(text),
};
const Booking = Type.Object({
  ...booking,
  providerName: text,
  settlementId: orNull(Type.String({ description: '付过挂号费的账单' })),
  reason: orNull(Type.String({ description: '没有付成或被停诊的原因' })),
  legs: Type.Array(
    Type.Object({
      legId: text,
      kind: Type.Enum(['funds', 'insurer', 'family', 'credit', 'channel', 'receipt']),
      name: text,
      state: text,
      text,
      amount: orNull(yuan),
    }),
    { description: '挂号费由谁付、付到哪一步；退号后写退回' },
  ),
  payment: orNull(
    Type.Object({
      actId: text,
      word: text,
      text,
      left: orNull(yuan),
      deadline: orNull(text),
      page: orNull(Type.String({ description: '付款页面的地址' })),
    }),
  ),
});
const Arrival = Type.Object({ ...booking, personId: text, name: text, certificateNumber: text });
const One = json('预约', Type.Object({ booking: Booking }));

const reading = (summary: string, answer: Type.TSchema, parameters: readonly unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary, answer), ...REFUSALS } },
});
const Published = json('发布结果', Type.Object({ published: Type.Integer(), unchanged: Type.Integer() }));

/** The paths of an institution's schedules and of who comes. */
export const BOOKING_COUNTER_PATHS = {
  [`${COUNTER}/schedule`]: posting('发布班次：全部成功或全部不发布', PublishBody, Published),
  [`${COUNTER}/schedule-file`]: posting('用 CSV 发布班次', PublishTextBody, Published),
  [`${COUNTER}/sessions`]: reading('本院的班次和还能约的号', Sessions, inQuery(SessionsQuery)),
  [`${COUNTER}/stops`]: posting(
    '停诊：已约的全部退号退费',
    StopBody,
    json('停诊结果', Type.Object({ stopped: Type.Integer() })),
  ),
  [`${COUNTER}/bookings`]: reading(
    '某日的预约',
    Type.Object({ bookings: Type.Array(Arrival) }),
    inQuery(DayQuery),
  ),
  [`${COUNTER}/bookings/{bookingId}/arrival`]: posting(
    '报到：没有付过挂号费的同时登记就诊或入院',
    ArrivalBody,
    json('预约', Type.Object({ booking: Arrival })),
    [BOOKING],
  ),
  [`${COUNTER}/bookings/{bookingId}/cancellation`]: posting('医院代退号，不限时间', Nothing, One, [BOOKING]),
  [`${COUNTER}/tend`]: posting(
    '现在就办理到期的付款、退费、爽约和提醒',
    Nothing,
    json('看了几个预约', Type.Object({ looked: Type.Integer() })),
  ),
};

/** The paths of persons who book, for themselves or as a delegate. */
export const OWN_BOOKING_PATHS = {
  [`${PERSON}/providers/{providerId}/sessions`]: reading('一家医院的班次和还能约的号', Sessions, [
    PROVIDER,
    ...inQuery(SessionsQuery),
  ]),
  [PERSON]: {
    ...reading(
      '本人的预约，就诊时间晚的在前',
      Type.Object({ bookings: Type.Array(Booking), next: orNull(text) }),
      inQuery(OwnQuery),
    ),
    ...posting('预约：现在付挂号费或到院付', BookBody, One),
  },
  [`${PERSON}/{providerId}/{bookingId}`]: reading('一个预约', Type.Object({ booking: Booking }), [
    PROVIDER,
    BOOKING,
  ]),
  [`${PERSON}/{providerId}/{bookingId}/cancellation`]: posting('退号：截止时间前全额原路退回', Nothing, One, [
    PROVIDER,
    BOOKING,
  ]),
};
