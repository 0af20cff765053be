import { type Database, type Executor, statement } from '@zhijie/database';
import type { CountedDay, Handlers } from '@zhijie/exchange';
import { type Clock, dateOf, ok, parseCalendarDate, refuse } from '@zhijie/kernel';

/** A province's day as it told it last. */
export type ToldDay = CountedDay & { readonly province: string };

const FIELDS = [
  ['countedAt', 'counted_at'],
  ['settlements', 'settlements'],
  ['byInsuranceCode', 'by_insurance_code'],
  ['bySocialCard', 'by_social_card'],
  ['byIdCard', 'by_id_card'],
  ['byMobile', 'by_mobile'],
  ['byOneCode', 'by_one_code'],
  ['oneStop', 'one_stop'],
  ['creditDrawn', 'credit_drawn'],
  ['milliseconds', 'milliseconds'],
  ['manualClaims', 'manual_claims'],
  ['unknown', 'unknown'],
  ['unknownSince', 'unknown_since'],
] as const satisfies readonly (readonly [keyof CountedDay, string])[];

const columns = FIELDS.map(([, column]) => column);
const READ = `day, province, ${FIELDS.map(([name, column]) => `${column} AS "${name}"`).join(', ')}`;
const KEEP = statement(
  'hub-overview-keep-day',
  `INSERT INTO hub.nation_day AS d (day, province, ${columns.join(', ')})
   VALUES ($1, $2, ${columns.map((_, n) => `$${n + 3}`).join(', ')})
   ON CONFLICT (day, province) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}
   WHERE excluded.counted_at > d.counted_at
   RETURNING day`,
);
const BETWEEN = statement(
  'hub-overview-days',
  `SELECT ${READ} FROM hub.nation_day WHERE day BETWEEN $1 AND $2 ORDER BY day, province`,
);
const LATEST = statement(
  'hub-overview-latest-days',
  `SELECT DISTINCT ON (province) ${READ} FROM hub.nation_day ORDER BY province, counted_at DESC`,
);

export const daysBetween = (db: Executor, from: string, to: string): Promise<ToldDay[]> =>
  db.query<ToldDay>(BETWEEN, [from, to]);

/** What each province told last, of whatever day. */
export const latestDays = (db: Executor): Promise<ToldDay[]> => db.query<ToldDay>(LATEST, []);

const isSound = (told: CountedDay): boolean =>
  told.byInsuranceCode + told.bySocialCard + told.byIdCard <= told.settlements &&
  told.byMobile + told.byOneCode <= told.settlements &&
  told.oneStop <= told.settlements &&
  (told.unknown === 0) === (told.unknownSince === null);

/** Refusals: `date-malformed` (no such day, or one that has not begun), `counts-differ`. */
export function dayHandlers({ db, now }: { readonly db: Database; readonly now: Clock }): Handlers {
  return {
    'nation.day@1': async (told, { from }) => {
      const day = parseCalendarDate(told.day);
      if (!day.ok || day.value > dateOf(now())) return refuse('date-malformed', { field: 'day' });
      if (!isSound(told)) return refuse('counts-differ', { field: 'settlements' });
      const kept = await db.query(KEEP, [told.day, from, ...FIELDS.map(([name]) => told[name])]);
      return ok({ outcome: kept.length > 0 ? 'applied' : 'unchanged' });
    },
  };
}
