import type { Instant } from '@zhijie/kernel';
import { type Database, type Executor, statement } from '../database.ts';
import { backOffMs, LEASE_MS } from './back-off.ts';
import type { RunCount } from './outbox.ts';

/** Something to be done at a time, e.g. `ask-outcome:SETTLEMENT`. Setting a name again moves it. */
export type Timer = { readonly name: string; readonly dueAt: number; readonly payload: string };

export type TimerRun = {
  readonly db: Database;
  /** Does what is due; throws when it must be tried again. It may set the same timer anew. */
  readonly fire: (timer: Timer & { readonly attempts: number }) => Promise<void>;
  readonly now: () => Instant;
  readonly limit: number;
  /** 20 s unless said; longer than the work itself may take. */
  readonly leaseMs?: number;
};

const SET = statement('node-set-timer', 'SELECT node.set_timer($1, $2, $3)');
const CANCEL = statement('node-cancel-timer', 'SELECT node.cancel_timer($1)');
const CLAIM = statement(
  'node-timer-claim',
  `UPDATE node.timer t SET attempts = t.attempts + 1, due_at = $1::bigint + $2::bigint
   FROM (SELECT name, due_at FROM node.timer WHERE due_at <= $1
         ORDER BY due_at, name LIMIT $3 FOR UPDATE SKIP LOCKED) due
   WHERE t.name = due.name
   RETURNING t.name, due.due_at AS "dueAt", t.payload, t.attempts, t.due_at AS lease`,
);
// The lease tells whether the timer was set anew while it fired; then it must stay.
const FINISH = statement('node-timer-finish', 'DELETE FROM node.timer WHERE name = $1 AND due_at = $2');
const AGAIN = statement(
  'node-timer-again',
  'UPDATE node.timer SET due_at = $3, last_error = $4 WHERE name = $1 AND due_at = $2',
);

type Claimed = Timer & { readonly attempts: number; readonly lease: number };

export async function setTimer(tx: Executor, timer: Timer): Promise<void> {
  await tx.query(SET, [timer.name, timer.dueAt, timer.payload]);
}

export async function cancelTimer(tx: Executor, name: string): Promise<void> {
  await tx.query(CANCEL, [name]);
}

/** Fires what is due, one after the other, at least once each; a failed one comes back after the back-off. */
export async function runTimers({ db, fire, now, limit, leaseMs = LEASE_MS }: TimerRun): Promise<RunCount> {
  const due = await db.query<Claimed>(CLAIM, [now(), leaseMs, limit]);
  due.sort((a, b) => a.dueAt - b.dueAt || (a.name < b.name ? -1 : 1));
  let failed = 0;
  for (const timer of due) {
    try {
      await fire(timer);
      await db.query(FINISH, [timer.name, timer.lease]);
    } catch (error) {
      failed += 1;
      const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      await db.query(AGAIN, [timer.name, timer.lease, now() + backOffMs(timer.attempts), text]);
    }
  }
  return { done: due.length - failed, failed };
}
