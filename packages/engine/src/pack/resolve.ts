import type { Benefit, CalendarDate } from '@zhijie/kernel';
import { type PackProblem, problem } from '../findings.ts';
import { clauseFrom, type EffectivePolicy, type LoadedEntry, type Said } from '../plan/effective.ts';
import type { Clause } from '../plan/program.ts';
import { type AsOf, DATE_OF, type GoverningDates } from './dates.ts';

export type { GoverningDates } from './dates.ts';

import { type LoadedPack, tableKey } from './load.ts';
import {
  type ChronicRegistrationData,
  type HomeReturnData,
  type PackData,
  type PharmacyData,
  type RoundingData,
  type StageData,
  type StayOverYearEndData,
  TABLE_NAMES,
  type TableName,
} from './schema.ts';

/**
 * What an area says about one benefit, whatever the day: the chain of layers, nearest first, merged
 * by table.
 */
export type ResolvedBenefit = {
  readonly pack: LoadedPack;
  readonly benefit: Benefit;
  readonly accumulators: 'inpatient' | 'outpatient';
  readonly asOf: Readonly<Record<string, AsOf>>;
  readonly policyYear: string;
  readonly yearAsOf: AsOf;
  readonly rounding: RoundingData;
  readonly stages: readonly StageData[];
  readonly catalogueClause: Clause | null;
  readonly homeReturn: Said<HomeReturnData> | undefined;
  readonly stayOverYearEnd: Said<StayOverYearEndData> | undefined;
  readonly pharmacy: Said<PharmacyData> | undefined;
  readonly chronicRegistration: Said<ChronicRegistrationData> | undefined;
  readonly tables: ReadonlyMap<TableName, readonly LoadedEntry[]>;
};

/** The pack and its ancestors, nearest first; a missing parent or a circle is a problem. */
export function chainOf(
  pack: LoadedPack,
  byId: ReadonlyMap<string, LoadedPack>,
  problems: PackProblem[],
): LoadedPack[] {
  const chain = [pack];
  let current = pack;
  while (current.data.extends !== undefined) {
    const parent = byId.get(current.data.extends);
    if (!parent || chain.includes(parent)) {
      const message = parent ? `extends 成环：${parent.data.pack}` : `没有上级政策包 ${current.data.extends}`;
      problems.push(problem(current.yaml, ['extends'], 'extends', message, '更正 extends'));
      return chain;
    }
    if (parent.data.insurance !== pack.data.insurance) {
      const message = `上级 ${parent.data.pack} 的险种不同`;
      problems.push(problem(current.yaml, ['extends'], 'extends', message, 'extends 须指向同一险种的上级'));
    }
    chain.push(parent);
    current = parent;
  }
  return chain;
}

/** Merges a chain for one benefit. A table belongs whole to the nearest layer that has it. */
export function resolveBenefit(
  chain: readonly LoadedPack[],
  benefit: Benefit,
  problems: PackProblem[],
): ResolvedBenefit | null {
  const pack = chain[0]!;
  const stages = stagesOf(chain, benefit, problems);
  const policyYear = nearest(chain, (layer) => layer.data.policyYear);
  const rounding = nearest(chain, (layer) => layer.data.rounding);
  const asOf = nearest(chain, (layer) => layer.data.asOf);
  const yearAsOf = nearest(chain, (layer) => layer.data.asOf?.policyYear);
  const accumulators = nearest(chain, (layer) => layer.data.benefits?.[benefit]?.accumulators);
  if (stages.length === 0) return null;
  if (
    policyYear === undefined ||
    rounding === undefined ||
    asOf === undefined ||
    yearAsOf === undefined ||
    accumulators === undefined
  ) {
    const message = `${benefit} 缺少 policyYear、rounding、asOf（含 asOf.policyYear）或 accumulators`;
    problems.push(problem(pack.yaml, [], 'missing-setting', message, '在本包或上级包中写明'));
    return null;
  }
  const tables = new Map<TableName, readonly LoadedEntry[]>();
  for (const table of TABLE_NAMES) {
    const entries = nearest(
      chain,
      (layer) => layer.tables.get(tableKey(benefit, table)) ?? layer.tables.get(tableKey('shared', table)),
    );
    if (entries) tables.set(table, entries);
  }
  const catalogueClause = catalogueClauseOf(chain, stages);
  return {
    pack,
    benefit,
    accumulators,
    asOf,
    policyYear,
    yearAsOf,
    rounding,
    stages,
    catalogueClause,
    homeReturn: said(chain, 'homeReturn'),
    stayOverYearEnd: said(chain, 'stayOverYearEnd'),
    pharmacy: said(chain, 'pharmacy'),
    chronicRegistration: said(chain, 'chronicRegistration'),
    tables,
  };
}

/** The nearest layer's word, with its clause. */
function said<N extends 'homeReturn' | 'stayOverYearEnd' | 'pharmacy' | 'chronicRegistration'>(
  chain: readonly LoadedPack[],
  name: N,
): Said<NonNullable<PackData[N]>> | undefined {
  const layer = chain.find(({ data }) => data[name] !== undefined);
  const word = layer?.data[name];
  if (layer === undefined || word === undefined) return undefined;
  const find = (id: string) => layer.sources.get(id);
  const from = find(word.cite.split('#')[0]!)?.issued ?? '1900-01-01';
  const clause = clauseFrom(word.cite, find, { from, verified: word.verified });
  return { ...word, packId: layer.data.pack, place: layer.data.title, clause } as Said<
    NonNullable<PackData[N]>
  >;
}

function catalogueClauseOf(chain: readonly LoadedPack[], stages: readonly StageData[]): Clause | null {
  const cite = stages.find((stage) => stage.kind === 'rest')?.cite;
  if (cite === undefined) return null;
  const find = (id: string) => nearest(chain, (layer) => layer.sources.get(id));
  return clauseFrom(cite, find, { from: find(cite.split('#')[0]!)?.issued ?? '1900-01-01' });
}

function nearest<T>(chain: readonly LoadedPack[], read: (layer: LoadedPack) => T | undefined): T | undefined {
  for (const layer of chain) {
    const value = read(layer);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The nearest whole stage list, with the insertions and removals of the layers below it. */
function stagesOf(chain: readonly LoadedPack[], benefit: Benefit, problems: PackProblem[]): StageData[] {
  const from = chain.findIndex((layer) => layer.data.benefits?.[benefit]?.stages !== undefined);
  if (from < 0) return [];
  const stages = [...chain[from]!.data.benefits![benefit]!.stages!];
  for (let index = from - 1; index >= 0; index--) {
    const layer = chain[index]!;
    const section = layer.data.benefits?.[benefit];
    for (const removal of section?.remove ?? []) {
      const at = stages.findIndex((stage) => stage.id === removal.stage);
      if (at >= 0) stages.splice(at, 1);
      else problems.push(unknownStage(layer, benefit, 'remove', removal.stage));
    }
    for (const insertion of section?.insert ?? []) {
      const at = stages.findIndex((stage) => stage.id === insertion.before);
      if (at >= 0) stages.splice(at, 0, insertion.stage);
      else problems.push(unknownStage(layer, benefit, 'insert', insertion.before));
    }
  }
  return stages;
}

function unknownStage(layer: LoadedPack, benefit: Benefit, field: string, id: string): PackProblem {
  return problem(layer.yaml, ['benefits', benefit, field], 'unknown-stage', `没有步骤 ${id}`, '更正步骤编号');
}

/** The entry of a table that governs on a day, and whether it has outlived its own last day. */
export function entryOn(
  entries: readonly LoadedEntry[],
  date: CalendarDate,
): { loaded: LoadedEntry; hasExpired: boolean } | null {
  let found: LoadedEntry | null = null;
  for (const loaded of entries) {
    if (loaded.entry.from > date) break;
    found = loaded;
  }
  if (!found || (found.entry.repealed !== undefined && date >= found.entry.repealed)) return null;
  return { loaded: found, hasExpired: found.entry.to !== undefined && date > found.entry.to };
}

/** The policy in force for a visit's days: one entry per table, chosen by the day that governs the table. */
export function effectiveOn(resolved: ResolvedBenefit, dates: GoverningDates): EffectivePolicy {
  const tables = new Map<TableName, LoadedEntry>();
  let isProvisional = false;
  for (const [table, entries] of resolved.tables) {
    const asOf = resolved.asOf[table] ?? resolved.asOf.default!;
    const found = entryOn(entries, dates[DATE_OF[asOf]]);
    if (!found) continue;
    tables.set(table, found.loaded);
    isProvisional ||= found.hasExpired || found.loaded.entry.status === 'provisional';
  }
  const { data } = resolved.pack;
  const { homeReturn, stayOverYearEnd, pharmacy, chronicRegistration } = resolved;
  return {
    ...(homeReturn === undefined ? {} : { homeReturn }),
    ...(stayOverYearEnd === undefined ? {} : { stayOverYearEnd }),
    ...(pharmacy === undefined ? {} : { pharmacy }),
    ...(chronicRegistration === undefined ? {} : { chronicRegistration }),
    packId: data.pack,
    title: data.title,
    area: data.area,
    insuranceType: data.insurance,
    benefit: resolved.benefit,
    isFictional: data.fictional ?? false,
    accumulators: resolved.accumulators,
    policyYear: resolved.policyYear,
    yearAsOf: resolved.yearAsOf,
    rounding: resolved.rounding,
    stages: resolved.stages,
    catalogueClause: resolved.catalogueClause,
    tables,
    isProvisional,
  };
}
