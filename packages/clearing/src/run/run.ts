import { assert, type InsuranceType, type Month, provinceOf, type TotalFen, totalFen } from '@zhijie/kernel';
import { type ClearingItem, problemOf } from '../items/item.ts';
import { isReturn, periodOf } from '../items/period.ts';
import { addTallies, EMPTY_TALLY, type Tally, withAmount } from './tally.ts';

/** What a pair line is made of; returns are the negative items whose settlement cleared earlier (T-04). */
export const LINE_PARTS = ['settlements', 'reversals', 'returns', 'deductions', 'restorations'] as const;
export type LinePart = (typeof LINE_PARTS)[number];

/**
 * One line of the national table: what the insured province owes the care province for one insurance type
 * (C-07). A negative amount is what the care province gives back (C-09).
 */
export type PairLine = {
  readonly careProvince: string;
  readonly insuredProvince: string;
  readonly insuranceType: InsuranceType;
  readonly parts: Readonly<Record<LinePart, Tally>>;
  readonly amount: TotalFen;
};

/** One province, one insurance type: gross both ways, and net = receivable − payable. */
export type ProvinceNet = {
  readonly province: string;
  readonly insuranceType: InsuranceType;
  readonly receivable: TotalFen;
  readonly payable: TotalFen;
  readonly net: TotalFen;
};

/** What an area of a province collects (positive) or pays in (negative): the allocation 上解/下拨 of C-02. */
export type AreaShare = {
  readonly province: string;
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly net: TotalFen;
};

/** A contract penalty: it stays with the care agency and is told, never cleared (C-06). */
export type Penalty = {
  readonly penaltyId: string;
  readonly careArea: string;
  readonly settlementId: string;
  readonly amount: TotalFen;
};

/** The clearing of one business month, as generated. Lists are sorted, so equal input gives equal bytes. */
export type ClearingRun = {
  readonly period: Month;
  readonly items: readonly ClearingItem[];
  readonly lines: readonly PairLine[];
  readonly nets: readonly ProvinceNet[];
  readonly areas: readonly AreaShare[];
  readonly penalties: readonly Penalty[];
};

/**
 * Generates the clearing of a business month out of any items: it takes those whose own fields say this
 * period, whatever else is in the list (C-01: real amounts, monthly, in full). An item wrong in itself, or an
 * id occurring twice, is a Defect: amounts are judged before they get here.
 */
export function generateRun(
  period: Month,
  candidates: Iterable<ClearingItem>,
  penalties: readonly Penalty[] = [],
): ClearingRun {
  const items: ClearingItem[] = [];
  for (const item of candidates) if (periodOf(item) === period) items.push(item);
  items.sort((a, b) => compareTexts(a.itemId, b.itemId));
  const tables = startTables(period);
  for (const item of items) tables.add(item);
  return { period, items, ...tables.done(), penalties };
}

/** The tables of a run without its items. */
export type RunTables = Pick<ClearingRun, 'lines' | 'nets' | 'areas'>;

/**
 * Adds the items of a month up to its tables, one by one in the order of their ids: memory grows with the
 * pairs of provinces, not with the items. An item of another month, out of order, twice, or wrong in itself
 * is a Defect.
 */
export function startTables(period: Month): { add(item: ClearingItem): void; done(): RunTables } {
  const pairs: Pairs = new Map();
  const areas: Areas = new Map();
  let previous = '';
  return {
    add(item) {
      const { itemId } = item;
      const problem = problemOf(item);
      assert(problem === null, `Item "${itemId}" cannot clear: ${problem}`);
      assert(periodOf(item) === period, `Item "${itemId}" does not clear in ${period}`);
      assert(itemId !== previous, `Item "${itemId}" occurs twice`);
      assert(itemId > previous, `Item "${itemId}" comes after "${previous}"`);
      previous = itemId;
      addToPair(pairs, item);
      addToAreas(areas, item);
    },
    done() {
      const lines = linesOf(pairs);
      return { lines, nets: netsOf(lines), areas: areasOf(areas) };
    },
  };
}

/** By code unit, the same on every machine. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** In which part of its line an item is counted. */
export function partOf(item: ClearingItem): LinePart {
  switch (item.kind) {
    case 'settlement':
      return 'settlements';
    case 'reversal':
      return isReturn(item) ? 'returns' : 'reversals';
    case 'deduction':
      return 'deductions';
    case 'restoration':
      return 'restorations';
  }
}

const EMPTY_PARTS: PairLine['parts'] = {
  settlements: EMPTY_TALLY,
  reversals: EMPTY_TALLY,
  returns: EMPTY_TALLY,
  deductions: EMPTY_TALLY,
  restorations: EMPTY_TALLY,
};

type Pairs = Map<string, Record<LinePart, Tally>>;

function addToPair(pairs: Pairs, item: ClearingItem): void {
  const key = `${provinceOf(item.careArea)} ${provinceOf(item.insuredArea)} ${item.insuranceType}`;
  const parts = pairs.get(key) ?? { ...EMPTY_PARTS };
  const part = partOf(item);
  parts[part] = withAmount(parts[part], item.amount);
  pairs.set(key, parts);
}

function linesOf(pairs: Pairs): PairLine[] {
  return [...pairs].toSorted(byKey).map(([key, parts]) => {
    const [careProvince = '', insuredProvince = '', insuranceType] = key.split(' ');
    return {
      careProvince,
      insuredProvince,
      insuranceType: insuranceType as InsuranceType,
      parts,
      amount: addTallies(Object.values(parts)).amount,
    };
  });
}

function netsOf(lines: readonly PairLine[]): ProvinceNet[] {
  const gross = new Map<string, { receivable: number; payable: number }>();
  const book = (key: string, side: 'receivable' | 'payable', amount: number): void => {
    const sums = gross.get(key) ?? { receivable: 0, payable: 0 };
    sums[side] = totalFen(sums[side] + amount);
    gross.set(key, sums);
  };
  for (const { careProvince, insuredProvince, insuranceType, amount } of lines) {
    const [care, insured] = [`${careProvince} ${insuranceType}`, `${insuredProvince} ${insuranceType}`];
    book(amount < 0 ? insured : care, 'receivable', Math.abs(amount));
    book(amount < 0 ? care : insured, 'payable', Math.abs(amount));
  }
  const nets = [...gross].toSorted(byKey).map(([key, { receivable, payable }]) => {
    const [province = '', insuranceType] = key.split(' ');
    return {
      province,
      insuranceType: insuranceType as InsuranceType,
      receivable: totalFen(receivable),
      payable: totalFen(payable),
      net: totalFen(receivable - payable),
    };
  });
  const sum = nets.reduce((total, { net }) => totalFen(total + net), 0);
  assert(sum === 0, 'The nets of all provinces cancel');
  return nets;
}

type Areas = Map<string, number>;

function addToAreas(nets: Areas, { careArea, insuredArea, insuranceType, amount }: ClearingItem): void {
  const [care, insured] = [`${careArea} ${insuranceType}`, `${insuredArea} ${insuranceType}`];
  nets.set(care, totalFen((nets.get(care) ?? 0) + amount));
  nets.set(insured, totalFen((nets.get(insured) ?? 0) - amount));
}

function areasOf(nets: Areas): AreaShare[] {
  return [...nets].toSorted(byKey).map(([key, net]) => {
    const [area = '', insuranceType] = key.split(' ');
    return {
      province: provinceOf(area),
      area,
      insuranceType: insuranceType as InsuranceType,
      net: totalFen(net),
    };
  });
}

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  compareTexts(a[0], b[0]);

/** The line of a pair and insurance type, or undefined when nothing cleared between them. */
export function lineOf(
  run: ClearingRun,
  of: Pick<PairLine, 'careProvince' | 'insuredProvince' | 'insuranceType'>,
): PairLine | undefined {
  return run.lines.find(
    (line) =>
      line.careProvince === of.careProvince &&
      line.insuredProvince === of.insuredProvince &&
      line.insuranceType === of.insuranceType,
  );
}

/** The items behind a figure of the table: of a pair, perhaps of one insurance type and one part. */
export function itemsBehind(
  run: ClearingRun,
  of: {
    readonly careProvince: string;
    readonly insuredProvince: string;
    readonly insuranceType?: InsuranceType;
    readonly part?: LinePart;
  },
): ClearingItem[] {
  return run.items.filter(
    (item) =>
      provinceOf(item.careArea) === of.careProvince &&
      provinceOf(item.insuredArea) === of.insuredProvince &&
      (of.insuranceType === undefined || item.insuranceType === of.insuranceType) &&
      (of.part === undefined || partOf(item) === of.part),
  );
}
