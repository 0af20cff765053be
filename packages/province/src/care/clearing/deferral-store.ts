import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, Instant, Month } from '@zhijie/kernel';

/** An item that waited for its confirmation in vain, and the month into which it is to be put. */
export type Deferral = {
  readonly providerId: string;
  readonly itemId: string;
  readonly settlementId: string;
  readonly careArea: string;
  readonly period: Month;
  readonly to: Month;
};

const INSTITUTIONS = statement(
  'care-deferral-institutions',
  `SELECT provider_id AS "providerId", confirms_from AS "confirmsFrom" FROM care.institution
   WHERE confirms_from IS NOT NULL ORDER BY provider_id`,
);
// Confirmations hold the same row, so that an item is confirmed or deferred, never both.
const LOCK = statement(
  'care-deferral-lock',
  'SELECT settlement_id FROM care.settlement WHERE provider_id = $1 AND settlement_id = $2 FOR NO KEY UPDATE',
);
const ADD = statement(
  'care-deferral-add',
  `INSERT INTO care.clearing_deferral (provider_id, item_id, settlement_id, care_area, period, to_period,
     state, decided_at)
   SELECT $1, $2, $3, $4, $5, $6, 'asked', $7
   WHERE NOT EXISTS (SELECT FROM care.clearing_confirmation c
     WHERE c.provider_id = $1 AND c.item_id = $2 AND c.taken_back_at IS NULL)
   ON CONFLICT DO NOTHING RETURNING item_id`,
);
const ASKED = statement(
  'care-deferral-asked',
  `SELECT provider_id AS "providerId", item_id AS "itemId", settlement_id AS "settlementId",
     care_area AS "careArea", period, to_period AS "to"
   FROM care.clearing_deferral WHERE state = 'asked' ORDER BY decided_at, item_id LIMIT $1`,
);
const ANSWERED = statement(
  'care-deferral-answered',
  `UPDATE care.clearing_deferral SET state = $4
   WHERE provider_id = $1 AND item_id = $2 AND period = $3 AND state = 'asked'`,
);
const AMONG = statement(
  'care-deferral-among',
  `SELECT item_id AS "itemId" FROM care.clearing_deferral
   WHERE provider_id = $1 AND period = $2 AND item_id = ANY ($3) ORDER BY item_id`,
);

/** Institutions whose bills wait for their confirmation, and from which day on. */
export function confirmingInstitutions(
  db: Executor,
): Promise<{ readonly providerId: string; readonly confirmsFrom: CalendarDate }[]> {
  return db.query(INSTITUTIONS, []);
}

/** Decides that an item is to be deferred; false when it is confirmed, or decided already. */
export async function addDeferral(tx: Executor, one: Deferral, at: Instant): Promise<boolean> {
  const { providerId, itemId, settlementId, careArea, period, to } = one;
  await tx.query(LOCK, [providerId, settlementId]);
  const rows = await tx.query(ADD, [providerId, itemId, settlementId, careArea, period, to, at]);
  return rows.length === 1;
}

/** Deferrals that the hub has not answered yet. */
export function askedDeferrals(db: Executor, limit: number): Promise<Deferral[]> {
  return db.query<Deferral>(ASKED, [limit]);
}

export async function answerDeferral(
  db: Executor,
  { providerId, itemId, period }: Deferral,
  state: 'deferred' | 'closed',
): Promise<void> {
  await db.query(ANSWERED, [providerId, itemId, period, state]);
}

/** Those of the items that a deferral took out of a month. */
export async function deferredAmong(
  tx: Executor,
  by: { readonly providerId: string; readonly period: Month; readonly itemIds: readonly string[] },
): Promise<readonly string[]> {
  const rows = await tx.query<{ itemId: string }>(AMONG, [by.providerId, by.period, [...by.itemIds]]);
  return rows.map(({ itemId }) => itemId);
}
