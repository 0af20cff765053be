import { type Finding, problem } from '../findings.ts';
import type { LoadedPack, Section } from '../pack/load.ts';
import { tableKey } from '../pack/load.ts';
import { BENEFIT_NAMES, TABLE_NAMES, type TableName } from '../pack/schema.ts';
import { parsePercent, percentText } from '../pack/values.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import { NOT_PROVIDED } from '../plan/grid.ts';

const SECTIONS: readonly Section[] = ['shared', ...BENEFIT_NAMES];

/**
 * One writer per table and layer: a table of the layer above may be replaced only where that layer
 * delegates it
 * or a cited text allows it, and ratios only within the delegated bounds.
 */
export function lintDelegation(pack: LoadedPack, chain: readonly LoadedPack[]): Finding[] {
  const ancestors = chain.slice(1);
  const findings: Finding[] = [];
  for (const section of SECTIONS) {
    for (const table of TABLE_NAMES) {
      const entries = pack.tables.get(tableKey(section, table));
      if (!entries) continue;
      const delegate = ancestors.map((layer) => layer.data.delegates?.[table]).find((d) => d !== undefined);
      const replaces = ancestors.some((layer) => hasTable(layer, section, table));
      for (const loaded of entries) {
        if (replaces && !delegate && loaded.entry.authority === undefined) {
          findings.push(
            atEntry(loaded, 'not-delegated', '上级没有授权替换这张表', '写明授权条款 authority: 来源#条款'),
          );
        }
        if (delegate?.within) findings.push(...outOfRange(loaded, delegate.within));
      }
    }
  }
  return findings;
}

function hasTable(layer: LoadedPack, section: Section, table: TableName): boolean {
  return layer.tables.has(tableKey(section, table)) || layer.tables.has(tableKey('shared', table));
}

function atEntry(loaded: LoadedEntry, code: string, message: string, fix: string): Finding {
  const at = { file: loaded.file, lineOf: () => loaded.line };
  return problem(at, [], code, `${loaded.table}（${loaded.entry.from}）：${message}`, fix);
}

function outOfRange(loaded: LoadedEntry, within: readonly string[]): Finding[] {
  const [low, high] = within.map(parsePercent) as [number, number];
  const { read } = loaded;
  if (read.kind !== 'poolRates') return [];
  const bad = read.rate.values.find((value) => value !== NOT_PROVIDED && (value < low || value > high));
  if (bad === undefined) return [];
  const message = `比例 ${percentText(bad)} 不在上级授权的 ${within.join(' 至 ')} 之内`;
  return [atEntry(loaded, 'out-of-range', message, '更正比例，或核对上级授权')];
}
