import type { Plan } from '@zhijie/engine';
import {
  amountInWords,
  type CalendarDate,
  type Fen,
  fen,
  formatYuanForPeople,
  type SettlementParts,
  yearOf,
} from '@zhijie/kernel';
import type { CalculationResult } from './calculate.ts';
import { badgeOf } from './places.ts';

/**
 * A public settlement that a slip states: nothing was calculated, so there is no step, no alternative and no
 * room to tell; the plan, if the place has one, gives only name and badge.
 */
export function slipAnswer(
  parts: SettlementParts,
  { area, plan, on }: { readonly area: string; readonly plan: Plan | null; readonly on: CalendarDate },
): CalculationResult {
  const said = '医保各项支付按给出的票据，没有核算';
  return {
    area,
    policy: plan === null ? '按票据给出的医保支付' : `按票据给出的医保支付（${plan.title}）`,
    badge: plan === null ? '待核实' : badgeOf(plan),
    isFictional: plan?.isFictional ?? false,
    isVerified: false,
    planHash: plan?.hash ?? '',
    policyYear: plan?.policyYearOf(on) ?? yearOf(on),
    parts,
    steps: [],
    explanation: {
      sentence: sentenceOf(parts),
      inWords: {
        total: amountInWords(parts.feeTotal),
        paidByFunds: amountInWords(parts.paidByFunds),
        borneByPerson: amountInWords(parts.borneByPerson),
        paidInCash: amountInWords(parts.paidInCash),
      },
      bars: [],
      formulas: [],
    },
    counterfactuals: [],
    roomLeft: { bound: [], deductibleLeft: fen(0), funds: [], next: [], text: [said] },
    assumptions: [],
    unverified: [],
    oneStop: null,
  };
}

const yuanOf = (amount: Fen): string => `${formatYuanForPeople(amount).replace('¥', '')} 元`;

function sentenceOf({ feeTotal, paidByFunds, borneByPerson }: SettlementParts): string {
  const split = `票据上医保支付 ${yuanOf(paidByFunds)}，个人负担 ${yuanOf(borneByPerson)}`;
  return `总费用 ${yuanOf(feeTotal)}：${split}。`;
}
