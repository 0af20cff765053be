/** What the pages for everybody ask besides places and institutions. Nothing here names a person. */
import type { Benefit, InsuranceType } from '@zhijie/kernel';
import type { Badge } from '../port.ts';

/** One amount or ratio in force, with what states it. */
export type PolicyNumber = {
  /** Which table: 起付标准, 统筹基金支付比例 … */
  readonly table: string;
  /** Which cell of it, in words. */
  readonly cell: string;
  readonly value: string;
  /** The layer that writes it: the place, its province or the nation. */
  readonly layer: string;
  readonly citation: string;
  readonly url: string | null;
  readonly from: string;
  readonly to: string | null;
  /** The day somebody compared it with the text; null: never. */
  readonly verifiedOn: string | null;
  readonly badge: Badge;
};

/** The parameters of one insurance and kind of care at a place. */
export type PlacePolicy = {
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly title: string;
  /** What each kind of filing means here. */
  readonly filing: readonly string[];
  readonly numbers: readonly PolicyNumber[];
};

/** Counts by two sides with their sums; null is hidden. */
export type OpenTableView = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
};

/** A published month; provinces and ways in words. */
export type OpenMonthView = {
  readonly month: string;
  /** The day on which it was published; it stays as it was then. */
  readonly publishedOn: string;
  /** Direct settlements between provinces: rows 参保地, columns 就医地. */
  readonly flows: OpenTableView;
  /** Fen; null: hidden with its number. */
  readonly claimed: number | null;
  /** Settlements at institutions: rows provinces, columns how the patient was identified. */
  readonly identified: OpenTableView;
};

export type OpenDataPort = {
  /** Everything in force at a place on a day. */
  policiesOf(area: string, on: string): Promise<readonly PlacePolicy[]>;
  /** The latest first; null: this program does not run the national node. */
  months(): Promise<readonly OpenMonthView[] | null>;
};
