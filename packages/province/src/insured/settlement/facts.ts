/**
 * The stored facts of a settlement and the digest that the journal keeps of them. Written from a decision
 * when it is committed, and from the stored rows when a doctor checks them: the two must agree byte for
 * byte.
 */
import { digestOf } from '@zhijie/evidence';
import { NUMBER_COLUMNS, PARTS, TEXT_COLUMNS } from './columns.ts';

export type Facts = Readonly<Record<string, string | number | null>>;

/** A transfer as it enters a digest: nothing that the other fields of the digest already say. */
export type TransferFacts = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
};

const pick = (facts: Facts, columns: readonly string[]): Facts =>
  Object.fromEntries(columns.map((column) => [column, facts[column] ?? null]));

const inOrder = (transfers: readonly TransferFacts[]) =>
  [...transfers]
    .sort((a, b) => (a.transferId < b.transferId ? -1 : 1))
    .map(({ transferId, debit, credit, amount, code }) => [transferId, debit, credit, amount, code]);

/** The part of a split stay in the policy year before (V-11), as it is stored. */
export type EarlierFacts = {
  readonly policy_year: number;
  /** Version of that year's counters after this settlement. */
  readonly accumulator_version: number;
  readonly delta: readonly number[];
  readonly input: string;
  readonly paid_by_funds: number;
  readonly borne_by_person: number;
};

export type SettlementFacts = {
  readonly facts: Facts;
  readonly delta: readonly number[];
  readonly transfers: readonly TransferFacts[];
  readonly earlier: EarlierFacts | null;
};

/**
 * Digest of a settlement: every written column, the delta, the transfers, and the part of the year before if
 * it has one. The state is not part of it.
 */
export function settlementDigest({ facts, delta, transfers, earlier }: SettlementFacts): Uint8Array {
  const columns = pick(facts, [...TEXT_COLUMNS, ...NUMBER_COLUMNS]);
  const whole = { columns, delta, transfers: inOrder(transfers) };
  if (earlier === null) return digestOf(whole);
  const { policy_year, accumulator_version, delta: before, input, paid_by_funds, borne_by_person } = earlier;
  const part = [policy_year, accumulator_version, before, input, paid_by_funds, borne_by_person];
  return digestOf({ ...whole, earlier: part });
}

export const REVERSAL_COLUMNS = [
  'person_id',
  'settlement_id',
  'reversal_id',
  'outcome',
  'reason',
  'reversed_at',
  'month',
  'actor_id',
  'care_area',
  'answer',
] as const;

/** Digest of a reversal or a tombstone: its row and its transfers. */
export function reversalDigest(facts: Facts, transfers: readonly TransferFacts[]): Uint8Array {
  return digestOf({ columns: pick(facts, REVERSAL_COLUMNS), transfers: inOrder(transfers) });
}

/** The parts of a settlement as columns. */
export function partColumns(parts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(PARTS.map(([name, column]) => [column, parts[name] ?? 0]));
}

/** The parts of a settlement from stored columns. */
export function partsFromColumns(facts: Facts): Record<string, number> {
  return Object.fromEntries(PARTS.map(([name, column]) => [name, Number(facts[column] ?? 0)]));
}
