import { CREDIT_STATES, RELATIONSHIP_LABELS, RELATIONSHIPS } from '@zhijie/province';
import Type, { type Static, type TSchema } from 'typebox';
import { chosen, day, key, strict, text, yuan } from '../fields.ts';

export const Nothing = Type.Object({}, strict);
export const SignBody = Type.Object({ requestKey: key, product: text('产品编号', 40) }, strict);
export const RepayBody = Type.Object({ requestKey: key, amount: yuan }, strict);
const kinds = RELATIONSHIPS.map((word) => `${word} ${RELATIONSHIP_LABELS[word]}`).join('，');
export const ShareBody = Type.Object(
  {
    requestKey: key,
    lineId: text('额度编号', 40),
    name: text('亲属姓名', 60),
    certificateNumber: text('亲属身份证号', 20),
    relationship: chosen(RELATIONSHIPS, `亲属是本人的：${kinds}`),
    amount: yuan,
    until: day('到期日，至多一年'),
  },
  strict,
);
export type ShareBody = Static<typeof ShareBody>;
export const MovementsQuery = Type.Object(
  {
    before: Type.Optional(Type.String({ description: '上一页的 next', pattern: '^\\d{1,15}$' })),
    limit: Type.Optional(Type.String({ description: '每页条数，1–100', pattern: '^[1-9]\\d?$|^100$' })),
  },
  strict,
);
export const LinesQuery = Type.Object(
  {
    state: Type.Optional(chosen(CREDIT_STATES, '状态：suspended 逾期暂停')),
    after: Type.Optional(
      Type.String({ description: '上一页的 next', pattern: '^\\d{1,15},[0-9A-Z]{1,40}$' }),
    ),
    limit: Type.Optional(Type.String({ description: '每页条数，1–100', pattern: '^[1-9]\\d?$|^100$' })),
  },
  strict,
);
export const VisitBody = Type.Object(
  { providerId: text('医疗机构编号', 20), visitId: text('就诊编号', 64) },
  strict,
);

const Text = Type.String();
const Fen = Type.Integer({ description: '金额，分' });
const Moment = Type.Integer({ description: '毫秒' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const State = Type.Enum([...CREDIT_STATES]);
const Relation = Type.Enum([...RELATIONSHIPS]);

export const Product = Type.Object({
  product: Text,
  title: Text,
  bankId: Type.String({ description: '同意书的接收方编号' }),
  bankName: Text,
  limit: Fen,
  freeDaysMost: Type.Integer({ description: '免息期至多几天' }),
  billingDay: Type.Integer(),
  isDepositFree: Type.Boolean(),
  whenInsufficient: Type.Enum(['decline', 'split']),
  relatives: Type.Array(Relation),
  instalmentMonths: Type.Array(Type.Integer()),
  interest: Text,
  terms: Text,
  sources: Type.Array(Text),
  unverified: Type.Array(Text, { description: '待核实的参数' }),
  isSigned: Type.Boolean(),
  obstacle: OrNull(Text),
});
export const Bill = Type.Object({
  billedOn: Text,
  dueOn: Text,
  amount: Fen,
  left: Fen,
  state: Type.Enum(['running', 'billed', 'overdue', 'paid']),
  label: Text,
});
export const Line = Type.Object({
  lineId: Text,
  product: Text,
  title: Text,
  bankName: Text,
  state: State,
  label: Text,
  granted: OrNull(Fen),
  available: Fen,
  owed: Fen,
  overdue: Fen,
  nextDueOn: OrNull(Text),
  bills: Type.Array(Bill),
  interest: Text,
  terms: Text,
  signedAt: Moment,
});
export const Movements = Type.Object({
  movements: Type.Array(
    Type.Object({
      step: Type.Integer(),
      kind: Text,
      label: Text,
      amount: OrNull(Fen),
      at: Moment,
      by: OrNull(Text),
    }),
  ),
  next: OrNull(Text),
});
export const Share = Type.Object({
  shareId: Text,
  lineId: Text,
  grantorId: Text,
  relationship: Relation,
  label: Text,
  amount: Fen,
  available: Fen,
  until: Text,
  isOwn: Type.Boolean({ description: '本人授权给亲属；否则是亲属授权给本人' }),
  name: Text,
  isOver: Type.Boolean(),
});
export const Repaid = Type.Object({
  repaymentId: Text,
  state: Type.Enum(['asked', 'done', 'refused']),
  label: Text,
  amount: Fen,
});
export const AgencyLines = Type.Object({
  lines: Type.Array(
    Type.Object({
      lineId: Text,
      product: Text,
      bank: Text,
      state: State,
      label: Text,
      granted: OrNull(Fen),
      owed: Fen,
      overdue: Fen,
      signedAt: Moment,
    }),
  ),
  next: OrNull(Text),
});
export const Flagged = Type.Object({ payer: Text, bank: Text, contract: Text, available: Fen });
