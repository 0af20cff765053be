import { sightingsOf } from '@zhijie/clearing';
import { type Database, type Migration, runScript, statement } from '@zhijie/database';
import { type RowReference, type TradeRow, tradeRowReader } from '@zhijie/evidence';
import type { Handlers, NodeAddress, ReconciliationSide, Trade } from '@zhijie/exchange';
import { addDays, type CalendarDate, calendarDate, ok, startOfDay } from '@zhijie/kernel';
import { testHub } from './network.ts';

/** Books of fake provinces beside the hub's: a table per side, filled by hand. */
export const provinceBooks: Migration = {
  id: 'test-province-books',
  sql: `
CREATE SCHEMA trial;
CREATE TABLE trial.care_row (item_id text, settlement_id text, kind text, care_area text, insured_area text,
  provider_id text, person_id text, insurance_type text, claim bigint, at bigint);
CREATE TABLE trial.insured_row (LIKE trial.care_row);
CREATE TABLE trial.pending (item_id text PRIMARY KEY);
`,
};

const READERS = {
  care: tradeRowReader('trial.care_row', 'provider_id'),
  insured: tradeRowReader('trial.insured_row', 'person_id'),
} as const;
const PENDING = statement(
  'trial-pending',
  `SELECT item_id AS "itemId", 'pending' AS state FROM trial.pending WHERE item_id = ANY ($1)`,
);
const ADD = {
  care: addTo('care'),
  insured: addTo('insured'),
} as const;

function addTo(side: ReconciliationSide) {
  return statement(
    `trial-add-${side}`,
    `INSERT INTO trial.${side}_row VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  );
}

/** A row of a side's book, as the trade says it. */
export async function enter(db: Database, side: ReconciliationSide, trade: Trade): Promise<void> {
  const { settlementId, reversalId, kind, careArea, insuredArea, providerId, personId } = trade;
  const places = [careArea, insuredArea, providerId, personId, trade.insuranceType];
  await db.query(ADD[side], [
    reversalId ?? settlementId,
    settlementId,
    kind,
    ...places,
    trade.claim,
    trade.at,
  ]);
}

export const emptyBooks = (db: Database): Promise<void> =>
  runScript(
    db,
    'empty books',
    `TRUNCATE trial.care_row, trial.insured_row, trial.pending, hub.trade, hub.reconciliation_event,
       hub.reconciliation_exception, hub.reconciliation_pair, hub.reconciliation_day, hub.reconciliation_sheet`,
  );

/** How often each message was asked, and how many rows and groups came back. */
export type Traffic = { asked: Record<string, number>; groups: number; rows: number };

/** The hub with fake provinces that answer for the books; `own` overrides what they do, `around` happens between. */
export function testReconciliation(
  db: Database,
  own: Handlers = {},
  {
    silent = new Set(),
    around = async () => {},
  }: { readonly silent?: ReadonlySet<NodeAddress>; readonly around?: () => Promise<void> } = {},
) {
  const net = testHub(db);
  const traffic: Traffic = { asked: {}, groups: 0, rows: 0 };
  const count = (message: string): void => {
    traffic.asked[message] = (traffic.asked[message] ?? 0) + 1;
  };
  const scopeOf = (asked: { day: string; careArea: string; insuredArea: string }) => {
    const day = calendarDate(asked.day) as CalendarDate;
    return { from: startOfDay(day), until: startOfDay(addDays(day, 1)), ...asked };
  };
  const undecided = (references: readonly RowReference[]) =>
    db.query<{ itemId: string; state: 'pending' }>(PENDING, [references.map(({ itemId }) => itemId)]);
  const handlers: Handlers = {
    'reconciliation.digests@1': async ({ side, by, prefix, ...asked }) => {
      count(`digests ${by}`);
      const groups = await READERS[side].groups(db, scopeOf(asked), by, prefix);
      traffic.groups += groups.length;
      return ok({ groups });
    },
    'reconciliation.rows@1': async ({ side, prefixes, limit, ...asked }) => {
      count('rows');
      const rows = await READERS[side].rows(db, scopeOf(asked), prefixes, limit);
      traffic.rows += rows.length;
      return ok({ rows });
    },
    'reconciliation.known@1': async ({ side, references }) => {
      count('known');
      const waiting = side === 'care' ? await undecided(references) : [];
      const rows: TradeRow[] = await READERS[side].find(db, references);
      return ok({ sightings: sightingsOf(references, rows, waiting) });
    },
    ...own,
  };
  for (const address of ['11', '31', '41'])
    if (!silent.has(address)) net.province(address, between(handlers, around));
  return { ...net, traffic, reconciliation: net.hub.reconciliation };
}

/** Lets something happen before and after each answer. */
function between(handlers: Handlers, around: () => Promise<void>): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => {
    const ask = handler as (...given: unknown[]) => Promise<unknown>;
    const asked = async (...given: unknown[]) => {
      await around();
      const answer = await ask(...given);
      await around();
      return answer;
    };
    return [name, asked];
  });
  return Object.fromEntries(wrapped) as Handlers;
}
