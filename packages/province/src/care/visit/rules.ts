import { benefitOf, type CareType, formatDateTime, type Instant } from '@zhijie/kernel';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { LockedVisit, Visit, VisitKind } from './store.ts';

/** What a call says of the visit it belongs to. */
export type VisitClaim = {
  readonly visitId: string;
  readonly personId: string | null;
  readonly insuranceType?: string | null;
};

const refusalOf = (...args: Parameters<typeof careRefusal>): CareRefusal => careRefusal(...args).refusal;

/** The visit exists at this institution and is this person's. */
export function requireOwn(visit: Visit | null, claim: VisitClaim): CareRefusal | null {
  if (visit === null) return refusalOf('visit-unknown', 'visitId', { visitId: claim.visitId });
  if (visit.state === 'cancelled') return refusalOf('visit-cancelled', 'visitId', { visitId: visit.visitId });
  if (claim.personId !== null && claim.personId !== visit.personId) {
    return refusalOf('person-differs', 'personId', { visitId: visit.visitId });
  }
  if (claim.insuranceType != null && claim.insuranceType !== visit.insuranceType) {
    return refusalOf('insurance-differs', 'insuranceType', { registered: visit.insuranceType });
  }
  return null;
}

/**
 * Calls for stays need a stay, calls for outpatients an outpatient visit (national interface: each has
 * transactions of its own). Refusals: `visit-not-inpatient`, `visit-not-outpatient`.
 */
export function requireKind(visit: Visit, kind: VisitKind): CareRefusal | null {
  if (visit.kind === kind) return null;
  const code = kind === 'inpatient' ? 'visit-not-inpatient' : 'visit-not-outpatient';
  return refusalOf(code, 'visitId', { visitId: visit.visitId });
}

/** Nothing of the visit may change while a settlement is under way, nor after the final one. */
export function requireUnsettled(visit: LockedVisit): CareRefusal | null {
  if (visit.isSettling) return refusalOf('settlement-pending', 'visitId', { visitId: visit.visitId });
  if (visit.liveState === 'settled') return refusalOf('visit-settled', 'visitId', { visitId: visit.visitId });
  return null;
}

/** Care type and kind of visit belong together: 住院 types for a stay, the others for a visit. */
export function requireCareTypeOf(kind: VisitKind, careType: CareType): CareRefusal | null {
  const isStay = benefitOf(careType) === 'inpatient';
  return isStay === (kind === 'inpatient') ? null : refusalOf('care-type-wrong', 'careType', { careType });
}

/**
 * A trauma is uploaded with both flags; with a third party responsible there is no direct settlement
 * (procedures V-09; 医保发〔2022〕22号 annex article 35).
 */
export function requireTraumaFlags(flags: {
  readonly careType: CareType | null;
  readonly isTrauma: boolean | null;
  readonly involvesThirdParty: boolean | null;
}): CareRefusal | null {
  if (flags.careType === 'trauma-inpatient' && flags.isTrauma !== true) {
    return refusalOf('trauma-flags-incomplete', 'isTrauma');
  }
  if (flags.isTrauma !== true || flags.involvesThirdParty !== null) return null;
  return refusalOf('trauma-flags-incomplete', 'involvesThirdParty');
}

/** Codes are M, three digits of category, two of sub-code: M00503 belongs to M00500 (procedures V-05). */
export const diseaseCategoryOf = (diseaseCode: string): string => diseaseCode.slice(0, 4);

/** Refusals: `discharge-before-admission`, `time-in-future`. */
export function requireDischargeTime(
  visit: Pick<Visit, 'startedAt'>,
  at: Instant,
  now: Instant,
): CareRefusal | null {
  if (at < visit.startedAt) {
    const detail = { admitted: formatDateTime(visit.startedAt), discharged: formatDateTime(at) };
    return refusalOf('discharge-before-admission', 'endedAt', detail);
  }
  return requirePast('endedAt', at, now);
}

const CLOCK_TOLERANCE_MS = 3_600_000;

/** Hospital clocks differ; more than an hour ahead is a mistake. */
export function requirePast(field: string, at: Instant, now: Instant): CareRefusal | null {
  if (at <= now + CLOCK_TOLERANCE_MS) return null;
  return refusalOf('time-in-future', field, { value: formatDateTime(at) });
}
