import { amountInWords, type TotalFen } from '@zhijie/kernel';
import { REFERRAL } from '../../../src/texts/words.ts';
import type { AnswerOf } from '../../api/call.ts';

export type Bill = AnswerOf<'GET /api/person/bills/{settlementId}'>['bill'];
export type Parts = Bill['decision']['parts'];

/** '2026-03-02', or from … to … */
export const stayText = ({ admittedOn, dischargedOn }: Pick<Bill, 'admittedOn' | 'dischargedOn'>): string =>
  admittedOn === dischargedOn ? admittedOn : `${admittedOn} 至 ${dischargedOn}`;

export const wordsOf = (fen: number): string => amountInWords(fen as TotalFen);
const spoken = (fen: number): string => wordsOf(fen).replace('人民币', '');

/** The bill as somebody would tell it; amounts in words, for reading aloud. */
export function toldBill({ providerName, state, decision }: Bill): string {
  const { parts, referralClass } = decision;
  if (state === 'reversed') return `${providerName}的这张账单已经撤销，医保和个人账户付的钱已经退回。`;
  const not = parts.feeExcluded + parts.feeOverLimit;
  const sentences = [
    `${providerName}，总费用${spoken(parts.feeTotal)}。`,
    not === 0 ? '' : `其中${spoken(not)}不在报销范围。`,
    parts.feeSelfPaidFirst === 0 ? '' : `乙类项目您先自己付${spoken(parts.feeSelfPaidFirst)}。`,
    parts.deductibleApplied === 0 ? '' : `起付线以内${spoken(parts.deductibleApplied)}由您付。`,
    `医保基金付${spoken(parts.paidByFunds)}，按${REFERRAL[referralClass as keyof typeof REFERRAL] ?? '规定'}计算。`,
    parts.paidByPersonalAccount === 0 ? '' : `个人账户付${spoken(parts.paidByPersonalAccount)}。`,
    `您付现金${spoken(parts.paidInCash)}。`,
  ];
  return sentences.join('');
}
