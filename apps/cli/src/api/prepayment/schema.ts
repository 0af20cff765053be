import Type, { type Static } from 'typebox';
import { chosen, day, key, strict, text, yuan } from '../fields.ts';

const orderId = text('款项编号，如 P2026-43-11', 80);
const bank = text('银行', 100);
const serial = text('银行流水号', 64);

export const PREPAYMENT_STEPS = { submit: '已送财政', pay: '已付款', receive: '已到账' } as const;

/** A step of an order; what a payment needs is said where it is missing (C-04). */
export const PrepaymentStepBody = Type.Object(
  {
    requestKey: key,
    orderId,
    step: chosen(['submit', 'pay', 'receive'], 'submit 已送财政，pay 已付款，receive 已到账'),
    bank: Type.Optional(bank),
    serial: Type.Optional(serial),
    paidOn: Type.Optional(day('付款日期：pay')),
    purpose: Type.Optional(chosen(['clearing', 'prepayment'], '用途：预付金为 prepayment')),
    amount: Type.Optional(yuan),
    receivedOn: Type.Optional(day('到账日期：receive')),
  },
  strict,
);
export type PrepaymentStepBody = Static<typeof PrepaymentStepBody>;

export const IncreaseBody = Type.Object(
  {
    requestKey: key,
    period: Type.String({ description: '已签章的清算月份', pattern: '^\\d{4}-\\d{2}$' }),
    amount: Type.Optional(yuan),
  },
  strict,
);
export type IncreaseBody = Static<typeof IncreaseBody>;

export const IncreaseDecisionBody = Type.Object(
  {
    requestId: text('申请编号', 64),
    decision: chosen(['grant', 'decline'], 'grant 同意，decline 不同意并写明理由'),
    reason: Type.Optional(text('理由', 500)),
  },
  strict,
);
export type IncreaseDecisionBody = Static<typeof IncreaseDecisionBody>;

export const BankEntryBody = Type.Object(
  {
    requestKey: key,
    kind: chosen(
      ['interest', 'bank-charge'],
      'interest 预付金利息，归持有的就医省；bank-charge 手续费，由经办机构自行负担，不列基金',
    ),
    amount: yuan,
    bank,
    serial,
    on: day('记账日期'),
  },
  strict,
);
export type BankEntryBody = Static<typeof BankEntryBody>;
