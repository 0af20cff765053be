import { INSURANCE_TYPES } from '@zhijie/kernel';
import { BOOKS } from '@zhijie/province';
import Type from 'typebox';
import { cursorLike, strict, text } from '../fields.ts';

const moment = (description: string) =>
  Type.Optional(
    Type.String({
      description: `${description}：日期（当天结束时）或时刻，如 2026-03-31 14:05:09`,
      minLength: 10,
      maxLength: 19,
      examples: ['2026-03-31'],
    }),
  );
const limit = Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' }));

export const TrialQuery = Type.Object({ at: moment('哪个时刻，不写为现在') }, strict);
export const AccountsQuery = Type.Object(
  {
    kind: Type.String({ description: '科目', pattern: '^[a-z-]{1,40}$', examples: ['payable-to-provider'] }),
    at: moment('哪个时刻，不写为现在'),
    after: cursorLike('^[\\w.:/-]{1,200}$'),
    limit,
  },
  strict,
);
export const StatementQuery = Type.Object(
  {
    account: text('账户编号', 200),
    from: moment('自何时起，日期为当天开始'),
    to: moment('至何时止'),
    after: cursorLike('^-?\\d{1,16},[\\x21-\\x7e]{1,200}$'),
    limit,
  },
  strict,
);
export const ReferenceQuery = Type.Object(
  { reference: text('结算、撤销、款项、流水或扣款编号', 120) },
  strict,
);

const Text = Type.String();
const Amount = (description: string) => Type.Integer({ description: `${description}，分` });
const OrNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Book = Type.Unsafe<(typeof BOOKS)[number]>(
  Type.Enum([...BOOKS], { description: 'care 就医地账，insured 参保地账' }),
);
const BALANCE = '余额：贷方减借方';

export const TrialAnswer = Type.Object({
  book: Book,
  at: OrNull(Type.Integer({ description: '哪个时刻；null 为现在' })),
  readAt: Type.Integer(),
  total: Amount('全部余额之和，恒为零'),
  kinds: Type.Array(
    Type.Object({
      kind: Text,
      title: Text,
      balance: Amount(BALANCE),
      accounts: Type.Integer({ description: '户数' }),
      isListed: Type.Boolean({ description: '是否逐户列出；以个人为户的不列' }),
    }),
  ),
});

export const AccountsAnswer = Type.Object({
  kind: Text,
  title: Text,
  accounts: Type.Array(Type.Object({ accountId: Text, title: Text, balance: Amount(BALANCE) })),
  next: OrNull(Text),
});

export const StatementAnswer = Type.Object({
  accountId: Text,
  title: Text,
  opening: Amount('本页之前的余额'),
  closing: Amount('所查期间结束时的余额'),
  lines: Type.Array(
    Type.Object({
      transferId: Text,
      postedAt: Type.Integer(),
      cause: Text,
      otherAccount: Text,
      otherTitle: Text,
      amount: Amount('发生额：贷方为正，借方为负'),
      balance: Amount('此笔之后的余额'),
      reference: Text,
      month: Text,
    }),
  ),
  next: OrNull(Text),
});

const insuranceType = Type.Unsafe<(typeof INSURANCE_TYPES)[number]>(Type.Enum([...INSURANCE_TYPES]));
const Document = Type.Union([
  Type.Object({
    kind: Type.Literal('bill'),
    settlementId: Text,
    reversalId: OrNull(Text),
    state: Text,
    providerId: Text,
    providerName: Text,
    careArea: Text,
    insuredArea: Text,
    insuranceType,
    careType: Text,
    careTypeLabel: Text,
    settledAt: Type.Integer(),
    feeTotal: Amount('总费用'),
    paidByFunds: Amount('基金支付'),
    paidByPersonalAccount: Amount('个人账户支付'),
    paidInCash: Amount('个人现金支付'),
    paidByHospital: Amount('医疗机构负担'),
  }),
  Type.Object({
    kind: Type.Literal('clearing-payment'),
    orderId: Text,
    period: Text,
    payer: Text,
    payee: Text,
    insuranceType,
    amount: Amount('金额'),
    bank: Text,
    serial: Text,
    paidOn: Text,
  }),
  Type.Object({
    kind: Type.Literal('bank-movement'),
    account: Text,
    bankReference: Text,
    direction: Type.Enum(['in', 'out']),
    amount: Amount('金额'),
    bookedOn: Text,
    lineId: OrNull(Text),
    batchId: OrNull(Text),
  }),
  Type.Object({
    kind: Type.Literal('deduction'),
    deductionId: Text,
    order: Type.Enum(['deduction', 'restoration', 'penalty']),
    providerId: Text,
    settlementId: Text,
    amount: Amount('金额'),
    reason: Text,
    decidedBy: Text,
    decidedAt: Type.Integer(),
  }),
]);

export const ReferenceAnswer = Type.Object({
  reference: Text,
  transfers: Type.Array(
    Type.Object({
      transferId: Text,
      debit: Text,
      debitTitle: Text,
      credit: Text,
      creditTitle: Text,
      amount: Amount('金额'),
      cause: Text,
      month: Text,
      postedAt: Type.Integer(),
    }),
  ),
  document: Type.Union([Document, Type.Null()]),
});
