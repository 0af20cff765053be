import { sm3 } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

const REMEMBER = statement('care-nonce-remember', 'SELECT care.remember_nonce($1, $2, $3) AS "isNew"');

/**
 * A signature is accepted 30 minutes before and after its time (the window of the public edition); whoever
 * saw it first at one end can bring it again until the other.
 */
export const NONCE_KEPT_MS = 2 * 30 * 60 * 1000;

/** Remembers the nonces of callers; false for one that this account used inside the window. */
export type NonceMemory = (used: {
  readonly account: string;
  readonly nonce: string;
  readonly at: Instant;
}) => Promise<boolean>;

/** The memory of all processes over this database: it survives their restarts. */
export function nonceMemory(db: Executor): NonceMemory {
  return async ({ account, nonce, at }) => {
    const digest = Buffer.from(sm3(Buffer.from(`${account}\n${nonce}`, 'utf8')));
    const [row] = await db.query<{ isNew: boolean }>(REMEMBER, [digest, at, at + NONCE_KEPT_MS]);
    return row!.isNew;
  };
}
