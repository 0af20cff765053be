import { daysToReconcile, monthsAfter, sheetFile } from '@zhijie/clearing';
import {
  type CalendarDate,
  dateOf,
  monthOf,
  ok,
  parseCalendarDate,
  parseMonth,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { type ActDone, type ActOrder, actOn, carryOutOrders } from './acts.ts';
import { type DayDeps, reconcileDay } from './day.ts';
import type { ReconciliationRefusal } from './refusals.ts';
import { daysBetweenOf, latestSheet } from './store.ts';
import { dayView, type ErrorRow, errorReport, type MonthView, monthView } from './views.ts';

type Answer<T> = Promise<Result<T, ReconciliationRefusal>>;

/** The three-party reconciliation; a province sees its own, the nation (an empty province) everything. */
export type Reconciliation = {
  /** Compares a day now. Refusals: `date-malformed`, `day-not-over`. */
  compare(day: string): Answer<CalendarDate>;
  /** Orders that wait, days that are not done, and some that are; the background does it by itself. */
  reconcileDue(): Promise<readonly CalendarDate[]>;
  month(month: string, province: string): Answer<MonthView>;
  day(day: string, province: string): Answer<Awaited<ReturnType<typeof dayView>>>;
  sheet(day: string, province: string): Answer<string>;
  errors(on: string, province: string): Answer<readonly ErrorRow[]>;
  act(order: ActOrder): Answer<ActDone>;
};

/** So many days per run, the oldest first: after an outage the hub catches up without a rush. */
const DAYS_AT_ONCE = 5;
/** Done days of the window are looked at again so often: what came late is a new version of the sheet. */
const AGAIN_AFTER_MS = 24 * 3_600_000;

const inDay = async <T>(text: string, work: (day: CalendarDate) => Answer<T>): Answer<T> => {
  const day = parseCalendarDate(text);
  return day.ok ? work(day.value) : refuse('date-malformed', { field: 'day' });
};

export function createReconciliation(deps: DayDeps): Reconciliation {
  const { db, now, provinces } = deps;
  const seenBy = (province: string): readonly string[] => (province === '' ? provinces : [province]);
  return {
    compare: (text) =>
      inDay(text, async (day) => {
        if (day >= dateOf(now())) return refuse('day-not-over', { field: 'day' });
        await reconcileDay(deps, day);
        return ok(day);
      }),
    async reconcileDue() {
      await carryOutOrders(deps);
      const due = await daysDue(deps);
      for (const day of due) await reconcileDay(deps, day);
      return due;
    },
    async month(text, province) {
      const month = parseMonth(text);
      if (!month.ok) return refuse('not-a-month', { field: 'month' });
      return ok(await monthView(db, month.value, { provinces: seenBy(province), now: now() }));
    },
    day: (text, province) => inDay(text, async (day) => ok(await dayView(db, day, province))),
    sheet: (text, province) =>
      inDay(text, async (day) => {
        const found = await latestSheet(db, day, province);
        if (found === undefined) return refuse('no-sheet-yet', { field: 'day' });
        return ok(sheetFile(found.sheet, found.signature));
      }),
    errors: (text, province) => inDay(text, async (on) => ok(await errorReport(db, province, on))),
    act: (order) => actOn(deps, order),
  };
}

/** Days of this month and the one before that are over: not done ones, then those not seen for a day. */
async function daysDue({ db, now, provinces }: DayDeps): Promise<CalendarDate[]> {
  const at = now();
  const today = dateOf(at);
  const month = monthOf(today);
  const all = [...daysToReconcile(monthsAfter(month, -1), today), ...daysToReconcile(month, today)];
  const stored = Map.groupBy(await daysBetweenOf(db, all[0] ?? today, today), ({ day }) => day);
  const isDone = (day: CalendarDate): boolean =>
    provinces.every((province) =>
      stored.get(day)?.some((one) => one.province === province && one.doneAt !== null),
    );
  const open = all.filter((day) => !isDone(day));
  const again = all.filter(
    (day) => isDone(day) && stored.get(day)!.some(({ checkedAt }) => checkedAt + AGAIN_AFTER_MS <= at),
  );
  return [...open, ...again].slice(0, DAYS_AT_ONCE);
}
