import { type Executor, orderedBy, statement } from '@zhijie/database';
import type { Fen, Instant, Month } from '@zhijie/kernel';
import type { Transfer } from '@zhijie/ledger';
import { transferColumns } from './store.ts';

/**
 * - `undo`: a void by id. `unknown-outcome`: by message, or the node's own; nothing happened then.
 * - `refund`: a void of what was reconciled or confirmed for clearing: a new negative record (T-04).
 */
export type ReversalReason = 'undo' | 'unknown-outcome' | 'refund';

/** A reversal of one settlement. Without a message it is the node's own, of an intent that nobody settled. */
export type Reversal = {
  readonly providerId: string;
  readonly reversalId: string;
  readonly settlementId: string;
  readonly reason: ReversalReason;
  readonly state: 'pending' | 'reversed' | 'never-settled';
  readonly interfaceNumber: string | null;
  readonly messageId: string | null;
  readonly requestedAt: Instant;
  readonly reversedAt: Instant | null;
  readonly month: Month | null;
  readonly accountBalance: Fen | null;
};

const FIELDS = `r.provider_id AS "providerId", r.reversal_id AS "reversalId",
  r.settlement_id AS "settlementId", r.reason, r.state, r.interface_number AS "interfaceNumber",
  r.message_id AS "messageId", r.requested_at AS "requestedAt", r.reversed_at AS "reversedAt", r.month,
  r.account_balance AS "accountBalance"`;

const BEGIN = statement('care-reversal-begin', 'SELECT care.begin_reversal($1, $2) AS begun');
const COMPLETE = statement(
  'care-reversal-complete',
  'SELECT care.complete_reversal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS state',
);
const FIND = statement(
  'care-reversal-find',
  `SELECT ${FIELDS} FROM care.reversal r WHERE provider_id = $1 AND reversal_id = $2`,
);
const OF_SETTLEMENT = statement(
  'care-reversal-of-settlement',
  `SELECT ${FIELDS} FROM care.reversal r WHERE provider_id = $1 AND settlement_id = $2`,
);
const HURRY = statement(
  'care-reversal-hurry',
  `UPDATE care.reversal SET resolve_after = $3
   WHERE provider_id = $1 AND reversal_id = $2 AND state = 'pending'`,
);
const LEASE = statement(
  'care-reversal-lease',
  `WITH due AS (
     SELECT provider_id, reversal_id FROM care.reversal
     WHERE state = 'pending' AND resolve_after <= $1 ORDER BY resolve_after, reversal_id, provider_id LIMIT $2
     FOR UPDATE SKIP LOCKED)
   UPDATE care.reversal r SET attempts = r.attempts + 1,
     resolve_after = $1 + least(300000, 2000 * (2 ^ least(r.attempts, 8))::bigint)
   FROM due WHERE r.provider_id = due.provider_id AND r.reversal_id = due.reversal_id
   RETURNING ${FIELDS}`,
);

/**
 * How long after the insured side took a settlement back its acts and receipts here still follow: longer than
 * any month end, as a node that was away learns of a reversal by the day it happened, not by the day it
 * heard.
 */
export const REVERSALS_FOLLOWED_MS = 40 * 86_400_000;

export type ReversalBegun = {
  readonly outcome:
    | 'begun'
    | 'joined'
    | 'known-request'
    | 'already-reversed'
    | 'never-settled'
    | 'unknown-settlement'
    | 'settled'
    | 'closed';
  readonly reversalId?: string;
  /** What closed the settlement to a reversal by message. */
  readonly closedBy?: 'reconciled' | 'confirmed';
};

/** Writes the intent of a reversal, and its request key when a call asks for it; see the SQL function. */
export async function beginReversal(
  db: Executor,
  intent: Readonly<Record<string, string | number | null>>,
  rawId: number | null,
): Promise<ReversalBegun> {
  return (await db.query<{ begun: ReversalBegun }>(BEGIN, [JSON.stringify(intent), rawId]))[0]!.begun;
}

export type ReversalCompletion = {
  readonly providerId: string;
  readonly reversalId: string;
  readonly outcome: 'reversed' | 'never-settled';
  readonly reversedAt: Instant | null;
  readonly month: Month | null;
  readonly accountBalance: Fen | null;
  readonly transfers: readonly Transfer[];
  readonly digest: Uint8Array;
  readonly answerSealed: string | null;
};

/** 'completed' when this call did it, otherwise the state that the reversal was already in. */
export async function completeReversal(
  db: Executor,
  done: ReversalCompletion,
): Promise<Reversal['state'] | 'completed'> {
  const values = [
    done.providerId,
    done.reversalId,
    done.outcome,
    done.reversedAt,
    done.month,
    done.accountBalance,
    ...transferColumns(done.transfers),
    Buffer.from(done.digest),
    done.answerSealed,
  ];
  return (await db.query<{ state: Reversal['state'] | 'completed' }>(COMPLETE, values))[0]!.state;
}

export async function findReversal(
  db: Executor,
  providerId: string,
  reversalId: string,
): Promise<Reversal | null> {
  return (await db.query<Reversal>(FIND, [providerId, reversalId]))[0] ?? null;
}

export async function reversalOf(
  db: Executor,
  providerId: string,
  settlementId: string,
): Promise<Reversal | null> {
  return (await db.query<Reversal>(OF_SETTLEMENT, [providerId, settlementId]))[0] ?? null;
}

/** Lets the resolver take a reversal over at once. */
export async function hurryReversal(db: Executor, reversal: Reversal, at: Instant): Promise<void> {
  await db.query(HURRY, [reversal.providerId, reversal.reversalId, at]);
}

/** Pending reversals whose time has come, each taken by one resolver for a while that doubles. */
export function leaseReversals(db: Executor, now: Instant, limit: number): Promise<Reversal[]> {
  return orderedBy(db.query<Reversal>(LEASE, [now, limit]), ({ reversalId }) => reversalId);
}
