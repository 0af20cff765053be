import { addDays, type CalendarDate } from '@zhijie/kernel';
import type { Finding } from '../findings.ts';
import type { ResolvedBenefit } from '../pack/resolve.ts';
import { NEEDED_TABLES } from '../plan/compile.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import { WAIVE, warning } from './warning.ts';

/**
 * Doubts about the days of one table: entries are half-open, so the next one ends the last; what a text says
 * about its own last day must agree.
 */
export function lintDates(entries: readonly LoadedEntry[]): Finding[] {
  return entries.flatMap((loaded, index) => {
    const next = entries[index + 1]?.entry.from;
    const { to, repealed } = loaded.entry;
    if (next === undefined) return [];
    const until = repealed ?? (to === undefined ? undefined : addDays(to as CalendarDate, 1));
    if (until === undefined || until === next) return [];
    if (until > next) {
      const message = `写明到 ${repealed ?? to} 为止，下一条却从 ${next} 起：两条同时有效`;
      return [warning(loaded, 'overlap', message, `更正 to、repealed 或下一条的 from。${WAIVE}`)];
    }
    const between = `${until} 至 ${addDays(next as CalendarDate, -1)}`;
    const message = `${between} 没有规定：上一条已经结束，下一条从 ${next} 起`;
    return [warning(loaded, 'gap', message, `补上这段时间的条目，或更正日期。${WAIVE}`)];
  });
}

/**
 * A needed table whose first entry begins after the ratios did: the policy is in force and cannot be
 * computed.
 */
export function lintStarts(resolved: ResolvedBenefit): Finding[] {
  const start = resolved.tables.get('poolRates')?.[0]?.entry.from;
  if (start === undefined) return [];
  return NEEDED_TABLES.flatMap((table) => {
    const first = resolved.tables.get(table)?.[0];
    if (first === undefined || first.entry.from <= start) return [];
    const message = `支付比例从 ${start} 就有，本表从 ${first.entry.from} 才有：其间的账单都会被拒绝`;
    const fix = `补上 ${start} 起的条目；不知道时写 state: not-provided。${WAIVE}`;
    return [warning(first, 'hole', message, fix)];
  });
}
