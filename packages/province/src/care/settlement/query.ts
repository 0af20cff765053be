import type { Executor } from '@zhijie/database';
import { type AnswerOf, type RequestOf, routeOf } from '@zhijie/exchange';
import {
  type Instant,
  type InsuranceType,
  type Month,
  monthOf,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { readRemarks } from '../fee-line/remark.ts';
import { type FeeLine, readLinesOf } from '../fee-line/store.ts';
import { reach } from '../person/identify.ts';
import { accessOf, insuredAreaOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { requireOwn, type VisitClaim } from '../visit/rules.ts';
import { type Diagnosis, findVisit, readDiagnoses, searchVisits, type Visit } from '../visit/store.ts';
import { outcomeUnknown } from './decide.ts';
import { findReversal } from './reversal-store.ts';
import { findSettlement, replacedBy, type Settlement } from './store.ts';
import { type Reading, viewOfReversal } from './undo.ts';
import { type SettlementView, viewOf } from './view.ts';

const logRead = (tx: Executor, call: Call, personId: string, purpose: string): Promise<void> =>
  logAccess(tx, { ...accessOf(call), personId, purpose });

export type FoundSettlement = {
  readonly view: SettlementView;
  readonly isReversed: boolean;
  /** The reversed settlement that this one was made instead of (procedures V-08). */
  readonly replacesSettlementId: string | null;
};

type SettlementClaim = VisitClaim & { readonly settlementId: string };

/**
 * A settlement or a reversal by its id (5203). Refusals: `settlement-unknown`, `person-differs`,
 * `outcome-unknown`.
 */
export function readSettlement(
  { db, fieldKeys }: CareDeps,
  call: Call,
  wanted: SettlementClaim,
): Promise<Result<FoundSettlement, Refusal>> {
  return db.transaction((tx) => readAndLog({ db: tx, fieldKeys }, call, wanted));
}

async function readAndLog(
  deps: Reading,
  call: Call,
  wanted: SettlementClaim,
): Promise<Result<FoundSettlement, Refusal>> {
  const { providerId } = call.institution;
  const reversal = await findReversal(deps.db, providerId, wanted.settlementId);
  const id = reversal?.state === 'reversed' ? reversal.settlementId : wanted.settlementId;
  const settlement = await findSettlement(deps.db, providerId, id);
  const refusal = refusalOfRead(settlement, wanted);
  if (refusal !== null) return { ok: false, refusal };
  await logRead(deps.db, call, settlement!.personId, 'read-settlement');
  if (reversal?.state === 'reversed') {
    const view = await viewOfReversal(deps, settlement!, reversal);
    return ok({ view, isReversed: true, replacesSettlementId: null });
  }
  return ok({
    view: await viewOfSettlement(deps, settlement!),
    isReversed: settlement!.state === 'reversed',
    replacesSettlementId: await replacedBy(deps.db, providerId, id),
  });
}

function refusalOfRead(settlement: Settlement | null, wanted: SettlementClaim): CareRefusal | null {
  const { settlementId, visitId } = wanted;
  const isKnown = settlement !== null && settlement.visitId === visitId && settlement.state !== 'refused';
  if (!isKnown) return careRefusal('settlement-unknown', 'settlementId', { settlementId, visitId }).refusal;
  if (wanted.personId !== null && wanted.personId !== settlement.personId) {
    return careRefusal('person-differs', 'personId', { visitId }).refusal;
  }
  return settlement.state === 'pending' ? outcomeUnknown(settlement).refusal : null;
}

/** A decided settlement as the hospital got it. */
export async function viewOfSettlement(deps: Reading, settlement: Settlement): Promise<SettlementView> {
  const visit = (await findVisit(deps.db, settlement.providerId, settlement.visitId))!;
  return viewOf(deps, visit, {
    interfaceNumber: settlement.interfaceNumber,
    messageId: settlement.messageId,
    settlementId: settlement.settlementId,
    reversedSettlementId: null,
    isInterim: settlement.isInterim,
    careType: settlement.careType,
    certificateType: settlement.certificateType,
    invoiceNumber: settlement.invoiceNumber,
    settledAt: settlement.settledAt!,
    parts: settlement.parts!,
    accountBalance: settlement.accountBalance!,
    decision: settlement.decision!,
  });
}

export type FoundLines = {
  readonly visit: Visit;
  readonly lines: readonly FeeLine[];
  /** What the hospital said last of a line, by its number. */
  readonly remarks: ReadonlyMap<string, string>;
};

/** Lines of a visit or of one settlement, with their remarks (5204). */
export async function readLines(
  deps: CareDeps,
  call: Call,
  wanted: VisitClaim & { readonly settlementId: string | null },
): Promise<Result<FoundLines, Refusal>> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    const visit = await findVisit(tx, providerId, wanted.visitId);
    const refusal = requireOwn(visit, wanted);
    if (refusal !== null) return { ok: false, refusal };
    await logRead(tx, call, visit!.personId, 'read-lines');
    const lines = await readLinesOf(tx, visit!, wanted.settlementId);
    return ok({ visit: visit!, lines, remarks: await readRemarks(tx, visit!) });
  });
}

/**
 * Diagnoses of a visit with its state (5202). Refusals: `visit-unknown`, `visit-cancelled`, `person-differs`.
 */
export async function readVisitDiagnoses(
  deps: CareDeps,
  call: Call,
  wanted: VisitClaim,
): Promise<Result<FoundVisit, Refusal>> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    const visit = await findVisit(tx, providerId, wanted.visitId);
    const refusal = requireOwn(visit, wanted);
    if (refusal !== null) return { ok: false, refusal };
    await logRead(tx, call, visit!.personId, 'read-diagnoses');
    return ok({ visit: visit!, diagnoses: await readDiagnoses(tx, visit!) });
  });
}

/**
 * Settled lines of a person's visits for chronic diseases at this institution (5205), by the time of the
 * visit. Another institution's are never shown.
 */
export async function readChronicLines(
  deps: CareDeps,
  call: Call,
  wanted: { readonly personId: string; readonly from: Instant; readonly until: Instant },
): Promise<readonly FeeLine[]> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    await logRead(tx, call, wanted.personId, 'read-lines');
    const visits = await searchVisits(tx, { providerId, ...wanted, careType: 'chronic', visitId: null });
    const found: FeeLine[] = [];
    for (const visit of visits) {
      const lines = await readLinesOf(tx, visit, null);
      found.push(...lines.filter((line) => line.settlementId !== null));
    }
    return found;
  });
}

export type FoundVisit = { readonly visit: Visit; readonly diagnoses: readonly Diagnosis[] };

/** A person's visits at this institution (5201). Another institution's visits are never shown. */
export async function readVisits(
  deps: CareDeps,
  call: Call,
  wanted: {
    readonly personId: string;
    readonly from: Instant;
    readonly until: Instant;
    readonly careType: Visit['careType'];
    readonly visitId: string | null;
  },
): Promise<Result<readonly FoundVisit[], Refusal>> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    await logRead(tx, call, wanted.personId, 'read-visits');
    const visits = await searchVisits(tx, { providerId, ...wanted });
    const found: FoundVisit[] = [];
    for (const visit of visits) found.push({ visit, diagnoses: await readDiagnoses(tx, visit) });
    return ok(found);
  });
}

export type FoundAccumulators = AnswerOf<'accumulators.read@1'> & { readonly insuranceType: InsuranceType };

/**
 * A person's yearly counters at the insured place (5206): of both insurance types where the person holds
 * both. Refusals: the insured side's own, `insured-place-unreachable`.
 */
export async function readAccumulators(
  deps: CareDeps,
  call: Call,
  wanted: { readonly personId: string; readonly month: Month | null },
): Promise<Result<readonly FoundAccumulators[], Refusal>> {
  const { area, providerId } = call.institution;
  const { personId, month } = wanted;
  // The counters are read at the insured place, which logs it; this row is here before they can be.
  const known = await deps.db.transaction(async (tx) => {
    await logRead(tx, call, personId, 'read-accumulators');
    return insuredAreaOf(tx, personId);
  });
  const insuredArea = call.insuredRegion ?? known ?? area;
  const route = routeOf({
    careArea: area,
    insuredArea,
    providerId,
    personId,
    month: monthOf(call.receivedAt),
  });
  const found: FoundAccumulators[] = [];
  let refused: Result<never, Refusal> | null = null;
  for (const insuranceType of ['employee', 'resident'] as const) {
    const body: RequestOf<'accumulators.read@1'> = { personId, insuranceType, month };
    const answer = await reach(() => deps.ask('accumulators.read@1', route, body));
    if (answer.ok) found.push({ ...answer.value, insuranceType });
    else refused = answer;
  }
  return found.length > 0 || refused === null ? ok(found) : refused;
}
