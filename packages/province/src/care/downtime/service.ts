import { type Executor, statement } from '@zhijie/database';
import { type Actor, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayDeclareDowntime } from '../permissions.ts';

/** A planned stoppage, both moments in it; after `endsAt` everything is taken again. */
export type Downtime = {
  readonly downtimeId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly reason: string;
};

export type DowntimeRefusal = Refusal<
  'not-permitted' | 'ends-before-start' | 'ends-in-past' | 'longer-than-a-week' | 'reason-missing'
>;

/** Longer than this is no planned stoppage. */
export const LONGEST_DOWNTIME_MS = 7 * 86_400_000;

const DECLARE = statement(
  'care-downtime-declare',
  `INSERT INTO care.downtime (downtime_id, starts_at, ends_at, reason, declared_by, declared_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (downtime_id) DO NOTHING`,
);
const CALL_OFF = statement(
  'care-downtime-call-off',
  `UPDATE care.downtime SET called_off_at = $2
   WHERE downtime_id = $1 AND called_off_at IS NULL AND ends_at > $2 RETURNING downtime_id`,
);
const COMING = statement(
  'care-downtime-coming',
  `SELECT downtime_id AS "downtimeId", starts_at AS "startsAt", ends_at AS "endsAt", reason
   FROM care.downtime WHERE called_off_at IS NULL AND ends_at > $1 ORDER BY starts_at, downtime_id`,
);

/**
 * Publishes a planned stoppage (procedures V-14; 医保发〔2022〕22号 annex article 60): hospitals read it when they
 * sign in, and during it every new call is answered with the stop code and its end. Declaring the same id
 * again changes nothing. Refusals: `not-permitted`, `reason-missing`, `ends-before-start`, `ends-in-past`,
 * `longer-than-a-week`.
 */
export async function declareDowntime(
  deps: Pick<CareDeps, 'db' | 'now' | 'node'>,
  actor: Actor,
  wanted: Downtime,
): Promise<Result<Downtime, DowntimeRefusal>> {
  const now = deps.now();
  const { downtimeId, startsAt, endsAt } = wanted;
  const reason = wanted.reason.trim();
  if (!mayDeclareDowntime(actor, deps.node)) return refuse('not-permitted');
  if (reason === '') return refuse('reason-missing', { field: 'reason' });
  if (endsAt <= startsAt) return refuse('ends-before-start', { field: 'endsAt' });
  if (endsAt <= now) return refuse('ends-in-past', { field: 'endsAt' });
  if (endsAt - startsAt > LONGEST_DOWNTIME_MS) return refuse('longer-than-a-week', { field: 'endsAt' });
  await deps.db.query(DECLARE, [downtimeId, startsAt, endsAt, reason, actor.id, now]);
  return ok({ downtimeId, startsAt, endsAt, reason });
}

/** Calls a stoppage off, or ends it before its time; false when there is none that still lasts. */
export async function callOffDowntime(
  deps: Pick<CareDeps, 'db' | 'now' | 'node'>,
  actor: Actor,
  downtimeId: string,
): Promise<Result<boolean, Refusal<'not-permitted'>>> {
  if (!mayDeclareDowntime(actor, deps.node)) return refuse('not-permitted');
  return ok((await deps.db.query(CALL_OFF, [downtimeId, deps.now()])).length === 1);
}

/** Stoppages that last or are still to come, the next one first. */
export function comingDowntimes(db: Executor, now: Instant): Promise<Downtime[]> {
  return db.query<Downtime>(COMING, [now]);
}
