import {
  type Adjustment,
  type AlertLevel,
  type AlertNotice,
  type PrepaymentOrder,
  type PrepaymentShare,
  type PrepaymentStep,
  stepPrepayment,
} from '@zhijie/clearing';
import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  assert,
  type CalendarDate,
  type Fen,
  type Instant,
  type Month,
  type TotalFen,
} from '@zhijie/kernel';

/** A pair's amount of a year with the three months it was made of. */
export type YearShare = Adjustment & { readonly quarter: readonly TotalFen[] };
export type StoredYear = {
  readonly year: number;
  readonly setAt: Instant;
  readonly setBy: string;
  readonly shares: readonly YearShare[];
};

/** A step as it was taken. */
export type StoredPrepaymentStep = {
  readonly orderId: string;
  readonly kind: PrepaymentStep['kind'];
  readonly stepId: string;
  readonly actor: Actor;
  readonly at: Instant;
  readonly input: PrepaymentStep;
};

type OrderRow = Pick<
  PrepaymentOrder,
  'orderId' | 'kind' | 'year' | 'careProvince' | 'insuredProvince' | 'amount' | 'isReturn' | 'madeOn'
> & { readonly madeAt: Instant; readonly isReplaced: boolean };
/** An order as it stands, and when it was made. */
export type StoredOrder = PrepaymentOrder & { readonly madeAt: Instant };

// Whoever sets a year, pays, requests or decides waits for the one before: what one decides the next one
// sees.
const TURN = statement(
  'hub-prepayment-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('hub.prepayment', 0))`,
);
const YEARS = statement(
  'hub-prepayment-years',
  `SELECT year, set_at AS "setAt", set_by AS "setBy", shares FROM hub.prepayment_year
   WHERE $1::integer IS NULL OR year = $1 ORDER BY year`,
);
const ADD_YEAR = statement(
  'hub-prepayment-add-year',
  'INSERT INTO hub.prepayment_year (year, set_at, set_by, shares) VALUES ($1, $2, $3, $4)',
);
const ORDERS = statement(
  'hub-prepayment-orders',
  `SELECT order_id AS "orderId", kind, year, care_province AS "careProvince",
     insured_province AS "insuredProvince", amount, is_return AS "isReturn", made_on AS "madeOn",
     made_at AS "madeAt", EXISTS (SELECT FROM hub.prepayment_year y WHERE y.set_at > made_at) AS "isReplaced"
   FROM hub.prepayment_order
   WHERE ($1::text IS NULL OR order_id = $1) AND ($2::integer IS NULL OR year = $2)
   ORDER BY year, kind, order_id`,
);
const ADD_ORDER = statement(
  'hub-prepayment-add-order',
  `INSERT INTO hub.prepayment_order
     (order_id, kind, year, care_province, insured_province, amount, is_return, made_on, made_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const STEP_COLUMNS = `order_id AS "orderId", kind, step_id AS "stepId", actor, at, input`;
const STEPS = statement(
  'hub-prepayment-steps',
  `SELECT ${STEP_COLUMNS} FROM hub.prepayment_step WHERE order_id = ANY ($1::text[])
   ORDER BY array_position(ARRAY['submit', 'pay', 'receive'], kind)`,
);
const STEP = statement(
  'hub-prepayment-step',
  `SELECT ${STEP_COLUMNS} FROM hub.prepayment_step WHERE step_id = $1`,
);
const ADD_STEP = statement(
  'hub-prepayment-add-step',
  `INSERT INTO hub.prepayment_step (order_id, kind, step_id, actor, at, input)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const STANDING = statement(
  'hub-prepayment-standing',
  `SELECT care_province AS "careProvince", insured_province AS "insuredProvince",
     sum(CASE WHEN is_return THEN -amount ELSE amount END)::bigint AS amount
   FROM hub.prepayment_order o JOIN hub.prepayment_step s ON s.order_id = o.order_id AND s.kind = 'pay'
   GROUP BY 1, 2 HAVING sum(CASE WHEN is_return THEN -amount ELSE amount END) <> 0 ORDER BY 1, 2`,
);
// A serial is of one bank transaction, whatever it paid: prepayment or clearing.
const SERIAL = statement(
  'hub-prepayment-serial',
  `SELECT order_id AS "orderId" FROM hub.prepayment_step
   WHERE kind = 'pay' AND input->'transfer'->>'bank' = $1 AND input->'transfer'->>'serial' = $2
   UNION ALL
   SELECT input->>'orderId' FROM hub.clearing_step WHERE input->>'kind' = 'pay'
     AND input->'transfer'->>'bank' = $1 AND input->'transfer'->>'serial' = $2 LIMIT 1`,
);

export async function takePrepaymentTurn(tx: Executor): Promise<void> {
  await tx.query(TURN, []);
}

export function yearsOf(db: Executor, year: number | null): Promise<StoredYear[]> {
  return db.query<StoredYear>(YEARS, [year]);
}

export async function addYear(tx: Executor, made: StoredYear): Promise<void> {
  const { year, setAt, setBy, shares } = made;
  await tx.query(ADD_YEAR, [year, setAt, setBy, JSON.stringify(shares)]);
  await appendToJournal(tx, { kind: 'prepayment.year', subject: String(year), digest: digestOf(made) });
}

/** The orders of a year, one order, or all, as their steps left them. */
export async function ordersOf(
  db: Executor,
  { orderId = null, year = null }: { readonly orderId?: string | null; readonly year?: number | null },
): Promise<StoredOrder[]> {
  const rows = await db.query<OrderRow>(ORDERS, [orderId, year]);
  const steps = await db.query<StoredPrepaymentStep>(STEPS, [rows.map((row) => row.orderId)]);
  const byOrder = Map.groupBy(steps, (step) => step.orderId);
  return rows.map((row) => foldOrder(row, byOrder.get(row.orderId) ?? []));
}

/** A stored step that does not follow is a Defect: it was accepted once. */
function foldOrder({ isReplaced, ...row }: OrderRow, steps: readonly StoredPrepaymentStep[]): StoredOrder {
  const opened = { ...row, state: 'due' as const, submitted: null, transfer: null, received: null };
  let order: PrepaymentOrder = opened;
  for (const { input, actor, at } of steps) {
    const next = stepPrepayment(order, input, { actor, at });
    assert(next.ok, `A step of the prepayment ${row.orderId} does not follow from the one before`);
    order = next.value;
  }
  const state = isReplaced && order.transfer === null ? ('superseded' as const) : order.state;
  return { ...order, state, madeAt: row.madeAt };
}

export async function addOrders(
  tx: Executor,
  orders: readonly PrepaymentOrder[],
  at: Instant,
): Promise<void> {
  for (const order of orders) {
    const { orderId, kind, year, careProvince, insuredProvince, amount, isReturn, madeOn } = order;
    const values = [orderId, kind, year, careProvince, insuredProvince, amount, isReturn, madeOn, at];
    await tx.query(ADD_ORDER, values);
    await appendToJournal(tx, { kind: 'prepayment.order', subject: orderId, digest: digestOf(order) });
  }
}

export async function prepaymentStepOf(
  db: Executor,
  stepId: string,
): Promise<StoredPrepaymentStep | undefined> {
  return (await db.query<StoredPrepaymentStep>(STEP, [stepId]))[0];
}

export const stepSubject = ({ orderId, kind }: Pick<StoredPrepaymentStep, 'orderId' | 'kind'>): string =>
  `${orderId}/${kind}`;

export async function addPrepaymentStep(tx: Executor, step: StoredPrepaymentStep): Promise<void> {
  const { orderId, kind, stepId, actor, at, input } = step;
  await tx.query(ADD_STEP, [orderId, kind, stepId, JSON.stringify(actor), at, JSON.stringify(input)]);
  await appendToJournal(tx, {
    kind: 'prepayment.step',
    subject: stepSubject(step),
    digest: digestOf(step),
  });
}

/** Which order this bank transaction paid already, or null. */
export async function paidBySerial(
  tx: Executor,
  { bank, serial }: { readonly bank: string; readonly serial: string },
): Promise<string | null> {
  return (await tx.query<{ orderId: string }>(SERIAL, [bank, serial]))[0]?.orderId ?? null;
}

/** What lies at each care province of each insured province: confirmed payments less confirmed returns. */
export function standingShares(db: Executor): Promise<PrepaymentShare[]> {
  return db.query<PrepaymentShare>(STANDING, []);
}

export type StoredRequest = {
  readonly requestId: string;
  readonly careProvince: string;
  readonly period: Month;
  readonly amount: Fen;
  readonly used: TotalFen;
  readonly prepayment: TotalFen;
  readonly signedOn: CalendarDate;
  readonly requestedOn: CalendarDate;
  readonly requestedBy: string;
  readonly at: Instant;
  readonly isGranted: boolean | null;
  readonly reason: string | null;
};

const REQUESTS = statement(
  'hub-prepayment-requests',
  `SELECT r.request_id AS "requestId", r.care_province AS "careProvince", r.period, r.amount, r.used,
     r.prepayment, r.signed_on AS "signedOn", r.requested_on AS "requestedOn",
     r.requested_by AS "requestedBy", r.at, d.is_granted AS "isGranted", d.reason
   FROM hub.prepayment_request r LEFT JOIN hub.prepayment_decision d USING (request_id)
   WHERE ($1::text IS NULL OR r.care_province = $1) AND ($2::text IS NULL OR r.request_id = $2)
   ORDER BY r.at, r.request_id`,
);
const ADD_REQUEST = statement(
  'hub-prepayment-add-request',
  `INSERT INTO hub.prepayment_request
     (request_id, care_province, period, amount, used, prepayment, signed_on, requested_on, requested_by, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
const ADD_DECISION = statement(
  'hub-prepayment-add-decision',
  `INSERT INTO hub.prepayment_decision (request_id, is_granted, reason, decided_by, at)
   VALUES ($1, $2, $3, $4, $5)`,
);

export function requestsOf(
  db: Executor,
  { careProvince = null, requestId = null }: { careProvince?: string | null; requestId?: string | null },
): Promise<StoredRequest[]> {
  return db.query<StoredRequest>(REQUESTS, [careProvince, requestId]);
}

export async function addRequest(
  tx: Executor,
  made: Omit<StoredRequest, 'isGranted' | 'reason'>,
): Promise<void> {
  const { requestId, careProvince, period, amount, used, prepayment } = made;
  const { signedOn, requestedOn, requestedBy, at } = made;
  const values = [requestId, careProvince, period, amount, used, prepayment, signedOn, requestedOn];
  await tx.query(ADD_REQUEST, [...values, requestedBy, at]);
  await appendToJournal(tx, { kind: 'prepayment.request', subject: requestId, digest: digestOf(made) });
}

export async function addDecision(
  tx: Executor,
  made: { requestId: string; isGranted: boolean; reason: string; decidedBy: string; at: Instant },
): Promise<void> {
  const { requestId, isGranted, reason, decidedBy, at } = made;
  await tx.query(ADD_DECISION, [requestId, isGranted, reason, decidedBy, at]);
  await appendToJournal(tx, { kind: 'prepayment.decision', subject: requestId, digest: digestOf(made) });
}

/** What a notice speaks of: the month so far, or its generated clearing. */
export type NoticeBasis = 'running' | 'cleared';
export type StoredNotice = {
  readonly careProvince: string;
  readonly period: Month;
  readonly version: number;
  readonly basis: NoticeBasis;
  readonly on: CalendarDate;
  readonly from: AlertLevel;
  readonly to: AlertLevel;
  readonly used: TotalFen;
  readonly prepayment: TotalFen;
  readonly basisPoints: number;
  readonly text: string;
};

const NOTICES = statement(
  'hub-prepayment-notices',
  `SELECT care_province AS "careProvince", period, version, basis, on_day AS "on", from_level AS "from",
     to_level AS "to", used, prepayment, basis_points AS "basisPoints", text
   FROM hub.prepayment_notice
   WHERE ($1::text IS NULL OR care_province = $1) AND ($2::text IS NULL OR period = $2)
   ORDER BY period DESC, care_province, version DESC LIMIT 200`,
);
const ADD_NOTICE = statement(
  'hub-prepayment-add-notice',
  `INSERT INTO hub.prepayment_notice (care_province, period, version, basis, on_day, from_level, to_level,
     used, prepayment, basis_points, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

/** The newest first; at most 200. */
export function noticesOf(
  db: Executor,
  { careProvince = null, period = null }: { careProvince?: string | null; period?: string | null },
): Promise<StoredNotice[]> {
  return db.query<StoredNotice>(NOTICES, [careProvince, period]);
}

export async function addNotice(
  tx: Executor,
  key: { careProvince: string; period: Month; version: number; basis: NoticeBasis },
  { on, from, to, usage, text }: AlertNotice,
): Promise<void> {
  const { careProvince, period, version, basis } = key;
  const values = [careProvince, period, version, basis, on, from, to, usage.used, usage.prepayment];
  await tx.query(ADD_NOTICE, [...values, usage.basisPoints, text]);
  await appendToJournal(tx, {
    kind: 'prepayment.notice',
    subject: `${careProvince}/${period}/${version}`,
    digest: digestOf({ ...key, on, from, to, used: usage.used, prepayment: usage.prepayment }),
  });
}
