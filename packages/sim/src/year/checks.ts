import { yearClosesBefore } from '@zhijie/clearing';
import { type Database, statement } from '@zhijie/database';
import { hubFigures } from '@zhijie/hub';
import { assert, type CalendarDate, type Month, provinceOf } from '@zhijie/kernel';
import { auditLedger, trialBalance } from '@zhijie/ledger';
import { careInvariants, insuredInvariants } from '@zhijie/province';
import { accumulatorBreaches } from '../check/accumulators.ts';
import { YEAR_PROVINCES, type YearNetwork } from './network.ts';

const BOOKS = ['care_ledger', 'insured_ledger'] as const;

/** Every invariant of every node, and every ledger, as `zhijie doctor` would find them now. */
export async function yearBreaches(network: YearNetwork): Promise<string[]> {
  const { databases, clock } = network;
  const breaches: string[] = [];
  for (const province of YEAR_PROVINCES) {
    const db = databases.get(province)!;
    const found = [...(await careInvariants(db, clock.now())), ...(await insuredInvariants(db))];
    breaches.push(...found.map((one) => `${province} ${one.invariant} ${one.subject}: ${one.detail}`));
    for (const schema of BOOKS) breaches.push(...(await ledgerBreaches(db, province, schema)));
  }
  const hub = databases.get('hub')!;
  breaches.push(...(await ledgerBreaches(hub, 'hub', 'hub_ledger')));
  const { breaches: found } = await hubFigures(hub);
  breaches.push(...found.map(({ check, subject, found: what }) => `hub ${check} ${subject}: ${what}`));
  return breaches;
}

async function ledgerBreaches(db: Database, node: string, schema: string): Promise<string[]> {
  const { total } = await trialBalance(db, schema);
  const found = (await auditLedger(db, schema)).map(
    ({ kind, accountId }) => `${node} ${schema} ${kind} ${accountId}`,
  );
  return total === 0 ? found : [...found, `${node} ${schema} sums to ${total} fen`];
}

/** The counters of all persons as the fold of their settlements, told from the settlements alone (T-07). */
export async function counterBreaches({ databases }: YearNetwork): Promise<string[]> {
  const breaches: string[] = [];
  for (const province of YEAR_PROVINCES)
    breaches.push(...(await accumulatorBreaches(databases.get(province)!)));
  return breaches;
}

/** A cleared month: nets cancel, its items are in it once, and each order adds up to its lines. */
export async function monthBreaches({ hub }: YearNetwork, period: Month): Promise<string[]> {
  const state = await hub.clearing.state(period);
  if (state === undefined) return [`${period} was not generated`];
  const { run, book } = state;
  const sum = run.tables.nets.reduce((total, { net }) => total + net, 0);
  const owed = run.tables.lines.reduce((total, { amount }) => total + Math.abs(amount), 0);
  const ordered = book.orders.reduce((total, { amount }) => total + amount, 0);
  return [
    ...(sum === 0 ? [] : [`${period}: the nets sum to ${sum} fen`]),
    ...(owed === ordered ? [] : [`${period}: lines of ${owed} fen, orders of ${ordered} fen`]),
  ];
}

const OPEN_ITEMS = statement(
  'sim-year-open-items',
  `SELECT t.settlement_id AS id, t.care_area AS care, t.insured_area AS insured FROM hub.trade t
   WHERE left(t.care_area, 2) <> left(t.insured_area, 2)
     AND ((left(t.month, 4) = $1 AND NOT EXISTS (
             SELECT FROM hub.clearing_item i WHERE i.item_id = t.settlement_id))
       OR (left(t.reversal_month, 4) = $1 AND NOT EXISTS (
             SELECT FROM hub.clearing_item i WHERE i.item_id = t.reversal_id)))
   ORDER BY 1`,
);

/** C-03: by the end of the first quarter of the next year nothing of the year is open. */
export async function yearCloseBreaches(
  network: YearNetwork,
  year: number,
  today: CalendarDate,
): Promise<string[]> {
  assert(today >= yearClosesBefore(year), `${today} is not after the close of ${year}`);
  type Open = { readonly id: string; readonly care: string; readonly insured: string };
  const open = await network.databases.get('hub')!.query<Open>(OPEN_ITEMS, [String(year)]);
  return open.map(
    ({ id, care, insured }) => `${id}: ${provinceOf(care)}–${provinceOf(insured)} is in no clearing`,
  );
}
