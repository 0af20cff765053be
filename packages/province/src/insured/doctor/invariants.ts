/** What must hold over the insured side's database at any moment, each breach named with its row. */
import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { clearingPaymentBreaches } from '../../clearing/money-entries.ts';
import { prepaymentEntryBreaches } from '../../prepayment/entries.ts';
import { commercialInvariants } from '../commercial/doctor.ts';
import { consentInvariants } from '../consent/doctor.ts';
import { creditBreaches } from '../credit/doctor.ts';
import { deductionBreaches } from '../deduction/service.ts';
import { faceInvariants } from '../face/doctor.ts';
import { familyInvariants } from '../family/doctor.ts';
import { legBreaches } from '../leg/invariants.ts';
import { reversalDigest, settlementDigest } from '../settlement/facts.ts';
import { transferFacts } from '../settlement/store.ts';
import { transferInvariants } from '../transfer/doctor.ts';
import { claimInvariants } from './claims.ts';
import { registrationInvariants } from './registrations.ts';
import * as store from './store.ts';

export type Breach = {
  /** Which invariant: a stable word. */
  readonly invariant: string;
  /** The row, by its key. */
  readonly subject: string;
  /** A sentence for the operator. */
  readonly detail: string;
};

/**
 * All invariants: accumulators are the fold of live deltas (T-07), also of stays over the end of the year
 * (V-11); guarded balances are the fold of
 * transfers; transfers say what the parts say; state and reversal agree; every settlement and reversal
 * equals its leaf in the journal, and no leaf has lost its row.
 */
export async function insuredInvariants(db: Executor): Promise<Breach[]> {
  return [
    ...(await accumulatorsAreFolds(db)),
    ...(await yearsAreParts(db)),
    ...(await balancesAreFolds(db)),
    ...(await partsArePosted(db)),
    ...(await statesAgree(db)),
    ...(await rowsEqualLeaves(db, 'settlement')),
    ...(await rowsEqualLeaves(db, 'reversal')),
    ...(await leavesHaveRows(db)),
    ...(await registrationInvariants(db)),
    ...(await claimInvariants(db)),
    ...(await commercialInvariants(db)),
    ...(await consentInvariants(db)),
    ...(await faceInvariants(db)),
    ...(await familyInvariants(db)),
    ...(await transferInvariants(db)),
    ...(await creditBreaches(db)),
    ...(await clearingPaymentBreaches(db, 'insured')),
    ...(await deductionBreaches(db)),
    ...(await legBreaches(db)),
    ...(await prepaymentEntryBreaches(db, 'insured')),
  ];
}

async function accumulatorsAreFolds(db: Executor): Promise<Breach[]> {
  return (await store.readUnfolded(db)).map((row) => ({
    invariant: 'accumulators-are-the-fold-of-settlements',
    subject: `${row.person_id} ${row.insured_area} ${row.insurance_type} ${row.year}`,
    detail: 'The stored accumulators differ from the sum of the deltas of the live settlements.',
  }));
}

async function yearsAreParts(db: Executor): Promise<Breach[]> {
  return (await store.readMisplacedYears(db)).map((row) => ({
    invariant: 'earlier-year-is-a-part-of-its-stay',
    subject: row.settlement_id,
    detail: 'The part of the year before is not of the year before, or is more than the whole bill.',
  }));
}

async function balancesAreFolds(db: Executor): Promise<Breach[]> {
  return (await store.readUnbalanced(db)).map((row) => ({
    invariant: 'guarded-balance-is-the-fold-of-transfers',
    subject: row.account_id,
    detail: `The balance is ${row.balance} fen, its transfers sum to ${row.folded} fen.`,
  }));
}

async function partsArePosted(db: Executor): Promise<Breach[]> {
  const unposted = (await store.readUnposted(db)).map((row) => ({
    invariant: 'transfers-say-what-the-parts-say',
    subject: row.reference,
    detail: `${row.settlement_id} claims ${row.expected} fen, its transfers move ${row.posted} fen.`,
  }));
  const orphans = (await store.readOrphanTransfers(db)).map((row) => ({
    invariant: 'transfers-belong-to-a-settlement',
    subject: row.transfer_id,
    detail: 'The transfer refers to no settlement and no reversal.',
  }));
  return [...unposted, ...orphans];
}

async function statesAgree(db: Executor): Promise<Breach[]> {
  return (await store.readContradictions(db)).map((row) => ({
    invariant: 'state-and-reversal-agree',
    subject: row.settlement_id,
    detail: `The settlement is ${row.state ?? 'missing'}, its reversal ${row.outcome ?? 'missing'}.`,
  }));
}

const PAGE = 500;

async function rowsEqualLeaves(db: Executor, kind: 'settlement' | 'reversal'): Promise<Breach[]> {
  const breaches: Breach[] = [];
  let after = { personId: '', settlementId: '' };
  for (;;) {
    const rows = await store.readJournaled(db, kind, after, PAGE);
    for (const row of rows) {
      const found = leafBreach(kind, row);
      if (found !== null) breaches.push(found);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return breaches;
    after = { personId: last.facts.person_id, settlementId: last.facts.settlement_id };
  }
}

function leafBreach(kind: 'settlement' | 'reversal', row: store.JournaledRow): Breach | null {
  const transfers = row.transfers.map(transferFacts);
  const digest =
    kind === 'settlement'
      ? settlementDigest({ facts: row.facts, delta: row.delta ?? [], transfers, earlier: row.earlier })
      : reversalDigest(row.facts, transfers);
  if (row.leaves.length === 1 && row.leaves[0] === toHex(digest)) return null;
  const detail =
    row.leaves.length === 1
      ? 'The stored row or its transfers differ from what the journal keeps of them.'
      : `The journal keeps ${row.leaves.length} leaves of it instead of one.`;
  return { invariant: `${kind}-equals-its-leaf`, subject: row.facts.settlement_id, detail };
}

async function leavesHaveRows(db: Executor): Promise<Breach[]> {
  return (await store.readLeavesWithoutRow(db)).map((row) => ({
    invariant: 'leaf-has-its-row',
    subject: row.subject,
    detail: `The journal keeps a leaf of kind ${row.kind} whose row is gone.`,
  }));
}

/** What the insured areas owe the care areas, fen, for the comparison with care side and hub. */
export type InsuredFigure = {
  readonly insuredArea: string;
  readonly careArea: string;
  readonly insuranceType: string;
  readonly month: string;
  readonly amount: number;
  /** Settlements and reversals behind the amount. */
  readonly items: number;
};

/** Payables per pair of areas, insurance type and month, folded from the transfers themselves. */
export async function insuredFigures(db: Executor): Promise<InsuredFigure[]> {
  return (await store.readFigures(db)).map((row) => ({
    insuredArea: row.insured_area,
    careArea: row.care_area,
    insuranceType: row.insurance_type,
    month: row.month,
    amount: row.amount,
    items: row.items,
  }));
}
