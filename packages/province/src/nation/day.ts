import type { Database } from '@zhijie/database';
import {
  type Ask,
  type CountedDay,
  type Log,
  NoAnswer,
  type NodeAddress,
  NotDelivered,
  routeOf,
} from '@zhijie/exchange';
import { addDays, type CalendarDate, type Clock, dateOf, startOfDay } from '@zhijie/kernel';
import { countCareDay } from '../care/index.ts';
import { countManualClaims } from '../insured/index.ts';

export type DayTellerDeps = {
  readonly address: NodeAddress;
  readonly ask: Ask;
  readonly db: Database;
  readonly now: Clock;
  readonly log: Log;
};

/** Today, and what of the day before came late. */
const DAYS_TOLD = 2;

/**
 * Tells the nation what this province's days came to, counted from its own books: counts and sums, no bill
 * and no person. A count like the one told before is not told again. Answers how many days were told; none
 * when the nation does not answer, the next time it is there.
 */
export function dayTeller({ address, ask, db, now, log }: DayTellerDeps): () => Promise<number> {
  const told = new Map<string, string>();
  const route = routeOf({ careArea: `${address}0000` });
  const tell = async (day: CalendarDate): Promise<number> => {
    const { countedAt, ...counts } = await countDay(db, day, now);
    const text = JSON.stringify(counts);
    if (told.get(day) === text) return 0;
    const done = await ask('nation.day@1', route, { countedAt, ...counts });
    if (!done.ok) {
      log({ level: 'warn', event: 'day-refused', day, code: done.refusal.code });
      return 0;
    }
    told.set(day, text);
    return 1;
  };
  return async () => {
    const today = dateOf(now());
    for (const day of told.keys()) if (day < addDays(today, -DAYS_TOLD)) told.delete(day);
    let sum = 0;
    try {
      for (let back = 0; back < DAYS_TOLD; back++) sum += await tell(addDays(today, 0 - back));
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
      log({ level: 'info', event: 'day-unanswered' });
    }
    return sum;
  };
}

async function countDay(db: Database, day: CalendarDate, now: Clock): Promise<CountedDay> {
  const [from, until, countedAt] = [startOfDay(day), startOfDay(addDays(day, 1)), now()];
  const counts = await countCareDay(db, { from, until, now: countedAt });
  const manualClaims = await countManualClaims(db, { from, until });
  return { day, countedAt, ...counts, manualClaims };
}
