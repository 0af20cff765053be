import { type Refusal, refuse } from '@zhijie/kernel';

/**
 * Why the care side refuses a call, in the order in which the rules are examined within one call. Refusals of
 * the insured side pass through under their own codes.
 */
export type CareRefusalCode =
  | 'content-differs'
  | 'request-reversed'
  | 'request-in-progress'
  | 'institution-unknown'
  | 'institution-suspended'
  | 'institution-terminated'
  | 'care-type-not-open'
  | 'disease-missing'
  | 'disease-not-open'
  | 'not-permitted'
  | 'not-signed-in'
  | 'certificate-malformed'
  | 'certificate-check-digit'
  | 'certificate-mismatch'
  | 'name-mismatch'
  | 'person-unknown'
  | 'person-ambiguous'
  | 'insured-region-unknown'
  | 'visit-unknown'
  | 'visit-not-inpatient'
  | 'visit-not-outpatient'
  | 'visit-cancelled'
  | 'visit-discharged'
  | 'visit-not-discharged'
  | 'visit-settled'
  | 'visit-has-lines'
  | 'serial-number-taken'
  | 'person-differs'
  | 'insurance-differs'
  | 'care-type-differs'
  | 'care-type-wrong'
  | 'diagnosis-missing'
  | 'discharge-before-admission'
  | 'time-in-future'
  | 'trauma-flags-incomplete'
  | 'third-party-liable'
  | 'visits-mixed'
  | 'line-repeated'
  | 'line-exists'
  | 'line-unknown'
  | 'line-settled'
  | 'line-has-refunds'
  | 'line-before-visit'
  | 'unknown-item'
  | 'staff-not-eligible'
  | 'line-of-other-disease'
  | 'line-too-large'
  | 'mapping-kind-differs'
  | 'mapping-period'
  | 'mapping-unknown'
  | 'code-list-unknown'
  | 'page-invalid'
  | 'file-not-zip'
  | 'file-unknown'
  | 'amount-mismatch'
  | 'quantity-not-positive'
  | 'original-line-unknown'
  | 'refund-exceeds-original'
  | 'refund-price-differs'
  | 'total-too-large'
  | 'nothing-to-settle'
  | 'total-mismatch'
  | 'excluded-mismatch'
  | 'over-limit-mismatch'
  | 'self-paid-first-mismatch'
  | 'eligible-mismatch'
  | 'total-negative'
  | 'not-discharged-yet'
  | 'settlement-pending'
  | 'settlement-exists'
  | 'settlement-unknown'
  | 'settlement-reversed'
  | 'settlement-never-happened'
  | 'settlement-not-interim'
  | 'not-reversible'
  | 'transaction-differs'
  | 'insured-place-unreachable'
  | 'outcome-unknown';

export type CareRefusal = Refusal<CareRefusalCode>;

export type RefusalDetail = Readonly<Record<string, string | number>>;

/** A refusal of this side; `field` names the English field of the request, `detail` the values. */
export function careRefusal(
  code: CareRefusalCode,
  field?: string,
  detail?: RefusalDetail,
): { readonly ok: false; readonly refusal: CareRefusal } {
  return refuse(code, { field, detail });
}
