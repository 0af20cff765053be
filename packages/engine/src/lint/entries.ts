import type { Finding } from '../findings.ts';
import { percentText } from '../pack/values.ts';
import { sizeOf } from '../plan/dimensions.ts';
import { citesOf, type LoadedEntry } from '../plan/effective.ts';
import { type Grid, NOT_PROVIDED } from '../plan/grid.ts';
import type { ReadPoolRates, ReadReferral } from '../plan/read-entry.ts';
import { WAIVE, warning } from './warning.ts';

/** Doubts about one entry by itself. */
export function lintEntry(loaded: LoadedEntry): Finding[] {
  const findings = lintSourceDate(loaded);
  const { read } = loaded;
  if (read.kind === 'poolRates') findings.push(...lintRates(loaded, read.rate), ...lintLevels(loaded, read));
  if (read.kind === 'secondary') findings.push(...lintRates(loaded, read.rate));
  if (read.kind === 'referral') findings.push(...lintReductions(loaded, read));
  return findings;
}

function lintSourceDate(loaded: LoadedEntry): Finding[] {
  const { entry } = loaded;
  if (entry.status === 'retroactive') return [];
  const cite = citesOf(entry)[0]!;
  const issued = loaded.source(cite.split('#')[0]!)?.issued;
  if (issued === undefined || issued <= entry.from) return [];
  const message = `来源 ${issued} 才发布，晚于 from`;
  return [
    warning(loaded, 'issued-after', message, `核对日期；如为追溯适用，写 status: retroactive。${WAIVE}`),
  ];
}

/** A ratio that falls in a higher band: a bigger bill would be paid worse at the margin. */
function lintRates(loaded: LoadedEntry, grid: Grid): Finding[] {
  if (grid.bands < 2) return [];
  for (let index = 0; index < grid.values.length; index += grid.bands) {
    for (let band = 1; band < grid.bands; band++) {
      const low = grid.values[index + band - 1]!;
      const high = grid.values[index + band]!;
      if (low === NOT_PROVIDED || high === NOT_PROVIDED || high >= low) continue;
      const message = `第${band + 1}段比例 ${percentText(high)} 低于前一段 ${percentText(low)}`;
      return [warning(loaded, 'rate-falls', message, `核对各段比例。${WAIVE}`)];
    }
  }
  return [];
}

/** A ratio that rises with the level of the hospital, group by group. */
function lintLevels(loaded: LoadedEntry, read: ReadPoolRates): Finding[] {
  const { rate: grid } = read;
  if (grid.level === 0) return [];
  const levels = sizeOf('level');
  for (let index = 0; index < grid.values.length; index++) {
    const level = Math.floor(index / grid.level) % levels;
    if (level === 0) continue;
    const lower = grid.values[index - grid.level]!;
    const higher = grid.values[index]!;
    if (lower === NOT_PROVIDED || higher === NOT_PROVIDED || higher <= lower) continue;
    const message = `医院等级升高，比例却从 ${percentText(lower)} 升到 ${percentText(higher)}`;
    return [warning(loaded, 'rate-rises-with-level', message, `核对各级比例。${WAIVE}`)];
  }
  return [];
}

/**
 * Procedures F-13 (医保发〔2022〕22号, notice 2(6)): the ratio may fall by at most 10 points for referral and
 * emergency, 20 for other temporary visits, against the same level at home.
 */
function lintReductions(loaded: LoadedEntry, read: ReadReferral): Finding[] {
  const limits = [null, null, 1000, 1000, 2000, null];
  const names = ['', '', '异地转诊', '急诊抢救', '其他临时外出', ''];
  return read.rules.flatMap((rule, index) => {
    const limit = limits[index];
    if (limit === null || limit === undefined || rule.minusPoints === null || rule.minusPoints <= limit)
      return [];
    const message = `${names[index]}降低 ${percentText(rule.minusPoints)}，超过 F-13 的 ${percentText(limit)}`;
    return [warning(loaded, 'reduction-too-large', message, `须有省级批准。${WAIVE}`)];
  });
}
