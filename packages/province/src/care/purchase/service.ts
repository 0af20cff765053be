import { type Executor, refusable, rollBack } from '@zhijie/database';
import {
  type CareType,
  type Fen,
  type Instant,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import { ruleOnApprovals, useApprovals } from '../approval/use.ts';
import type { Call, CareDeps } from '../deps.ts';
import { refusalOfInserted, splitUploaded } from '../fee-line/service.ts';
import { sumLines, type UploadedLine } from '../fee-line/split.ts';
import { type FeeLine, insertLines } from '../fee-line/store.ts';
import type { Institution } from '../institution/store.ts';
import { checkShown, type Showing } from '../person/credential.ts';
import { reach } from '../person/identify.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { billOf, compareDeclared, type DeclaredFees } from '../settlement/bill.ts';
import { routeOfIntent, viewOfDecision } from '../settlement/decide.ts';
import { repeatSettle, type SettlementRequest, settle } from '../settlement/settle.ts';
import type { SettlementView } from '../settlement/view.ts';
import { refusalOfStaff } from '../staff/service.ts';
import { traceLines } from '../trace/service.ts';
import { cancel } from '../visit/change.ts';
import { entitledVisit, type Registration } from '../visit/register.ts';
import {
  findVisit,
  insertVisit,
  type LockedVisit,
  lockVisit,
  type Visit,
  visitBySerial,
} from '../visit/store.ts';

/** What a retail pharmacy sells to an insured person in one call (2101, 2102). */
export type Purchase = {
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  /** `pharmacy`, or `chronic` for a disease that the pharmacy has opened. */
  readonly careType: CareType;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly credential: Showing['credential'];
  readonly credentialNumber: string | null;
  readonly certificateNumber: string | null;
  readonly name: string | null;
  readonly boughtAt: Instant;
  readonly total: Fen;
  readonly usesPersonalAccount: boolean;
  readonly invoiceNumber: string | null;
  readonly lines: readonly UploadedLine[];
};

const BUSINESSES = ['pharmacy-purchase', 'dispensing'] as const satisfies Showing['businesses'];

/** A purchase is registered under the message that sells: the pharmacy has no number of its own for it. */
const serialOf = ({ messageId }: Call): string => messageId;

function registrationOf(call: Call, purchase: Purchase): Registration {
  const { personId, insuranceType, careType, diseaseCode, diseaseName } = purchase;
  return {
    kind: 'outpatient',
    personId,
    insuranceType,
    careType,
    certificateType: purchase.credential,
    credentialNumber: purchase.credentialNumber,
    certificateNumber: purchase.certificateNumber,
    name: purchase.name,
    serialNumber: serialOf(call),
    startedAt: purchase.boughtAt,
    isEmergency: false,
    isTrauma: null,
    involvesThirdParty: null,
    diseaseCode,
    diseaseName,
    details: { contentDigest: call.contentDigest },
    diagnoses: [],
  };
}

function refusalOfPlace({ kind, name, providerId }: Institution, careType: CareType): CareRefusal | null {
  if (kind !== 'pharmacy') {
    return careRefusal('institution-not-pharmacy', 'institutionId', { institution: name, providerId })
      .refusal;
  }
  if (careType === 'pharmacy' || careType === 'chronic') return null;
  return careRefusal('care-type-wrong', 'careType', { careType }).refusal;
}

type Sold = { readonly visit: Visit; readonly lines: readonly FeeLine[] };

/**
 * The buyer and the lines of a purchase, checked and split; nothing is written. Refusals in order:
 * `institution-not-pharmacy`, `care-type-wrong`, those of a registration, of an electronic credential, of the
 * lines, and of the declared total.
 */
async function sold(
  deps: CareDeps,
  call: Call,
  purchase: Purchase,
  usesUp: boolean,
): Promise<Result<Sold, Refusal>> {
  const refusal = refusalOfPlace(call.institution, purchase.careType);
  if (refusal !== null) return { ok: false, refusal };
  const entitled = await entitledVisit(deps, call, registrationOf(call, purchase));
  if (!entitled.ok) return entitled;
  const { visit } = entitled.value;
  const barred = await refusalOfStaff(deps.db, visit, purchase.lines);
  if (barred !== null) return { ok: false, refusal: barred };
  const rulings = await ruleOnApprovals(deps.db, visit, purchase.lines);
  const split = await splitUploaded(deps, deps.db, { call, visit, lines: purchase.lines, rulings });
  if (!split.ok) return split;
  const mismatch = compareDeclared(declaredOf(purchase), sumLines(split.value));
  if (mismatch !== null) return { ok: false, refusal: mismatch };
  const { credential, credentialNumber: number, personId } = purchase;
  const shown = await checkShown(
    deps,
    call,
    { credential, number, personId, businesses: BUSINESSES },
    usesUp,
  );
  return shown.ok ? ok({ visit, lines: split.value }) : shown;
}

const declaredOf = ({ total }: Purchase): DeclaredFees => ({
  total,
  excluded: null,
  overLimit: null,
  selfPaidFirst: null,
  eligible: null,
});

/**
 * What a purchase would give now (2101; procedures T-02): nothing is written but who looked. Refusals: those
 * of `sold`, and the insured side's.
 */
export async function quotePurchase(
  deps: CareDeps,
  call: Call,
  purchase: Purchase,
): Promise<Result<SettlementView, Refusal>> {
  const found = await sold(deps, call, purchase, false);
  if (!found.ok) return found;
  const { visit, lines } = found.value;
  const { careType, usesPersonalAccount } = purchase;
  const { institution, receivedAt: at } = call;
  const catalogueHash = deps.catalogueOf(visit.careArea).hash;
  const source = { institution, visit, diagnoses: [], lines, careType, isInterim: false };
  const bill = billOf({ ...source, usesPersonalAccount, catalogueHash, at });
  await logAccess(deps.db, { ...accessOf(call), personId: visit.personId, purpose: 'quote' });
  const { interfaceNumber, messageId } = call;
  const facts = {
    interfaceNumber,
    messageId,
    isInterim: false,
    careType,
    invoiceNumber: purchase.invoiceNumber,
  };
  const asked = { ...facts, certificateType: purchase.credential, settlementId: null };
  const route = routeOfIntent({ ...visit, ...asked, settlementId: '', bill, requestedAt: at });
  const answer = await reach(() =>
    deps.ask('settlement.quote@1', route, { bill }, { deadlineMs: deps.limits.settleDeadlineMs }),
  );
  return answer.ok ? ok({ ...viewOfDecision(deps, visit, asked, answer.value), lines }) : answer;
}

function requestOf(visitId: string, purchase: Purchase): SettlementRequest {
  const { personId, insuranceType, careType, usesPersonalAccount, credential, invoiceNumber } = purchase;
  return {
    kind: 'outpatient',
    visitId,
    personId,
    insuranceType,
    careType,
    batch: null,
    declared: declaredOf(purchase),
    usesPersonalAccount,
    isInterim: false,
    certificateType: credential,
    invoiceNumber,
  };
}

/**
 * Sells and settles in one call (2102), once per message: the purchase with its lines is kept first, then it
 * settles like a visit, with the same intent, resolver and books. A refused one is cancelled and leaves
 * nothing that could be settled. Refusals: those of `sold`, of the trace codes, and those of `settle`.
 */
export async function settlePurchase(
  deps: CareDeps,
  call: Call,
  purchase: Purchase,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const by = { providerId, kind: 'outpatient', serialNumber: serialOf(call) } as const;
  const known = await visitBySerial(deps.db, by);
  const earlier = known === null ? null : await findVisit(deps.db, providerId, known);
  const isSame = earlier?.details.contentDigest === call.contentDigest;
  if (earlier !== null && isSame && call.progress.mayHaveEffect) {
    return repeatSettle(deps, call, requestOf(earlier.visitId, purchase));
  }
  const found = await sold(deps, call, purchase, true);
  if (!found.ok) return found;
  call.progress.mayHaveEffect = true;
  const kept = await keep(deps, call, found.value, { purchase, earlierId: earlier?.visitId ?? null });
  if (!kept.ok) return kept;
  const visitId = kept.value;
  const settled = await settle(deps, call, requestOf(visitId, purchase));
  if (!settled.ok) await closePurchase(deps, call, visitId);
  return settled;
}

/** Keeps the purchase and its lines; what a copy of this call left without settling goes first. */
async function keep(
  deps: CareDeps,
  call: Call,
  { visit, lines }: Sold,
  { purchase, earlierId }: { purchase: Purchase; earlierId: string | null },
): Promise<Result<string, Refusal>> {
  return refusable(() =>
    deps.db.transaction(async (tx) => {
      if (earlierId !== null) await cancelUnsettled(tx, call, earlierId);
      if (!(await insertVisit(tx, visit))) rollBack(careRefusal('request-in-progress', 'messageId').refusal);
      const inserted = await insertLines(tx, visit, lines, call.receivedAt);
      const refusal = refusalOfInserted(inserted, visit, lines) ?? (await useApprovals(tx, visit, lines));
      if (refusal !== null) rollBack(refusal);
      const coded = lines.map((line, at) => ({ ...line, traceCodes: purchase.lines[at]!.traceCodes ?? [] }));
      const traced = await traceLines(tx, call, unsettled(visit), coded);
      if (!traced.ok) rollBack(traced.refusal);
      await logAccess(tx, { ...accessOf(call), personId: visit.personId, purpose: 'purchase' });
      return ok(visit.visitId);
    }),
  );
}

const unsettled = (visit: Visit): LockedVisit => ({
  ...visit,
  liveState: null,
  hasSettlement: false,
  isSettling: false,
});

async function cancelUnsettled(tx: Executor, call: Call, visitId: string): Promise<void> {
  const visit = await lockVisit(tx, call.institution.providerId, visitId);
  // With a settlement that stands or is under way it stays as it is.
  if (visit !== null && visit.state !== 'cancelled') {
    await cancel(tx, visit, { allowLines: true, at: call.receivedAt });
  }
}

/** Closes a purchase that is not settled, or not any more: its packs may be sold again. */
export function closePurchase(deps: CareDeps, call: Call, visitId: string): Promise<void> {
  return deps.db.transaction((tx) => cancelUnsettled(tx, call, visitId));
}
