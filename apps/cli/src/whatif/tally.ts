import { assert, type SettlementParts } from '@zhijie/kernel';
import { ASSUMED_INCOME, type VisitColumns } from '@zhijie/population';
import { DIMENSIONS, PAYERS, PERSON_DIMENSIONS } from './dimensions.ts';

/** Buckets of the share that a person bears of a bill: five points each. */
export const SHARE_BUCKETS = 20;
/** Yearly burden above this share of the assumed income is catastrophic (WHO's 40 %), 1/10 000. */
export const CATASTROPHIC = 4000;

/** Counters of one value of a dimension. */
export const CELL = {
  visits: 0,
  fees: 1,
  fundBefore: 2,
  fundAfter: 3,
  borneBefore: 4,
  borneAfter: 5,
  winners: 6,
  losers: 7,
  gained: 8,
  lost: 9,
} as const;
const CELL_WIDTH = 10;
export const PERSON_CELL = {
  persons: 0,
  winners: 1,
  losers: 2,
  catastrophicBefore: 3,
  catastrophicAfter: 4,
} as const;
const PERSON_WIDTH = 5;

/** What one person's year came to; one object for all persons. */
export type PersonYear = {
  group: number;
  income: number;
  borneBefore: number;
  borneAfter: number;
  capsBefore: number;
  capsAfter: number;
};

/**
 * Sums over a stream of visits: whole numbers throughout, so the order of adding decides nothing. Counters
 * are doubles that hold integers below 2^53.
 */
export class Tally {
  readonly payersBefore = new Float64Array(PAYERS.length);
  readonly payersAfter = new Float64Array(PAYERS.length);
  readonly sharesBefore = new Float64Array(SHARE_BUCKETS);
  readonly sharesAfter = new Float64Array(SHARE_BUCKETS);
  readonly cells = DIMENSIONS.map(({ values }) => new Float64Array(values.length * CELL_WIDTH));
  readonly personCells = PERSON_DIMENSIONS.map((name) => {
    const { values } = DIMENSIONS.find((dimension) => dimension.name === name)!;
    return new Float64Array(values.length * PERSON_WIDTH);
  });
  /** Change of what the person bears, fen: of each settled visit, and of each person's year. */
  readonly visitChanges: Int32Array;
  personChanges = new Int32Array(1024);
  visits = 0;
  settled = 0;
  persons = 0;
  fees = 0;
  onlyBefore = 0;
  onlyAfter = 0;
  neither = 0;
  readonly refusals = new Map<string, { before: number; after: number }>();
  readonly capsBefore = new Float64Array(31);
  readonly capsAfter = new Float64Array(31);

  constructor(size: number) {
    this.visitChanges = new Int32Array(size);
  }

  /** One visit that both policies settle. */
  addSettled(columns: VisitColumns, at: number, before: SettlementParts, after: SettlementParts): void {
    const change = after.borneByPerson - before.borneByPerson;
    this.visitChanges[this.settled] = change;
    this.settled += 1;
    this.fees += before.feeTotal;
    for (let index = 0; index < PAYERS.length; index++) {
      const payer = PAYERS[index]!;
      this.payersBefore[index]! += before[payer];
      this.payersAfter[index]! += after[payer];
    }
    const share = SHARE_BUCKETS / Math.max(before.feeTotal, 1);
    this.sharesBefore[bucketOf(before.borneByPerson, before.feeTotal, share)]! += 1;
    this.sharesAfter[bucketOf(after.borneByPerson, after.feeTotal, share)]! += 1;
    for (let index = 0; index < DIMENSIONS.length; index++) {
      const cell = columns[DIMENSIONS[index]!.name][at]! * CELL_WIDTH;
      addCell(this.cells[index]!, cell, before, after, change);
    }
  }

  addRefused(before: string | null, after: string | null): void {
    if (before === null) this.onlyBefore += 1;
    else if (after === null) this.onlyAfter += 1;
    else this.neither += 1;
    for (const [side, reason] of [
      ['before', before],
      ['after', after],
    ] as const) {
      if (reason === null) continue;
      const count = this.refusals.get(reason) ?? { before: 0, after: 0 };
      count[side] += 1;
      this.refusals.set(reason, count);
    }
  }

  addPerson(year: PersonYear): void {
    const change = year.borneAfter - year.borneBefore;
    assert(Math.abs(change) < 2 ** 31, 'The change of one year fits in 32 bits');
    if (this.persons === this.personChanges.length) {
      const grown = new Int32Array(this.persons * 2);
      grown.set(this.personChanges);
      this.personChanges = grown;
    }
    this.personChanges[this.persons] = change;
    this.persons += 1;
    const limit = ASSUMED_INCOME[year.income]! * CATASTROPHIC;
    for (let index = 0; index < PERSON_DIMENSIONS.length; index++) {
      const cells = this.personCells[index]!;
      const at = year[PERSON_DIMENSIONS[index]!] * PERSON_WIDTH;
      cells[at + PERSON_CELL.persons]! += 1;
      if (change < 0) cells[at + PERSON_CELL.winners]! += 1;
      if (change > 0) cells[at + PERSON_CELL.losers]! += 1;
      if (year.borneBefore * 10_000 > limit) cells[at + PERSON_CELL.catastrophicBefore]! += 1;
      if (year.borneAfter * 10_000 > limit) cells[at + PERSON_CELL.catastrophicAfter]! += 1;
    }
    addBits(this.capsBefore, year.capsBefore);
    addBits(this.capsAfter, year.capsAfter);
  }

  cell(dimension: number, value: number, counter: keyof typeof CELL): number {
    return this.cells[dimension]![value * CELL_WIDTH + CELL[counter]]!;
  }

  personCell(dimension: number, value: number, counter: keyof typeof PERSON_CELL): number {
    return this.personCells[dimension]![value * PERSON_WIDTH + PERSON_CELL[counter]]!;
  }
}

/** The bucket by multiplication, then put right by whole numbers, so that rounding decides nothing. */
function bucketOf(borne: number, total: number, share: number): number {
  let bucket = Math.floor(borne * share);
  if (bucket * total > borne * SHARE_BUCKETS) bucket -= 1;
  else if ((bucket + 1) * total <= borne * SHARE_BUCKETS) bucket += 1;
  return Math.min(bucket, SHARE_BUCKETS - 1);
}

function addCell(
  cells: Float64Array,
  at: number,
  before: SettlementParts,
  after: SettlementParts,
  change: number,
): void {
  cells[at + CELL.visits]! += 1;
  cells[at + CELL.fees]! += before.feeTotal;
  cells[at + CELL.fundBefore]! += before.paidByFunds;
  cells[at + CELL.fundAfter]! += after.paidByFunds;
  cells[at + CELL.borneBefore]! += before.borneByPerson;
  cells[at + CELL.borneAfter]! += after.borneByPerson;
  if (change < 0) {
    cells[at + CELL.winners]! += 1;
    cells[at + CELL.gained]! -= change;
  } else if (change > 0) {
    cells[at + CELL.losers]! += 1;
    cells[at + CELL.lost]! += change;
  }
}

function addBits(counts: Float64Array, bits: number): void {
  for (let left = bits; left !== 0; left &= left - 1) counts[31 - Math.clz32(left & -left)]! += 1;
}
