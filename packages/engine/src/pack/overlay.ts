import { canonicalJson } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { type PackProblem, type Place, problem } from '../findings.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import { checkShape } from './check-shape.ts';
import { type LoadedPack, loadTables, type PolicyFile, tableKey } from './load.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import {
  BENEFIT_NAMES,
  type BenefitData,
  type PackData,
  PackSchema,
  type SourceData,
  SourcesSchema,
  StageSchema,
  TABLE_NAMES,
  type TableName,
} from './schema.ts';
import { sha256Hex } from './sha256.ts';

const strict = { additionalProperties: false };
const Line = Type.String({ minLength: 1, maxLength: 400 });
const Cite = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*#.+$' });
const Tables = Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }));
const Section = Type.Object(
  {
    stages: Type.Optional(Type.Array(StageSchema, { minItems: 1 })),
    insert: Type.Optional(Type.Array(Type.Object({ before: Line, stage: StageSchema, cite: Cite }, strict))),
    remove: Type.Optional(Type.Array(Type.Object({ stage: Line, cite: Cite }, strict))),
    tables: Type.Optional(Tables),
  },
  strict,
);

/**
 * A reform to be calculated, never to be settled by: whole tables or stages in the place of those of a pack.
 * Entries are those of packs; `from` and `authority` stand at the top unless an entry has its own.
 */
const OverlaySchema = Type.Object(
  {
    overlay: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    title: Line,
    /** The pack, of an area or of a layer above, whose tables or stages are replaced. */
    overlays: Line,
    fictional: Type.Optional(Type.Boolean()),
    /** First day; before it the pack applies unchanged. Without it the reform always applies. */
    from: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    /** The text that proposes or allows the change. */
    authority: Cite,
    sources: SourcesSchema.properties.sources,
    rounding: PackSchema.properties.rounding,
    tables: Type.Optional(Tables),
    benefits: Type.Optional(
      Type.Object(
        {
          inpatient: Type.Optional(Section),
          outpatient: Type.Optional(Section),
          chronic: Type.Optional(Section),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type OverlayData = Static<typeof OverlaySchema>;

/** An overlay as one more layer of a chain: it reads and resolves like a pack. */
export type LoadedOverlay = {
  readonly data: OverlayData;
  readonly yaml: YamlFile;
  readonly layer: LoadedPack;
};

/** The day from which an entry holds that says nothing and whose overlay says nothing: always. */
const ALWAYS = '1900-01-01';

/** Reads one overlay file for the pack that it names. Every problem found, each with file, line and fix. */
export function loadOverlay(
  file: PolicyFile,
  baseOf: (packId: string) => LoadedPack | undefined,
  problems: PackProblem[],
): LoadedOverlay | null {
  const { source: yaml, problems: syntax } = readYaml(file.path, file.text);
  problems.push(...syntax);
  if (yaml.data === null) return null;
  const shape = checkShape(yaml, OverlaySchema, yaml.data);
  problems.push(...shape);
  const names = (yaml.data as { overlays?: unknown }).overlays;
  const base = typeof names === 'string' ? baseOf(names) : undefined;
  if (typeof names === 'string' && base === undefined) {
    const fix = '写现有政策包的编号，如 990100-resident（zhijie pack check 列出全部）';
    problems.push(problem(yaml, ['overlays'], 'unknown-base', `没有政策包 ${names}`, fix));
  }
  if (shape.length > 0 || base === undefined) return null;
  const data = yaml.data as OverlayData;
  const layer = asLayer(data, yaml, base, problems);
  checkContent(data, yaml, problems);
  checkSections(layer, base, problems);
  checkCites(data, yaml, layer, problems);
  return { data, yaml, layer };
}

function asLayer(data: OverlayData, yaml: YamlFile, base: LoadedPack, problems: PackProblem[]): LoadedPack {
  const { overlay, title, fictional, rounding, tables, benefits } = data;
  const filled = (section: OverlayData['tables']) =>
    section === undefined ? {} : { tables: completed(section, data) };
  const sections: Record<string, BenefitData> = {};
  for (const name of BENEFIT_NAMES) {
    const section = benefits?.[name];
    if (section !== undefined) sections[name] = { ...section, ...filled(section.tables) };
  }
  const pack: PackData = {
    pack: overlay,
    title,
    area: base.data.area,
    insurance: base.data.insurance,
    extends: base.data.pack,
    fictional: fictional ?? base.data.fictional ?? false,
    ...(rounding === undefined ? {} : { rounding }),
    ...filled(tables),
    benefits: sections,
  };
  const sources = new Map<string, SourceData>([...base.sources, ...Object.entries(data.sources)]);
  return {
    data: pack,
    yaml,
    folder: '',
    sources,
    tables: loadTables({ yaml, data: pack, sources, problems }),
  };
}

/** Entries with the overlay's own first day and authority where they have none. */
function completed(tables: NonNullable<OverlayData['tables']>, data: OverlayData): typeof tables {
  const fill = (entry: unknown): unknown =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? { from: data.from ?? ALWAYS, authority: data.authority, ...entry }
      : entry;
  return Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.map(fill)]));
}

function checkContent(data: OverlayData, yaml: YamlFile, problems: PackProblem[]): void {
  const sections = Object.values(data.benefits ?? {});
  const changes = [
    data.rounding,
    ...Object.keys(data.tables ?? {}),
    ...sections.flatMap(({ tables, stages, insert, remove }) => [
      ...Object.keys(tables ?? {}),
      stages,
      insert,
      remove,
    ]),
  ].filter((change) => change !== undefined);
  if (changes.length > 0) return;
  const fix = '至少替换一张表（tables、benefits.*.tables）或步骤（benefits.*.stages、insert、remove）';
  problems.push(problem(yaml, ['overlay'], 'empty-overlay', '试算没有改动任何内容', fix));
}

/** One writer per table: where the pack decides by benefit, so does the overlay. */
function checkSections(layer: LoadedPack, base: LoadedPack, problems: PackProblem[]): void {
  for (const table of TABLE_NAMES) {
    if (!layer.tables.has(tableKey('shared', table))) continue;
    const own = BENEFIT_NAMES.filter((benefit) => base.tables.has(tableKey(benefit, table)));
    if (own.length === 0) continue;
    const message = `${table} 在 ${base.data.pack} 中按待遇分别规定（${own.join('、')}），不能一并替换`;
    const fix = `写在 benefits.${own[0]}.tables 下，需要几种待遇就写几处`;
    problems.push(problem(layer.yaml, ['tables', table], 'overlay-section', message, fix));
  }
}

/** Tables begin no earlier than the overlay; whoever changes a stage names a registered text, too. */
function checkCites(data: OverlayData, yaml: YamlFile, layer: LoadedPack, problems: PackProblem[]): void {
  const check = (cite: string | undefined, place: Place) => {
    const id = cite?.split('#')[0];
    if (id === undefined || layer.sources.has(id)) return;
    const fix = '在本文件的 sources 中登记该文件，或更正编号';
    problems.push(problem(yaml, place, 'unknown-source', `引用了未登记的来源 ${id}`, fix));
  };
  check(data.authority, ['authority']);
  for (const name of BENEFIT_NAMES) {
    const section = data.benefits?.[name];
    for (const field of ['stages', 'insert', 'remove'] as const)
      section?.[field]?.forEach((item, index) => {
        check(item.cite, ['benefits', name, field, index]);
      });
  }
  for (const { entry, table, line } of [...layer.tables.values()].flat()) {
    if (data.from === undefined || entry.from >= data.from) continue;
    const message = `${table} 从 ${entry.from} 开始，早于试算的 from ${data.from}`;
    const at = { file: yaml.file, lineOf: () => line };
    problems.push(problem(at, [], 'overlay-from', message, '改为不早于 from 的日期，或不写（即用 from）'));
  }
}

/** Before the overlay's first day the pack's own entries stay in force; without one they are replaced. */
export function joinEntries(
  base: readonly LoadedEntry[] | undefined,
  overlay: readonly LoadedEntry[],
  from: string | undefined,
): readonly LoadedEntry[] {
  if (from === undefined || base === undefined) return overlay;
  const first = overlay[0]?.entry.from ?? from;
  return [...base.filter(({ entry }) => entry.from < first), ...overlay];
}

/** The tables that the overlay writes for a benefit. */
export function overlaidTables(layer: LoadedPack, benefit: (typeof BENEFIT_NAMES)[number]): TableName[] {
  return TABLE_NAMES.filter((table) =>
    [benefit, 'shared' as const].some((section) => layer.tables.has(tableKey(section, table))),
  );
}

/** The content of a chain of packs, sources included: any other content has another hash. */
export function chainHash(chain: readonly LoadedPack[]): string {
  const content = chain.map(({ data, sources }) => ({ data, sources: Object.fromEntries(sources) }));
  return sha256Hex(canonicalJson(content));
}
