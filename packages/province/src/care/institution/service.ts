import { type Actor, type Benefit, benefitOf, type CareType, ok, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { type AgreementState, changeAgreement, findInstitutions, type Institution } from './store.ts';

/**
 * Whether an institution may open, feed or settle a visit (procedures F-17; 医保发〔2022〕22号 article 15).
 * Refusals: `institution-suspended`, `institution-terminated`.
 */
export function requireActive(institution: Institution): CareRefusal | null {
  const { agreement, name, providerId } = institution;
  if (agreement === 'active') return null;
  const code = agreement === 'suspended' ? 'institution-suspended' : 'institution-terminated';
  return careRefusal(code, 'institutionId', { institution: name, providerId }).refusal;
}

/** Codes are M, three digits of category, two of sub-code: M00503 belongs to M00500. */
const categoryOf = (diseaseCode: string) => diseaseCode.slice(0, 4);

const IS_OPEN: Record<Benefit, (i: Institution) => boolean> = {
  inpatient: (i) => i.isInpatientOpen,
  outpatient: (i) => i.isOutpatientOpen,
  chronic: (i) => i.isChronicOpen,
};

/**
 * Whether the institution is open for this kind of care; a chronic disease by its category code, to which
 * local sub-codes belong (procedures F-17, V-05). Refusals: `care-type-not-open`, `disease-not-open`.
 */
export function requireOpenFor(
  institution: Institution,
  careType: CareType,
  diseaseCode: string | null,
): CareRefusal | null {
  const benefit = benefitOf(careType);
  if (!IS_OPEN[benefit](institution)) {
    return careRefusal('care-type-not-open', 'careType', { institution: institution.name, careType }).refusal;
  }
  if (benefit !== 'chronic' || diseaseCode === null) return null;
  const category = categoryOf(diseaseCode);
  if (institution.chronicDiseases.some((code) => categoryOf(code) === category)) return null;
  return careRefusal('disease-not-open', 'diseaseCode', { institution: institution.name, diseaseCode })
    .refusal;
}

/** The agency changes an institution's agreement. Refusals: `institution-unknown`, `not-permitted`. */
export async function setAgreement(
  deps: CareDeps,
  actor: Actor,
  change: { readonly providerId: string; readonly agreement: AgreementState; readonly reason: string },
): Promise<Result<Institution, CareRefusal>> {
  const by = { providerId: change.providerId, name: null, kind: null };
  const [institution] = await findInstitutions(deps.db, by);
  if (institution === undefined) return careRefusal('institution-unknown', 'institutionId');
  if (!mayMaintainInstitution(actor, institution.area)) return careRefusal('not-permitted');
  await changeAgreement(deps.db, { ...change, at: deps.now(), actorId: actor.id });
  return ok({ ...institution, agreement: change.agreement });
}
