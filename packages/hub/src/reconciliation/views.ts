import {
  daysToReconcile,
  differingFields,
  type MonthStanding,
  type Party,
  type Sighting,
  standingOfDay,
  standingOfMonth,
  verdictFor,
} from '@zhijie/clearing';
import type { Executor } from '@zhijie/database';
import type { AnswerOf, ReconciliationException } from '@zhijie/exchange';
import {
  type CalendarDate,
  dateOf,
  daysBetween,
  type Instant,
  type Month,
  PROVINCE_NAMES,
  provinceOf,
  startOfDay,
} from '@zhijie/kernel';
import {
  daysBetweenOf,
  eventsOf,
  exceptionsOfDay,
  openExceptions,
  pairsOfDay,
  type StoredEvent,
  type StoredException,
  sheetVersions,
} from './store.ts';

export type DayView = AnswerOf<'reconciliation.month@1'>['days'][number];
export type MonthView = {
  readonly month: Month;
  readonly standing: MonthStanding;
  readonly days: readonly DayView[];
};

/** The status board of a month: every day that is over, of the given provinces. */
export async function monthView(
  db: Executor,
  month: Month,
  { provinces, now }: { readonly provinces: readonly string[]; readonly now: Instant },
): Promise<MonthView> {
  const range = [`${month}-01`, `${month}-31`] as const;
  const stored = new Map(
    (await daysBetweenOf(db, ...range)).map((day) => [`${day.day} ${day.province}`, day]),
  );
  const versions = new Map(
    (await sheetVersions(db, ...range)).map((one) => [`${one.day} ${one.province}`, one.version]),
  );
  const today = dateOf(now);
  const days = daysToReconcile(month, today).flatMap((day) =>
    provinces.map((province): DayView => {
      const key = `${day} ${province}`;
      const { doneAt = null, waitingFor = [], exceptions = 0 } = stored.get(key) ?? {};
      return {
        day,
        province,
        standing: standingOfDay(day, doneAt, now),
        waitingFor: [...waitingFor],
        exceptions,
        doneAt,
        sheetVersion: versions.get(key) ?? 0,
      };
    }),
  );
  const standings = provinces.map((province) => {
    const own = days.filter((day) => day.province === province && day.doneAt !== null);
    return standingOfMonth(month, { daysDone: new Set(own.map(({ day }) => day as CalendarDate)), now });
  });
  const worst = (['overdue', 'under-way', 'done'] as const).find((one) => standings.includes(one));
  return { month, standing: worst ?? 'done', days };
}

const claimOf = (sighting: Sighting): number | null =>
  sighting.state === 'decided' ? sighting.row.claim : null;

const ownerProvinceOf = ({ owner, careArea, insuredArea }: StoredException): string =>
  owner === 'hub' ? 'hub' : provinceOf(owner === 'care' ? careArea : insuredArea);

function exceptionView(
  exception: StoredException,
  events: readonly StoredEvent[],
  province: string,
): ReconciliationException {
  const { reference: _, version: __, amount: ___, seen, closed, ...shown } = exception;
  const viewer: Party =
    province === '' ? 'hub' : provinceOf(exception.insuredArea) === province ? 'insured' : 'care';
  return {
    ...shown,
    reads: verdictFor(viewer, exception.verdict, seen),
    ownerProvince: ownerProvinceOf(exception),
    fields: differingFields(seen),
    claims: { care: claimOf(seen.care), hub: claimOf(seen.hub), insured: claimOf(seen.insured) },
    state: closed === null ? 'open' : 'closed',
    closed,
    trace: events.map(({ kind, at, actorId, reason, found }) => ({ kind, at, by: actorId, reason, found })),
  };
}

export async function viewsOf(
  db: Executor,
  exceptions: readonly StoredException[],
  province: string,
): Promise<ReconciliationException[]> {
  const ids = exceptions.map(({ exceptionId }) => exceptionId);
  const events = Map.groupBy(await eventsOf(db, ids), ({ exceptionId }) => exceptionId);
  return exceptions.map((one) => exceptionView(one, events.get(one.exceptionId) ?? [], province));
}

/** A day as a province sees it; the nation, with an empty province, sees all. */
export async function dayView(
  db: Executor,
  day: CalendarDate,
  province: string,
): Promise<AnswerOf<'reconciliation.day@1'>> {
  const exceptions = await viewsOf(db, await exceptionsOfDay(db, day, province), province);
  return { day, pairs: (await pairsOfDay(db, day, province)).map((pair) => ({ ...pair })), exceptions };
}

/** Days since the end of the exception's day, as people sort them. */
const AGES = [
  [1, '1天以内'],
  [3, '2–3天'],
  [7, '4–7天'],
  [Number.POSITIVE_INFINITY, '7天以上'],
] as const;

function ageOf(day: CalendarDate, on: CalendarDate): string {
  const days = daysBetween(day, on);
  return AGES.find(([most]) => days <= most)![1];
}

export type ErrorRow = AnswerOf<'reconciliation.errors@1'>['rows'][number];

/**
 * The daily error report (procedures R-04): what is open, by verdict, by who has to act, by age. Amounts are
 * sums of claims without their signs, fen.
 */
export async function errorReport(db: Executor, province: string, on: CalendarDate): Promise<ErrorRow[]> {
  const rows = new Map<string, ErrorRow>();
  for (const exception of await openExceptions(db, province)) {
    if (exception.foundAt >= startOfDay(on) + 86_400_000) continue;
    const of = ownerProvinceOf(exception);
    const owner = of === 'hub' ? '国家端' : (PROVINCE_NAMES[of] ?? of);
    const age = ageOf(exception.day, on);
    const key = [exception.verdict, owner, age].join('|');
    const before = rows.get(key) ?? { code: exception.verdict, owner, age, count: 0, amount: 0 };
    rows.set(key, {
      ...before,
      count: before.count + 1,
      amount: before.amount + Math.abs(exception.amount),
    });
  }
  return [...rows.values()].sort(
    (a, b) => b.count - a.count || (a.code + a.owner < b.code + b.owner ? -1 : 1),
  );
}
