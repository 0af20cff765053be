import { encryptField, keyedDigest } from '@zhijie/crypto';
import { type AnswerOf, routeOf } from '@zhijie/exchange';
import {
  type CalendarDate,
  type CareType,
  dateOf,
  type Instant,
  type InsuranceType,
  isAreaCode,
  monthOf,
  ok,
  parseCitizenNumber,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive, requireOpenFor } from '../institution/service.ts';
import { reach } from '../person/identify.ts';
import { insuredAreaOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { requireCareTypeOf, requirePast, requireTraumaFlags } from './rules.ts';
import { type Diagnosis, insertVisit, upsertDiagnoses, type Visit, type VisitDetails } from './store.ts';

/** A visit to register (2201) or a stay to begin (2401). */
export type Registration = {
  readonly kind: 'outpatient' | 'inpatient';
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  /** Null for a visit whose care type comes later, with its diagnoses. */
  readonly careType: CareType | null;
  readonly certificateType: string;
  /** The ID card shown, when one was shown. */
  readonly certificateNumber: string | null;
  readonly name: string | null;
  readonly serialNumber: string;
  readonly startedAt: Instant;
  readonly isEmergency: boolean;
  readonly isTrauma: boolean | null;
  readonly involvesThirdParty: boolean | null;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly details: VisitDetails;
  readonly contact?: { readonly name: string | null; readonly phone: string | null };
  readonly diagnoses: readonly Diagnosis[];
};

/** `warnings`: what the patient should do now, e.g. file before the discharge. */
export type Registered = { readonly visit: Visit; readonly warnings: readonly string[] };

type Entitlement = AnswerOf<'entitlement.check@1'>;

/**
 * Registers a visit or a stay. A missing filing never refuses it: filing before the discharge still settles
 * directly (procedures F-10; 医保发〔2022〕22号 article 16). Refusals: institution and care type, times and
 * trauma flags, the insured side's own (coverage suspended …), `certificate-mismatch`, `name-mismatch`,
 * `serial-number-taken`.
 */
export async function registerVisit(
  deps: CareDeps,
  call: Call,
  wanted: Registration,
  render: (registered: Registered) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const refusal = refusalBefore(call, wanted);
  if (refusal !== null) return { ok: false, refusal };
  const checked = await checkEntitlement(deps, call, wanted);
  if (!checked.ok) return checked;
  const mismatch = identityMismatch(wanted, checked.value);
  if (mismatch !== null) return { ok: false, refusal: mismatch };
  return once(
    deps,
    call,
    async (tx) => {
      const visit = visitOf(deps, call, wanted, checked.value);
      if (!(await insertVisit(tx, visit))) {
        return careRefusal('serial-number-taken', 'serialNumber', { value: wanted.serialNumber });
      }
      await upsertDiagnoses(tx, visit, wanted.diagnoses);
      await logAccess(tx, {
        at: call.receivedAt,
        actorId: call.actor.id,
        providerId: visit.providerId,
        personId: visit.personId,
        purpose: 'register',
        messageId: call.messageId,
      });
      return ok({ output: { visit, warnings: checked.value.warnings }, visitId: visit.visitId });
    },
    render,
  );
}

function refusalBefore(call: Call, wanted: Registration): CareRefusal | null {
  const { institution } = call;
  const careType = wanted.careType ?? 'outpatient';
  return (
    requireActive(institution) ??
    requireCareTypeOf(wanted.kind, careType) ??
    // A chronic visit names its disease later; until then it is registered as an ordinary one.
    requireOpenFor(institution, careType, wanted.diseaseCode) ??
    requirePast('startedAt', wanted.startedAt, call.receivedAt) ??
    requireTraumaFlags(wanted)
  );
}

async function checkEntitlement(
  deps: CareDeps,
  call: Call,
  wanted: Registration,
): Promise<Result<Entitlement, Refusal>> {
  const { institution, insuredRegion } = call;
  if (insuredRegion !== null && !isAreaCode(insuredRegion)) {
    return careRefusal('insured-region-unknown', 'insuredRegion', { value: insuredRegion });
  }
  const { area, providerId } = institution;
  const { personId } = wanted;
  const insuredArea = insuredRegion ?? (await insuredAreaOf(deps.db, personId)) ?? area;
  const month = monthOf(call.receivedAt);
  const route = routeOf({ careArea: area, insuredArea, providerId, personId, month });
  return reach(() =>
    deps.ask('entitlement.check@1', route, {
      personId,
      insuranceType: wanted.insuranceType,
      careType: wanted.careType ?? 'outpatient',
      careArea: area,
      providerId,
      isEmergency: wanted.isEmergency,
      on: dateOf(wanted.startedAt),
    }),
  );
}

/** The hospital verifies that the certificate shown is the person's (procedures V-01). */
function identityMismatch(wanted: Registration, { person }: Entitlement): CareRefusal | null {
  if (wanted.certificateNumber !== null) {
    const parsed = parseCitizenNumber(wanted.certificateNumber);
    if (!parsed.ok && parsed.refusal.code === 'citizen-number-check-digit') {
      return careRefusal('certificate-check-digit', 'certificateNumber').refusal;
    }
    const shown = parsed.ok ? parsed.value : wanted.certificateNumber;
    if (shown !== person.certificateNumber) {
      return careRefusal('certificate-mismatch', 'certificateNumber').refusal;
    }
  }
  const isOther = wanted.name !== null && wanted.name !== person.name;
  return isOther ? careRefusal('name-mismatch', 'personName').refusal : null;
}

function visitOf(deps: CareDeps, call: Call, wanted: Registration, entitled: Entitlement): Visit {
  const { person, coverage } = entitled;
  const { providerId, area } = call.institution;
  const key = deps.fieldKeys[0]!;
  const seal = (text: string | null | undefined) => (text ? encryptField(key, text) : null);
  const { contact } = wanted;
  const sealedContact =
    contact === undefined ? {} : { contactName: seal(contact.name), contactPhone: seal(contact.phone) };
  return {
    providerId,
    visitId: deps.ids.next('visit', area, call.receivedAt),
    careArea: area,
    personId: person.personId,
    insuredArea: coverage.insuredArea,
    insuranceType: coverage.insuranceType,
    personGroup: coverage.group,
    isCivilServant: coverage.isCivilServant,
    nameSealed: encryptField(key, person.name),
    certificateSealed: encryptField(key, person.certificateNumber),
    certificateDigest: keyedDigest(deps.lookupKey, person.certificateNumber),
    gender: person.gender,
    birthDate: person.birthDate as CalendarDate,
    kind: wanted.kind,
    careType: wanted.careType,
    certificateType: wanted.certificateType,
    serialNumber: wanted.serialNumber,
    startedAt: wanted.startedAt,
    endedAt: null,
    state: 'open',
    segment: 1,
    revision: 0,
    diseaseCode: wanted.diseaseCode,
    diseaseName: wanted.diseaseName,
    isEmergency: wanted.isEmergency,
    isTrauma: wanted.isTrauma,
    involvesThirdParty: wanted.involvesThirdParty,
    details: { ...wanted.details, ...sealedContact },
    registeredAt: call.receivedAt,
  };
}
