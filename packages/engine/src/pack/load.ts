import { type PackProblem, type Place, problem } from '../findings.ts';
import { citesOf, type LoadedEntry } from '../plan/effective.ts';
import type { GridProblem } from '../plan/grid.ts';
import { readEntry } from '../plan/read-entry.ts';
import { checkShape } from './check-shape.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import {
  type AnyEntry,
  BENEFIT_NAMES,
  type BenefitData,
  type PackData,
  PackSchema,
  type SourceData,
  SourcesSchema,
  STATE_SCHEMA,
  TABLE_NAMES,
  TABLE_SCHEMAS,
  type TableEntry,
  type TableName,
} from './schema.ts';

export type PolicyFile = { readonly path: string; readonly text: string };
export type BenefitName = (typeof BENEFIT_NAMES)[number];
/** `shared` tables serve every benefit of the pack that has none of its own. */
export type Section = BenefitName | 'shared';

/** One pack file, parsed and checked by itself. */
export type LoadedPack = {
  readonly data: PackData;
  readonly yaml: YamlFile;
  readonly folder: string;
  readonly tables: ReadonlyMap<string, readonly LoadedEntry[]>;
  readonly sources: ReadonlyMap<string, SourceData>;
};

export const tableKey = (section: Section, table: TableName): string => `${section}/${table}`;

export type LoadedFiles = {
  readonly packs: readonly LoadedPack[];
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, SourceData>>;
  readonly sourceFiles: readonly { yaml: YamlFile; folder: string }[];
  readonly problems: readonly PackProblem[];
};

/** A reform that is only calculated (`overlay.ts`): nothing under `overlays/` ever settles a bill. */
export const isOverlayPath = (path: string): boolean => /(^|\/)overlays\/.+\.ya?ml$/.test(path);

/** A commercial product (`commercial/library.ts`): no pack of a place. */
export const isCommercialPath = (path: string): boolean => /(^|\/)commercial\/[^/]+\.ya?ml$/.test(path);

/**
 * Reads every policy file: `sources.yaml` of each folder, then the packs. `*.test.yaml` are cases,
 * not packs.
 */
export function loadFiles(files: readonly PolicyFile[]): LoadedFiles {
  const problems: PackProblem[] = [];
  const yamlFiles = files
    .filter((file) => /\.ya?ml$/.test(file.path) && !/\.test\.ya?ml$/.test(file.path))
    .filter((file) => !isOverlayPath(file.path) && !isCommercialPath(file.path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => {
      const read = readYaml(file.path, file.text);
      problems.push(...read.problems);
      return { yaml: read.source, folder: file.path.split('/').slice(0, -1).join('/') };
    })
    .filter((file) => file.yaml.data !== null);
  const isSources = (file: { yaml: YamlFile }) => /(^|\/)sources\.ya?ml$/.test(file.yaml.file);
  const sourceFiles = yamlFiles.filter(isSources);
  const sources = loadSources(sourceFiles, problems);
  const packs = yamlFiles
    .filter((file) => !isSources(file))
    .map((file) => loadPack(file.yaml, file.folder, sources, problems))
    .filter((pack) => pack !== null);
  return { packs, sources, sourceFiles, problems };
}

type Sources = ReadonlyMap<string, ReadonlyMap<string, SourceData>>;

function loadSources(files: LoadedFiles['sourceFiles'], problems: PackProblem[]): Sources {
  const sources = new Map<string, ReadonlyMap<string, SourceData>>();
  for (const { yaml, folder } of files) {
    const found = checkShape(yaml, SourcesSchema, yaml.data);
    problems.push(...found);
    if (found.length > 0) continue;
    const data = yaml.data as { sources: Record<string, SourceData> };
    sources.set(folder, new Map(Object.entries(data.sources)));
  }
  return sources;
}

function loadPack(
  yaml: YamlFile,
  folder: string,
  sources: Sources,
  problems: PackProblem[],
): LoadedPack | null {
  const shape = checkShape(yaml, PackSchema, yaml.data);
  problems.push(...shape);
  if (shape.length > 0) return null;
  const data = yaml.data as PackData;
  const context = { yaml, data, sources: sources.get(folder) ?? new Map(), problems };
  for (const name of ['homeReturn', 'stayOverYearEnd', 'pharmacy', 'chronicRegistration'] as const) {
    const said = data[name];
    if (said !== undefined) checkSource(context, said.cite, [name]);
  }
  return { data, yaml, folder, tables: loadTables(context), sources: context.sources };
}

/** The tables of a pack or an overlay, parsed and checked entry by entry. */
export function loadTables(context: PackContext): LoadedPack['tables'] {
  const { yaml, data, problems } = context;
  const tables = new Map<string, readonly LoadedEntry[]>();
  loadSection(context, 'shared', data.tables, ['tables'], tables);
  for (const benefit of BENEFIT_NAMES) {
    const section: BenefitData | undefined = data.benefits?.[benefit];
    loadSection(context, benefit, section?.tables, ['benefits', benefit, 'tables'], tables);
    for (const table of TABLE_NAMES) {
      if (!tables.has(tableKey('shared', table)) || !tables.has(tableKey(benefit, table))) continue;
      const at = ['benefits', benefit, 'tables', table];
      problems.push(problem(yaml, at, 'two-writers', `表 ${table} 在同一文件中写了两处`, '只保留一处'));
    }
  }
  return tables;
}

export type PackContext = {
  readonly yaml: YamlFile;
  readonly data: PackData;
  readonly sources: ReadonlyMap<string, SourceData>;
  readonly problems: PackProblem[];
};

function loadSection(
  context: PackContext,
  section: Section,
  tables: PackData['tables'],
  base: Place,
  into: Map<string, readonly LoadedEntry[]>,
): void {
  for (const [name, entries] of Object.entries(tables ?? {})) {
    const place = [...base, name];
    if (!(TABLE_NAMES as readonly string[]).includes(name)) {
      const fix = `可用的表：${TABLE_NAMES.join('、')}`;
      context.problems.push(problem(context.yaml, place, 'unknown-table', `没有名为 ${name} 的表`, fix));
      continue;
    }
    const table = name as TableName;
    const loaded = entries
      .map((entry, index) => loadEntry(context, table, entry, [...place, index]))
      .filter((entry) => entry !== null)
      .toSorted((a, b) => (a.entry.from < b.entry.from ? -1 : 1));
    checkDates(context, loaded, place);
    into.set(tableKey(section, table), loaded);
  }
}

function loadEntry(context: PackContext, table: TableName, data: unknown, place: Place): LoadedEntry | null {
  const { yaml, problems } = context;
  const isState = typeof data === 'object' && data !== null && 'state' in data;
  const shape = checkShape(yaml, isState ? STATE_SCHEMA : TABLE_SCHEMAS[table], data, place);
  problems.push(...shape);
  if (shape.length > 0) return null;
  const entry = data as TableEntry;
  const found: GridProblem[] = [];
  const read = readEntry(table, entry, { insurance: context.data.insurance, place, problems: found });
  for (const each of found) problems.push(problem(yaml, each.place, each.code, each.message, each.fix));
  for (const cite of allCites(entry)) checkSource(context, cite, place);
  return {
    table,
    entry,
    read,
    packId: context.data.pack,
    packTitle: context.data.title,
    file: yaml.file,
    line: yaml.lineOf(place),
    source: (id) => context.sources.get(id),
  };
}

function checkSource({ yaml, sources, problems }: PackContext, cite: string, place: Place): void {
  const id = cite.split('#')[0]!;
  if (sources.has(id)) return;
  const fix = '在同一文件夹的 sources.yaml 中登记该文件，或更正编号';
  problems.push(problem(yaml, place, 'unknown-source', `引用了未登记的来源 ${id}`, fix));
}

/** Every citation anywhere inside an entry. */
export function allCites(entry: AnyEntry): string[] {
  const cites: string[] = [...citesOf(entry)];
  if (entry.authority) cites.push(entry.authority);
  for (const conflict of entry.conflicts ?? []) cites.push(conflict.cite);
  for (const waiver of entry.waivers ?? []) cites.push(waiver.cite);
  for (const mark of entry.marks ?? []) if (mark.cite) cites.push(mark.cite);
  for (const field of CITING_FIELDS) cites.push(...citesInside((entry as Record<string, unknown>)[field]));
  return cites;
}

/** Fields whose rows may cite a text of their own. */
const CITING_FIELDS = ['rows', 'edges', 'exempt', 'bonus'] as const;

function citesInside(field: unknown): string[] {
  if (typeof field !== 'object' || field === null) return [];
  const own = 'cite' in field ? [String(field.cite)] : [];
  const rows = Object.values(field).filter((row) => typeof row === 'object' && row !== null && 'cite' in row);
  return [...own, ...rows.map((row) => String((row as { cite: unknown }).cite))];
}

function checkDates(context: PackContext, entries: readonly LoadedEntry[], place: Place): void {
  entries.forEach((loaded, index) => {
    const { entry } = loaded;
    const next = entries[index + 1];
    const at = { file: loaded.file, lineOf: () => loaded.line };
    if (next && next.entry.from === entry.from) {
      const message = `${place.at(-1)} 在 ${entry.from} 有两个版本`;
      context.problems.push(problem(at, place, 'two-versions', message, '同一天只能有一个版本'));
    }
    const ends = [entry.to, entry.repealed].filter((day) => day !== undefined);
    for (const day of ends) {
      if (day >= entry.from) continue;
      const message = `结束日 ${day} 早于开始日 ${entry.from}`;
      context.problems.push(problem(at, place, 'date-order', message, '更正日期'));
    }
  });
}
