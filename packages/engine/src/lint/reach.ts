import type { Finding } from '../findings.ts';
import { yuanText } from '../pack/values.ts';
import type { EffectivePolicy, LoadedEntry } from '../plan/effective.ts';
import { type Grid, NO_LIMIT, NOT_PROVIDED } from '../plan/grid.ts';
import { WAIVE, warning } from './warning.ts';

/**
 * A last band that nobody's bill can reach, because what the bands below it pay is already the whole limit.
 * Ratios are those at home, which are the highest; the deductible is the highest of all.
 */
export function lintReach(policy: EffectivePolicy): Finding[] {
  return [...policy.tables.values()].flatMap((loaded) => {
    const { read } = loaded;
    if (read.kind === 'secondary') {
      const start = read.isAbsolute ? highest(read.threshold) : 0;
      return unreached(loaded, read, { start, limit: highest(read.limit) });
    }
    const cap = policy.tables.get('poolCap')?.read;
    if (read.kind !== 'poolRates' || cap?.kind !== 'poolCap') return [];
    const limit = highest(cap.limit);
    if (cap.measure === 'paid') {
      const start = read.isAbsolute ? highestDeductible(policy) : 0;
      return unreached(loaded, read, { start, limit });
    }
    const edge = read.upTo.at(-1);
    return edge === undefined || edge < limit ? [] : [finding(loaded, read, limit)];
  });
}

/** The highest of anybody; `NO_LIMIT` when somebody has none. */
const highest = (grid: Grid): number => Math.max(0, ...grid.values);

function highestDeductible(policy: EffectivePolicy): number {
  const deductible = policy.tables.get('deductible')?.read;
  const referral = policy.tables.get('referral')?.read;
  const grids = [
    deductible?.kind === 'deductible' ? deductible.amount : null,
    ...(referral?.kind === 'referral' ? referral.rules.map((rule) => rule.ownDeductible) : []),
  ];
  return Math.max(0, ...grids.map((grid) => (grid === null ? 0 : highest(grid))));
}

type Bands = { readonly upTo: readonly number[]; readonly rate: Grid };

function unreached(loaded: LoadedEntry, bands: Bands, at: { start: number; limit: number }): Finding[] {
  const { upTo, rate } = bands;
  if (at.limit === NO_LIMIT || at.limit === 0 || upTo.length === 0) return [];
  // A text that stops at the limit states nothing above it.
  const isStated = rate.values.some(
    (value, index) => index % rate.bands === upTo.length && value !== NOT_PROVIDED,
  );
  if (!isStated) return [];
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < rate.values.length; index += rate.bands) {
    const row = rate.values.slice(index, index + upTo.length);
    if (row.includes(NOT_PROVIDED)) continue;
    let paid = 0;
    for (const [band, share] of row.entries()) {
      const from = Math.max(band === 0 ? 0 : upTo[band - 1]!, at.start);
      paid += (Math.max(0, upTo[band]! - from) * share) / 10_000;
    }
    least = Math.min(least, paid);
  }
  const isReached = least < at.limit || least === Number.POSITIVE_INFINITY;
  return isReached ? [] : [finding(loaded, bands, at.limit)];
}

function finding(loaded: LoadedEntry, { upTo }: Bands, limit: number): Finding {
  const edge = yuanText(upTo.at(-1)!);
  const message = `第${upTo.length + 1}段从 ${edge} 元起，此前已达限额 ${yuanText(limit)} 元，谁也到不了`;
  return warning(loaded, 'unreachable-band', message, `核对分段线与限额，或删去该段。${WAIVE}`);
}
