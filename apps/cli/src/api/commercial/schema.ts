import Type, { type Static, type TSchema } from 'typebox';
import { chosen, day, strict, text, yuan } from '../fields.ts';

export const Nothing = Type.Object({}, strict);
export const SlipsQuery = Type.Object(
  {
    before: Type.Optional(
      Type.String({ description: '上一页的 next', pattern: '^\\d{1,15},[\\x21-\\x7e]{1,64}$' }),
    ),
    limit: Type.Optional(Type.String({ description: '每页条数，1–100', pattern: '^[1-9]\\d?$|^100$' })),
  },
  strict,
);
export type SlipsQuery = Static<typeof SlipsQuery>;
export const LaterBody = Type.Object(
  { settlementId: text('医保结算编号', 64), product: text('产品编号', 64) },
  strict,
);

/** A line of an insurer's list. */
export const CoverBody = Type.Object(
  {
    name: text('被保险人姓名', 60),
    certificateNumber: text('身份证号', 20),
    insurer: text('保险公司编号', 64),
    product: text('产品编号，见 policies/commercial', 64),
    policyNumber: text('保险公司的保单号', 64),
    version: Type.Optional(text('产品有几个版本时写明', 40)),
    startsOn: day('保障开始日'),
    endsOn: day('保障结束日'),
    premium: yuan,
    health: Type.Optional(
      chosen(['healthy', 'pre-existing'], '健康状况归类；不写的，按投保前登记的慢特病归类'),
    ),
    years: Type.Optional(
      Type.Integer({
        description: '连续参保年数，含本年；不写的，按上一年度的记录',
        minimum: 1,
        maximum: 100,
      }),
    ),
    householdYears: Type.Optional(Type.Integer({ description: '本地户籍年数', minimum: 0, maximum: 150 })),
  },
  strict,
);
export const CancelBody = Type.Object(
  { insurer: text('保险公司编号', 64), policyNumber: text('保单号', 64) },
  strict,
);
export const Entered = Type.Object({ enrolmentId: Type.String() });
export const Queued = Type.Object({ claimId: Type.String() });

const Text = Type.String();
const Fen = Type.Integer({ description: '金额，分' });
const Moment = Type.Integer({ description: '毫秒' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const CoversAnswer = Type.Object({
  covers: Type.Array(
    Type.Object({
      enrolmentId: Text,
      product: Text,
      title: Text,
      insurer: Text,
      insurerName: Text,
      policyNumber: Text,
      version: OrNull(Text),
      startsOn: Text,
      endsOn: Text,
      premium: Fen,
      years: Type.Integer(),
      isInForce: Type.Boolean(),
    }),
  ),
});

export const SlipAnswer = Type.Object({
  slipId: Text,
  state: Type.Enum(['held', 'confirmed', 'voided']),
  label: Text,
  payee: Type.Enum(['hospital', 'person']),
  paidAt: OrNull(Moment),
  product: Text,
  title: Text,
  insurer: Text,
  insurerName: Text,
  policyNumber: Text,
  settlementId: Text,
  hospitalId: Text,
  hospitalName: Text,
  settledAt: Moment,
  owed: Fen,
  amount: Fen,
  layers: Type.Array(
    Type.Object({ key: Text, title: Text, base: Fen, deductibleUsed: Fen, paid: Fen, text: Text }),
  ),
});
export const SlipsAnswer = Type.Object({ slips: Type.Array(SlipAnswer), next: OrNull(Text) });

export const LaterAnswer = Type.Object({
  claims: Type.Array(
    Type.Object({
      claimId: Text,
      settlementId: Text,
      product: Text,
      state: Type.Enum(['queued', 'paid', 'declined', 'withdrawn']),
      label: Text,
      reason: OrNull(Text),
      queuedAt: Moment,
      changedAt: Moment,
    }),
  ),
});
