import {
  type CalendarDate,
  dateOf,
  parseCalendarDate,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { Desk } from '../desk.ts';
import type { ActBody, ErrorsQuery } from './schema.ts';

type Answer<T = unknown> = Promise<Result<T, Refusal>>;

/** The nation sees every province. */
const ALL = '';

/** Runs work for a day that the field of a request names. Refuses `date-malformed`. */
async function onDay<T>(text: string, field: string, work: (day: CalendarDate) => Answer<T>): Answer<T> {
  const day = parseCalendarDate(text);
  return day.ok ? work(day.value) : refuse('date-malformed', { field });
}

export async function readMonth({ actor, province, hub }: Desk, text: string): Answer {
  const month = parseMonth(text);
  if (!month.ok) return refuse('not-a-month', { field: 'month' });
  return province === null
    ? hub.reconciliation.month(month.value, ALL)
    : province.reconciliation.month(actor, month.value);
}

export const readDay = ({ actor, province, hub }: Desk, text: string): Answer =>
  onDay(text, 'day', (day) =>
    province === null ? hub.reconciliation.day(day, ALL) : province.reconciliation.day(actor, day),
  );

export const readErrors = ({ actor, province, hub }: Desk, { on }: ErrorsQuery): Answer =>
  onDay<unknown>(
    on ?? dateOf(province === null ? hub.now() : province.care.deps.now()),
    'on',
    async (day) => {
      if (province !== null) return province.reconciliation.errors(actor, day);
      const rows = await hub.reconciliation.errors(day, ALL);
      return rows.ok ? { ok: true, value: { rows: rows.value } } : rows;
    },
  );

/** The sheet of the insured province itself. */
export const readSheet = ({ actor, province }: Desk, text: string): Answer<string> =>
  onDay(text, 'day', (day) =>
    province === null ? Promise.resolve(refuse('not-permitted')) : province.reconciliation.sheet(actor, day),
  );

/** The nation compares a day at once; it does so by itself too. */
export const compareNow = async ({ hub }: Desk, day: string): Answer => {
  if (hub === null) return refuse('not-permitted');
  const done = await hub.reconciliation.compare(day);
  return done.ok ? { ok: true, value: { outcome: 'applied', day: done.value } } : done;
};

export const act = ({ actor, province }: Desk, exceptionId: string, body: ActBody): Answer =>
  province === null
    ? Promise.resolve(refuse('not-permitted'))
    : province.reconciliation.act(actor, { exceptionId, ...body });
