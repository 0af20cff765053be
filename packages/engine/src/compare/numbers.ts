import type { PolicyLibrary } from '../library.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import type { LoadedEntry } from '../plan/effective.ts';

/** How many amounts and ratios all packs state, by what is known about them. */
export type NumberCounts = {
  /** Compared with the text by somebody, in a pack of a real place or a layer above. */
  readonly verified: number;
  readonly unverified: number;
  /** Repeated across places without a quoted rule: shown as 示例数据. */
  readonly sample: number;
  /** Of invented places. */
  readonly fictional: number;
};

/** What an entry says about itself; figures in here decide nothing. */
export const ABOUT_ENTRY: ReadonlySet<string> = new Set([
  'from',
  'to',
  'repealed',
  'cite',
  'verified',
  'confidence',
  'sample',
  'status',
  'authority',
  'conflicts',
  'waivers',
  'note',
]);

/** Counts every amount and ratio of every dated entry once, as written: a row for three levels is one. */
export function countNumbers(library: PolicyLibrary): NumberCounts {
  const counts = { verified: 0, unverified: 0, sample: 0, fictional: 0 };
  for (const pack of library.files.packs) {
    for (const loaded of [...pack.tables.values()].flat()) {
      const kind = pack.data.fictional === true ? 'fictional' : kindOf(loaded);
      counts[kind] += numbersIn(loaded.entry);
    }
  }
  return counts;
}

function kindOf({ entry }: LoadedEntry): 'verified' | 'unverified' | 'sample' {
  if (entry.sample === true) return 'sample';
  return entry.verified === undefined ? 'unverified' : 'verified';
}

function numbersIn(value: unknown): number {
  if (typeof value === 'string')
    return parseMoney(value) !== undefined || parsePercent(value) !== undefined ? 1 : 0;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, child]) => sum + (ABOUT_ENTRY.has(key) ? 0 : numbersIn(child)),
    0,
  );
}
