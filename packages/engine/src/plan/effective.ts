import type { Benefit, CalendarDate, InsuranceType } from '@zhijie/kernel';
import type { AnyEntry, RoundingData, SourceData, StageData, TableEntry, TableName } from '../pack/schema.ts';
import type { ReadTable } from './read-entry.ts';
import type { Clause } from './program.ts';

/** One dated entry of one table, with the layer that wrote it. */
export type LoadedEntry = {
  readonly table: TableName;
  readonly entry: TableEntry;
  readonly read: ReadTable;
  readonly packId: string;
  readonly packTitle: string;
  readonly file: string;
  readonly line: number;
  readonly source: (id: string) => SourceData | undefined;
};

/** The policy of one place and benefit on one day: for each table the entry that governs. */
export type EffectivePolicy = {
  readonly packId: string;
  readonly title: string;
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly isFictional: boolean;
  readonly accumulators: 'inpatient' | 'outpatient';
  readonly policyYear: string;
  readonly rounding: RoundingData;
  readonly stages: readonly StageData[];
  readonly tables: ReadonlyMap<TableName, LoadedEntry>;
  /** True when an entry has passed its own last day without successor, or calls itself provisional. */
  readonly isProvisional: boolean;
};

export function citesOf(entry: AnyEntry): readonly string[] {
  return typeof entry.cite === 'string' ? [entry.cite] : entry.cite;
}

/** The clause of an entry, or of another citation made inside it. */
export function clauseOf(loaded: LoadedEntry, cite = citesOf(loaded.entry)[0]!): Clause {
  const [id, ...article] = cite.split('#');
  const source = loaded.source(id!);
  return {
    source: source?.title ?? id!,
    document: source?.document ?? '',
    article: article.join('#'),
    url: source?.url ?? null,
    verified: (loaded.entry.verified ?? null) as CalendarDate | null,
    effectiveFrom: loaded.entry.from as CalendarDate,
  };
}

/** Remarks that every figure of the entry must carry wherever it is shown. */
export function badgeOf(loaded: LoadedEntry): string | null {
  if (loaded.entry.sample) return '示例数据，未核实';
  return loaded.entry.verified ? null : '待核实';
}
