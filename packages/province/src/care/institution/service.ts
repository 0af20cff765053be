import {
  type Actor,
  type Benefit,
  benefitOf,
  type CareType,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { diseaseCategoryOf } from '../visit/rules.ts';
import {
  type Agreement,
  type AgreementChange,
  changeAgreement,
  changeOfRequest,
  type Institution,
  lockInstitution,
} from './store.ts';

/** Refusals that only an agency meets. */
export type AgreementRefusal = Refusal<'change-empty' | 'reason-missing' | 'request-key-reused'>;

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

const IS_OPEN: Record<Benefit, (i: Institution) => boolean> = {
  inpatient: (i) => i.isInpatientOpen,
  outpatient: (i) => i.isOutpatientOpen,
  chronic: (i) => i.isChronicOpen,
};

/**
 * Whether the institution is open for this kind of care; a chronic disease by its category code, to which
 * local sub-codes belong (procedures F-17, V-05). Refusals: `care-type-not-open`, `disease-missing`,
 * `disease-not-open`.
 */
export function requireOpenFor(
  institution: Institution,
  careType: CareType,
  diseaseCode: string | null,
): CareRefusal | null {
  const benefit = benefitOf(careType);
  // A retail pharmacy sells, and treats nobody; a hospital does not sell as one.
  const isPharmacy = institution.kind === 'pharmacy';
  const isItsKind = careType === 'chronic' || isPharmacy === (careType === 'pharmacy');
  if (!isItsKind || !IS_OPEN[benefit](institution)) {
    return careRefusal('care-type-not-open', 'careType', { institution: institution.name, careType }).refusal;
  }
  if (benefit !== 'chronic') return null;
  if (diseaseCode === null) return careRefusal('disease-missing', 'diseaseCode').refusal;
  const category = diseaseCategoryOf(diseaseCode);
  if (institution.chronicDiseases.some((code) => diseaseCategoryOf(code) === category)) return null;
  return careRefusal('disease-not-open', 'diseaseCode', { institution: institution.name, diseaseCode })
    .refusal;
}

/** The change that an agency asks for; what it does not name stays as it is. */
export type AgreementRequest = Partial<Agreement> & {
  readonly providerId: string;
  readonly reason: string;
  /** The agency's own key: the same key has one effect. */
  readonly requestKey?: string | null;
};

export type AgreementOutcome = {
  readonly outcome: 'applied' | 'unchanged';
  readonly institution: Institution;
};

const FLAGS = [
  'agreement',
  'isInpatientOpen',
  'isOutpatientOpen',
  'isChronicOpen',
  'traceCodesFrom',
  'confirmsFrom',
  'isReadStrictly',
] as const;

const asked = ({
  providerId: _p,
  reason: _r,
  requestKey: _k,
  ...rest
}: AgreementRequest): Partial<Agreement> =>
  Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));

/** The first field in which a request differs from what was done under its key; null when it is the same. */
function differingField(known: AgreementChange, request: AgreementRequest): string | null {
  if (known.providerId !== request.providerId) return 'providerId';
  if (known.reason !== request.reason.trim()) return 'reason';
  return FLAGS.find((name) => request[name] !== undefined && request[name] !== known[name]) ?? null;
}

/**
 * The agency changes an institution's agreement and what it is open for (procedures F-17), with a reason,
 * kept in the history of changes. `unchanged` when everything is so already, or the key is known. Refusals:
 * `institution-unknown`, `not-permitted`, `change-empty`, `reason-missing`, `request-key-reused`.
 */
export async function setAgreement(
  deps: CareDeps,
  actor: Actor,
  request: AgreementRequest,
): Promise<Result<AgreementOutcome, CareRefusal | AgreementRefusal>> {
  const { providerId, requestKey = null } = request;
  const reason = request.reason.trim();
  const at = deps.now();
  return deps.db.transaction(
    async (tx): Promise<Result<AgreementOutcome, CareRefusal | AgreementRefusal>> => {
      const institution = await lockInstitution(tx, providerId);
      if (institution === null) return careRefusal('institution-unknown', 'institutionId');
      if (!mayMaintainInstitution(actor, institution.area)) return careRefusal('not-permitted');
      const wanted = asked(request);
      if (Object.keys(wanted).length === 0) return refuse('change-empty', { field: 'agreement' });
      if (reason === '') return refuse('reason-missing', { field: 'reason' });
      const known = requestKey === null ? null : await changeOfRequest(tx, actor.id, requestKey);
      if (known !== null) {
        const field = differingField(known, request);
        if (field !== null)
          return refuse('request-key-reused', { field: 'requestKey', detail: { differs: field } });
        return ok({ outcome: 'unchanged', institution });
      }
      const changed = { ...institution, ...wanted };
      if (FLAGS.every((name) => (changed[name] ?? null) === (institution[name] ?? null))) {
        return ok({ outcome: 'unchanged', institution });
      }
      await changeAgreement(tx, { ...changed, reason }, { at, actorId: actor.id, requestKey });
      return ok({ outcome: 'applied', institution: changed });
    },
  );
}
