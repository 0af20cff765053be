import { IDENTITY_CARDS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, key, strict, text } from '../fields.ts';

export const CARD_LABELS: Readonly<Record<(typeof IDENTITY_CARDS)[number], string>> = {
  'social-card': '社会保障卡',
  'id-card': '身份证',
};

export const CheckBody = Type.Object(
  {
    requestKey: key,
    card: chosen(
      IDENTITY_CARDS,
      Object.entries(CARD_LABELS)
        .map(([word, label]) => `${word} ${label}`)
        .join('，'),
    ),
    paper: Type.String({
      description: '签字的书面同意照片（JPEG 或 PNG），Base64；加密保存并留 SM3 摘要。不是人像',
      pattern: '^[A-Za-z0-9+/]+={0,2}$',
      minLength: 4,
      maxLength: 4_000_000,
    }),
  },
  strict,
);
export type CheckBody = Static<typeof CheckBody>;

export const DecisionBody = Type.Object(
  {
    accept: Type.Boolean({ description: 'true 人、卡、同意书一致，false 不一致' }),
    note: Type.String({ description: '不一致时写明哪里', maxLength: 200 }),
  },
  strict,
);
export const ChecksQuery = Type.Object({ visitId: Type.Optional(text('只看这次就诊', 64)) }, strict);

const Text = Type.String();
const OrNull = Type.Union([Text, Type.Null()]);
export const Check = Type.Object({
  checkId: Text,
  visitId: Text,
  personId: Text,
  name: Type.String({ description: '遮掩后的姓名' }),
  certificateNumber: Type.String({ description: '遮掩后的身份证号' }),
  card: Type.Enum([...IDENTITY_CARDS]),
  method: Type.String({ description: '凭什么核验，如：社会保障卡＋两人核验' }),
  paperDigest: Type.String({ description: '书面同意照片的 SM3 摘要' }),
  state: Type.Enum(['waiting', 'confirmed', 'refused']),
  maker: Type.String({ description: '登记人' }),
  madeAt: Text,
  checker: Type.Union([Text, Type.Null()], { description: '复核人' }),
  decidedAt: OrNull,
  note: OrNull,
  isOwn: Type.Boolean({ description: '登记人就是我：要由另一个人复核' }),
});
export const CheckAnswer = Type.Object({ check: Check });
export const ChecksAnswer = Type.Object({ checks: Type.Array(Check) });
