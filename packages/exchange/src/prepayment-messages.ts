/**
 * What is said about the prepayment between provinces (医保发〔2022〕22号 annex, articles 18–25): a provincial
 * agency asks the nation; the nation tells both provinces what to book.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { BankTransfer, Operator, RequestKey } from './clearing-messages.ts';
import { Day, Id, Moment, MonthText, words } from './message-schemas.ts';

const ProvinceCode = Type.String({ pattern: '^\\d{2}$' });
const LARGEST_SUM = Number.MAX_SAFE_INTEGER;
const Sum = Type.Integer({ minimum: -LARGEST_SUM, maximum: LARGEST_SUM });
const Paid = Type.Integer({ minimum: 1, maximum: LARGEST_SUM });
const Year = Type.Integer({ minimum: 2000, maximum: 2999 });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Level = words('normal', 'yellow', 'red');
const DueDate = Type.Object({ on: Day, isProvisional: Type.Boolean() });
const Mark = { by: Type.String(), at: Moment };
const Written = { amount: Sum, figures: Type.String(), words: Type.String() };
const Outcome = words('applied', 'unchanged');

/** Usage in 1/10 000, cut off (PF-03). */
const Usage = { period: MonthText, prepayment: Sum, used: Sum, basisPoints: Type.Integer(), level: Level };

const Share = Type.Object({
  careProvince: ProvinceCode,
  insuredProvince: ProvinceCode,
  /** October, November, December of the year before. */
  quarter: Type.Array(Sum),
  amount: Sum,
  before: Sum,
  change: Sum,
});
const Order = Type.Object({
  orderId: Type.String(),
  kind: words('annual', 'urgent'),
  year: Year,
  careProvince: ProvinceCode,
  insuredProvince: ProvinceCode,
  payer: ProvinceCode,
  payee: ProvinceCode,
  isReturn: Type.Boolean(),
  madeOn: Day,
  state: words('due', 'at-finance', 'paid', 'received', 'superseded'),
  label: Type.String(),
  ...Written,
  submitted: OrNull(Type.Object(Mark)),
  transfer: OrNull(Type.Object({ ...BankTransfer.properties, ...Mark })),
  received: OrNull(Type.Object({ ...Mark, receivedOn: Day })),
});
const Duty = Type.Object({
  step: words('submit-to-finance', 'pay', 'feed-back'),
  owner: ProvinceCode,
  orderId: Type.String(),
  due: DueDate,
  doneAt: OrNull(Moment),
  isOverdue: Type.Boolean(),
});
const Draft = Type.Object({
  careProvince: ProvinceCode,
  period: MonthText,
  ...Written,
  after: Sum,
  purpose: Type.Literal('prepayment'),
  requestBy: DueDate,
  submitToFinanceBy: DueDate,
  payBy: DueDate,
  inPlaceBy: DueDate,
});
const Pool = Type.Object({
  careProvince: ProvinceCode,
  /** What lies there of all insured provinces: one pool (PF-01). */
  standing: Sum,
  running: Type.Object({ ...Usage, redOn: OrNull(Day), atMonthEnd: Sum, levelAtMonthEnd: Level }),
  /** What would bring red usage of the running month below yellow; null unless it is red. */
  proposed: OrNull(Type.Object(Written)),
  cleared: OrNull(Type.Object(Usage)),
  draft: OrNull(Draft),
  whyNoDraft: OrNull(Type.String()),
});
const Request = Type.Object({
  requestId: Type.String(),
  careProvince: ProvinceCode,
  period: MonthText,
  ...Written,
  used: Sum,
  prepayment: Sum,
  signedOn: Day,
  requestedOn: Day,
  requestedBy: Type.String(),
  at: Moment,
  state: words('open', 'granted', 'declined'),
  reason: OrNull(Type.String()),
});
const Notice = Type.Object({
  careProvince: ProvinceCode,
  period: MonthText,
  version: Type.Integer(),
  basis: words('running', 'cleared'),
  on: Day,
  from: Level,
  to: Level,
  used: Sum,
  prepayment: Sum,
  basisPoints: Type.Integer(),
  text: Type.String(),
});

/** A year as a province may see it: its own pairs, orders, duties, pool, requests and notices. */
const View = Type.Object({
  year: Year,
  setAt: OrNull(Moment),
  setBy: DueDate,
  isSetOverdue: Type.Boolean(),
  dates: Type.Object({ 'submit-to-finance': DueDate, pay: DueDate, 'feed-back': DueDate }),
  shares: Type.Array(Share),
  orders: Type.Array(Order),
  duties: Type.Array(Duty),
  pools: Type.Array(Pool),
  requests: Type.Array(Request),
  notices: Type.Array(Notice),
});

const Step = Type.Union([
  Type.Object({ kind: Type.Literal('submit') }),
  Type.Object({ kind: Type.Literal('pay'), transfer: BankTransfer }),
  Type.Object({ kind: Type.Literal('receive'), receivedOn: Day }),
]);

/** A payment or a return as a province books it, once per order. */
const Booking = Type.Object({
  orderId: Type.String({ minLength: 1, maxLength: 80 }),
  careProvince: ProvinceCode,
  insuredProvince: ProvinceCode,
  amount: Paid,
  isReturn: Type.Boolean(),
  bank: Type.String({ minLength: 1, maxLength: 100 }),
  serial: Type.String({ minLength: 1, maxLength: 64 }),
  on: Day,
});
const Booked = Type.Object({ outcome: Outcome });

const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const PREPAYMENT_MESSAGES = {
  'prepayment.read@1': define('prepayment.read@1', Type.Object({ year: Year }), View),
  'prepayment.step@1': define(
    'prepayment.step@1',
    Type.Object({
      requestKey: RequestKey,
      orderId: Type.String({ minLength: 1, maxLength: 80 }),
      operator: Operator,
      step: Step,
    }),
    Booked,
  ),
  'prepayment.request@1': define(
    'prepayment.request@1',
    Type.Object({
      requestKey: RequestKey,
      operator: Operator,
      period: MonthText,
      amount: Type.Optional(Type.Integer({ minimum: 1, maximum: 9e11 })),
    }),
    Type.Object({ outcome: Outcome, requestId: Id }),
  ),
  /** The nation to the care province: what it holds now, or gave back. */
  'prepayment.held@1': define('prepayment.held@1', Booking, Booked),
  /** The nation to the insured province: what it paid, or got back. */
  'prepayment.paid@1': define('prepayment.paid@1', Booking, Booked),
} as const;

export type PrepaymentView = Static<typeof View>;
export type PrepaymentPool = Static<typeof Pool>;
export type PrepaymentBooking = Static<typeof Booking>;
