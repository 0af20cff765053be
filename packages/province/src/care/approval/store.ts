import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, Instant, Quantity } from '@zhijie/kernel';

export type ApprovalKind = 'drug' | 'item' | 'operation';

/** An item that needs approval in a care place, from a day on; `untilOn` is its last day, when it has one. */
export type ApprovalItem = {
  readonly careArea: string;
  readonly itemCode: string;
  readonly kind: ApprovalKind;
  readonly fromOn: CalendarDate;
  readonly untilOn: CalendarDate | null;
};

export type ApprovalState = 'submitted' | 'reviewed' | 'approved' | 'rejected';

/** An application and what became of it. `materials` are ids of files handed in (9101) or names of papers. */
export type Approval = {
  readonly approvalId: string;
  readonly careArea: string;
  readonly providerId: string;
  readonly personId: string;
  readonly itemCode: string;
  readonly diagnosisCode: string;
  readonly reason: string;
  readonly materials: readonly string[];
  readonly quantity: Quantity;
  readonly state: ApprovalState;
  readonly startsOn: CalendarDate | null;
  readonly endsOn: CalendarDate | null;
  readonly submittedAt: Instant;
  readonly submittedBy: string;
};

/** A decision at one level. */
export type ApprovalStep = {
  readonly level: 1 | 2;
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
  readonly actorId: string;
  readonly decidedAt: Instant;
};

const ITEM = `care_area AS "careArea", item_code AS "itemCode", kind,
  from_on AS "fromOn", until_on AS "untilOn"`;
const COLUMNS = `a.approval_id AS "approvalId", a.care_area AS "careArea", a.provider_id AS "providerId",
  a.person_id AS "personId", a.item_code AS "itemCode", a.diagnosis_code AS "diagnosisCode", a.reason,
  a.materials, a.quantity, a.state, a.starts_on AS "startsOn", a.ends_on AS "endsOn",
  a.submitted_at AS "submittedAt", a.submitted_by AS "submittedBy"`;

const ITEMS = statement(
  'care-approval-items',
  `SELECT ${ITEM} FROM care.approval_item WHERE care_area = $1 AND item_code = ANY($2)`,
);
const SAVE_ITEM = statement(
  'care-approval-item-save',
  `WITH saved AS (
     INSERT INTO care.approval_item (care_area, item_code, kind, from_on, until_on)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (care_area, item_code) DO UPDATE SET kind = excluded.kind, from_on = excluded.from_on,
       until_on = excluded.until_on RETURNING *)
   INSERT INTO care.approval_item_change (care_area, item_code, kind, from_on, until_on, reason, actor_id,
     changed_at) SELECT care_area, item_code, kind, from_on, until_on, $6, $7, $8 FROM saved`,
);
const SUBMIT = statement(
  'care-approval-submit',
  `INSERT INTO care.approval (approval_id, care_area, provider_id, person_id, item_code, diagnosis_code,
     reason, materials, quantity, state, submitted_at, submitted_by, request_key)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'submitted', $10, $11, $12)
   ON CONFLICT (submitted_by, request_key) DO NOTHING RETURNING approval_id`,
);
const OF_REQUEST = statement(
  'care-approval-of-request',
  `SELECT ${COLUMNS} FROM care.approval a WHERE submitted_by = $1 AND request_key = $2`,
);
const LOCK = statement(
  'care-approval-lock',
  `SELECT ${COLUMNS} FROM care.approval a WHERE approval_id = $1 FOR UPDATE`,
);
const STEPS = statement(
  'care-approval-steps',
  `SELECT level, decision, reason, actor_id AS "actorId", decided_at AS "decidedAt"
   FROM care.approval_step WHERE approval_id = $1 ORDER BY level`,
);
const STEP = statement(
  'care-approval-step',
  `INSERT INTO care.approval_step (approval_id, level, decision, reason, actor_id, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const DECIDE = statement(
  'care-approval-decide',
  `UPDATE care.approval SET state = $2, quantity = $3, starts_on = $4, ends_on = $5 WHERE approval_id = $1`,
);
const WAITING = statement(
  'care-approval-waiting',
  `SELECT ${COLUMNS} FROM care.approval a
   WHERE care_area = ANY($1) AND state = $2 AND (submitted_at, approval_id) > ($3, $4)
   ORDER BY submitted_at, approval_id LIMIT $5`,
);
// Of those that could hold a line: the one that ends first is used first.
const USABLE = statement(
  'care-approval-usable',
  `SELECT ${COLUMNS} FROM care.approval a
   WHERE person_id = $1 AND provider_id = $2 AND item_code = ANY($3)
   ORDER BY ends_on NULLS LAST, approval_id FOR NO KEY UPDATE OF a`,
);
const USED = statement(
  'care-approval-used',
  'SELECT id AS "approvalId", care.approval_used(id) AS used FROM unnest($1::text[]) AS id',
);
const USE = statement(
  'care-approval-use',
  `INSERT INTO care.approval_use (provider_id, visit_id, line_number, approval_id, quantity)
   SELECT $1, $2, u."lineNumber", u."approvalId", u.quantity
   FROM jsonb_to_recordset($3::jsonb) AS u("lineNumber" text, "approvalId" text, quantity bigint)
   ON CONFLICT (provider_id, visit_id, line_number) DO UPDATE SET approval_id = excluded.approval_id,
     quantity = excluded.quantity`,
);

/** Those of the items that need approval in the care place, on whatever day. */
export function readApprovalItems(
  tx: Executor,
  careArea: string,
  itemCodes: readonly string[],
): Promise<ApprovalItem[]> {
  return tx.query<ApprovalItem>(ITEMS, [careArea, [...itemCodes]]);
}

export async function saveApprovalItem(
  tx: Executor,
  item: ApprovalItem,
  made: { readonly reason: string; readonly actorId: string; readonly at: Instant },
): Promise<void> {
  const { careArea, itemCode, kind, fromOn, untilOn } = item;
  await tx.query(SAVE_ITEM, [careArea, itemCode, kind, fromOn, untilOn, made.reason, made.actorId, made.at]);
}

/** Null when the application is new and kept now, otherwise the one that was made under its key. */
export async function saveApplication(
  tx: Executor,
  one: Omit<Approval, 'state' | 'startsOn' | 'endsOn'>,
  requestKey: string,
): Promise<Approval | null> {
  const { approvalId, careArea, providerId, personId, itemCode, diagnosisCode, reason, quantity } = one;
  const { submittedAt, submittedBy } = one;
  const what = [approvalId, careArea, providerId, personId, itemCode, diagnosisCode, reason];
  const values = [...what, [...one.materials], quantity, submittedAt, submittedBy, requestKey];
  if ((await tx.query(SUBMIT, values)).length > 0) return null;
  return (await tx.query<Approval>(OF_REQUEST, [submittedBy, requestKey]))[0] ?? null;
}

export async function lockApproval(tx: Executor, approvalId: string): Promise<Approval | null> {
  return (await tx.query<Approval>(LOCK, [approvalId]))[0] ?? null;
}

export function readSteps(tx: Executor, approvalId: string): Promise<ApprovalStep[]> {
  return tx.query<ApprovalStep>(STEPS, [approvalId]);
}

/** Writes a decision and the state of the application after it. */
export async function saveStep(tx: Executor, approval: Approval, step: ApprovalStep): Promise<void> {
  const { approvalId, state, quantity, startsOn, endsOn } = approval;
  await tx.query(STEP, [approvalId, step.level, step.decision, step.reason, step.actorId, step.decidedAt]);
  await tx.query(DECIDE, [approvalId, state, quantity, startsOn, endsOn]);
}

/** Applications that wait for a level, the oldest first, after a key. */
export function readWaiting(
  tx: Executor,
  areas: readonly string[],
  page: { readonly state: ApprovalState; readonly after: readonly [number, string]; readonly limit: number },
): Promise<Approval[]> {
  return tx.query<Approval>(WAITING, [[...areas], page.state, page.after[0], page.after[1], page.limit]);
}

/**
 * All applications of a person at an institution for some items, locked, with what was used of each:
 * counted after the lock, so that two uploads never use the same rest.
 */
export async function lockApprovalsFor(
  tx: Executor,
  who: { readonly personId: string; readonly providerId: string },
  itemCodes: readonly string[],
): Promise<(Approval & { readonly used: number })[]> {
  const known = await tx.query<Approval>(USABLE, [who.personId, who.providerId, [...itemCodes]]);
  if (known.length === 0) return [];
  const ids = known.map(({ approvalId }) => approvalId);
  const rows = await tx.query<{ approvalId: string; used: number }>(USED, [ids]);
  const used = new Map(rows.map((row) => [row.approvalId, row.used]));
  return known.map((one) => ({ ...one, used: used.get(one.approvalId) ?? 0 }));
}

export type ApprovalUse = {
  readonly lineNumber: string;
  readonly approvalId: string;
  readonly quantity: number;
};

export async function saveUses(
  tx: Executor,
  visit: { readonly providerId: string; readonly visitId: string },
  uses: readonly ApprovalUse[],
): Promise<void> {
  if (uses.length > 0) await tx.query(USE, [visit.providerId, visit.visitId, JSON.stringify(uses)]);
}
