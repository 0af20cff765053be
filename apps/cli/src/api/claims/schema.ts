import { INSURANCE_TYPES, LABELS } from '@zhijie/kernel';
import {
  CLAIM_FIELD_LABELS,
  CLAIM_FIELDS,
  CLAIM_STATE_LABELS,
  CLAIM_STATES,
  PAPER_KINDS,
  PAPER_LABELS,
} from '@zhijie/province';
import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false };
const named = (list: readonly string[], labels: Readonly<Record<string, string>>): string =>
  list.map((word) => `${word} ${labels[word] ?? ''}`.trim()).join('，');
const words = <const W extends readonly string[]>(
  list: W,
  labels: Readonly<Record<string, string>>,
  description: string,
) => Type.Unsafe<W[number]>(Type.Enum([...list], { description: `${description}：${named(list, labels)}` }));
const text = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength });
const key = Type.String({
  description: '请求编号：同一编号只生效一次',
  pattern: '^[\\x21-\\x7e]{1,64}$',
  examples: ['2026-03-000117'],
});
const insurance = words(INSURANCE_TYPES, LABELS.insuranceType, '险种；不写时用正在享受待遇的');

/** A claimant opens a claim of their own. */
export const OpenBody = Type.Object({ requestKey: key, insuranceType: Type.Optional(insurance) }, strict);
/** An agency opens one for a person. */
export const OpenForBody = Type.Object(
  {
    requestKey: key,
    personId: Type.Optional(text('人员编号', 30)),
    certificateNumber: Type.Optional(text('身份证号', 18)),
    insuranceType: Type.Optional(insurance),
  },
  strict,
);
export const PaperQuery = Type.Object(
  {
    kind: words(PAPER_KINDS, PAPER_LABELS, '材料种类'),
    name: Type.Optional(text('文件名', 100)),
  },
  strict,
);
export const FieldsBody = Type.Object(
  {
    fields: Type.Partial(
      Type.Object(
        Object.fromEntries(
          CLAIM_FIELDS.map((field) => [
            field,
            Type.String({ description: CLAIM_FIELD_LABELS[field], maxLength: 200 }),
          ]),
        ),
        strict,
      ),
    ),
  },
  { ...strict, description: '补充或更正：只写要改的；空文本表示恢复识别值。金额写元，日期写 2026-03-02' },
);
export const EmptyBody = Type.Object({}, strict);
export const ReasonBody = Type.Object({ reason: text('理由', 200) }, strict);
export const ProposalBody = Type.Object(
  {
    verdict: words(['approve', 'refuse'], { approve: '拟支付', refuse: '拟不予支付' }, '初审意见'),
    reason: Type.String({ description: '说明；不予支付的必须写明', maxLength: 200 }),
  },
  strict,
);
export const DecisionBody = Type.Object(
  {
    accept: Type.Boolean({ description: 'true 同意初审意见，false 退回初审' }),
    reason: Type.String({ description: '说明', maxLength: 200 }),
  },
  strict,
);
export const PaymentBody = Type.Object(
  {
    bank: text('付款银行', 60),
    serial: Type.String({ description: '银行流水号', pattern: '^[\\x21-\\x7e]{1,64}$' }),
    paidOn: Type.String({ description: '支付日期', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    amount: Type.String({ description: '金额，元', pattern: '^\\d{1,9}(\\.\\d{1,2})?$' }),
  },
  strict,
);
export const ClaimsQuery = Type.Object(
  {
    state: Type.Optional(words(CLAIM_STATES, CLAIM_STATE_LABELS, '办理状态')),
    limit: Type.Optional(Type.String({ description: '每页条数，1–500', pattern: '^[1-9]\\d{0,2}$' })),
    after: Type.Optional(Type.String({ description: '上一页的 next', pattern: '^\\d{1,15},C[0-9A-Z]{29}$' })),
  },
  strict,
);
export type FieldsBody = Static<typeof FieldsBody>;
export type PaymentBody = Static<typeof PaymentBody>;
export type OpenForBody = Static<typeof OpenForBody>;
export type ClaimsQuery = Static<typeof ClaimsQuery>;
