import { statement } from '@zhijie/database';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Instant,
  maskName,
  ok,
  type Result,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { findPractitioners, type Practitioner } from '../staff/practitioner-store.ts';
import { isBarredOn } from '../staff/service.ts';
import { barredStaff, type StaffEligibility } from '../staff/store.ts';
import { type Agreement, type AgreementState, findInstitutions, type Institution } from './store.ts';

const LIST = statement(
  'care-institution-list',
  `SELECT provider_id AS "providerId", name, kind, level, area, agreement,
     is_inpatient_open AS "isInpatientOpen", is_outpatient_open AS "isOutpatientOpen",
     is_chronic_open AS "isChronicOpen", cardinality(chronic_diseases) AS diseases
   FROM care.institution
   WHERE area = ANY ($1) AND provider_id > $2
     AND ($3::text IS NULL OR position($3 in name) > 0 OR starts_with(provider_id, $3))
     AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR agreement = $5)
   ORDER BY provider_id LIMIT $6`,
);
const HISTORY = statement(
  'care-institution-history',
  `SELECT changed_at AS "changedAt", actor_id AS "by", agreement, is_inpatient_open AS "isInpatientOpen",
     is_outpatient_open AS "isOutpatientOpen", is_chronic_open AS "isChronicOpen",
     trace_codes_from AS "traceCodesFrom", confirms_from AS "confirmsFrom",
     is_read_strictly AS "isReadStrictly", reason
   FROM care.institution_change WHERE provider_id = $1 ORDER BY changed_at DESC LIMIT 50`,
);

export type ListedInstitution = Pick<
  Institution,
  | 'providerId'
  | 'name'
  | 'kind'
  | 'level'
  | 'area'
  | 'agreement'
  | 'isInpatientOpen'
  | 'isOutpatientOpen'
  | 'isChronicOpen'
> & { readonly diseases: number };

export type InstitutionQuery = {
  /** Part of the name, or the beginning of the code. */
  readonly text: string | null;
  readonly kind: 'hospital' | 'pharmacy' | null;
  readonly agreement: AgreementState | null;
  readonly after: string;
  readonly limit: number;
};

/** Institutions of the agency's areas, by code. Refusal: `not-permitted` (no agency). */
export async function listInstitutions(
  { db }: Pick<CareDeps, 'db'>,
  actor: Actor,
  { text, kind, agreement, after, limit }: InstitutionQuery,
): Promise<Result<readonly ListedInstitution[], CareRefusal>> {
  const areas = actor.areas.filter((area) => mayMaintainInstitution(actor, area));
  if (areas.length === 0) return careRefusal('not-permitted');
  return ok(await db.query<ListedInstitution>(LIST, [areas, after, text, kind, agreement, limit]));
}

export type ListedChange = Agreement & {
  readonly changedAt: Instant;
  readonly by: string;
  readonly reason: string;
};

/** Somebody of the staff, the name masked; whether bills opened today are payable (procedures V-18). */
export type ListedStaff = Pick<Practitioner, 'staffCode' | 'kind' | 'startedOn' | 'endedOn'> & {
  readonly maskedName: string;
  readonly isEligible: boolean;
  /** The decision that stands, whenever it begins; null: eligible without one. */
  readonly decision: Pick<StaffEligibility, 'state' | 'fromOn' | 'untilOn' | 'area'> | null;
};

export type InstitutionFile = {
  readonly institution: Institution;
  /** Newest first; at most 50. */
  readonly changes: readonly ListedChange[];
  readonly staff: readonly ListedStaff[];
};

/**
 * An institution with its agreement, how that came to be, and who practises there. Refusals:
 * `institution-unknown`, `not-permitted`.
 */
export async function readInstitution(
  { db, fieldKeys, now }: Pick<CareDeps, 'db' | 'fieldKeys' | 'now'>,
  actor: Actor,
  providerId: string,
): Promise<Result<InstitutionFile, CareRefusal>> {
  const [institution] = await findInstitutions(db, { providerId, name: null, kind: null });
  if (institution === undefined) return careRefusal('institution-unknown', 'institutionId');
  if (!mayMaintainInstitution(actor, institution.area)) return careRefusal('not-permitted');
  const changes = await db.query<ListedChange>(HISTORY, [providerId]);
  const found = await findPractitioners(db, fieldKeys, { providerId, kind: null, staffCode: null });
  const barred = await barredStaff(
    db,
    found.map(({ staffCode }) => staffCode),
  );
  const today = dateOf(now());
  return ok({ institution, changes, staff: found.map((one) => listedStaff(one, barred, today)) });
}

function listedStaff(
  { staffCode, kind, name, startedOn, endedOn }: Practitioner,
  barred: readonly StaffEligibility[],
  today: CalendarDate,
): ListedStaff {
  const decision = barred.find((one) => one.staffCode === staffCode) ?? null;
  const isHere = startedOn <= today && (endedOn === null || today <= endedOn);
  const isEligible = isHere && (decision === null || !isBarredOn(decision, today));
  return { staffCode, kind, maskedName: maskName(name), startedOn, endedOn, isEligible, decision };
}
