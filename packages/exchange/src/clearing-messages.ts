/**
 * What a provincial agency and the nation say to each other about the monthly clearing (医保发〔2022〕22号,
 * articles 45–54). The province vouches for its operator; the hub judges what the operator may do.
 */
import Type, { type Static, type TSchema } from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Area = Type.String({ pattern: '^\\d{6}$' });
const ProvinceCode = Type.String({ pattern: '^\\d{2}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const MonthText = Type.String({ pattern: '^\\d{4}-\\d{2}$' });
const Moment = Type.Integer({ minimum: 0 });
const Reason = Type.String({ maxLength: 500 });
const LARGEST_SUM = Number.MAX_SAFE_INTEGER;
/** A sum of amounts, integer fen. */
const Sum = Type.Integer({ minimum: -LARGEST_SUM, maximum: LARGEST_SUM });
const Amount = Type.Integer({ minimum: -9e11, maximum: 9e11 });
const Count = Type.Integer({ minimum: 0 });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const words = <const W extends readonly string[]>(...list: W) => Type.Enum<[...W]>([...list]);
const InsuranceType = words('employee', 'resident');

/** Who acts at the province, and as what. */
export const Operator = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  areas: Type.Array(Area, { maxItems: 200 }),
  roles: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 }),
});

const Tally = Type.Object({ count: Count, amount: Sum });
const Line = Type.Object({
  careProvince: ProvinceCode,
  insuredProvince: ProvinceCode,
  insuranceType: InsuranceType,
  parts: Type.Object({
    settlements: Tally,
    reversals: Tally,
    returns: Tally,
    deductions: Tally,
    restorations: Tally,
  }),
  amount: Sum,
});
const Net = Type.Object({
  province: ProvinceCode,
  insuranceType: InsuranceType,
  receivable: Sum,
  payable: Sum,
  net: Sum,
});
const Share = Type.Object({ province: ProvinceCode, area: Area, insuranceType: InsuranceType, net: Sum });
const Mark = Type.Object({ by: Type.String(), at: Moment });
const Account = Type.Object({
  province: ProvinceCode,
  holder: Type.String({ minLength: 1, maxLength: 100 }),
  bank: Type.String({ minLength: 1, maxLength: 100 }),
  number: Type.String({ pattern: '^[0-9]{8,32}$' }),
  from: Day,
});
export const BankTransfer = Type.Object({
  bank: Type.String({ maxLength: 100 }),
  serial: Type.String({ maxLength: 64 }),
  paidOn: Day,
  purpose: words('clearing', 'prepayment'),
  amount: Sum,
});
const Confirmation = Type.Object({
  province: ProvinceCode,
  state: words('awaiting', 'proposed', 'objected', 'confirmed'),
  proposed: OrNull(Mark),
  confirmed: OrNull(Mark),
  objection: OrNull(Type.Object({ ...Mark.properties, reason: Reason })),
  allocated: OrNull(Mark),
});
const Notice = Type.Object({
  kind: words('payment', 'collection'),
  period: MonthText,
  province: ProvinceCode,
  name: Type.String(),
  issuedOn: Day,
  purpose: Type.Literal('clearing'),
  lines: Type.Array(
    Type.Object({
      counterparty: ProvinceCode,
      name: Type.String(),
      insuranceType: InsuranceType,
      label: Type.String(),
      amount: Sum,
      figures: Type.String(),
      isReturn: Type.Boolean(),
      account: OrNull(Account),
    }),
  ),
  employee: Sum,
  resident: Sum,
  total: Sum,
  figures: Type.String(),
  words: Type.String(),
});
const Order = Type.Object({
  orderId: Id,
  payer: ProvinceCode,
  payee: ProvinceCode,
  insuranceType: InsuranceType,
  amount: Sum,
  isReturn: Type.Boolean(),
  state: words('due', 'at-finance', 'paid', 'received'),
  label: Type.String(),
  submitted: OrNull(Mark),
  transfer: OrNull(Type.Object({ ...BankTransfer.properties, ...Mark.properties })),
  received: OrNull(Type.Object({ ...Mark.properties, receivedOn: Day })),
});
const Duty = Type.Object({
  step: Type.String(),
  owner: Type.String(),
  orderId: OrNull(Id),
  due: Type.Object({ on: Day, isProvisional: Type.Boolean() }),
  doneAt: OrNull(Moment),
  isOverdue: Type.Boolean(),
});
const Item = Type.Object({
  itemId: Id,
  kind: words('settlement', 'reversal', 'deduction', 'restoration'),
  settlementId: Id,
  careArea: Area,
  insuredArea: Area,
  insuranceType: InsuranceType,
  amount: Amount,
  decidedAt: Moment,
  settlementPeriod: OrNull(MonthText),
  deferral: OrNull(
    Type.Object({ months: Type.Integer(), reason: Reason, signedBy: Type.String(), signedAt: Moment }),
  ),
});
const Penalty = Type.Object({ penaltyId: Id, careArea: Area, settlementId: Id, amount: Sum });

/** A month as its province may see it: own lines, orders, notices and duties; of others only the nets. */
const View = Type.Object({
  period: MonthText,
  state: words('generated', 'issued', 'settled'),
  version: Count,
  generatedAt: Moment,
  root: OrNull(Type.String()),
  /** The hub's SM2 signature over the root, base64url. */
  signature: OrNull(Type.String()),
  lines: Type.Array(Line),
  nets: Type.Array(Net),
  areas: Type.Array(Share),
  penalties: Type.Array(Penalty),
  confirmation: OrNull(Confirmation),
  notices: Type.Array(Notice),
  orders: Type.Array(Order),
  duties: Type.Array(Duty),
  /** After which step each of the province's subjects is as shown. */
  seen: Type.Array(Type.Object({ subject: Type.String(), version: Count })),
  /** Came after the month was generated: in no run until a deferral is signed. At most 100. */
  late: Type.Array(Item),
});

const Step = Type.Union([
  Type.Object({ kind: words('propose', 'confirm', 'allocate'), province: ProvinceCode }),
  Type.Object({ kind: Type.Literal('object'), province: ProvinceCode, reason: Reason }),
  Type.Object({ kind: Type.Literal('submit'), orderId: Id }),
  Type.Object({ kind: Type.Literal('pay'), orderId: Id, transfer: BankTransfer }),
  Type.Object({ kind: Type.Literal('receive'), orderId: Id, receivedOn: Day }),
]);

/** `unchanged`: asked before with the same content. */
const Outcome = words('applied', 'unchanged');
/** Of the province's own making; the hub keeps those of different provinces apart. */
export const RequestKey = Type.String({ pattern: '^[\\x21-\\x7e]{1,50}$' });

const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const CLEARING_MESSAGES = {
  'clearing.read@1': define('clearing.read@1', Type.Object({ period: MonthText }), View),
  'clearing.items@1': define(
    'clearing.items@1',
    Type.Object({
      period: MonthText,
      /** The other province of the pair; null: all. */
      counterparty: OrNull(ProvinceCode),
      insuranceType: OrNull(InsuranceType),
      part: OrNull(words('settlements', 'reversals', 'returns', 'deductions', 'restorations')),
      after: Type.String({ maxLength: 64 }),
      limit: Type.Integer({ minimum: 1, maximum: 500 }),
    }),
    Type.Object({ items: Type.Array(Item), isMore: Type.Boolean() }),
  ),
  'clearing.proof@2': define(
    'clearing.proof@2',
    /** After which item; null: from the head of the file on. */
    Type.Object({ period: MonthText, after: OrNull(Id) }),
    /** The next lines of the file, and the item to go on after; null: these are the last. */
    Type.Object({ text: Type.String(), next: OrNull(Id) }),
  ),
  'clearing.step@1': define(
    'clearing.step@1',
    Type.Object({
      requestKey: RequestKey,
      period: MonthText,
      operator: Operator,
      step: Step,
      /** From `View.seen`; left out, nobody looks whether another came first. */
      seen: Type.Optional(Count),
    }),
    Type.Object({ outcome: Outcome, version: Count }),
  ),
  'clearing.defer@1': define(
    'clearing.defer@1',
    Type.Object({
      operator: Operator,
      careArea: Area,
      settlementId: Id,
      itemId: Id,
      to: MonthText,
      reason: Reason,
    }),
    Type.Object({ outcome: Outcome, period: MonthText }),
  ),
  'clearing.deduct@1': define(
    'clearing.deduct@1',
    Type.Object({
      requestKey: RequestKey,
      operator: Operator,
      kind: words('deduction', 'restoration', 'penalty'),
      careArea: Area,
      settlementId: Id,
      amount: Type.Integer({ minimum: 1, maximum: 9e11 }),
      reason: Reason,
    }),
    Type.Object({ outcome: Outcome, deductionId: Id }),
  ),
  'clearing.account@1': define(
    'clearing.account@1',
    Type.Object({ operator: Operator, account: Account }),
    Type.Object({ outcome: Outcome }),
  ),
} as const;

export type ClearingView = Static<typeof View>;
export type ClearingViewItem = Static<typeof Item>;
export type ClearingStepRequest = Static<typeof Step>;
export type ClearingOperator = Static<typeof Operator>;
