import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type CalendarDate, type Fen, fen, type Instant } from '@zhijie/kernel';
import type { Use } from './fold.ts';
import type { Relationship } from './product.ts';
import type { CreditState, StepKind, UseState } from './words.ts';

export type Line = {
  readonly lineId: string;
  readonly personId: string;
  readonly product: string;
  readonly bank: string;
  readonly state: CreditState;
  readonly contract: string | null;
  readonly granted: Fen | null;
  readonly requestKey: string;
  readonly termsDigest: string;
  readonly signedAt: Instant;
};

export type Share = {
  readonly shareId: string;
  readonly lineId: string;
  readonly grantorId: string;
  readonly relativeId: string;
  readonly relationship: Relationship;
  readonly amount: Fen;
  readonly until: CalendarDate;
  readonly state: 'active' | 'revoked';
  readonly requestKey: string;
  readonly grantedAt: Instant;
};

/** What a leg asks of a line; null of a tombstone. */
export type UseRow = {
  readonly legId: string;
  readonly personId: string;
  readonly state: UseState;
  readonly actId: string | null;
  readonly settlementId: string | null;
  readonly providerId: string | null;
  readonly lineId: string | null;
  readonly shareId: string | null;
  readonly asked: Fen | null;
  readonly amount: Fen;
  readonly heldUntil: Instant | null;
  readonly reason: string | null;
  readonly isDrawn: boolean;
  readonly paidOut: Fen;
  readonly usedOn: CalendarDate | null;
  readonly billedOn: CalendarDate | null;
  readonly dueOn: CalendarDate | null;
  readonly changedAt: Instant;
};

const LINE = `line_id as "lineId", person_id as "personId", product, bank, state, contract, granted,
  request_key as "requestKey", terms_digest as "termsDigest", signed_at as "signedAt"`;
const SHARE = `share_id as "shareId", line_id as "lineId", grantor_id as "grantorId",
  relative_id as "relativeId", relationship, amount, until, state, request_key as "requestKey",
  granted_at as "grantedAt"`;
const USE = `leg_id as "legId", person_id as "personId", state, act_id as "actId",
  settlement_id as "settlementId", provider_id as "providerId", line_id as "lineId", share_id as "shareId",
  asked, amount, held_until as "heldUntil", reason, is_drawn as "isDrawn", paid_out as "paidOut",
  used_on as "usedOn", billed_on as "billedOn", due_on as "dueOn", changed_at as "changedAt"`;

const LOCK = statement('insured.credit.lock', 'select insured.lock_credit_line($1)');
const LINE_BY_ID = statement(
  'insured.credit.line',
  `select ${LINE} from insured.credit_line where line_id = $1`,
);
const LINE_BY_KEY = statement(
  'insured.credit.line-by-key',
  `select ${LINE} from insured.credit_line where person_id = $1 and request_key = $2`,
);
const LINE_BY_CONTRACT = statement(
  'insured.credit.line-by-contract',
  `select ${LINE} from insured.credit_line where bank = $1 and contract = $2`,
);
const LINES_OF = statement(
  'insured.credit.lines-of',
  `select ${LINE} from insured.credit_line where person_id = $1 order by signed_at desc, line_id`,
);
const ADD_LINE = statement(
  'insured.credit.add-line',
  `insert into insured.credit_line (line_id, person_id, product, bank, state, request_key, terms_digest,
     signed_at, changed_at) values ($1, $2, $3, $4, 'asked', $5, $6, $7, $7)
   on conflict do nothing returning line_id`,
);
const CHANGE_LINE = statement(
  'insured.credit.change-line',
  `update insured.credit_line set state = $2, contract = coalesce(contract, $3),
     granted = coalesce(granted, $4), changed_at = $5 where line_id = $1`,
);
const SHARE_BY_ID = statement(
  'insured.credit.share',
  `select ${SHARE} from insured.credit_share where share_id = $1`,
);
const SHARE_BY_KEY = statement(
  'insured.credit.share-by-key',
  `select ${SHARE} from insured.credit_share where grantor_id = $1 and request_key = $2`,
);
const SHARES_OF = statement(
  'insured.credit.shares-of',
  `select ${SHARE} from insured.credit_share where grantor_id = $1 or relative_id = $1
   order by granted_at desc, share_id`,
);
const ADD_SHARE = statement(
  'insured.credit.add-share',
  `insert into insured.credit_share (share_id, line_id, grantor_id, relative_id, relationship, amount, until,
     state, request_key, granted_at) values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9)`,
);
const REVOKE_SHARE = statement(
  'insured.credit.revoke-share',
  `update insured.credit_share set state = 'revoked', revoked_at = $2
   where share_id = $1 and state = 'active'`,
);
const USE_BY_ID = statement('insured.credit.use', `select ${USE} from insured.credit_use where leg_id = $1`);
const USE_LOCKED = statement(
  'insured.credit.use-locked',
  `select ${USE} from insured.credit_use where leg_id = $1 for update`,
);
const ADD_USE = statement(
  'insured.credit.add-use',
  `insert into insured.credit_use (leg_id, person_id, state, act_id, settlement_id, provider_id, line_id,
     share_id, asked, amount, held_until, reason, asked_at, changed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
   on conflict (leg_id) do nothing returning leg_id`,
);
const CHANGE_USE = statement(
  'insured.credit.change-use',
  `update insured.credit_use set state = $2, reason = $3, is_drawn = $4, paid_out = $5, used_on = $6,
     billed_on = $7, due_on = $8, changed_at = greatest($9, asked_at) where leg_id = $1`,
);
const OPEN_USES = statement(
  'insured.credit.open-uses',
  `select ${USE} from insured.credit_use where leg_id > $2
     and (state in ('asked', 'paying', 'undoing') or state = 'held' and held_until <= $1)
   order by leg_id limit $3`,
);
const LIVE_USES = statement(
  'insured.credit.live-uses',
  `select leg_id as "legId", amount, used_on as "usedOn", billed_on as "billedOn", due_on as "dueOn"
   from insured.credit_use
   where line_id = $1 and is_drawn and state in ('paying', 'confirmed', 'undoing')`,
);
const USED_ON = statement(
  'insured.credit.used-on',
  `select coalesce(sum(amount), 0)::bigint as used from insured.credit_use
   where person_id = $1 and used_on = $2 and state = 'confirmed'`,
);
const PAID = statement(
  'insured.credit.paid',
  `select (select coalesce(sum(amount - paid_out), 0) from insured.credit_repayment
       where line_id = $1 and state = 'done')::bigint
     - (select coalesce(sum(paid_out), 0) from insured.credit_use where line_id = $1)::bigint as paid,
     (select coalesce(sum(amount), 0) from insured.credit_repayment
       where line_id = $1 and state = 'asked')::bigint as asked`,
);
const ADD_STEP = statement(
  'insured.credit.add-step',
  `insert into insured.credit_step (line_id, kind, subject, amount, person_id, at)
   values ($1, $2, $3, $4, $5, $6)`,
);
const BILL = statement(
  'insured.credit.bill',
  `select state, provider_id as "providerId", paid_in_cash as cash from insured.settlement
   where person_id = $1 and settlement_id = $2`,
);

/** One movement of a line at a time, from here to the end of the transaction. */
export async function lockLine(tx: Executor, lineId: string): Promise<Line | null> {
  await tx.query(LOCK, [lineId]);
  return findLine(tx, lineId);
}

export async function findLine(db: Executor, lineId: string): Promise<Line | null> {
  return (await db.query<Line>(LINE_BY_ID, [lineId]))[0] ?? null;
}
export async function lineByKey(db: Executor, personId: string, requestKey: string): Promise<Line | null> {
  return (await db.query<Line>(LINE_BY_KEY, [personId, requestKey]))[0] ?? null;
}
export async function lineByContract(db: Executor, bank: string, contract: string): Promise<Line | null> {
  return (await db.query<Line>(LINE_BY_CONTRACT, [bank, contract]))[0] ?? null;
}
/** A person's lines, newest first. */
export const linesOf = (db: Executor, personId: string): Promise<Line[]> => db.query(LINES_OF, [personId]);

/** False when the person has such a line already. */
export async function addLine(
  tx: Executor,
  line: Omit<Line, 'state' | 'contract' | 'granted'>,
): Promise<boolean> {
  const { lineId, personId, product, bank, requestKey, termsDigest, signedAt } = line;
  const values = [lineId, personId, product, bank, requestKey, termsDigest, signedAt];
  return (await tx.query(ADD_LINE, values)).length === 1;
}

export async function changeLine(
  tx: Executor,
  line: Pick<Line, 'lineId' | 'state' | 'contract' | 'granted'>,
  at: Instant,
): Promise<void> {
  await tx.query(CHANGE_LINE, [line.lineId, line.state, line.contract, line.granted, at]);
}

export async function findShare(db: Executor, shareId: string): Promise<Share | null> {
  return (await db.query<Share>(SHARE_BY_ID, [shareId]))[0] ?? null;
}
export async function shareByKey(db: Executor, grantorId: string, key: string): Promise<Share | null> {
  return (await db.query<Share>(SHARE_BY_KEY, [grantorId, key]))[0] ?? null;
}
/** What a person granted and was granted, newest first. */
export const sharesOf = (db: Executor, personId: string): Promise<Share[]> => db.query(SHARES_OF, [personId]);

export async function addShare(tx: Executor, share: Omit<Share, 'state'>): Promise<void> {
  const { shareId, lineId, grantorId, relativeId, relationship, amount, until, requestKey } = share;
  const values = [shareId, lineId, grantorId, relativeId, relationship, amount, until, requestKey];
  await tx.query(ADD_SHARE, [...values, share.grantedAt]);
}
export async function revokeShareRow(tx: Executor, shareId: string, at: Instant): Promise<void> {
  await tx.query(REVOKE_SHARE, [shareId, at]);
}

export async function findUse(db: Executor, legId: string): Promise<UseRow | null> {
  return (await db.query<UseRow>(USE_BY_ID, [legId]))[0] ?? null;
}
/** The use under the locks of its line and its row. */
export async function lockUse(tx: Executor, legId: string): Promise<UseRow | null> {
  const known = await findUse(tx, legId);
  if (known === null) return null;
  if (known.lineId !== null) await lockLine(tx, known.lineId);
  return (await tx.query<UseRow>(USE_LOCKED, [legId]))[0] ?? null;
}

type NewUse = Omit<UseRow, 'isDrawn' | 'paidOut' | 'usedOn' | 'billedOn' | 'dueOn'>;

/** False when the leg is known. */
export async function addUse(tx: Executor, use: NewUse): Promise<boolean> {
  const { legId, personId, state, actId, settlementId, providerId, lineId, shareId, asked } = use;
  const { amount, heldUntil, reason, changedAt } = use;
  const of = [legId, personId, state, actId, settlementId, providerId, lineId, shareId, asked];
  return (await tx.query(ADD_USE, [...of, amount, heldUntil, reason, changedAt])).length === 1;
}

/** Writes what may change of a use; answers it as it is now. */
export async function changeUse(
  tx: Executor,
  use: UseRow,
  change: Partial<Omit<UseRow, 'legId' | 'personId' | 'amount'>> & { readonly changedAt: Instant },
): Promise<UseRow> {
  const now = { ...use, ...change };
  const { legId, state, reason, isDrawn, paidOut, usedOn, billedOn, dueOn, changedAt } = now;
  await tx.query(CHANGE_USE, [legId, state, reason, isDrawn, paidOut, usedOn, billedOn, dueOn, changedAt]);
  return now;
}

/** Uses that wait for their bank, or whose reservation has run out, in key order. */
export const openUses = (
  db: Executor,
  { at, after, limit }: { readonly at: Instant; readonly after: string; readonly limit: number },
): Promise<UseRow[]> => db.query(OPEN_USES, [at, after, limit]);

/** What was used and not given back, repaid less paid out, and what is being repaid; fen. */
export async function accountOf(
  db: Executor,
  lineId: string,
): Promise<{ readonly uses: readonly Use[]; readonly paid: Fen; readonly asked: Fen }> {
  const uses = await db.query<Use>(LIVE_USES, [lineId]);
  const [sums] = await db.query<{ paid: number; asked: number }>(PAID, [lineId]);
  return { uses, paid: fen(sums!.paid), asked: fen(sums!.asked) };
}

/** What lines paid of a patient's bills on a day, fen. */
export async function creditUsedOn(db: Executor, personId: string, on: CalendarDate): Promise<Fen> {
  return (await db.query<{ used: Fen }>(USED_ON, [personId, on]))[0]!.used;
}

export type Step = {
  readonly lineId: string;
  readonly kind: StepKind;
  readonly subject: string;
  readonly amount: Fen | null;
  /** Who did it; null: the node or the bank. */
  readonly personId: string | null;
  readonly at: Instant;
};

/** Stores what happened to a line with its journal leaf. */
export async function addStep(tx: Executor, step: Step): Promise<void> {
  const { lineId, kind, subject, amount, personId, at } = step;
  await tx.query(ADD_STEP, [lineId, kind, subject, amount, personId, at]);
  await appendToJournal(tx, { kind: 'insured.credit', subject: lineId, digest: digestOf(step) });
}

export type Bill = { readonly state: string; readonly providerId: string; readonly cash: Fen };

export async function billBehind(
  db: Executor,
  bill: { readonly personId: string; readonly settlementId: string },
): Promise<Bill | null> {
  return (await db.query<Bill>(BILL, [bill.personId, bill.settlementId]))[0] ?? null;
}
