/** Answers of paying institutions as the pages read them; amounts in fen, rates in 1/10 000. */
import { RESOLUTIONS } from '@zhijie/province';
import Type, { type TSchema } from 'typebox';

const Text = Type.String();
const Whole = Type.Integer();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const next = OrNull(Text);
const oneOf = <const W extends readonly string[]>(...words: W) =>
  Type.Unsafe<W[number]>(Type.Enum([...words]));

export const PayablesAnswer = Type.Object({
  payables: Type.Array(
    Type.Object({
      providerId: Text,
      name: Text,
      agreement: oneOf('active', 'suspended', 'terminated'),
      isStopped: Type.Boolean(),
      terms: Type.Object({
        mode: oneOf('monthly', 'shortened', 'itemwise', 'advance'),
        cycle: OrNull(oneOf('day', 'ten-days', 'half-month')),
        share: OrNull(Whole),
        isCrossProvinceIncluded: Type.Boolean(),
        fromOn: Text,
      }),
      lent: Type.Integer({ description: '在机构的医保预付金' }),
      balance: Whole,
      parts: Type.Object({
        undeclared: Type.Integer({ description: '未申报' }),
        due: Type.Integer({ description: '现应付' }),
        underWay: Type.Integer({ description: '银行办理中' }),
        paidAhead: Type.Integer({ description: '已先付，负数' }),
        carriedOver: Type.Integer({ description: '扣款超过应付，结转，负数' }),
      }),
      openReviews: Whole,
    }),
  ),
});

const Batch = Type.Object({
  batchId: Text,
  area: Text,
  kind: oneOf('instant', 'month-end', 'working-capital'),
  period: Text,
  lineCount: Whole,
  total: Whole,
  payer: Type.Object({ holder: Text, bankName: Text, bankNumber: OrNull(Text), number: Text }),
  madeBy: Text,
  madeAt: Whole,
  state: oneOf('proposed', 'released', 'rejected'),
  checkedBy: OrNull(Text),
  checkedAt: OrNull(Whole),
  checkReason: OrNull(Text),
});

export const BatchesAnswer = Type.Object({ batches: Type.Array(Batch), next });

export const BatchAnswer = Type.Object({
  batch: Batch,
  lines: Type.Array(
    Type.Object({
      lineId: Text,
      providerId: Text,
      name: Text,
      period: Text,
      amount: Whole,
      executed: Type.Integer({ description: '银行已付' }),
      parts: Type.Integer({ description: '分几笔付' }),
      returned: Type.Integer({ description: '银行退回' }),
      owedAgain: Type.Integer({ description: '退回后重新应付' }),
      closed: Type.Integer({ description: '已关闭' }),
      state: oneOf(
        'proposed',
        'rejected',
        'waiting',
        'partly-paid',
        'paid',
        'returned',
        'owed-again',
        'closed',
      ),
      label: Text,
    }),
  ),
});

const outcome = oneOf('applied', 'unchanged');
export const ProposedAnswer = Type.Object({
  outcome,
  batch: Batch,
  skipped: Type.Array(Type.Object({ providerId: Text, reason: Text, label: Text })),
});

const kind = oneOf('payment', 'duplicate', 'return', 'recovery', 'charge', 'treasury', 'unknown');
const direction = oneOf('in', 'out');

export const MovementsAnswer = Type.Object({
  movements: Type.Array(
    Type.Object({
      account: Text,
      bankReference: Text,
      direction,
      amount: Whole,
      bookedOn: Text,
      kind,
      lineId: OrNull(Text),
      batchId: OrNull(Text),
      providerId: OrNull(Text),
      providerName: OrNull(Text),
      returnReason: OrNull(Text),
      counterparty: OrNull(Text),
      information: OrNull(Text),
      resolution: OrNull(oneOf(...RESOLUTIONS)),
      reason: OrNull(Text),
      resolvedBy: OrNull(Text),
      resolvedAt: OrNull(Whole),
    }),
  ),
  next,
});

export const TakenAnswer = Type.Object({
  outcome,
  entries: Type.Array(
    Type.Object({ bankReference: Text, direction, amount: Whole, kind, lineId: OrNull(Text) }),
  ),
});

const share = Type.Object({ instant: Whole, all: Whole, rate: Whole, target: Whole });
export const InstantAnswer = Type.Object({ period: Text, money: share, institutions: share });

const audited = Type.Object({ claims: Whole, deducted: Whole, rate: Whole });
export const RatesAnswer = Type.Object({
  rates: Type.Array(
    Type.Object({
      providerId: Text,
      name: Text,
      cross: audited,
      local: audited,
      isAuditedLess: Type.Boolean(),
    }),
  ),
});
