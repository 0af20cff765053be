import { encryptField, keyedDigest } from '@zhijie/crypto';
import { type AnswerOf, routeOf } from '@zhijie/exchange';
import {
  type CalendarDate,
  type CareType,
  dateOf,
  type Instant,
  type InsuranceType,
  monthOf,
  ok,
  parseCitizenNumber,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive, requireOpenFor } from '../institution/service.ts';
import { insuredAreaFor } from '../person/benefits.ts';
import { checkShown, type Showing } from '../person/credential.ts';
import { reach } from '../person/identify.ts';
import { logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { rememberedEntitlement } from './offline.ts';
import { requireCareTypeOf, requirePast, requireTraumaFlags } from './rules.ts';
import { type Diagnosis, insertVisit, upsertDiagnoses, type Visit, type VisitDetails } from './store.ts';

/** A visit to register (2201) or a stay to begin (2401). */
export type Registration = {
  readonly kind: 'outpatient' | 'inpatient';
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  /** Null for a visit whose care type comes later, with its diagnoses. */
  readonly careType: CareType | null;
  readonly certificateType: Showing['credential'];
  /** Number of what was shown: of an electronic credential its token. */
  readonly credentialNumber: string | null;
  /** The ID card shown, when one was shown. */
  readonly certificateNumber: string | null;
  readonly name: string | null;
  readonly serialNumber: string;
  readonly startedAt: Instant;
  readonly isEmergency: boolean;
  readonly isTrauma: boolean | null;
  readonly involvesThirdParty: boolean | null;
  /** A stay that goes on from another hospital's (转院住院). */
  readonly isTransfer?: boolean;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly details: VisitDetails;
  readonly contact?: { readonly name: string | null; readonly phone: string | null };
  readonly diagnoses: readonly Diagnosis[];
};

/** `warnings`: what the patient should do now, e.g. file before the discharge. */
export type Registered = { readonly visit: Visit; readonly warnings: readonly string[] };

type Entitlement = AnswerOf<'entitlement.check@1'>;

/** What a visit takes from the insured side's answer. */
export type Entitled = Pick<Entitlement, 'person' | 'warnings'> & {
  readonly coverage: Pick<
    Entitlement['coverage'],
    'insuredArea' | 'insuranceType' | 'group' | 'isCivilServant'
  >;
};

/**
 * Registers a visit or a stay; with the line to the insured place cut, from the person's last visit here. A
 * missing filing never refuses it: filing before the discharge still settles directly (procedures F-10;
 * 医保发〔2022〕22号 article 16). Refusals: institution and care type, times and trauma flags, the insured side's
 * own (coverage suspended …), `certificate-mismatch`, `name-mismatch`, those of an electronic credential,
 * `serial-number-taken`.
 */
export async function registerVisit(
  deps: CareDeps,
  call: Call,
  wanted: Registration,
  render: (registered: Registered) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const entitled = await entitledVisit(deps, call, wanted);
  if (!entitled.ok) return entitled;
  const shown = await checkShown(deps, call, showingOf(wanted), true);
  if (!shown.ok) return shown;
  return once(
    deps,
    call,
    async (tx) => {
      const { visit, warnings } = entitled.value;
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
      return ok({ output: { visit, warnings }, visitId: visit.visitId });
    },
    render,
  );
}

/**
 * The visit that would be opened, and what the patient should do now; nothing is written. Refusals: those of
 * `registerVisit` up to the identity.
 */
export async function entitledVisit(
  deps: CareDeps,
  call: Call,
  wanted: Registration,
): Promise<Result<Registered, Refusal>> {
  const refusal = refusalBefore(call, wanted);
  if (refusal !== null) return { ok: false, refusal };
  const checked = await checkEntitlement(deps, call, wanted);
  const entitled = checked.ok ? checked.value : await withoutLine(deps, call, wanted, checked.refusal);
  if (entitled === null) return checked as Result<never, Refusal>;
  const mismatch = identityMismatch(wanted, entitled);
  if (mismatch !== null) return { ok: false, refusal: mismatch };
  return ok({ visit: visitOf(deps, call, wanted, entitled), warnings: entitled.warnings });
}

/** With the line cut the institution's own record stands in; any other refusal stays one (V-12). */
async function withoutLine(deps: CareDeps, call: Call, wanted: Registration, refusal: Refusal) {
  return refusal.code === 'insured-place-unreachable' ? rememberedEntitlement(deps, call, wanted) : null;
}

const BUSINESSES = {
  outpatient: ['registration', 'consultation'],
  inpatient: ['admission', 'record-opening'],
} as const satisfies Record<Registration['kind'], Showing['businesses']>;

const showingOf = ({ certificateType, credentialNumber, personId, kind }: Registration): Showing => ({
  credential: certificateType,
  number: credentialNumber,
  personId,
  businesses: BUSINESSES[kind],
});

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
  const { area, providerId } = call.institution;
  const { personId } = wanted;
  const insuredArea = await insuredAreaFor(deps, call, personId);
  if (!insuredArea.ok) return insuredArea;
  const month = monthOf(call.receivedAt);
  const route = routeOf({ careArea: area, insuredArea: insuredArea.value, providerId, personId, month });
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
function identityMismatch(wanted: Registration, { person }: Entitled): CareRefusal | null {
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

function visitOf(deps: CareDeps, call: Call, wanted: Registration, entitled: Entitled): Visit {
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
    isTransfer: wanted.isTransfer ?? false,
    details: { ...wanted.details, ...sealedContact },
    registeredAt: call.receivedAt,
  };
}
