import type { PolicyLibrary } from '../library.ts';
import { ABOUT_ENTRY } from '../pack/paths.ts';
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

/**
 * Counts every amount and ratio of every dated entry once, as written: a row for three levels is one. Of all
 * packs and the layers above them, or of some areas only.
 */
export function countNumbers(library: PolicyLibrary, areas?: ReadonlySet<string>): NumberCounts {
  const counts = { verified: 0, unverified: 0, sample: 0, fictional: 0 };
  for (const pack of library.files.packs) {
    if (areas !== undefined && !areas.has(pack.data.area)) continue;
    for (const loaded of [...pack.tables.values()].flat()) {
      const kind = pack.data.fictional === true ? 'fictional' : kindOf(loaded);
      for (const row of numbersIn(loaded.entry)) counts[row && kind !== 'fictional' ? 'sample' : kind] += 1;
    }
  }
  return counts;
}

function kindOf({ entry }: LoadedEntry): 'verified' | 'unverified' | 'sample' {
  if (entry.sample === true) return 'sample';
  return entry.verified === undefined ? 'unverified' : 'verified';
}

/** One for each number; true where its own row says that it is a sample. */
function numbersIn(value: unknown, isSample = false): boolean[] {
  if (typeof value === 'string')
    return parseMoney(value) !== undefined || parsePercent(value) !== undefined ? [isSample] : [];
  if (typeof value !== 'object' || value === null) return [];
  const isOwn = isSample || ('sample' in value && value.sample === true);
  return Object.entries(value).flatMap(([key, child]) =>
    ABOUT_ENTRY.has(key) ? [] : numbersIn(child, isOwn),
  );
}
