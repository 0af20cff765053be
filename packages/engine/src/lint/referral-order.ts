import { LABELS, PROVIDER_LEVELS, REFERRAL_CLASSES, type ReferralClass } from '@zhijie/kernel';
import type { AdjudicationInput } from '../adjudicate.ts';
import type { Finding } from '../findings.ts';
import { percentText, yuanText } from '../pack/values.ts';
import { adjustedRates } from '../plan/compile-bands.ts';
import { sizeOf } from '../plan/dimensions.ts';
import type { Grid } from '../plan/grid.ts';
import type { Plan } from '../plan/plan.ts';
import { emptyBill, groupsOf, personText } from './persons.ts';
import { probeOf } from './segments.ts';
import { WAIVE, warning } from './warning.ts';

/** Points by which the ratio may fall: referral and emergency 10, other temporary visits 20 (F-13). */
export const HIGHEST_REDUCTIONS: Readonly<Partial<Record<ReferralClass, number>>> = {
  referral: 1_000,
  emergency: 1_000,
  'other-temporary': 2_000,
};

const FILED = ['long-term', 'referral', 'other-temporary'] as const satisfies readonly ReferralClass[];
/** Bills of a small, a usual and a long stay; of an outpatient visit and a year of them. Fen. */
const SIZES = [50_000, 300_000, 1_500_000, 6_000_000, 20_000_000];

/**
 * Whoever filed must never pay more than whoever did not, whatever algebra the place uses: the same bill is
 * computed for both at every level and for every group.
 */
export function lintFiledNeverWorse(plan: Plan): Finding[] {
  const entry = plan.policy.tables.get('referral');
  if (entry === undefined) return [];
  for (const level of PROVIDER_LEVELS)
    for (const group of groupsOf(plan))
      for (const amount of SIZES) {
        const costOf = (referral: ReferralClass) =>
          probeOf(plan, emptyBill(plan, { level, group, referral }))(amount)?.cost;
        const unfiled = costOf('unfiled');
        if (unfiled === undefined) return [];
        const worse = FILED.find((filed) => (costOf(filed) ?? 0) > unfiled);
        if (worse === undefined) continue;
        const who: AdjudicationInput = emptyBill(plan, { level, group, referral: worse });
        const message =
          `${personText(who)}，政策范围内费用 ${yuanText(amount)} 元：个人付 ${yuanText(costOf(worse)!)} 元，` +
          `未备案反而只付 ${yuanText(unfiled)} 元`;
        return [warning(entry, 'filed-worse', message, `核对 unfiled 与 ${worse} 两行。${WAIVE}`)];
      }
  return [];
}

/**
 * Procedures F-13 for a factor and for ratios of their own: what is left of the ratio at home, in points.
 * Minus points are looked at entry by entry. Sample figures are doubted as a whole wherever they are shown.
 */
export function lintReducedRates(plan: Plan): Finding[] {
  const entry = plan.policy.tables.get('referral');
  const rates = plan.policy.tables.get('poolRates')?.read;
  if (entry?.read.kind !== 'referral' || rates?.kind !== 'poolRates') return [];
  if (entry.entry.sample === true) return [];
  const { rules } = entry.read;
  const grid = adjustedRates(rates, entry.read, plan.insuranceType, []);
  return REFERRAL_CLASSES.flatMap((referral, index) => {
    const limit = HIGHEST_REDUCTIONS[referral];
    const rule = rules[index]!;
    if (limit === undefined || rule.isSample || (rule.factor === null && rule.ownRates === null)) return [];
    const most = largestReduction(grid, index);
    if (most <= limit) return [];
    const label = LABELS.referralClass[referral];
    const message = `${label}最多降低 ${percentText(most)}，超过 F-13 的 ${percentText(limit)}`;
    return [warning(entry, 'reduction-too-large', message, `须有省级批准。${WAIVE}`)];
  });
}

function largestReduction(grid: Grid, referral: number): number {
  let most = 0;
  for (let index = 0; index < grid.values.length; index++) {
    if (Math.floor(index / grid.referral) % sizeOf('referral') !== referral) continue;
    const home = grid.values[index - referral * grid.referral]!;
    const away = grid.values[index]!;
    if (home >= 0 && away >= 0) most = Math.max(most, home - away);
  }
  return most;
}
