import {
  type CareType,
  type InsuranceType,
  instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import { type Call, type CareDeps, crashpoint } from '../deps.ts';
import { sumLines } from '../fee-line/split.ts';
import { requireActive, requireOpenFor } from '../institution/service.ts';
import { reach } from '../person/identify.ts';
import { accessOf } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { answerOfEarlier } from '../request-key/service.ts';
import { findRequest } from '../request-key/store.ts';
import { requireCareTypeOf, requireKind, requireOwn, type VisitClaim } from '../visit/rules.ts';
import type { VisitKind } from '../visit/store.ts';
import { billOf, compareDeclared, type DeclaredFees } from './bill.ts';
import { type Intent, outcomeUnknown, routeOfIntent, viewOfDecision } from './decide.ts';
import { driveSettlement } from './drive.ts';
import { reversalOf } from './reversal-store.ts';
import {
  type BillKey,
  type BillMaterial,
  beginSettlement,
  findSettlement,
  readForBill,
  readForQuote,
  settlementOfLines,
} from './store.ts';
import type { SettlementView } from './view.ts';
import { withdrawIntent } from './withdraw.ts';

/** A pre-settlement (2206, 2303) or settlement (2207, 2304) as the hospital asks for it. */
export type SettlementRequest = VisitClaim & {
  readonly kind: VisitKind;
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  /** Null when the transaction does not carry it: the visit's own counts. */
  readonly careType: CareType | null;
  readonly batch: string | null;
  readonly declared: DeclaredFees;
  readonly usesPersonalAccount: boolean;
  readonly isInterim: boolean;
  readonly certificateType: string;
  readonly invoiceNumber: string | null;
};

type Prepared = { readonly intent: Intent; readonly material: BillMaterial };

/**
 * Reads everything once and checks it; sends nothing. `settles`: a pre-settlement may come before the
 * discharge.
 */
async function prepare(
  deps: CareDeps,
  call: Call,
  request: SettlementRequest,
  settles: boolean,
): Promise<Result<Prepared, CareRefusal>> {
  const { providerId, area } = call.institution;
  const wanted = { providerId, visitId: request.visitId, batch: request.batch };
  // A settlement logs with its intent.
  const material = settles
    ? await readForBill(deps.db, wanted)
    : await readForQuote(deps.db, wanted, { ...accessOf(call), purpose: 'quote' });
  const refusal = refusalOf(call, request, material, settles);
  if (refusal !== null) return { ok: false, refusal: await orSettled(deps, refusal, wanted) };
  const { visit, lines, diagnoses } = material!;
  const careType = request.careType ?? visit.careType ?? 'outpatient';
  const at = call.receivedAt;
  const bill = billOf({
    institution: call.institution,
    visit,
    diagnoses,
    lines,
    careType,
    isInterim: request.isInterim,
    usesPersonalAccount: request.usesPersonalAccount,
    catalogueHash: deps.catalogueOf(visit.careArea).hash,
    at,
  });
  const { careArea, personId, insuredArea, insuranceType, visitId, segment } = visit;
  const { interfaceNumber, messageId } = call;
  const { isInterim, certificateType, invoiceNumber } = request;
  const settlementId = deps.ids.next('settlement', area, at);
  const known = {
    providerId,
    settlementId,
    visitId,
    segment,
    careArea,
    personId,
    insuredArea,
    insuranceType,
  };
  const asked = { interfaceNumber, messageId, isInterim, careType, certificateType, invoiceNumber };
  return ok({ intent: { ...known, ...asked, bill, requestedAt: at }, material: material! });
}

/** Nothing is left because it is settled: whoever asks is told so, not sent to upload the lines again. */
async function orSettled({ db }: CareDeps, refusal: CareRefusal, wanted: BillKey): Promise<CareRefusal> {
  if (refusal.code !== 'nothing-to-settle') return refusal;
  const settlementId = await settlementOfLines(db, wanted);
  if (settlementId === null) return refusal;
  return careRefusal('visit-settled', 'visitId', { visitId: wanted.visitId, settlementId }).refusal;
}

/** The checks of a settlement in their documented order; the first that fails decides. */
function refusalOf(
  call: Call,
  request: SettlementRequest,
  material: BillMaterial | null,
  settles: boolean,
): CareRefusal | null {
  const visit = material?.visit ?? null;
  const refusal = requireActive(call.institution) ?? requireOwn(visit, request);
  if (refusal !== null || visit === null || material === null) return refusal;
  const careType = request.careType ?? visit.careType ?? 'outpatient';
  const differs = request.careType !== null && visit.careType !== null && request.careType !== visit.careType;
  return (
    requireKind(visit, request.kind) ??
    requireCareTypeOf(request.kind, careType) ??
    (differs
      ? careRefusal('care-type-differs', 'careType', { registered: visit.careType! }).refusal
      : null) ??
    requireOpenFor(call.institution, careType, visit.diseaseCode) ??
    (visit.involvesThirdParty === true ? careRefusal('third-party-liable', 'visitId').refusal : null) ??
    (settles ? requireDischarged(request, material) : null) ??
    refusalOfAmounts(request, material)
  );
}

/** A final settlement of a stay needs its discharge; an interim one needs the patient still there. */
function requireDischarged(request: SettlementRequest, { visit }: BillMaterial): CareRefusal | null {
  if (request.kind !== 'inpatient') return null;
  const isDischarged = visit.state === 'discharged';
  if (isDischarged === !request.isInterim) return null;
  const code = isDischarged ? 'visit-discharged' : 'not-discharged-yet';
  return careRefusal(code, isDischarged ? 'isInterim' : 'visitId', { visitId: visit.visitId }).refusal;
}

function refusalOfAmounts(
  request: SettlementRequest,
  { visit, lines, settledAs }: BillMaterial,
): CareRefusal | null {
  if (settledAs !== null) {
    const detail = { visitId: visit.visitId, settlementId: settledAs };
    return careRefusal('visit-settled', 'visitId', detail).refusal;
  }
  if (lines.length === 0) {
    const detail = { visitId: visit.visitId, ...(request.batch === null ? {} : { batch: request.batch }) };
    return careRefusal('nothing-to-settle', request.batch === null ? 'visitId' : 'batchNumber', detail)
      .refusal;
  }
  const sums = sumLines(lines);
  const isNegative = Object.values(sums).some((amount) => amount < 0);
  if (isNegative) return careRefusal('total-negative', 'feeTotal').refusal;
  return compareDeclared(request.declared, sums);
}

/**
 * What a settlement would give now (procedures T-02): nothing is written but who read the visit.
 * Refusals: those of `settle` but for the discharge, and the insured side's.
 */
export async function preSettle(
  deps: CareDeps,
  call: Call,
  request: SettlementRequest,
): Promise<Result<SettlementView, Refusal>> {
  const prepared = await prepare(deps, call, request, false);
  if (!prepared.ok) return prepared;
  const { intent, material } = prepared.value;
  const answer = await reach(() =>
    deps.ask(
      'settlement.quote@1',
      routeOfIntent(intent),
      { bill: intent.bill },
      {
        deadlineMs: deps.limits.settleDeadlineMs,
      },
    ),
  );
  if (!answer.ok) return answer;
  return ok(viewOfDecision(deps, material.visit, { ...intent, settlementId: null }, answer.value));
}

const ATTEMPTS = 3;

/**
 * Settles a visit or a segment of a stay (procedures T-01, V-02, V-03). The intent is committed before
 * anything is sent; the decision, the claim and the answer bytes commit together. Refusals in order:
 * institution, visit, care type, third party, discharge, amounts, `settlement-pending`, `visit-settled`,
 * the insured side's own, `insured-place-unreachable`, `outcome-unknown` (the resolver goes on).
 */
export async function settle(
  deps: CareDeps,
  call: Call,
  request: SettlementRequest,
): Promise<Result<Uint8Array, Refusal>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const prepared = await prepare(deps, call, request, true);
    if (!prepared.ok) return refusedUnlessKnown(deps, call, request, prepared);
    const { intent, material } = prepared.value;
    await crashpoint(deps, 'care.settle.before-intent');
    const outcome = await begin(deps, call, request, prepared.value);
    if (outcome === 'visit-changed') continue;
    if (outcome === 'known-request') return repeatSettle(deps, call, request);
    const { visitId } = intent;
    if (outcome === 'settlement-pending') return careRefusal('settlement-pending', 'visitId', { visitId });
    if (outcome === 'segment-settled') return careRefusal('visit-settled', 'visitId', { visitId });
    await crashpoint(deps, 'care.settle.after-intent');
    return driveSettlement(deps, intent, { isFirst: true, visit: material.visit });
  }
  return careRefusal('settlement-pending', 'visitId', { visitId: request.visitId });
}

/** What looks refused may be this call's own doing, by a copy of it that was faster. */
async function refusedUnlessKnown(
  deps: CareDeps,
  call: Call,
  request: SettlementRequest,
  refused: { readonly ok: false; readonly refusal: Refusal },
): Promise<Result<Uint8Array, Refusal>> {
  const earlier = await findRequest(deps.db, deps.fieldKeys, call.institution.providerId, call.messageId);
  return earlier === null ? refused : repeatSettle(deps, call, request);
}

function begin(deps: CareDeps, call: Call, request: SettlementRequest, { intent, material }: Prepared) {
  const { visit, lines } = material;
  const record = {
    providerId: intent.providerId,
    messageId: call.messageId,
    interfaceNumber: call.interfaceNumber,
    digest: call.contentDigest,
    month: monthOf(call.receivedAt),
    at: call.receivedAt,
    visitId: visit.visitId,
    revision: visit.revision,
    settlementId: intent.settlementId,
    isInterim: request.isInterim,
    careType: intent.careType,
    certificateType: request.certificateType,
    invoiceNumber: request.invoiceNumber,
    batch: request.batch,
    lineCount: lines.length,
    resolveAfter: instant(call.receivedAt + deps.limits.resolveAfterMs),
    actorId: call.actor.id,
  };
  call.progress.mayHaveEffect = true;
  return beginSettlement(deps.db, record, call.rawId, intent.bill);
}

/**
 * The same settle message again: the bytes of the first answer, or, when its outcome is not known yet, the
 * same question to the insured side again, which repeats its own first answer.
 */
export async function repeatSettle(
  deps: CareDeps,
  call: Call,
  request: SettlementRequest,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  call.progress.mayHaveEffect = true;
  const earlier = await findRequest(deps.db, deps.fieldKeys, providerId, call.messageId);
  const answer = earlier === null ? null : answerOfEarlier(call, earlier);
  if (answer !== null) return answer;
  const settlement =
    earlier?.settlementId == null ? null : await findSettlement(deps.db, providerId, earlier.settlementId);
  if (settlement?.state !== 'pending') return careRefusal('request-in-progress', 'messageId');
  const reversal = await reversalOf(deps.db, providerId, settlement.settlementId);
  if (reversal === null) return driveSettlement(deps, settlement, { isFirst: false });
  if (reversal.messageId !== null) return careRefusal('request-reversed', 'messageId');
  // The node is withdrawing the intent; once that is done the call is judged again, as a new one.
  const intent = await withdrawIntent(deps, settlement);
  return intent === 'withdrawn' ? settle(deps, call, request) : outcomeUnknown(settlement);
}
