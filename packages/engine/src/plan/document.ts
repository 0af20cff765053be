import { canonicalJson, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { allCites } from '../pack/load.ts';
import type { SourceData, TableEntry, TableName } from '../pack/schema.ts';
import type { EffectivePolicy, LoadedEntry } from './effective.ts';
import type { GridProblem } from './grid.ts';
import type { Clause } from './program.ts';
import { readEntry } from './read-entry.ts';

/** Version of the meaning of packs: part of every plan's identity. */
const ENGINE_VERSION = 1;

type StoredEntry = {
  readonly pack: string;
  readonly title: string;
  readonly entry: TableEntry;
  readonly sources: Readonly<Record<string, SourceData>>;
};
type StoredPolicy = Omit<EffectivePolicy, 'tables'> & {
  readonly engine: number;
  readonly tables: Readonly<Record<string, StoredEntry>>;
};

/**
 * The whole of an effective policy as canonical text: every entry in force with the sources that it cites.
 * Its SHA-256 is the plan's hash, so whoever keeps the text can compute again what was settled by it, word
 * for word, when the packs have long changed. Where the entries were written (file and line) is no part.
 */
export function documentOf({ tables, ...policy }: EffectivePolicy): string {
  const stored: Record<string, StoredEntry> = {};
  for (const [name, loaded] of tables) {
    const { packId: pack, packTitle: title, entry } = loaded;
    stored[name] = { pack, title, entry, sources: sourcesOf(loaded) };
  }
  const document: StoredPolicy = { ...policy, engine: ENGINE_VERSION, tables: stored };
  return canonicalJson(document);
}

function sourcesOf({ entry, source }: LoadedEntry): Record<string, SourceData> {
  const sources: Record<string, SourceData> = {};
  for (const cite of allCites(entry)) {
    const id = cite.split('#')[0]!;
    const found = source(id);
    if (found !== undefined) sources[id] = found;
  }
  return sources;
}

/**
 * The effective policy of a document. Refuses `policy-version-unreadable`: the text is no document, or of a
 * version of the engine that gave packs another meaning.
 */
export function policyOf(document: string): Result<EffectivePolicy, Refusal<'policy-version-unreadable'>> {
  const stored = parsed(document);
  if (stored?.engine !== ENGINE_VERSION) {
    const detail = { engine: String(stored?.engine ?? ''), readable: ENGINE_VERSION };
    return refuse('policy-version-unreadable', { detail });
  }
  const { engine: _, tables, ...policy } = stored;
  const problems: GridProblem[] = [];
  const entries = new Map<TableName, LoadedEntry>();
  for (const [name, { pack, title, entry, sources }] of Object.entries(tables)) {
    const table = name as TableName;
    const read = readEntry(table, entry, { insurance: policy.insuranceType, place: [], problems });
    const at = { file: '', line: 0 };
    entries.set(table, {
      table,
      entry,
      read,
      packId: pack,
      packTitle: title,
      ...at,
      source: (id) => sources[id],
    });
  }
  const [problem] = problems;
  const catalogueClause = policy.catalogueClause === null ? null : inOrder(policy.catalogueClause);
  if (problem === undefined) return ok({ ...policy, catalogueClause, tables: entries });
  return refuse('policy-version-unreadable', { detail: { problem: problem.message } });
}

/** The fields as `clauseFrom` has them: canonical text sorts them, a settlement's words keep their order. */
function inOrder({ source, document, article, url, verified, effectiveFrom }: Clause): Clause {
  return { source, document, article, url, verified, effectiveFrom };
}

function parsed(document: string): StoredPolicy | null {
  try {
    return JSON.parse(document) as StoredPolicy;
  } catch {
    return null;
  }
}
