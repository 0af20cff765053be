import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { type Document, isNode, isSeq, parseDocument, stringify, type YAMLSeq } from 'yaml';
import { changedEntries, type ParameterChange } from './overlay-edit.ts';
import type { PolicyFile } from './pack/load.ts';
import type { SourceData } from './pack/schema.ts';
import type { LoadedEntry } from './plan/effective.ts';
import type { Plan } from './plan/plan.ts';

/** A new entry for some tables of a pack: from when, by which text. */
export type Amendment = {
  readonly changes: readonly ParameterChange[];
  /** First day of the new entries. */
  readonly from: string;
  readonly source: Pick<SourceData, 'title' | 'document' | 'issued'>;
  readonly article: string;
};
export type AmendRefusal = Refusal<
  'no-such-parameter' | 'nothing-changed' | 'not-own-table' | 'from-not-after'
>;

/** The pack's own file and the sources beside it, as they lie on the disk. */
export type AmendedFiles = { readonly pack: PolicyFile; readonly sources: PolicyFile };

/** Where a text is written into a file; the rest of the file is not touched. */
type Splice = { readonly at: number; readonly text: string };

const indented = (text: string, by: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** After the last entry of a list: a line of its own, or inside the brackets of a list in one line. */
function afterLast(text: string, list: YAMLSeq, entry: object): Splice | null {
  const [first, last] = [list.items[0], list.items.at(-1)];
  if (!isNode(first) || !isNode(last) || !first.range || !last.range) return null;
  if (list.flow === true) return { at: last.range[1], text: `, ${JSON.stringify(entry)}` };
  const end = text.slice(0, last.range[1]).trimEnd().length;
  const line = text.indexOf('\n', end);
  const at = line < 0 ? text.length : line;
  return {
    at,
    text: `\n${indented(stringify([entry], { lineWidth: 0 }), columnOf(text, first.range[0]) - 2)}`,
  };
}

type About = { readonly from: string; readonly cite: string };

function spliceOf(
  plan: Plan,
  { text, pack }: { readonly text: string; readonly pack: Document },
  { loaded, entry }: { readonly loaded: LoadedEntry; readonly entry: object },
  about: About,
): Result<Splice, AmendRefusal> {
  const own = ['benefits', plan.benefit, 'tables', loaded.table];
  const list = pack.getIn(pack.hasIn(own) ? own : ['tables', loaded.table]);
  if (loaded.packId !== plan.packId || !isSeq(list)) return refuse('not-own-table', { field: loaded.table });
  const dates = list.toJSON() as readonly { readonly from: string }[];
  if (dates.some(({ from }) => from >= about.from)) return refuse('from-not-after', { field: 'from' });
  const { authority, waivers } = loaded.entry;
  const kept = {
    ...(authority === undefined ? {} : { authority }),
    ...(waivers === undefined ? {} : { waivers }),
  };
  const splice = afterLast(text, list, { ...about, ...kept, ...entry });
  return splice === null ? refuse('not-own-table', { field: loaded.table }) : ok(splice);
}

function spliced(text: string, splices: readonly Splice[]): string {
  const last = splices.toSorted((a, b) => b.at - a.at);
  return last.reduce((now, { at, text: more }) => now.slice(0, at) + more + now.slice(at), text);
}

/** The text as one more source, under an id that is free. */
function withSource(text: string, from: string, source: Amendment['source']): { id: string; text: string } {
  const known = parseDocument(text);
  let id = `amendment-${from}`;
  for (let n = 2; known.hasIn(['sources', id]); n++) id = `amendment-${from}-${n}`;
  return { id, text: `${text.trimEnd()}\n${indented(stringify({ [id]: source }, { lineWidth: 0 }), 2)}\n` };
}

/**
 * Writes changed cells into the pack of a plan as new entries of a day, by a text that is added to its
 * sources. Nobody has compared them with the text yet: they carry no `verified`. Refused: a cell that is not
 * there, no change, a table of a layer above, a day that is not after the entries that stand.
 */
export function amendPack(
  plan: Plan,
  files: AmendedFiles,
  { changes, from, source, article }: Amendment,
): Result<AmendedFiles, AmendRefusal> {
  const entries = changedEntries(plan, changes);
  if (!entries.ok) return entries;
  const sources = withSource(files.sources.text, from, source);
  const { text } = files.pack;
  const pack = parseDocument(text);
  const splices: Splice[] = [];
  for (const changed of entries.value) {
    const splice = spliceOf(plan, { text, pack }, changed, { from, cite: `${sources.id}#${article}` });
    if (!splice.ok) return splice;
    splices.push(splice.value);
  }
  return ok({
    pack: { path: files.pack.path, text: spliced(text, splices) },
    sources: { path: files.sources.path, text: sources.text },
  });
}
