import { threeDepthsText } from '@zhijie/engine';
import { payerLines } from '../print-bill.ts';
import type { CalculationResult } from './calculate.ts';

/** The answer as a person reads it: who pays, why, what else would be, what is left, what was assumed. */
export function printCalculation(result: CalculationResult): string[] {
  const { explanation, roomLeft, counterfactuals, unverified } = result;
  return [
    `${result.policy}〔${result.badge}〕`,
    ...payerLines(result.parts),
    '',
    ...threeDepthsText(explanation),
    '',
    '离下一条线：',
    ...roomLeft.text.map((text) => `  ${text}`),
    '',
    '如果换一种办法：',
    ...counterfactuals.map(({ text }) => `  ${text}`),
    '',
    '算的时候假定：',
    ...result.assumptions.map((text) => `  · ${text}`),
    ...(unverified.length > 0 ? ['', '还没有人核对过的数字：'] : []),
    ...unverified.map(({ label, citation, place }) => `  · ${label}（${place}）${citation}`),
    '',
    `政策版本 ${result.planHash.slice(0, 16)}`,
  ];
}
