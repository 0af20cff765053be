import { dateOf, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Desk } from '../desk.ts';
import type { ActBody, ErrorsQuery } from './schema.ts';

type Answer<T = unknown> = Promise<Result<T, Refusal>>;

/** The nation sees every province. */
const ALL = '';

export const readMonth = ({ actor, province, hub }: Desk, month: string): Answer =>
  province === null ? hub.reconciliation.month(month, ALL) : province.reconciliation.month(actor, month);

export const readDay = ({ actor, province, hub }: Desk, day: string): Answer =>
  province === null ? hub.reconciliation.day(day, ALL) : province.reconciliation.day(actor, day);

export const readErrors = async ({ actor, province, hub }: Desk, { on }: ErrorsQuery): Answer => {
  if (province !== null) return province.reconciliation.errors(actor, on ?? dateOf(province.care.deps.now()));
  const rows = await hub.reconciliation.errors(on ?? dateOf(hub.now()), ALL);
  return rows.ok ? { ok: true, value: { rows: rows.value } } : rows;
};

/** The sheet of the insured province itself. */
export const readSheet = ({ actor, province }: Desk, day: string): Answer<string> =>
  province === null ? Promise.resolve(refuse('not-permitted')) : province.reconciliation.sheet(actor, day);

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
