import type { Benefit, CalendarDate, InsuranceType } from '@zhijie/kernel';
import type { AsOf } from '../pack/dates.ts';
import type {
  AnyEntry,
  ChronicRegistrationData,
  HomeReturnData,
  PharmacyData,
  RoundingData,
  SourceData,
  StageData,
  StayOverYearEndData,
  TableEntry,
  TableName,
} from '../pack/schema.ts';
import type { Clause } from './program.ts';
import type { ReadTable } from './read-entry.ts';

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

/** What a layer says outside its tables, with the layer and the clause. */
export type Said<T> = T & { readonly packId: string; readonly place: string; readonly clause: Clause };

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
  /** The day that decides to which policy year a visit belongs. */
  readonly yearAsOf: AsOf;
  readonly rounding: RoundingData;
  readonly stages: readonly StageData[];
  /** As which class care at home during a long-term filing is paid (F-12); left out: nobody says it. */
  readonly homeReturn?: Said<HomeReturnData>;
  /** What becomes of a stay over the end of the policy year (V-11); left out: it is one bill. */
  readonly stayOverYearEnd?: Said<StayOverYearEndData>;
  /** Who pays purchases at retail pharmacies; left out: the personal account alone. */
  readonly pharmacy?: Said<PharmacyData>;
  /** Whether a chronic disease must be registered to be paid as one; left out: not asked. */
  readonly chronicRegistration?: Said<ChronicRegistrationData>;
  /** The text by which the catalogue of the place of care decides what is out of scope (procedures P-01). */
  readonly catalogueClause: Clause | null;
  readonly tables: ReadonlyMap<TableName, LoadedEntry>;
  /** True when an entry has passed its own last day without successor, or calls itself provisional. */
  readonly isProvisional: boolean;
};

export function citesOf(entry: AnyEntry): readonly string[] {
  return typeof entry.cite === 'string' ? [entry.cite] : entry.cite;
}

/** A citation as a clause. */
export function clauseFrom(
  cite: string,
  source: (id: string) => SourceData | undefined,
  dates: { readonly from: string; readonly verified?: string | undefined },
): Clause {
  const [id, ...article] = cite.split('#');
  const found = source(id!);
  return {
    source: found?.title ?? id!,
    document: found?.document ?? '',
    article: article.join('#'),
    url: found?.url ?? null,
    verified: (dates.verified ?? null) as CalendarDate | null,
    effectiveFrom: dates.from as CalendarDate,
  };
}

/** The clause of an entry, or of another citation made inside it. */
export function clauseOf(loaded: LoadedEntry, cite = citesOf(loaded.entry)[0]!): Clause {
  return clauseFrom(cite, loaded.source, loaded.entry);
}

/** What nobody can trace to a text of the place (template figures). */
export const SAMPLE_BADGE = '示例数据，未核实';

/** An entry, a row of it or a mark on a cell says that some of its figures are template figures. */
export function hasSample(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('sample' in node && node.sample === true) return true;
  return Object.values(node).some(hasSample);
}

/** Every figure of the entry may be a template figure: it says so, or a mark on some cell does. */
export function isSampleEntry({ entry }: LoadedEntry): boolean {
  return entry.sample === true || hasSample(entry.marks);
}

/** Remarks that every figure of the entry must carry wherever it is shown. */
export function badgeOf(loaded: LoadedEntry): string | null {
  if (loaded.entry.sample) return SAMPLE_BADGE;
  return loaded.entry.verified ? null : '待核实';
}
