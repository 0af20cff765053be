import {
  type Actor,
  dateOf,
  kindOfStaff,
  ok,
  parseCitizenNumber,
  parseStaffCode,
  type Refusal,
  type Result,
  refuse,
  type StaffKind,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { lockInstitution } from '../institution/store.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { findPractitioners, type Practitioner, savePractitioner } from './practitioner-store.ts';
import { isBarredOn } from './service.ts';
import { barredStaff } from './store.ts';

export type PractitionerEntry = Omit<Practitioner, 'kind'>;
export type PractitionerRefusal = Refusal<
  | 'staff-code-malformed'
  | 'certificate-malformed'
  | 'certificate-check-digit'
  | 'name-missing'
  | 'until-before-from'
  | 'reason-missing'
  | 'institution-unknown'
  | 'not-permitted'
>;

export type PractitionerOutcome = {
  readonly outcome: 'applied' | 'unchanged';
  readonly practitioner: Practitioner;
};

/**
 * The agency of a place registers who practises at an institution, or changes the entry; the same again
 * changes nothing. The code says the kind (D doctor, N nurse, HY pharmacist, HJ technician). Refusals in
 * order: `staff-code-malformed`, those of a citizen number, `name-missing`, `until-before-from`,
 * `reason-missing`, `institution-unknown`, `not-permitted`.
 */
export async function registerPractitioner(
  deps: CareDeps,
  actor: Actor,
  told: PractitionerEntry,
): Promise<Result<PractitionerOutcome, PractitionerRefusal>> {
  const checked = checkedEntry(told);
  if (!checked.ok) return checked;
  const practitioner = checked.value;
  const { providerId, staffCode } = practitioner;
  return deps.db.transaction(async (tx): Promise<Result<PractitionerOutcome, PractitionerRefusal>> => {
    const institution = await lockInstitution(tx, providerId);
    if (institution === null) return refuse('institution-unknown', { field: 'providerId' });
    if (!mayMaintainInstitution(actor, institution.area)) return refuse('not-permitted');
    const [known] = await findPractitioners(tx, deps.fieldKeys, { providerId, kind: null, staffCode });
    if (known !== undefined && isSame(known, practitioner)) {
      return ok({ outcome: 'unchanged', practitioner: known });
    }
    await savePractitioner(tx, deps.fieldKeys, practitioner, { actorId: actor.id, at: deps.now() });
    return ok({ outcome: 'applied', practitioner });
  });
}

const isSame = (a: Practitioner, b: Practitioner): boolean =>
  (Object.keys(b) as (keyof Practitioner)[]).every((name) => a[name] === b[name]);

function checkedEntry(told: PractitionerEntry): Result<Practitioner, PractitionerRefusal> {
  const code = parseStaffCode(told.staffCode);
  if (!code.ok) return refuse('staff-code-malformed', { field: 'staffCode' });
  const number = parseCitizenNumber(told.certificateNumber);
  if (!number.ok) {
    const isCheck = number.refusal.code === 'citizen-number-check-digit';
    const refused = isCheck ? 'certificate-check-digit' : 'certificate-malformed';
    return refuse(refused, { field: 'certificateNumber' });
  }
  const name = told.name.trim();
  const reason = told.reason.trim();
  if (name === '') return refuse('name-missing', { field: 'name' });
  if (told.endedOn !== null && told.endedOn < told.startedOn) {
    return refuse('until-before-from', { field: 'untilOn' });
  }
  if (reason === '') return refuse('reason-missing', { field: 'reason' });
  return ok({ ...told, name, reason, certificateNumber: number.value, kind: kindOfStaff(code.value) });
}

/** An entry, and whether bills that the person opens today are payable (procedures V-18). */
export type ListedPractitioner = { readonly practitioner: Practitioner; readonly isEligible: boolean };

/** Those who practise at the caller's own institution (5102), by kind, code, name or certificate. */
export async function listPractitioners(
  deps: CareDeps,
  call: Call,
  by: {
    readonly kind: StaffKind | null;
    readonly staffCode: string | null;
    readonly name: string | null;
    readonly certificateNumber: string | null;
  },
): Promise<readonly ListedPractitioner[]> {
  const { name, certificateNumber, ...filter } = by;
  const { providerId } = call.institution;
  const found = await findPractitioners(deps.db, deps.fieldKeys, { providerId, ...filter });
  const wanted = found.filter(
    (one) =>
      (name === null || one.name === name) &&
      (certificateNumber === null || one.certificateNumber === certificateNumber.toUpperCase()),
  );
  const today = dateOf(call.receivedAt);
  const barred = await barredStaff(
    deps.db,
    wanted.map(({ staffCode }) => staffCode),
  );
  const ineligible = new Set(
    barred.filter((one) => isBarredOn(one, today)).map(({ staffCode }) => staffCode),
  );
  return wanted.map((practitioner) => {
    const isEnded = practitioner.endedOn !== null && practitioner.endedOn < today;
    return { practitioner, isEligible: !isEnded && !ineligible.has(practitioner.staffCode) };
  });
}
