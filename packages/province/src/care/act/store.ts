import { type Executor, isUniqueViolation, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Instant } from '@zhijie/kernel';
import { type Act, type ActEvent, applyEvent, openAct, wordOf } from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import { lease } from '../payment-order/store.ts';
import { logAccess } from '../person/store.ts';
import type { SettlementRequest } from '../settlement/settle.ts';

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

/** An act as it stands: the fold of `version` steps. */
export type Standing = {
  readonly head: ActHead;
  readonly settlementId: string | null;
  readonly version: number;
  readonly act: Act;
  readonly steps: readonly Step[];
};

export type Step = { readonly event: ActEvent; readonly by: string; readonly at: Instant };

const HEAD = `a.provider_id AS "providerId", a.act_id AS "actId", a.digest, a.visit_id AS "visitId",
  a.person_id AS "personId", a.care_area AS "careArea", a.insured_area AS "insuredArea", a.splits, a.request,
  a.settle_message AS "settleMessage", a.opened_by AS "openedBy", a.opened_at AS "openedAt"`;
const FIND = statement(
  'care-act-find',
  `SELECT ${HEAD}, a.settlement_id AS "settlementId", a.version,
     (SELECT json_agg(json_build_object('event', s.event, 'by', s.by, 'at', s.at) ORDER BY s.number)
      FROM care.act_step s WHERE s.provider_id = a.provider_id AND s.act_id = a.act_id) AS steps
   FROM care.act a WHERE a.provider_id = $1 AND a.act_id = $2`,
);
const INSERT = statement(
  'care-act-insert',
  `INSERT INTO care.act (provider_id, act_id, digest, visit_id, person_id, care_area, insured_area, splits,
     request, settle_message, opened_by, opened_at, settlement_id, version, word, rest, deadline_at,
     changed_at, look_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $12, $18)
   ON CONFLICT (provider_id, act_id) DO NOTHING RETURNING act_id`,
);
const CHANGE = statement(
  'care-act-change',
  `UPDATE care.act SET version = $4, settlement_id = coalesce($5, settlement_id), word = $6, rest = $7,
     deadline_at = $8, changed_at = $9, look_at = $10, attempts = 0
   WHERE provider_id = $1 AND act_id = $2 AND version = $3 RETURNING act_id`,
);
const STEPS = statement(
  'care-act-steps',
  `INSERT INTO care.act_step (provider_id, act_id, number, event, by, at)
   SELECT $1, $2, $3 + x.n, x.event, $5, $6
   FROM jsonb_array_elements($4::jsonb) WITH ORDINALITY AS x(event, n)`,
);
const LEGS = statement(
  'care-act-legs',
  `INSERT INTO care.act_leg (provider_id, act_id, leg_id, kind, payer, state, asked, amount)
   SELECT $1, $2, x."legId", x.kind, x.payer, x.state, x.asked, x.amount
   FROM jsonb_to_recordset($3::jsonb) AS x("legId" text, kind text, payer text, state text, asked bigint,
     amount bigint)
   ON CONFLICT (provider_id, act_id, leg_id) DO UPDATE SET state = excluded.state, asked = excluded.asked,
     amount = excluded.amount
   WHERE (care.act_leg.state, care.act_leg.asked, care.act_leg.amount)
     IS DISTINCT FROM (excluded.state, excluded.asked, excluded.amount)`,
);
const KEYS = 'a.provider_id AS "providerId", a.act_id AS "actId"';
const LEASE = statement('care-act-lease', lease('care.act', 'act_id', KEYS, 'a'));
const LOOK_AT = statement(
  'care-act-look-at',
  'UPDATE care.act SET look_at = $4 WHERE provider_id = $1 AND act_id = $2 AND version = $3',
);
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
   WHERE v.state = 'reversed' AND v.reversed_at > $1 LIMIT $2`,
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

type Row = ActHead & { settlementId: string | null; version: number; steps: readonly Step[] | null };

export async function findAct(db: Executor, { providerId, actId }: ActKey): Promise<Standing | null> {
  const [row] = await db.query<Row>(FIND, [providerId, actId]);
  if (row === undefined) return null;
  const { settlementId, version, steps, ...head } = row;
  const all = steps ?? [];
  return {
    head,
    settlementId,
    version,
    steps: all,
    act: foldOf(
      head,
      all.map(({ event }) => event),
    ),
  };
}

type Change = {
  readonly events: readonly ActEvent[];
  readonly by: string;
  readonly at: Instant;
  readonly settlementId: string | null;
  readonly lookAt: Instant | null;
};

const legsOf = ({ legs }: Act): string =>
  JSON.stringify(
    legs.map(({ legId, kind, payer, state, asked, amount }) => ({
      legId,
      kind,
      payer,
      state,
      asked,
      amount,
    })),
  );

async function keepSteps(tx: Executor, key: ActKey, from: number, { events, by, at }: Change, act: Act) {
  const { providerId, actId } = key;
  await tx.query(STEPS, [providerId, actId, from, JSON.stringify(events), by, at]);
  await tx.query(LEGS, [providerId, actId, legsOf(act)]);
  const digest = digestOf({ providerId, actId, from, events: JSON.stringify(events), by, at });
  await appendToJournal(tx, { kind: 'care.act', subject: `${actId}/${from + 1}`, digest });
}

/** A new act with its first steps. `known`: it is there. `taken`: another one is about the same bill. */
export async function insertAct(
  deps: Pick<CareDeps, 'db'>,
  head: ActHead,
  change: Change,
): Promise<'new' | 'known' | 'taken'> {
  const act = foldOf(head, change.events);
  const { providerId, actId, digest, visitId, personId, careArea, insuredArea, splits } = head;
  const request = head.request === null ? null : JSON.stringify(head.request);
  const about = [providerId, actId, digest, visitId, personId, careArea, insuredArea, splits, request];
  const opened = [head.settleMessage, head.openedBy, head.openedAt, change.settlementId];
  const now = [change.events.length, wordOf(act), act.rest, act.deadlineAt, change.lookAt];
  try {
    return await deps.db.transaction(async (tx) => {
      if ((await tx.query(INSERT, [...about, ...opened, ...now])).length === 0) return 'known';
      await keepSteps(tx, head, 0, change, act);
      const access = { at: head.openedAt, actorId: head.openedBy, providerId, personId };
      await logAccess(tx, { ...access, purpose: 'act', messageId: head.settleMessage });
      return 'new';
    });
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken';
    throw error;
  }
}

/** The next steps of an act; null when somebody else was faster: the act is to be read again. */
export async function appendSteps(
  tx: Executor,
  standing: Standing,
  change: Change,
): Promise<Standing | null> {
  const { head, version } = standing;
  const act = change.events.reduce(applyEvent, standing.act);
  const next = version + change.events.length;
  const settlementId = change.settlementId ?? standing.settlementId;
  const now = [settlementId, wordOf(act), act.rest, act.deadlineAt, change.at, change.lookAt];
  const changed = await tx.query(CHANGE, [head.providerId, head.actId, version, next, ...now]);
  if (changed.length === 0) return null;
  await keepSteps(tx, head, version, change, act);
  const added = change.events.map((event) => ({ event, by: change.by, at: change.at }));
  return { head, act, version: next, settlementId, steps: [...standing.steps, ...added] };
}

export const leaseActs = (db: Executor, now: Instant, limit: number): Promise<ActKey[]> =>
  db.query<ActKey>(LEASE, [now, limit]);

export async function setLookAt(db: Executor, { head, version }: Standing, at: Instant | null) {
  await db.query(LOOK_AT, [head.providerId, head.actId, version, at]);
}

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
