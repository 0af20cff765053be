import type { Executor } from '@zhijie/database';
import { type CareType, type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { refusalOfDiseases } from '../fee-line/diseases.ts';
import { countUnsettledLines } from '../fee-line/store.ts';
import { requireActive, requireOpenFor } from '../institution/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { freeOfVisit } from '../trace/store.ts';
import {
  requireCareTypeOf,
  requireDischargeTime,
  requireKind,
  requireOwn,
  requirePast,
  requireTraumaFlags,
  requireUnsettled,
  type VisitClaim,
} from './rules.ts';
import {
  changeVisit,
  type Diagnosis,
  type LockedVisit,
  lockVisit,
  upsertDiagnoses,
  type Visit,
  type VisitDetails,
  type VisitKind,
} from './store.ts';

type Render = (visit: Visit) => Uint8Array;
type Answer = Promise<Result<Uint8Array, Refusal>>;

/** What a visit's information upload (2203) or a change of admission (2403) says. */
export type VisitInformation = VisitClaim & {
  readonly careType: CareType;
  readonly startedAt: Instant;
  readonly serialNumber: string | null;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly isEmergency: boolean;
  readonly isTrauma: boolean | null;
  readonly involvesThirdParty: boolean | null;
  readonly isTransfer?: boolean;
  readonly details: VisitDetails;
  readonly diagnoses: readonly Diagnosis[];
};

export type Discharge = VisitClaim & {
  readonly endedAt: Instant;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly details: VisitDetails;
  readonly diagnoses: readonly Diagnosis[];
};

/** Locks the visit, checks that it is the one meant, and runs the change inside the call's transaction. */
function onVisit(
  deps: CareDeps,
  call: Call,
  claim: VisitClaim & { readonly kind: VisitKind },
  work: (tx: Executor, visit: LockedVisit) => Promise<Result<Visit, CareRefusal>>,
  render: Render,
): Answer {
  return once(
    deps,
    call,
    async (tx) => {
      const visit = await lockVisit(tx, call.institution.providerId, claim.visitId);
      const refusal = requireOwn(visit, claim) ?? requireKind(visit!, claim.kind);
      if (refusal !== null) return { ok: false, refusal };
      const changed = await work(tx, visit!);
      return changed.ok ? ok({ output: changed.value, visitId: claim.visitId }) : changed;
    },
    render,
  );
}

const refusedBy = (refusal: CareRefusal) => ({ ok: false as const, refusal });

/**
 * Information of a visit (2203) or of a stay (2403): care type, disease, diagnoses by their order number.
 * Refusals: `institution-*`, `care-type-*`, `disease-*`, `trauma-flags-incomplete`, `settlement-pending`,
 * `visit-settled`, `line-of-other-disease`.
 */
export function updateVisit(
  deps: CareDeps,
  call: Call,
  wanted: VisitInformation & { readonly kind: VisitKind },
  render: Render,
): Answer {
  return onVisit(
    deps,
    call,
    wanted,
    async (tx, visit) => {
      const careTypeFixed =
        visit.careType !== null && visit.careType !== wanted.careType && visit.hasSettlement;
      const refusal =
        requireActive(call.institution) ??
        requireUnsettled(visit) ??
        requireCareTypeOf(wanted.kind, wanted.careType) ??
        requireOpenFor(call.institution, wanted.careType, wanted.diseaseCode ?? visit.diseaseCode) ??
        requireTraumaFlags(wanted) ??
        requirePast('startedAt', wanted.startedAt, call.receivedAt) ??
        (careTypeFixed
          ? careRefusal('care-type-differs', 'careType', { registered: visit.careType! }).refusal
          : null) ??
        (visit.endedAt === null ? null : requireDischargeTime(wanted, visit.endedAt, call.receivedAt));
      if (refusal !== null) return refusedBy(refusal);
      const diseaseCode = wanted.diseaseCode ?? visit.diseaseCode;
      const mixed = await refusalOfDiseases(tx, { ...visit, careType: wanted.careType, diseaseCode });
      if (mixed !== null) return refusedBy(mixed);
      const change = {
        careType: wanted.careType,
        startedAt: wanted.startedAt,
        serialNumber: wanted.serialNumber ?? visit.serialNumber,
        diseaseCode,
        diseaseName: wanted.diseaseName ?? visit.diseaseName,
        isEmergency: visit.isEmergency || wanted.isEmergency,
        isTrauma: wanted.isTrauma ?? visit.isTrauma,
        involvesThirdParty: wanted.involvesThirdParty ?? visit.involvesThirdParty,
        isTransfer: visit.isTransfer || (wanted.isTransfer ?? false),
        details: wanted.details,
      };
      await changeVisit(tx, visit, change);
      await upsertDiagnoses(tx, visit, wanted.diagnoses);
      return ok({ ...visit, ...change });
    },
    render,
  );
}

/** Ends a stay (2402). Refusals: `discharge-before-admission`, `visit-discharged`, `visit-settled`, … */
export function discharge(deps: CareDeps, call: Call, wanted: Discharge, render: Render): Answer {
  return onVisit(
    deps,
    call,
    { ...wanted, kind: 'inpatient' },
    async (tx, visit) => {
      if (visit.state === 'discharged') {
        return careRefusal('visit-discharged', 'visitId', { visitId: visit.visitId });
      }
      const refusal = requireUnsettled(visit) ?? requireDischargeTime(visit, wanted.endedAt, call.receivedAt);
      if (refusal !== null) return refusedBy(refusal);
      const change = {
        state: 'discharged' as const,
        endedAt: wanted.endedAt,
        diseaseCode: wanted.diseaseCode ?? visit.diseaseCode,
        diseaseName: wanted.diseaseName ?? visit.diseaseName,
        details: wanted.details,
      };
      await changeVisit(tx, visit, change);
      await upsertDiagnoses(tx, visit, wanted.diagnoses);
      return ok({ ...visit, ...change });
    },
    render,
  );
}

/** Takes a discharge back (2405): after its settlement was reversed. Refusals: `visit-not-discharged`, … */
export function undoDischarge(deps: CareDeps, call: Call, claim: VisitClaim, render: Render): Answer {
  return onVisit(
    deps,
    call,
    { ...claim, kind: 'inpatient' },
    async (tx, visit) => {
      if (visit.state !== 'discharged') {
        return careRefusal('visit-not-discharged', 'visitId', { visitId: visit.visitId });
      }
      const refusal = requireUnsettled(visit);
      if (refusal !== null) return refusedBy(refusal);
      const change = { state: 'open' as const, endedAt: null };
      await changeVisit(tx, visit, change);
      return ok({ ...visit, ...change });
    },
    render,
  );
}

/** Cancels a registration (2202): while nothing of it is settled. */
export function cancelVisit(deps: CareDeps, call: Call, claim: VisitClaim, render: Render): Answer {
  const wanted = { ...claim, kind: 'outpatient' as const };
  return onVisit(
    deps,
    call,
    wanted,
    (tx, visit) => cancel(tx, visit, { allowLines: true, at: call.receivedAt }),
    render,
  );
}

/** Cancels an admission (2404): while it has neither fee lines nor a settlement. */
export function cancelAdmission(deps: CareDeps, call: Call, claim: VisitClaim, render: Render): Answer {
  const wanted = { ...claim, kind: 'inpatient' as const };
  return onVisit(
    deps,
    call,
    wanted,
    (tx, visit) => cancel(tx, visit, { allowLines: false, at: call.receivedAt }),
    render,
  );
}

/** Cancels a locked visit. Refusals: `settlement-exists`, `visit-has-lines`. */
export async function cancel(
  tx: Executor,
  visit: LockedVisit,
  how: { readonly allowLines: boolean; readonly at: Instant },
): Promise<Result<Visit, CareRefusal>> {
  if (visit.hasSettlement) {
    return careRefusal('settlement-exists', 'visitId', { visitId: visit.visitId });
  }
  const lines = how.allowLines ? 0 : await countUnsettledLines(tx, visit);
  if (lines > 0) return careRefusal('visit-has-lines', 'visitId', { visitId: visit.visitId, lines });
  const change = { state: 'cancelled' as const };
  await changeVisit(tx, visit, change);
  // Its packs were never sold.
  await freeOfVisit(tx, visit, { at: how.at, all: true });
  return ok({ ...visit, ...change });
}
