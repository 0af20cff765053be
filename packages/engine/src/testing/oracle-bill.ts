import type { ProviderLevel } from '@zhijie/kernel';
import type { AdjudicationInput } from '../adjudicate.ts';
import type { Circumstances } from '../circumstances.ts';
import type { GridData, TableEntry, TableName } from '../pack/schema.ts';
import type { EffectivePolicy } from '../plan/effective.ts';

export class NotProvided extends Error {}

export type Bill = {
  readonly policy: EffectivePolicy;
  readonly input: AdjudicationInput;
  readonly facts: Circumstances;
  readonly level: ProviderLevel;
  /** The filing class, or the edge that takes its place. */
  readonly referral: string;
  readonly held: Record<string, bigint>;
  secondBase: bigint;
  largeBase: bigint;
  isNewStay: boolean;
};

export const at = (bill: Bill, bucket: string): bigint => bill.held[bucket] ?? 0n;

export function transfer(bill: Bill, from: string, to: string, amount: bigint): void {
  bill.held[from] = at(bill, from) - amount;
  bill.held[to] = at(bill, to) + amount;
}

export function entryOf(policy: EffectivePolicy, table: TableName): TableEntry | undefined {
  return policy.tables.get(table)?.entry;
}

export function isOutpatient(bill: Bill): boolean {
  return bill.policy.accumulators === 'outpatient';
}

/** The texts of the cell of this person, one per band. */
export function cell(bill: Bill, grid: GridData, bands: number, allowGap = false, nth = 0): string[] {
  let node: unknown = typeof grid === 'string' || Array.isArray(grid) ? grid : grid.rows;
  const by = typeof grid === 'string' || Array.isArray(grid) ? [] : grid.by;
  for (const dimension of by) node = step(bill, node, dimension, nth);
  const texts = Array.isArray(node)
    ? (node as string[])
    : Array.from({ length: bands }, () => node as string);
  if (!allowGap && texts.includes('not-provided')) throw new NotProvided();
  return texts;
}

function step(bill: Bill, node: unknown, dimension: string, nth: number): unknown {
  const { input, facts } = bill;
  if (dimension === 'ordinal') {
    const list = node as unknown[];
    return list[Math.min(nth > 0 ? nth - 1 : input.accumulators.admissions, list.length - 1)];
  }
  const months = facts.enrolledMonths;
  const value = {
    level: bill.level,
    group: input.group,
    referral: bill.referral,
    aid: input.aidCategory,
    civilServant: input.civilServant ? 'yes' : 'no',
    tier: facts.contributionTier ?? 'unstated',
    cause: facts.cause ?? 'ordinary',
    familyDoctor: facts.hasFamilyDoctor ? 'yes' : 'no',
    selected: facts.isSelectedProvider === undefined ? 'unstated' : facts.isSelectedProvider ? 'yes' : 'no',
    rank: facts.civilServantRank ?? 'unstated',
    months: months === undefined ? 'unstated' : '',
    disease: diseaseOf(facts.disease),
    village: facts.isVillageClinic ? 'yes' : 'no',
  }[dimension];
  const years = dimension === 'age' ? input.age : dimension === 'months' ? months : undefined;
  for (const [key, child] of Object.entries(node as Record<string, unknown>)) {
    if (key === 'all') return child;
    const parts = key.split('|');
    if (years === undefined ? parts.includes(value!) : parts.some((range) => isInRange(range, years)))
      return child;
  }
  const others = (node as Record<string, unknown>).others;
  const mayBeOther = dimension === 'cause' || (dimension === 'disease' && value !== 'unstated');
  if (mayBeOther && others !== undefined) return others;
  throw new NotProvided();
}

const TEN = 'M00200 M00500 M01600 M03900 M04600 M05300 M06900 M07200 M07800 M08300'.split(' ');

/** The category of a disease: the first three digits of its code decide. */
export function diseaseOf(code: string | undefined): string {
  if (code === undefined) return 'unstated';
  return TEN.find((one) => one.startsWith(code.slice(0, 4))) ?? 'other';
}

export function isInRange(range: string, age: number): boolean {
  if (!/^\d/.test(range)) return false;
  const years = Math.min(age, 120);
  if (range.endsWith('+')) return years >= Number(range.slice(0, -1));
  const [low, high] = range.split('-').map(Number);
  return years >= low! && years <= (high ?? low!);
}

export function needed(text: string): string {
  if (text === 'not-provided') throw new NotProvided();
  return text;
}
