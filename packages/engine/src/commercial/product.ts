import type { Benefit, CalendarDate, InsuranceType } from '@zhijie/kernel';
import type { Clause } from '../plan/program.ts';
import type { BurdenBucket } from './burden.ts';
import type { HolderCell, HolderGrid } from './holder-grid.ts';
import type { CommercialPart, LatePayer, ProductData, PublicSettlement, Relation } from './schema.ts';

/** Where a figure of a product comes from. The day is null where the source gives no period of cover. */
export type CommercialClause = Omit<Clause, 'effectiveFrom'> & {
  readonly effectiveFrom: CalendarDate | null;
};

/** What is said beside every figure of a product. */
export type ProductBadge = '已核实' | '待核实' | '示例数据，未核实' | '虚构';

/** One liability of a product: its own deductible and cap over the product's year. */
export type ProductLayer = {
  readonly key: string;
  readonly title: string;
  /** Where it stands in the product's file. */
  readonly line: number;
  /** First day of this entry; null: from the beginning of the product. */
  readonly from: CalendarDate | null;
  readonly clause: CommercialClause;
  readonly badge: ProductBadge;
  readonly confidence: string | null;
  readonly care: readonly Benefit[];
  /** The parts that it contracts for, in the order in which it pays them. */
  readonly base: readonly CommercialPart[];
  readonly list: string | null;
  readonly deductible: HolderGrid;
  /** Inner bounds of the bands over the year's counted base, fen; the last band is open. */
  readonly bounds: readonly number[];
  readonly ratio: HolderGrid;
  readonly cap: HolderGrid;
  readonly capWith: readonly string[];
  readonly countsIn: string;
  readonly householdYears: number;
  readonly preExisting: string | null;
  readonly note: string | null;
};

/** What one person pays for the product's year, fen, and for which ages (both included). */
export type Premium = {
  readonly amount: number;
  readonly for: string;
  readonly minAge: number | null;
  readonly maxAge: number | null;
  readonly note?: string;
};

/** On which days a product can be bought, and with which basic insurance. */
export type EnrolmentRule = {
  readonly opens: CalendarDate;
  readonly closes: CalendarDate;
  readonly insurance: readonly InsuranceType[];
};

/** One product of one year, compiled. Immutable; the hash names its content. */
export type Product = {
  readonly id: string;
  readonly title: string;
  readonly hash: string;
  readonly file: string;
  readonly areas: readonly string[];
  readonly year: number | null;
  /** Null: the source does not say who insures. */
  readonly insurer: { readonly id: string; readonly name: string } | null;
  readonly mode: 'inside' | 'insurer-answers';
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
  readonly badge: ProductBadge;
  readonly isFictional: boolean;
  readonly confidence: ProductData['confidence'];
  readonly versions: readonly { readonly id: string; readonly title: string }[];
  readonly accepts: readonly PublicSettlement[];
  readonly premiums: readonly Premium[];
  /** Null: not for sale here. */
  readonly enrolment: EnrolmentRule | null;
  readonly totalCap: HolderCell;
  readonly conditions: readonly string[];
  /** Null: the sources name the product but none of its liabilities. */
  readonly layers: readonly ProductLayer[] | null;
  readonly note: string | null;
  readonly sources: readonly { readonly id: string; readonly title: string; readonly grade: string | null }[];
};

/** What pays after the public layers in a place, from a day on. */
export type LateRule = {
  readonly area: string;
  readonly from: CalendarDate;
  readonly clause: CommercialClause;
  readonly badge: ProductBadge;
  readonly order: readonly LatePayer[];
  readonly family: FamilyRule | 'absent' | 'not-provided';
};

/** Use of a relative's personal account (家庭共济, D28). */
export type FamilyRule = {
  readonly clause: CommercialClause;
  readonly pays: readonly BurdenBucket[];
  readonly relations: readonly Relation[];
  readonly sameProvince: boolean;
};

/** The layers that count on a day: the latest entry of each key, in the order of the file. */
export function layersOn(product: Product, on: CalendarDate): readonly ProductLayer[] {
  const all = product.layers ?? [];
  const begun = all.filter((layer) => layer.from === null || layer.from <= on);
  return begun.filter(
    (layer) => !begun.some((other) => other.key === layer.key && (other.from ?? '') > (layer.from ?? '')),
  );
}
