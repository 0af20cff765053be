/** What the APIs of manual claims answer: the figures and texts that the pages show. */
import { CLAIM_FIELDS, CLAIM_STATES, PAPER_KINDS } from '@zhijie/province';
import Type, { type TSchema } from 'typebox';
import { Parts, Step } from '../person/schema.ts';

const Text = Type.String();
const Fen = Type.Integer({ description: '分' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const summary = {
  claimId: Text,
  personId: Text,
  insuredArea: Text,
  insuranceType: Type.Enum(['employee', 'resident']),
  source: Type.Enum(['packet', 'upload'], { description: 'packet 医院转来，upload 自行上传' }),
  state: Type.Enum([...CLAIM_STATES]),
  stateLabel: Text,
  openedAt: Type.Integer(),
  receivedAt: OrNull(Type.Integer()),
  dueOn: OrNull(Text),
  isOverdue: Type.Boolean(),
};
const FieldName = Type.Enum([...CLAIM_FIELDS]);
const Box = Type.Object(
  {
    page: Type.Integer(),
    x: Type.Integer(),
    y: Type.Integer(),
    width: Type.Integer(),
    height: Type.Integer(),
  },
  { description: '在该页的位置，占页面的万分之几' },
);
const Field = Type.Object({
  field: FieldName,
  label: Text,
  value: OrNull(Text),
  read: OrNull(
    Type.Object({
      value: Text,
      confidence: Type.Integer({ description: '把握，0–100' }),
      box: OrNull(Box),
      paperId: Text,
    }),
  ),
  corrected: OrNull(Type.Object({ value: Text, by: Text, at: Type.Integer() })),
});
const Paper = Type.Object({
  paperId: Text,
  kind: Type.Enum([...PAPER_KINDS]),
  label: Text,
  name: Text,
  bytes: Type.Integer(),
  reading: Type.Enum(['waiting', 'reading', 'done', 'failed', 'kept']),
  refusal: OrNull(Text),
  addedAt: Type.Integer(),
});
const Review = Type.Object({
  missingPapers: Type.Array(Type.Enum([...PAPER_KINDS])),
  missingPaperLabels: Type.Array(Text),
  problems: Type.Array(Type.Object({ field: FieldName, label: Text, is: Type.Enum(['missing', 'wrong']) })),
  findings: Type.Array(
    Type.Object({
      code: Text,
      weight: Type.Enum(['blocks', 'check', 'note'], {
        description: 'blocks 不能支付，check 须核对，note 提示',
      }),
      text: Text,
    }),
  ),
  proposal: Type.Object({
    verdict: Type.Enum(['approve', 'refuse', 'complete-first']),
    funds: OrNull(Fen),
    reasons: Type.Array(Text),
  }),
});

export const ClaimsAnswer = Type.Object({
  claims: Type.Array(Type.Object(summary)),
  next: Type.Optional(OrNull(Text)),
});
export const ClaimAnswer = Type.Object({
  claim: Type.Object({
    ...summary,
    fields: Type.Array(Field),
    items: Type.Array(Type.Object({ name: Text, amount: Text, confidence: Type.Integer() })),
    papers: Type.Array(Paper),
    review: OrNull(Review),
    decision: OrNull(Type.Object({ parts: Parts, warnings: Type.Array(Text), steps: Type.Array(Step) })),
    approvedFunds: OrNull(Fen),
    progress: Type.Array(Type.Object({ label: Text, at: OrNull(Text) })),
    payments: Type.Array(
      Type.Object({
        way: Type.Enum(['paid', 'returned']),
        amount: Fen,
        bank: Text,
        serial: Text,
        paidOn: Text,
      }),
    ),
    history: Type.Array(Type.Object({ kind: Text, label: Text, at: Text, by: Text, note: OrNull(Text) })),
  }),
});
