import { threeDepthsText } from '@zhijie/engine';
import { payerLines } from '../print-bill.ts';
import type { CalculationResult } from './calculate.ts';
import { oneStopText } from './one-stop.ts';

/** The answer as a person reads it: who pays, why, what else would be, what is left, what was assumed. */
export function printCalculation(result: CalculationResult): string[] {
  const { explanation, roomLeft, counterfactuals, oneStop } = result;
  const isSlip = oneStop?.basis === 'slip';
  const unverified = [...result.unverified, ...(oneStop?.unverified ?? [])];
  return [
    `${result.policy}〔${result.badge}〕`,
    ...(oneStop === null ? payerLines(result.parts) : oneStopText(oneStop)),
    '',
    ...(oneStop === null || isSlip ? [] : ['其中医保结算这一步（不含商业补充保险和家庭共济）：']),
    ...(isSlip ? [] : [...threeDepthsText(explanation), '']),
    '离下一条线：',
    ...roomLeft.text.map((text) => `  ${text}`),
    '',
    ...(isSlip ? [] : ['如果换一种办法：', ...counterfactuals.map(({ text }) => `  ${text}`), '']),
    '算的时候假定：',
    ...result.assumptions.map((text) => `  · ${text}`),
    ...(unverified.length > 0 ? ['', '还没有人核对过的数字：'] : []),
    ...unverified.map(
      ({ label, citation, place, isSample }) =>
        `  · ${label}（${place}）${citation}（${isSample ? '示例数据，未核实' : '待核实'}）`,
    ),
    '',
    ...(isSlip ? [] : [`政策版本 ${result.planHash.slice(0, 16)}`]),
    ...(oneStop?.commercial ?? []).map((one) => `${one.title} 版本 ${one.productHash.slice(0, 16)}`),
  ];
}
