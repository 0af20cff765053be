/**
 * What a province takes from the nation's clearing into its own books (医保发〔2022〕22号 annex, articles 21–22,
 * 43 and 54): payments with their bank serials, pair of areas by pair of areas, and what audits took off.
 */
import Type, { type Static, type TSchema } from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Area = Type.String({ pattern: '^\\d{6}$' });
const ProvinceCode = Type.String({ pattern: '^\\d{2}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const MonthText = Type.String({ pattern: '^\\d{4}-\\d{2}$' });
const Moment = Type.Integer({ minimum: 0 });
const Sum = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const Amount = Type.Integer({ minimum: 1, maximum: 9e11 });
const InsuranceType = Type.Enum<['employee', 'resident']>(['employee', 'resident']);
const Mark = Type.String({ maxLength: 40 });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

/** A payment of a clearing that was made; `net` of a pair: positive, the insured area owed it. */
const PaidOrder = Type.Object({
  orderId: Id,
  period: MonthText,
  payer: ProvinceCode,
  payee: ProvinceCode,
  insuranceType: InsuranceType,
  amount: Sum,
  isReturn: Type.Boolean(),
  bank: Type.String({ minLength: 1, maxLength: 100 }),
  serial: Type.String({ minLength: 1, maxLength: 64 }),
  paidOn: Day,
  /** Null: the payee has not said that it is there. */
  receivedOn: OrNull(Day),
  pairs: Type.Array(Type.Object({ careArea: Area, insuredArea: Area, net: Sum })),
});
const DecidedDeduction = Type.Object({
  deductionId: Id,
  kind: Type.Enum<['deduction', 'restoration', 'penalty']>(['deduction', 'restoration', 'penalty']),
  providerId: Id,
  personId: Id,
  settlementId: Id,
  careArea: Area,
  insuredArea: Area,
  insuranceType: InsuranceType,
  amount: Amount,
  reason: Type.String({ minLength: 1, maxLength: 500 }),
  decidedBy: Type.String({ minLength: 1, maxLength: 100 }),
  decidedAt: Moment,
});

export const CLEARING_MONEY_MESSAGES = {
  /**
   * Payments of the months from one on in which the asking province pays or is paid. Whoever gives the mark
   * of an earlier answer hears of none while the nation's books stand as they stood then.
   */
  'clearing.payments@1': define(
    'clearing.payments@1',
    Type.Object({ since: MonthText, mark: Type.Optional(Mark) }),
    Type.Object({ orders: Type.Array(PaidOrder), mark: Type.Optional(Mark) }),
  ),
  /** What was decided in a month about bills of the asking province, or of its people. */
  'clearing.deductions@1': define(
    'clearing.deductions@1',
    Type.Object({ month: MonthText, after: Type.String({ maxLength: 64 }) }),
    Type.Object({ deductions: Type.Array(DecidedDeduction), isMore: Type.Boolean() }),
  ),
  /** The same about one bill of the own province, from its care side to its insured side. */
  'deduction.take@1': define(
    'deduction.take@1',
    Type.Object({
      deductionId: Id,
      kind: Type.Enum<['deduction', 'restoration']>(['deduction', 'restoration']),
      personId: Id,
      settlementId: Id,
      amount: Amount,
      decidedAt: Moment,
    }),
    Type.Object({ outcome: Type.Enum<['applied', 'unchanged']>(['applied', 'unchanged']) }),
  ),
} as const;

export type PaidClearingOrder = Static<typeof PaidOrder>;
export type DecidedDeduction = Static<typeof DecidedDeduction>;
