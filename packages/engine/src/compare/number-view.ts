import { ABOUT_ENTRY } from '../pack/paths.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import { badgeOf, clauseOf, type LoadedEntry, SAMPLE_BADGE } from '../plan/effective.ts';
import { citationOf } from './step.ts';

/** One amount or ratio of a table, with what states it. */
export type NumberView = {
  /** Where it stands in the table, e.g. `rate level3 retired 第2项`. */
  readonly path: string;
  readonly value: string;
  /** The layer: the area, its province or the nation. */
  readonly packId: string;
  readonly citation: string;
  readonly badge: string | null;
};

type Said = { readonly cite?: string | undefined; readonly sample?: boolean | undefined };

/** A row or a mark that cites another clause than its table states its numbers by that one. */
export function numbersOf(loaded: LoadedEntry): NumberView[] {
  const { entry, packId } = loaded;
  const found: NumberView[] = [];
  const visit = (path: string, node: unknown, row: Said): void => {
    if (typeof node === 'string') {
      if (parseMoney(node) === undefined && parsePercent(node) === undefined) return;
      const { cite, sample } = { ...row, ...markOf(loaded, path) };
      const badge = sample === true || entry.sample === true ? SAMPLE_BADGE : badgeOf(loaded);
      found.push({ path, value: node, packId, citation: citationOf(clauseOf(loaded, cite)), badge });
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const own = node === entry ? row : { ...row, ...saidBy(node) };
    for (const [name, child] of Object.entries(node)) {
      if (ABOUT_ENTRY.has(name) || name === 'by') continue;
      const step = Array.isArray(node) ? `第${Number(name) + 1}项` : name;
      visit(name === 'rows' ? path : `${path} ${step}`.trim(), child, own);
    }
  };
  visit('', entry, {});
  return found;
}

/** What the entry's marks say of a cell or of the row that it stands in. */
function markOf({ entry }: LoadedEntry, path: string): Said {
  const mark = entry.marks?.find(({ at }) => path === at || path.startsWith(`${at} `));
  return mark === undefined ? {} : saidBy(mark);
}

function saidBy(node: object): Said {
  const { cite, sample } = node as { cite?: unknown; sample?: unknown };
  return {
    ...(typeof cite === 'string' ? { cite } : {}),
    ...(typeof sample === 'boolean' ? { sample } : {}),
  };
}
