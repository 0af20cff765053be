import { DEPOSIT_CHANNELS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, key, strict, text, yuan } from '../fields.ts';

const stay = { providerId: text('医疗机构编号', 20), visitId: text('就诊编号', 64) };
const asked = { requestKey: key, ...stay };
const through = {
  channel: chosen(DEPOSIT_CHANNELS, '渠道：cash 现金，bank-card 银行卡，mobile 移动支付'),
  serial: text('该渠道的流水号；现金写收据号', 64),
  amount: yuan,
};
const settlementId = text('结算编号', 64);

export const PayBody = Type.Object({ ...asked, ...through }, strict);
export type PayBody = Static<typeof PayBody>;
export const SettledBody = Type.Object({ ...asked, settlementId }, strict);
export type SettledBody = Static<typeof SettledBody>;
export const DifferenceBody = Type.Object({ ...asked, ...through, settlementId }, strict);
export type DifferenceBody = Static<typeof DifferenceBody>;
export const ReturnBody = Type.Object(
  { ...asked, ...through, payment: text('收款时的请求编号：按原渠道退回', 50) },
  strict,
);
export type ReturnBody = Static<typeof ReturnBody>;
export const PledgeBody = Type.Object(
  { ...stay, bank: text('银行', 100), contract: text('信用额度合同号', 64) },
  strict,
);
export type PledgeBody = Static<typeof PledgeBody>;
