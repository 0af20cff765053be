/**
 * Months of insurance (参保年限): what a place counts for a person, and what counts when periods of several
 * places are joined — a month once, whoever insured it. Pure.
 */
import type { RelationPeriod } from '@zhijie/exchange';
import { assert } from '@zhijie/kernel';

const indexOf = (month: string): number => {
  const [year, part] = month.split('-').map(Number);
  assert(year !== undefined && part !== undefined, 'a month has a year and a number');
  return year * 12 + part - 1;
};
const monthAt = (index: number): string =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;

export type StatusChange = { readonly status: string; readonly on: string };

/**
 * The whole months, until the day `endsOn`, in which a coverage was in force on at least one day; months of
 * arrears and suspension do not count.
 */
export function ownPeriods(
  area: string,
  { startedOn, endsOn }: { readonly startedOn: string; readonly endsOn: string },
  changes: readonly StatusChange[],
): RelationPeriod[] {
  const events = [{ status: 'in-force', on: startedOn }, ...changes]
    .map((event, order) => ({ ...event, order }))
    .sort((a, b) => (a.on === b.on ? a.order - b.order : a.on < b.on ? -1 : 1));
  const months = new Set<number>();
  for (const [index, { status, on }] of events.entries()) {
    const next = events[index + 1]?.on ?? endsOn;
    const until = next < endsOn ? next : endsOn;
    if (status !== 'in-force' || on >= until) continue;
    // The last day in force is the one before `until`; a run that ends on the 1st leaves that month out.
    const last = until.endsWith('-01') ? indexOf(until.slice(0, 7)) - 1 : indexOf(until.slice(0, 7));
    for (let month = indexOf(on.slice(0, 7)); month <= last; month++) months.add(month);
  }
  return runs([...months].map((month) => [month, area] as const));
}

function runs(months: readonly (readonly [month: number, area: string])[]): RelationPeriod[] {
  const periods: { from: number; to: number; area: string }[] = [];
  for (const [month, area] of [...months].sort(([a], [b]) => a - b)) {
    const last = periods.at(-1);
    if (last !== undefined && last.area === area && last.to === month - 1) last.to = month;
    else periods.push({ from: month, to: month, area });
  }
  return periods.map(({ from, to, area }) => ({ from: monthAt(from), to: monthAt(to), area }));
}

/** All periods as one list without a month twice; of two places the one named first counts it. */
export function joinPeriods(...lists: readonly (readonly RelationPeriod[])[]): RelationPeriod[] {
  const areas = new Map<number, string>();
  for (const { from, to, area } of lists.flat()) {
    for (let month = indexOf(from); month <= indexOf(to); month++)
      if (!areas.has(month)) areas.set(month, area);
  }
  return runs([...areas]);
}

export const monthsIn = (periods: readonly RelationPeriod[]): number =>
  periods.reduce((sum, { from, to }) => sum + indexOf(to) - indexOf(from) + 1, 0);

/**
 * First day of the enrolment that is unbroken until `startsOn`: breaks of at most `tolerated` months do not
 * break it. The day itself when nothing stands before it.
 */
export function enrolledSince(
  periods: readonly RelationPeriod[],
  { startsOn, tolerated }: { readonly startsOn: string; readonly tolerated: number },
): string {
  let since = startsOn;
  for (const { from, to } of [...periods].sort((a, b) => (a.to < b.to ? 1 : -1))) {
    if (indexOf(since.slice(0, 7)) - indexOf(to) - 1 > tolerated) break;
    if (`${from}-01` < since) since = `${from}-01`;
  }
  return since;
}
