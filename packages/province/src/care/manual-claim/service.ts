import { sm3Hex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Bill, type LineRow, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { type Actor, type Instant, monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { mayActFor, mayMaintainInstitution } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import { careRefusal } from '../refusals.ts';
import { billOf, lineRows } from '../settlement/bill.ts';
import { readForBill } from '../settlement/store.ts';
import { requireUnsettled } from '../visit/rules.ts';
import { lockVisit } from '../visit/store.ts';

export type ClaimRequest = {
  readonly providerId: string;
  readonly visitId: string;
  /** Number of the receipt that the patient paid: one claim per receipt. */
  readonly receiptNumber: string;
  readonly reason: string;
};

/** What the insured place gets: diagnoses and fees of the bill, its lines, and the receipt. */
export type ManualClaim = {
  readonly providerId: string;
  readonly claimId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly receiptNumber: string;
  readonly reason: string;
  readonly closedAt: Instant;
  readonly bill: Bill;
  readonly lines: readonly LineRow[];
};

const SELECT = `SELECT provider_id AS "providerId", claim_id AS "claimId", visit_id AS "visitId",
  person_id AS "personId", care_area AS "careArea", insured_area AS "insuredArea",
  receipt_number AS "receiptNumber", reason, closed_at AS "closedAt", bill, lines FROM care.manual_claim`;
const FIND = statement('care-claim-find', `${SELECT} WHERE provider_id = $1 AND claim_id = $2`);
const DUE = statement('care-claim-due', `${SELECT} WHERE delivered_at IS NULL ORDER BY closed_at LIMIT $1`);
const SAVE = statement(
  'care-claim-save',
  `INSERT INTO care.manual_claim (provider_id, claim_id, visit_id, person_id, care_area, insured_area,
     receipt_number, reason, closed_at, bill, lines, line_count, closed_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   ON CONFLICT (provider_id, receipt_number) DO NOTHING RETURNING claim_id`,
);
const CLOSE_LINES = statement(
  'care-claim-close-lines',
  `UPDATE care.fee_line SET settlement_id = $3
   WHERE provider_id = $1 AND visit_id = $2 AND settlement_id IS NULL`,
);
const BUMP = statement(
  'care-claim-bump-visit',
  'UPDATE care.visit SET revision = revision + 1 WHERE provider_id = $1 AND visit_id = $2',
);
const DELIVERED = statement(
  'care-claim-delivered',
  'UPDATE care.manual_claim SET delivered_at = $3 WHERE provider_id = $1 AND claim_id = $2',
);

const AT_ONCE = 20;

/** The same bill under the same receipt is the same claim, however often it is closed. */
const claimIdOf = ({ providerId, visitId, receiptNumber }: ClaimRequest): string =>
  sm3Hex(`claim\n${providerId}\n${visitId}\n${receiptNumber}`).slice(0, 30);

/**
 * Closes what is unsettled of a visit as an online manual claim, when it cannot be settled directly (network,
 * certificate; procedures V-12, 医保发〔2022〕22号 annex articles 44 and 61). From then on these lines settle
 * never; the packet is delivered when the line is back. Closing again answers the first claim. Refusals:
 * `not-permitted`, `visit-unknown`, `visit-not-discharged`, `settlement-pending` (its outcome is not known
 * yet), `visit-settled`, `nothing-to-settle`, `receipt-used`.
 */
export async function closeForManualClaim(
  deps: CareDeps,
  actor: Actor,
  request: ClaimRequest,
): Promise<Result<ManualClaim, Refusal>> {
  const { providerId, visitId } = request;
  const by = { providerId, name: null, kind: null };
  const [institution] = await findInstitutions(deps.db, by);
  const isAllowed =
    institution !== undefined &&
    (mayActFor(actor, providerId) || mayMaintainInstitution(actor, institution.area));
  if (!isAllowed) return careRefusal('not-permitted', 'providerId');
  const claimId = claimIdOf(request);
  return deps.db.transaction(async (tx) => {
    const visit = await lockVisit(tx, providerId, visitId);
    if (visit === null || visit.state === 'cancelled') {
      return careRefusal('visit-unknown', 'visitId', { visitId });
    }
    const known = await find(tx, providerId, claimId);
    if (known !== null) return ok(known);
    const refusal = requireUnsettled(visit);
    if (refusal !== null) return { ok: false, refusal };
    if (visit.kind === 'inpatient' && visit.state !== 'discharged') {
      return careRefusal('visit-not-discharged', 'visitId', { visitId });
    }
    const material = (await readForBill(tx, { providerId, visitId, batch: null }))!;
    if (material.lines.length === 0) return careRefusal('nothing-to-settle', 'visitId', { visitId });
    const at = deps.now();
    const bill = billOf({
      ...material,
      institution,
      careType: visit.careType ?? 'outpatient',
      isInterim: false,
      usesPersonalAccount: false,
      catalogueHash: deps.catalogueOf(visit.careArea).hash,
      at,
    });
    const { personId, careArea, insuredArea } = visit;
    const lines = lineRows(material.lines);
    const claim = { ...request, claimId, personId, careArea, insuredArea, closedAt: at, bill, lines };
    if (!(await save(tx, claim, actor))) {
      return careRefusal('receipt-used', 'receiptNumber', { receiptNumber: request.receiptNumber });
    }
    await logAccess(tx, {
      at,
      actorId: actor.id,
      providerId,
      personId,
      purpose: 'manual-claim',
      messageId: claimId,
    });
    return ok(claim);
  });
}

async function find(db: Executor, providerId: string, claimId: string): Promise<ManualClaim | null> {
  return (await db.query<ManualClaim>(FIND, [providerId, claimId]))[0] ?? null;
}

async function save(tx: Executor, claim: ManualClaim, actor: Actor): Promise<boolean> {
  const { providerId, claimId, visitId } = claim;
  const rows = await tx.query(SAVE, [
    providerId,
    claimId,
    visitId,
    claim.personId,
    claim.careArea,
    claim.insuredArea,
    claim.receiptNumber,
    claim.reason,
    claim.closedAt,
    JSON.stringify(claim.bill),
    JSON.stringify(claim.lines),
    claim.lines.length,
    actor.id,
  ]);
  if (rows.length === 0) return false;
  await tx.query(CLOSE_LINES, [providerId, visitId, claimId]);
  await tx.query(BUMP, [providerId, visitId]);
  const subject = `${providerId}/${claimId}`;
  await appendToJournal(tx, { kind: 'care.manual-claim', subject, digest: digestOf(claim) });
  return true;
}

/** Hands the packets that are due to the insured places; answers how many were taken. */
export async function deliverClaims(deps: CareDeps): Promise<number> {
  let taken = 0;
  for (const claim of await deps.db.query<ManualClaim>(DUE, [AT_ONCE])) {
    const { providerId, claimId, receiptNumber, reason, closedAt, bill, lines } = claim;
    const { careArea, insuredArea, personId } = claim;
    const route = routeOf({ careArea, insuredArea, providerId, personId, month: monthOf(closedAt) });
    const body = { claimId, receiptNumber, reason, closedAt, bill, lines: [...lines] };
    try {
      const answer = await deps.ask('claim.deliver@1', route, body);
      if (!answer.ok) {
        deps.log({ level: 'warn', event: 'claim-refused', claimId, code: answer.refusal.code });
        continue;
      }
      await deps.db.query(DELIVERED, [providerId, claimId, deps.now()]);
      taken += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
      deps.log({ level: 'warn', event: 'claim-unanswered', claimId });
    }
  }
  return taken;
}
