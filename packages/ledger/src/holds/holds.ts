import type { Executor } from '@zhijie/database';
import type { Fen, Instant } from '@zhijie/kernel';
import { forSchema } from '../sql.ts';

/** A transfer that is to be made later, of at most `amount` fen, on a guarded debit account. */
export type Hold = {
  readonly holdId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: Fen;
  readonly code: string;
  readonly reference: string;
  /** From this instant on it cannot be posted. */
  readonly expiresAt: Instant;
};

/**
 * What can become of a hold that is asked for. When several apply, the first of this list is given.
 * - `amount_out_of_range`, `accounts_must_differ`: as for a transfer.
 * - `hold_conflict`: the id is stored with other content.
 * - `hold_posted`, `hold_voided`, `hold_expired`: it came before and has ended; a void may have overtaken it.
 * - `exists`: it is held, by an earlier call with the same content.
 * - `account_unknown`: the debit account was not opened; only guarded accounts can be held on.
 * - `expiry_passed`: it would end at once.
 * - `insufficient_balance`: less than `amount` is free above the account's floor.
 * - `held`.
 */
export const HOLD_STATUSES = [
  'amount_out_of_range',
  'accounts_must_differ',
  'hold_conflict',
  'hold_posted',
  'hold_voided',
  'hold_expired',
  'exists',
  'account_unknown',
  'expiry_passed',
  'insufficient_balance',
  'held',
] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

/**
 * What can become of a hold that is to be posted.
 * - `hold_unknown`: no such id.
 * - `hold_posted`: it was posted with another amount or transfer id.
 * - `hold_voided`, `hold_expired`: it has ended, the money is free; expiry is judged at the instant of the
 *   call.
 * - `amount_out_of_range`: not above zero, or above what is held.
 * - `exists`: posted before with the same amount and transfer id.
 * - `posted`: what was not used is free again.
 */
export type HoldPosting =
  | 'hold_unknown'
  | 'hold_posted'
  | 'hold_voided'
  | 'hold_expired'
  | 'amount_out_of_range'
  | 'exists'
  | 'posted';

/**
 * What can become of a hold that is to be voided: `voided`, also when it never came, so that it has no effect
 * when it comes late; `exists`: it had ended without being posted; `hold_posted`: too late, reverse the
 * transfer.
 */
export type HoldVoiding = 'voided' | 'exists' | 'hold_posted';

const HOLD = forSchema('hold', 'SELECT $S.hold($1, $2, $3, $4, $5, $6, $7, $8) AS status');
const POST_HOLD = forSchema('post-hold', 'SELECT $S.post_hold($1, $2, $3, $4, $5) AS status');
const VOID_HOLD = forSchema('void-hold', 'SELECT $S.void_hold($1, $2) AS status');
const EXPIRE = forSchema('expire-holds', 'SELECT $S.expire_holds($1, $2) AS ended');
const FREE_OF = `SELECT (balance - held - floor)::bigint AS free, held FROM $S.account
   WHERE account_id = $1 AND kind = 'guarded'`;
const FREE = forSchema('free-balance', FREE_OF);
const LOCK_FREE = forSchema('lock-free-balance', `${FREE_OF} FOR NO KEY UPDATE`);

/** Reserves money; nothing is posted. Throws `hold_race` (retryable) when the same id comes twice at once. */
export async function holdMoney(tx: Executor, schema: string, hold: Hold, at: Instant): Promise<HoldStatus> {
  const { holdId, debit, credit, amount, code, reference, expiresAt } = hold;
  const values = [holdId, debit, credit, amount, code, reference, expiresAt, at];
  const [row] = await tx.query<{ status: HoldStatus }>(HOLD(schema), values);
  return row!.status;
}

/** What a hold becomes when it is posted. `amount` fen, at most what is held. */
export type PostedHold = {
  readonly holdId: string;
  readonly amount: Fen;
  readonly transferId: string;
  readonly month: string;
};

/**
 * Makes the transfer that a hold was for. What the ledger refuses of the transfer itself (a closed month, a
 * taken id) is thrown as by `postTransfers`, and the hold stays.
 */
export async function postHold(
  tx: Executor,
  schema: string,
  { holdId, amount, transferId, month }: PostedHold,
  at: Instant,
): Promise<HoldPosting> {
  const values = [holdId, amount, transferId, month, at];
  const [row] = await tx.query<{ status: HoldPosting }>(POST_HOLD(schema), values);
  return row!.status;
}

/** Frees the money of a hold, also of one that has not come yet. */
export async function voidHold(
  tx: Executor,
  schema: string,
  holdId: string,
  at: Instant,
): Promise<HoldVoiding> {
  const [row] = await tx.query<{ status: HoldVoiding }>(VOID_HOLD(schema), [holdId, at]);
  return row!.status;
}

/**
 * Ends at most `limit` holds whose time has come; answers how many. Run it from a timer until it answers 0.
 */
export async function expireHolds(
  tx: Executor,
  schema: string,
  { at, limit }: { readonly at: Instant; readonly limit: number },
): Promise<number> {
  const [row] = await tx.query<{ ended: number }>(EXPIRE(schema), [at, limit]);
  return row!.ended;
}

export type FreeBalance = { readonly free: Fen; readonly held: Fen };

/** Of a guarded account, fen: what can be spent above its floor, and what is held; null when not opened. */
export async function freeBalanceOf(
  db: Executor,
  schema: string,
  accountId: string,
): Promise<FreeBalance | null> {
  return (await db.query<FreeBalance>(FREE(schema), [accountId]))[0] ?? null;
}

/** The same, and nobody else spends or holds of it until the transaction ends. */
export async function lockFreeBalance(
  tx: Executor,
  schema: string,
  accountId: string,
): Promise<FreeBalance | null> {
  return (await tx.query<FreeBalance>(LOCK_FREE(schema), [accountId]))[0] ?? null;
}
