/** What registrations that stand change about a decision: pure. */
import { categoryOf } from '../entitlement/chronic.ts';

/** A registration as far as a decision needs it, kept with the coverage. */
export type StandingRegistration = {
  readonly kind: 'chronic' | 'designated' | 'accident';
  readonly disease: string | null;
  readonly institution: string | null;
  readonly from: string;
  readonly until: string | null;
  readonly isPayable: boolean | null;
};

const on = (
  registrations: readonly StandingRegistration[],
  kind: StandingRegistration['kind'],
  day: string,
): readonly StandingRegistration[] =>
  registrations.filter((one) => one.kind === kind && one.from <= day && (one.until ?? day) >= day);

/** Whether a chronic disease is registered on a day; a sub-code belongs to its category (V-05). */
export function isRegistered(
  registrations: readonly StandingRegistration[],
  diseaseCode: string,
  day: string,
): boolean {
  const category = categoryOf(diseaseCode);
  return on(registrations, 'chronic', day).some((one) => categoryOf(one.disease ?? '') === category);
}

/**
 * Whether the institution is one that the person has chosen (D17); undefined where nothing was ever chosen:
 * then nobody knows.
 */
export function isChosen(
  registrations: readonly StandingRegistration[],
  providerId: string,
  day: string,
): boolean | undefined {
  const chosen = on(registrations, 'designated', day);
  return chosen.length === 0 ? undefined : chosen.some((one) => one.institution === providerId);
}

/** Whether care at the institution follows an accident that was filed as one the fund may pay (D4). */
export function isFiledAccident(
  registrations: readonly StandingRegistration[],
  providerId: string,
  day: string,
): boolean {
  return on(registrations, 'accident', day).some(
    (one) => one.isPayable === true && (one.institution ?? providerId) === providerId,
  );
}
