import { RED_REASONS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, strict, text } from '../fields.ts';

const settlement = { providerId: text('医疗机构编号', 20), settlementId: text('结算编号', 64) };
const receiptId = Type.String({
  description: '票据代码和号码，18 位',
  pattern: '^\\d{18}$',
  examples: ['110602260000000017'],
});

export const IssueBody = Type.Object(settlement, strict);
export type IssueBody = Static<typeof IssueBody>;

/** A person names the place of care too: its node keeps the receipt. */
export const OwnIssueBody = Type.Object({ ...settlement, careArea: text('就医地，六位区划', 6) }, strict);
export type OwnIssueBody = Static<typeof OwnIssueBody>;

export const RedBody = Type.Object(
  { receiptId, reason: chosen(RED_REASONS, 'refund 退费，undo 结算撤销，error 开票有误') },
  strict,
);
export type RedBody = Static<typeof RedBody>;

const before = Type.Optional(
  Type.String({ description: '上一页的 next', pattern: '^\\d{1,16}\\.\\d{8}\\.\\d{10}$' }),
);
const limit = Type.Optional(Type.String({ description: '至多多少张，1–100', pattern: '^[1-9]\\d?$|^100$' }));
export const OwnListQuery = Type.Object({ before, limit }, strict);
export type OwnListQuery = Static<typeof OwnListQuery>;
export const ListQuery = Type.Object({ providerId: settlement.providerId, before, limit }, strict);
export type ListQuery = Static<typeof ListQuery>;

export const VerifyQuery = Type.Object(
  {
    code: Type.String({ description: '票据代码，8 位', maxLength: 8 }),
    number: Type.String({ description: '票据号码，10 位', maxLength: 10 }),
    check: Type.String({ description: '校验码，6 位', maxLength: 6 }),
  },
  strict,
);
export type VerifyQuery = Static<typeof VerifyQuery>;

const Text = Type.String();
const Yuan = Type.String({ description: '金额，元' });
const Key = Type.Union([Type.Object({ code: Text, number: Text }), Type.Null()]);

/** A receipt as people get it. */
export const ReceiptAnswer = Type.Object({
  receiptId,
  state: chosen(['genuine', 'reversed', 'red'], 'genuine 有效，reversed 已冲红，red 红字票据'),
  title: Text,
  code: Text,
  number: Text,
  checkCode: Text,
  issuedOn: Text,
  issuer: Text,
  payer: Text,
  cashier: Text,
  settlementId: Text,
  total: Yuan,
  facts: Type.Array(Type.Object({ label: Text, value: Text })),
  items: Type.Array(Type.Object({ label: Text, amount: Yuan })),
  reverses: Key,
  reversedBy: Key,
  isSigned: Type.Optional(Type.Boolean({ description: '节点签名是否相符；查验时给出' })),
});
export type ReceiptAnswer = Static<typeof ReceiptAnswer>;

export const ListAnswer = Type.Object({
  receipts: Type.Array(ReceiptAnswer),
  next: Type.Union([Text, Type.Null()]),
});

export const VerifyAnswer = Type.Object({
  state: chosen(['genuine', 'reversed', 'red', 'unknown'], '查验结果；unknown 没有这张票据'),
  text: Text,
  receipt: Type.Union([ReceiptAnswer, Type.Null()]),
});
export type VerifyAnswer = Static<typeof VerifyAnswer>;
