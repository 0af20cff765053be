import {
  type Executor,
  type FunctionCall,
  isUniqueViolation,
  orderedBy,
  type Statement,
  statement,
  withCalls,
} from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { Fen, Instant } from '@zhijie/kernel';
import {
  type Act,
  type ActEvent,
  applyEvent,
  type Leg,
  type NewLeg,
  openAct,
  wordOf,
} from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import { lease } from '../payment-order/store.ts';
import {
  materialOfRow,
  type ReceiptMaterial,
  type ReceiptRow,
  receiptFields,
  yearOfNumbers,
} from '../receipt/store.ts';
import type { SettlementRequest } from '../settlement/settle.ts';
import {
  SETTLEMENT_FIELDS,
  type Settlement,
  type SettlementRow,
  settlementOfRow,
} from '../settlement/store.ts';

export type ActKey = { readonly providerId: string; readonly actId: string };

/** What an act is about; it never changes. */
export type ActHead = ActKey & {
  readonly digest: string;
  readonly visitId: string;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly splits: boolean;
  /** What the node settles itself; null for a bill that was settled before. */
  readonly request: SettlementRequest | null;
  /** The message under which it was, or will be, settled. */
  readonly settleMessage: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
};

/** What a payer is shown of the bill, fen; and to whom it is paid. */
export type ShownBill = {
  readonly payeeName: string;
  readonly feeTotal: Fen;
  readonly paidByFunds: Fen;
  readonly paidByPersonalAccount: Fen;
};

/** An act as it stands: the fold of `version` steps. */
export type Standing = {
  readonly head: ActHead;
  readonly settlementId: string | null;
  readonly version: number;
  readonly act: Act;
  /** Null before the bill settled, or when it settled after the act was read. */
  readonly bill: ShownBill | null;
  /** What its last steps rest on, read with it; whoever writes by it writes only if it is still so. */
  readonly atHand?: { readonly receipt?: ReceiptMaterial; readonly payers: unknown };
};

export type Step = { readonly event: ActEvent; readonly by: string; readonly at: Instant };

const HEAD = `a.provider_id AS "providerId", a.act_id AS "actId", a.digest, a.visit_id AS "visitId",
  a.person_id AS "personId", a.care_area AS "careArea", a.insured_area AS "insuredArea", a.splits, a.request,
  a.settle_message AS "settleMessage", a.opened_by AS "openedBy", a.opened_at AS "openedAt"`;
const SHOWN = `i.name AS "payeeName", b.fee_total AS "feeTotal", b.paid_by_funds AS "paidByFunds",
     b.paid_by_personal_account AS "paidByPersonalAccount"`;
const STEPS = `(SELECT json_agg(json_build_object('event', x.event, 'by', x.by, 'at', x.at) ORDER BY x.number)
      FROM care.act_step x WHERE x.provider_id = a.provider_id AND x.act_id = a.act_id)`;
const FIND = statement(
  'care-act-find',
  `SELECT ${HEAD}, a.settlement_id AS "settlementId", a.version, ${STEPS} AS steps,
     ${SHOWN}
   FROM care.act a JOIN care.institution i ON i.provider_id = a.provider_id
   LEFT JOIN care.settlement b ON b.provider_id = a.provider_id AND b.settlement_id = a.settlement_id
   WHERE a.provider_id = $1 AND a.act_id = $2`,
);
// The same with what the last steps of a settled bill's act rest on; `$3`: the year of receipt numbers.
const FIND_TO_DRIVE: Statement = {
  name: 'care-act-find-to-drive',
  text: `SELECT ${receiptFields('$3')}, ${HEAD}, a.settlement_id AS "settlementId", a.version,
     ${STEPS} AS steps, i.name AS "payeeName"`,
};
const TO_DRIVE = `FROM care.act a JOIN care.institution i ON i.provider_id = a.provider_id
   LEFT JOIN care.settlement s ON s.provider_id = a.provider_id AND s.settlement_id = a.settlement_id
   LEFT JOIN care.visit v ON v.provider_id = s.provider_id AND v.visit_id = s.visit_id
   WHERE a.provider_id = $1 AND a.act_id = $2`;
/**
 * What follows from steps, in the statement that keeps the act itself (`kept`, one row or none): steps, the
 * legs that changed, the leaf. Each is one round trip and one commit. Parameters 1 to 7: institution, act,
 * the number of the step before, steps, legs, subject and digest of the leaf.
 */
const FOLLOWING = `steps AS (
     INSERT INTO care.act_step (provider_id, act_id, number, event, by, at)
     SELECT $1, $2, $3::integer + x.n, x.step -> 'event', x.step ->> 'by', (x.step -> 'at')::bigint
     FROM kept, jsonb_array_elements($4::jsonb) WITH ORDINALITY AS x(step, n)),
   legs AS (
     INSERT INTO care.act_leg (provider_id, act_id, leg_id, kind, payer, state, asked, amount)
     SELECT $1, $2, x."legId", x.kind, x.payer, x.state, x.asked, x.amount
     FROM kept, jsonb_to_recordset($5::jsonb) AS x("legId" text, kind text, payer text, state text,
       asked bigint, amount bigint)
     ON CONFLICT (provider_id, act_id, leg_id) DO UPDATE SET state = excluded.state,
       asked = excluded.asked, amount = excluded.amount),
   leaf AS (
     INSERT INTO evidence.journal (kind, subject, digest) SELECT 'care.act', $6, $7 FROM kept)`;
const INSERT: Statement = {
  name: 'care-act-insert',
  text: `WITH kept AS (
     INSERT INTO care.act (provider_id, act_id, digest, visit_id, person_id, care_area, insured_area, splits,
       request, settle_message, opened_by, opened_at, settlement_id, version, word, rest, deadline_at,
       changed_at, look_at)
     VALUES ($1, $2, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::bigint, $18, $19, $20, $21, $22, $17,
       $23)
     ON CONFLICT (provider_id, act_id) DO NOTHING RETURNING act_id),
   ${FOLLOWING},
   access AS (
     INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
     SELECT $17, $16, $1, $10, 'act', $15 FROM kept)
   SELECT act_id`,
};
const APPEND: Statement = {
  name: 'care-act-append',
  text: `WITH kept AS (
     UPDATE care.act SET version = $8, settlement_id = coalesce($9, settlement_id), word = $10, rest = $11,
       deadline_at = $12, changed_at = $13, look_at = $14, attempts = 0
     WHERE provider_id = $1 AND act_id = $2 AND version = $3 RETURNING act_id),
   ${FOLLOWING}
   SELECT act_id`,
};
// A bill that an act is to be opened for, and whether it was, under this id.
const BILL: Statement = {
  name: 'care-act-bill',
  text: `WITH found AS MATERIALIZED (SELECT ${SETTLEMENT_FIELDS}, i.name AS "payeeName",
     EXISTS (SELECT FROM care.act a WHERE a.provider_id = $1 AND a.act_id = $3) AS "isOpened"
   FROM care.settlement s JOIN care.institution i ON i.provider_id = s.provider_id
   WHERE s.provider_id = $1 AND s.settlement_id = $2) SELECT found.*`,
};
const KEYS = 'a.provider_id AS "providerId", a.act_id AS "actId"';
const LEASE = statement('care-act-lease', lease('care.act', 'act_id', KEYS, 'a'));
const OF_SETTLEMENT = statement(
  'care-act-of-settlement',
  `SELECT ${KEYS} FROM care.act a WHERE a.provider_id = $1 AND a.settlement_id = $2
   ORDER BY a.opened_at DESC LIMIT 1`,
);
const OF_VISIT = statement(
  'care-act-of-visit',
  `SELECT ${KEYS}, a.settlement_id AS "settlementId", a.word, a.opened_at AS "openedAt",
     a.visit_id AS "visitId"
   FROM care.act a WHERE a.provider_id = $1 AND ($2::text IS NULL OR a.visit_id = $2)
     AND (a.opened_at, a.act_id) < ($3, $4) ORDER BY a.opened_at DESC, a.act_id DESC LIMIT $5`,
);
// A settlement that somebody took back past its act: what hangs on it goes too.
const LEFT_BEHIND = statement(
  'care-act-left-behind',
  `SELECT ${KEYS} FROM care.reversal v
   JOIN care.act a ON a.provider_id = v.provider_id AND a.settlement_id = v.settlement_id
     AND a.word NOT IN ('undoing', 'undone', 'failed')
   WHERE v.state = 'reversed' AND v.reversed_at > $1
   ORDER BY v.reversed_at, a.act_id, a.provider_id LIMIT $2`,
);

const LEGS_OF_ACT = ['funds', 'receipt'] as const;
const NAMES = { funds: '医保', receipt: '电子票据' } as const;

/** Every act has the funds at its beginning and the receipt at its end; the others are chosen. */
export const beginning = ({ actId, splits }: Pick<ActHead, 'actId' | 'splits'>): Act =>
  openAct({
    actId,
    splits,
    legs: LEGS_OF_ACT.map((kind) => ({ legId: `${actId}.${kind}`, kind, payer: kind, name: NAMES[kind] })),
  });

export const foldOf = (head: Pick<ActHead, 'actId' | 'splits'>, events: readonly ActEvent[]): Act =>
  events.reduce(applyEvent, beginning(head));

export type BillOfAct = {
  readonly settlement: Settlement;
  readonly bill: ShownBill | null;
  readonly isOpened: boolean;
  /** What the first payer's answer rests on, where it was read. */
  readonly payers: unknown;
};

/** `first`: the leg that is asked first. */
export async function findBill(
  { db, legBeside }: Pick<CareDeps, 'db' | 'legBeside'>,
  of: ActKey & { readonly settlementId: string; readonly first: NewLeg | undefined },
): Promise<BillOfAct | null> {
  type Found = SettlementRow & { payeeName: string; isOpened: boolean; payers?: unknown };
  const columns = { person: 'found."personId"', settlement: 'found."settlementId"' };
  const read = of.first?.kind === 'insurer' ? legBeside?.holding(of.first, columns) : null;
  const calls = read == null ? [] : [{ ...read, text: `${read.text} AS payers` }];
  const values = [of.providerId, of.settlementId, of.actId];
  const whole = withCalls(BILL, { values, calls, from: 'FROM found' });
  const [row] = await db.query<Found>(whole.statement, whole.values);
  if (row === undefined) return null;
  const { payeeName, isOpened, payers, ...own } = row;
  const settlement = settlementOfRow(own as SettlementRow);
  const { parts } = settlement;
  if (parts === null) return { settlement, bill: null, isOpened, payers };
  const { feeTotal, paidByFunds, paidByPersonalAccount } = parts;
  const bill = { payeeName, feeTotal, paidByFunds, paidByPersonalAccount };
  return { settlement, bill, isOpened, payers };
}

type Row = ActHead & {
  settlementId: string | null;
  version: number;
  steps: readonly Step[] | null;
  payeeName: string;
} & { readonly [amount in Exclude<keyof ShownBill, 'payeeName'>]: Fen | null };

export async function findAct(db: Executor, { providerId, actId }: ActKey): Promise<Standing | null> {
  const [row] = await db.query<Row>(FIND, [providerId, actId]);
  return row === undefined ? null : standingOfRow(row);
}

function standingOfRow(row: Row): Standing {
  const { settlementId, version, steps, payeeName, feeTotal, paidByFunds, paidByPersonalAccount } = row;
  const isKnown = feeTotal !== null && paidByFunds !== null && paidByPersonalAccount !== null;
  const bill = isKnown ? { payeeName, feeTotal, paidByFunds, paidByPersonalAccount } : null;
  const events = (steps ?? []).map(({ event }) => event);
  const head = headOf(row);
  return { head, settlementId, version, bill, act: foldOf(head, events) };
}

function headOf(row: Row): ActHead {
  const { providerId, actId, digest, visitId, personId, careArea, insuredArea, splits } = row;
  const { request, settleMessage, openedBy, openedAt } = row;
  const about = { providerId, actId, digest, visitId, personId, careArea, insuredArea, splits };
  return { ...about, request, settleMessage, openedBy, openedAt };
}

/** An act that somebody takes on, in one round trip with what its last steps rest on. */
export async function findActToDrive(
  { db, now, legBeside }: Pick<CareDeps, 'db' | 'now' | 'legBeside'>,
  { providerId, actId }: ActKey,
): Promise<Standing | null> {
  const payers = legBeside?.confirming({ person: 'a.person_id', settlement: 'a.settlement_id' });
  const calls = payers === undefined ? [] : [{ ...payers, text: `${payers.text} AS payers` }];
  const values = [providerId, actId, yearOfNumbers(now())];
  const whole = withCalls(FIND_TO_DRIVE, { values, calls, from: TO_DRIVE });
  type Found = Row & ReceiptRow & { readonly payers?: unknown };
  const [row] = await db.query<Found>(whole.statement, whole.values);
  if (row === undefined) return null;
  const standing = standingOfRow(row);
  // A bill that is not settled has no receipt yet, and nobody else pays it.
  if (row.settledAt === null) return standing;
  return { ...standing, atHand: { receipt: materialOfRow(row), payers: row.payers } };
}

export type Change = {
  readonly steps: readonly Step[];
  readonly at: Instant;
  readonly settlementId: string | null;
  readonly lookAt: Instant | null;
  /** What others write with the steps that it bears out, in the same statement. */
  readonly calls: readonly FunctionCall[];
};

/** The row of the act first: whoever has to wait for it has written nothing yet. */
const keeping = (
  db: Executor,
  own: Statement,
  values: readonly unknown[],
  calls: readonly FunctionCall[],
) => {
  const whole = withCalls(own, { values, calls, from: 'FROM kept' });
  return db.query(whole.statement, whole.values);
};

const rowOf = ({ legId, kind, payer, state, asked, amount }: Leg) => {
  return { legId, kind, payer, state, asked, amount };
};

/** The first seven parameters of a statement with `FOLLOWING`; of the legs those that are not as before. */
function followingOf(
  { providerId, actId }: ActKey,
  { from, steps, before, after }: { from: number; steps: readonly Step[]; before: Act | null; after: Act },
): unknown[] {
  const known = new Set(before?.legs);
  const legs = after.legs.filter((leg) => !known.has(leg)).map(rowOf);
  const text = JSON.stringify(steps);
  const digest = digestOf({ providerId, actId, from, steps: text });
  return [providerId, actId, from, text, JSON.stringify(legs), `${actId}/${from + 1}`, digest];
}

const actOf = (act: Act, steps: readonly Step[]): Act =>
  steps.reduce((now, { event }) => applyEvent(now, event), act);

/** A new act with its first steps. `known`: it is there. `taken`: another one is about the same bill. */
export async function insertAct(
  { db }: Pick<CareDeps, 'db'>,
  { head, bill, change }: { head: ActHead; bill: ShownBill | null; change: Change },
): Promise<Standing | 'known' | 'taken'> {
  const { steps, settlementId, lookAt } = change;
  const act = actOf(beginning(head), steps);
  const { digest, visitId, personId, careArea, insuredArea, splits } = head;
  const request = head.request === null ? null : JSON.stringify(head.request);
  const about = [digest, visitId, personId, careArea, insuredArea, splits, request];
  const opened = [head.settleMessage, head.openedBy, head.openedAt, settlementId];
  const now = [steps.length, wordOf(act), act.rest, act.deadlineAt, lookAt];
  const following = followingOf(head, { from: 0, steps, before: null, after: act });
  try {
    const made = await keeping(db, INSERT, [...following, ...about, ...opened, ...now], change.calls);
    return made.length === 0 ? 'known' : { head, act, bill, version: steps.length, settlementId };
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken';
    throw error;
  }
}

/** The next steps of an act; null when somebody else was faster: the act is to be read again. */
export async function appendSteps(
  db: Executor,
  standing: Standing,
  change: Change,
): Promise<Standing | null> {
  const { head, version } = standing;
  const act = actOf(standing.act, change.steps);
  const next = version + change.steps.length;
  const settlementId = change.settlementId ?? standing.settlementId;
  const now = [next, settlementId, wordOf(act), act.rest, act.deadlineAt, change.at, change.lookAt];
  const about = { from: version, steps: change.steps, before: standing.act, after: act };
  const values = [...followingOf(head, about), ...now];
  const changed = await keeping(db, APPEND, values, change.calls);
  return changed.length === 0 ? null : { ...standing, act, version: next, settlementId };
}

export const leaseActs = (db: Executor, now: Instant, limit: number): Promise<ActKey[]> =>
  orderedBy(db.query<ActKey>(LEASE, [now, limit]), ({ actId }) => actId);

export async function actOfSettlement(
  db: Executor,
  of: { readonly providerId: string; readonly settlementId: string },
): Promise<ActKey | null> {
  return (await db.query<ActKey>(OF_SETTLEMENT, [of.providerId, of.settlementId]))[0] ?? null;
}

export type ListedAct = ActKey & {
  readonly settlementId: string | null;
  readonly visitId: string;
  readonly word: string;
  readonly openedAt: Instant;
};

/** Acts of an institution, or of one visit, newest first. */
export const listActs = (
  db: Executor,
  of: {
    readonly providerId: string;
    readonly visitId: string | null;
    readonly before: { readonly at: number; readonly actId: string };
    readonly limit: number;
  },
): Promise<ListedAct[]> =>
  db.query<ListedAct>(OF_VISIT, [of.providerId, of.visitId, of.before.at, of.before.actId, of.limit]);

export const leftBehind = (db: Executor, since: number, limit: number): Promise<ActKey[]> =>
  db.query<ActKey>(LEFT_BEHIND, [since, limit]);
