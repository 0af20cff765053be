import { type Database, type Executor, orderedBy, statement } from '@zhijie/database';
import type { Clock, Instant } from '@zhijie/kernel';
import type { CallCore } from '../ask/core.ts';
import { insurersOf } from '../registry/registry.ts';

export type Notice = {
  readonly noticeId: string;
  readonly insurer: string;
  readonly path: string;
  readonly body: object;
};

const ADD = statement(
  'gateway-add-notice',
  `INSERT INTO gateway.notice (notice_id, insurer, path, body, created_at, next_at)
   VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING`,
);
// Taken for a lease: a program that dies leaves them to the next one.
const CLAIM = statement(
  'gateway-claim-notices',
  `UPDATE gateway.notice n SET attempts = n.attempts + 1, next_at = $1::bigint + $2::bigint
   FROM (SELECT notice_id FROM gateway.notice WHERE done_at IS NULL AND next_at <= $1
     ORDER BY next_at, notice_id LIMIT 50 FOR UPDATE SKIP LOCKED) due
   WHERE n.notice_id = due.notice_id
   RETURNING n.notice_id AS "noticeId", n.insurer, n.path, n.body, n.attempts`,
);
const DONE = statement(
  'gateway-notice-done',
  'UPDATE gateway.notice SET done_at = $2, last_error = NULL WHERE notice_id = $1',
);
const AGAIN = statement(
  'gateway-notice-again',
  'UPDATE gateway.notice SET next_at = $2, last_error = $3 WHERE notice_id = $1 AND done_at IS NULL',
);
const WAITING = statement(
  'gateway-notices-waiting',
  'SELECT count(*) AS entries, min(created_at) AS "oldestAt" FROM gateway.notice WHERE done_at IS NULL',
);

const LEASE_MS = 60_000;
const DELIVER_WITHIN_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;

export async function enqueueNotice(tx: Executor, notice: Notice, at: Instant): Promise<void> {
  const { noticeId, insurer, path, body } = notice;
  await tx.query(ADD, [noticeId, insurer, path, JSON.stringify(body), at]);
}

/** Tells insurers' systems what is due; at least once, in no promised order. Answers how many were heard. */
export async function deliverNotices(
  { db, now, call }: { readonly db: Database; readonly now: Clock; readonly call: CallCore },
  signal: AbortSignal,
): Promise<number> {
  const taken = db.query<Notice & { attempts: number }>(CLAIM, [now(), LEASE_MS]);
  const due = await orderedBy(taken, ({ noticeId }) => noticeId);
  if (due.length === 0) return 0;
  const places = new Map((await insurersOf(db)).map(({ insurer, endpoint }) => [insurer, endpoint]));
  const heard = await Promise.all(
    due.map(async ({ noticeId, insurer, path, body, attempts }) => {
      const endpoint = places.get(insurer) ?? null;
      const limit = AbortSignal.any([signal, AbortSignal.timeout(DELIVER_WITHIN_MS)]);
      const reply = endpoint === null ? null : await call(endpoint, path, body, limit);
      if (reply !== null) {
        await db.query(DONE, [noticeId, now()]);
        return 1;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(attempts, 12));
      const why = endpoint === null ? 'not-joined' : 'unreachable';
      await db.query(AGAIN, [noticeId, now() + pause, why]);
      return 0;
    }),
  );
  return heard.reduce<number>((sum, each) => sum + each, 0);
}

/** What insurers' systems have not heard yet. */
export async function waitingNotices(
  db: Executor,
): Promise<{ readonly entries: number; readonly oldestAt: number | null }> {
  const [row] = await db.query<{ entries: number; oldestAt: number | null }>(WAITING, []);
  return row!;
}
