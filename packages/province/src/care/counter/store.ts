import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CareType, Fen, Instant } from '@zhijie/kernel';

/** What a bill brought in, fen: total = funds + account + others (insurers, credit, wallets) + cash. */
export type Takings = {
  readonly total: Fen;
  readonly funds: Fen;
  readonly account: Fen;
  readonly others: Fen;
  readonly cash: Fen;
};

export type ShiftBill = Takings & {
  readonly actId: string;
  readonly visitId: string;
  readonly settlementId: string | null;
  readonly word: string;
};

export type Shift = {
  readonly number: number;
  readonly requestKey: string;
  readonly endedAt: Instant;
  readonly closedBy: string;
  readonly cashDue: Fen;
  readonly cashCounted: Fen;
  readonly note: string | null;
};

// Of the acts that changed since the last close, what they hold now less what earlier shifts took in. An act
// that is neither paid nor over is under way and belongs to a later shift. Ten minutes before the close are
// looked at again, for what was being written meanwhile: what was counted then is no difference now.
const CHANGED = statement(
  'care-shift-changed',
  `WITH since AS (
     SELECT coalesce(max(ended_at), 0) - 600000 AS at FROM care.shift WHERE provider_id = $1),
   held AS (
     SELECT a.act_id, a.visit_id, a.settlement_id, a.word,
       CASE WHEN a.word = 'paid' THEN s.fee_total ELSE 0 END AS total,
       CASE WHEN a.word = 'paid' THEN s.paid_by_funds ELSE 0 END AS funds,
       CASE WHEN a.word = 'paid' THEN s.paid_by_personal_account ELSE 0 END AS account,
       CASE WHEN a.word = 'paid' THEN (SELECT coalesce(sum(l.amount), 0) FROM care.act_leg l
          WHERE l.provider_id = a.provider_id AND l.act_id = a.act_id AND l.state = 'confirmed'
            AND l.kind = 'channel' AND l.payer = 'cash') ELSE 0 END AS cash
     FROM care.act a LEFT JOIN care.settlement s USING (provider_id, settlement_id), since
     WHERE a.provider_id = $1 AND a.changed_at > since.at AND a.word IN ('paid', 'undone', 'failed')),
   known AS (
     SELECT b.act_id, sum(b.total) AS total, sum(b.funds) AS funds, sum(b.account) AS account,
       sum(b.cash) AS cash
     FROM care.shift_bill b JOIN held USING (act_id) WHERE b.provider_id = $1 GROUP BY b.act_id),
   delta AS (
     SELECT h.act_id, h.visit_id, h.settlement_id, h.word,
       h.total - coalesce(k.total, 0) AS total, h.funds - coalesce(k.funds, 0) AS funds,
       h.account - coalesce(k.account, 0) AS account, h.cash - coalesce(k.cash, 0) AS cash
     FROM held h LEFT JOIN known k USING (act_id))
   SELECT act_id AS "actId", visit_id AS "visitId", settlement_id AS "settlementId", word,
     total::bigint, funds::bigint, account::bigint, (total - funds - account - cash)::bigint AS others,
     cash::bigint
   FROM delta WHERE (total, funds, account, cash) <> (0, 0, 0, 0) ORDER BY act_id`,
);
const UNDER_WAY = statement(
  'care-shift-under-way',
  `SELECT act_id AS "actId", visit_id AS "visitId", word FROM care.act
   WHERE provider_id = $1 AND word NOT IN ('paid', 'undone', 'failed') ORDER BY opened_at LIMIT 200`,
);
const LOCK = statement(
  'care-shift-lock',
  'SELECT provider_id FROM care.institution WHERE provider_id = $1 FOR NO KEY UPDATE',
);
const BY_REQUEST = statement(
  'care-shift-by-request',
  `SELECT number, request_key AS "requestKey", ended_at AS "endedAt", closed_by AS "closedBy",
     cash_due AS "cashDue", cash_counted AS "cashCounted", note
   FROM care.shift WHERE provider_id = $1 AND request_key = $2`,
);
const LATEST = statement(
  'care-shifts',
  `SELECT number, request_key AS "requestKey", ended_at AS "endedAt", closed_by AS "closedBy",
     cash_due AS "cashDue", cash_counted AS "cashCounted", note
   FROM care.shift WHERE provider_id = $1 ORDER BY number DESC LIMIT $2`,
);
const ADD = statement(
  'care-shift-add',
  `INSERT INTO care.shift (provider_id, number, request_key, ended_at, closed_by, cash_due, cash_counted,
     note)
   SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM care.shift WHERE provider_id = $1
   RETURNING number`,
);
const ADD_BILLS = statement(
  'care-shift-add-bills',
  `INSERT INTO care.shift_bill (provider_id, number, act_id, total, funds, account, others, cash)
   SELECT $1, $2, b."actId", b.total, b.funds, b.account, b.others, b.cash
   FROM jsonb_to_recordset($3::jsonb) AS b("actId" text, total bigint, funds bigint, account bigint,
     others bigint, cash bigint)`,
);

const WAITING = statement(
  'care-counter-waiting',
  `SELECT v.visit_id AS "visitId", v.kind, v.care_type AS "careType", v.started_at AS "startedAt",
     count(l.*)::integer AS "lineCount", coalesce(sum(l.total), 0)::bigint AS total
   FROM care.visit v LEFT JOIN care.fee_line l USING (provider_id, visit_id)
   WHERE v.provider_id = $1 AND v.person_id = $2 AND v.state <> 'cancelled'
   GROUP BY v.provider_id, v.visit_id HAVING count(*) FILTER (WHERE l.settlement_id IS NOT NULL) = 0
   ORDER BY v.started_at DESC, v.visit_id LIMIT 10`,
);
const LATEST_BILLS = statement(
  'care-counter-bills',
  `SELECT a.act_id AS "actId", a.visit_id AS "visitId", a.word, a.opened_at AS "openedAt",
     s.fee_total AS total, v.name_sealed AS "nameSealed"
   FROM care.act a JOIN care.visit v USING (provider_id, visit_id)
   LEFT JOIN care.settlement s ON s.provider_id = a.provider_id AND s.settlement_id = a.settlement_id
   WHERE a.provider_id = $1 ORDER BY a.opened_at DESC, a.act_id LIMIT $2`,
);

/** A visit that nothing was settled of yet. */
export type WaitingVisit = {
  readonly visitId: string;
  readonly kind: 'outpatient' | 'inpatient';
  readonly careType: CareType | null;
  readonly startedAt: Instant;
  readonly lineCount: number;
  /** Fen. */
  readonly total: Fen;
};

/** Newest first. */
export const waitingVisits = (
  db: Executor,
  { providerId, personId }: { readonly providerId: string; readonly personId: string },
): Promise<WaitingVisit[]> => db.query<WaitingVisit>(WAITING, [providerId, personId]);

export type LatestBill = {
  readonly actId: string;
  readonly visitId: string;
  readonly word: string;
  readonly openedAt: Instant;
  /** Fen; null while nothing is settled. */
  readonly total: Fen | null;
  readonly nameSealed: string;
};

export const latestBills = (db: Executor, providerId: string, limit: number): Promise<LatestBill[]> =>
  db.query<LatestBill>(LATEST_BILLS, [providerId, limit]);

export const changedBills = (db: Executor, providerId: string): Promise<ShiftBill[]> =>
  db.query<ShiftBill>(CHANGED, [providerId]);

export type UnderWay = { readonly actId: string; readonly visitId: string; readonly word: string };

export const billsUnderWay = (db: Executor, providerId: string): Promise<UnderWay[]> =>
  db.query<UnderWay>(UNDER_WAY, [providerId]);

/** Two windows of one institution close one after the other. */
export async function lockShifts(tx: Executor, providerId: string): Promise<void> {
  await tx.query(LOCK, [providerId]);
}

export async function shiftOfRequest(
  tx: Executor,
  providerId: string,
  requestKey: string,
): Promise<Shift | null> {
  return (await tx.query<Shift>(BY_REQUEST, [providerId, requestKey]))[0] ?? null;
}

export const latestShifts = (db: Executor, providerId: string, limit: number): Promise<Shift[]> =>
  db.query<Shift>(LATEST, [providerId, limit]);

/** Keeps a closed shift with its bills and its leaf in the journal; answers its number. */
export async function addShift(
  tx: Executor,
  providerId: string,
  shift: Omit<Shift, 'number'>,
  bills: readonly ShiftBill[],
): Promise<number> {
  const { requestKey, endedAt, closedBy, cashDue, cashCounted, note } = shift;
  const values = [providerId, requestKey, endedAt, closedBy, cashDue, cashCounted, note];
  const [row] = await tx.query<{ number: number }>(ADD, values);
  const { number } = row!;
  await tx.query(ADD_BILLS, [providerId, number, JSON.stringify(bills)]);
  const digest = digestOf({ providerId, number, ...shift, bills: [...bills] });
  await appendToJournal(tx, { kind: 'care.shift', subject: `${providerId}/${number}`, digest });
  return number;
}
