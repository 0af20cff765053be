import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, CareType, Instant, InsuranceType, PersonGroup } from '@zhijie/kernel';

export type VisitKind = 'outpatient' | 'inpatient';
export type VisitState = 'open' | 'discharged' | 'cancelled';

/** What nobody calculates with: departments, doctors, bed, contact (encrypted), diagnoses in words. */
export type VisitDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A visit or a stay. Names and certificate numbers are encrypted; `segment` is the part that settles next.
 */
export type Visit = {
  readonly providerId: string;
  readonly visitId: string;
  readonly careArea: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly personGroup: PersonGroup;
  readonly isCivilServant: boolean;
  readonly nameSealed: string;
  readonly certificateSealed: string;
  readonly certificateDigest: string;
  readonly gender: 'male' | 'female';
  readonly birthDate: CalendarDate;
  readonly kind: VisitKind;
  readonly careType: CareType | null;
  readonly certificateType: string;
  readonly serialNumber: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: VisitState;
  readonly segment: number;
  readonly revision: number;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly isEmergency: boolean;
  readonly isTrauma: boolean | null;
  readonly involvesThirdParty: boolean | null;
  /** Moved here from another hospital (转院住院). */
  readonly isTransfer: boolean;
  readonly details: VisitDetails;
  readonly registeredAt: Instant;
};

export type Diagnosis = {
  readonly kind: string;
  readonly orderNumber: number;
  readonly code: string;
  readonly name: string;
  readonly isMain: boolean;
  readonly department: string;
  readonly doctorId: string;
  readonly doctorName: string;
  readonly diagnosedAt: Instant;
  readonly isVoided: boolean;
};

const FIELDS = [
  ['providerId', 'provider_id'],
  ['visitId', 'visit_id'],
  ['careArea', 'care_area'],
  ['personId', 'person_id'],
  ['insuredArea', 'insured_area'],
  ['insuranceType', 'insurance_type'],
  ['personGroup', 'person_group'],
  ['isCivilServant', 'is_civil_servant'],
  ['nameSealed', 'name_sealed'],
  ['certificateSealed', 'certificate_sealed'],
  ['certificateDigest', 'certificate_digest'],
  ['gender', 'gender'],
  ['birthDate', 'birth_date'],
  ['kind', 'kind'],
  ['careType', 'care_type'],
  ['certificateType', 'certificate_type'],
  ['serialNumber', 'serial_number'],
  ['startedAt', 'started_at'],
  ['endedAt', 'ended_at'],
  ['state', 'state'],
  ['segment', 'segment'],
  ['revision', 'revision'],
  ['diseaseCode', 'disease_code'],
  ['diseaseName', 'disease_name'],
  ['isEmergency', 'is_emergency'],
  ['isTrauma', 'is_trauma'],
  ['involvesThirdParty', 'involves_third_party'],
  ['isTransfer', 'is_transfer'],
  ['details', 'details'],
  ['registeredAt', 'registered_at'],
] as const satisfies readonly (readonly [keyof Visit, string])[];

export const VISIT_SELECT = FIELDS.map(([name, column]) => `v.${column} AS "${name}"`).join(', ');
const NAMES = FIELDS.map(([, column]) => column).join(', ');
const PLACES = FIELDS.map((_, i) => `$${i + 1}`).join(', ');

const INSERT = statement(
  'care-visit-insert',
  `INSERT INTO care.visit (${NAMES}) VALUES (${PLACES})
   ON CONFLICT (provider_id, kind, serial_number) WHERE state <> 'cancelled' DO NOTHING RETURNING visit_id`,
);
const FIND = statement(
  'care-visit-find',
  `SELECT ${VISIT_SELECT} FROM care.visit v WHERE provider_id = $1 AND visit_id = $2`,
);
const LOCK = statement(
  'care-visit-lock',
  `SELECT ${VISIT_SELECT},
     (SELECT s.state FROM care.settlement s WHERE s.provider_id = v.provider_id AND s.visit_id = v.visit_id
        AND s.segment = v.segment AND s.state IN ('pending', 'settled')) AS "liveState",
     EXISTS (SELECT FROM care.settlement s WHERE s.provider_id = v.provider_id AND s.visit_id = v.visit_id
        AND s.state IN ('pending', 'settled')) AS "hasSettlement",
     EXISTS (SELECT FROM care.settlement s WHERE s.provider_id = v.provider_id AND s.visit_id = v.visit_id
        AND s.state = 'pending') AS "isSettling",
     EXISTS (SELECT FROM care.approval_item i WHERE i.care_area = v.care_area) AS "hasApprovalItems"
   FROM care.visit v WHERE v.provider_id = $1 AND v.visit_id = $2 FOR NO KEY UPDATE OF v`,
);
const CHANGE = statement(
  'care-visit-change',
  `UPDATE care.visit SET care_type = $3, started_at = $4, ended_at = $5, state = $6, disease_code = $7,
     disease_name = $8, is_emergency = $9, is_trauma = $10, involves_third_party = $11,
     details = details || $12::jsonb, serial_number = $13, is_transfer = $14, revision = revision + 1
   WHERE provider_id = $1 AND visit_id = $2`,
);
const DIAGNOSES = statement(
  'care-diagnoses-upsert',
  `INSERT INTO care.diagnosis (provider_id, visit_id, kind, order_number, code, name, is_main, department,
     doctor_id, doctor_name, diagnosed_at, is_voided)
   SELECT $1, $2, d.kind, d."orderNumber", d.code, d.name, d."isMain", d.department, d."doctorId",
     d."doctorName", d."diagnosedAt", d."isVoided"
   FROM jsonb_to_recordset($3::jsonb) AS d(kind text, "orderNumber" integer, code text, name text,
     "isMain" boolean, department text, "doctorId" text, "doctorName" text, "diagnosedAt" bigint,
     "isVoided" boolean)
   ON CONFLICT (provider_id, visit_id, order_number) DO UPDATE SET kind = excluded.kind,
     code = excluded.code, name = excluded.name, is_main = excluded.is_main,
     department = excluded.department, doctor_id = excluded.doctor_id,
     doctor_name = excluded.doctor_name, diagnosed_at = excluded.diagnosed_at,
     is_voided = excluded.is_voided`,
);
const READ_DIAGNOSES = statement(
  'care-diagnoses-read',
  `SELECT kind, order_number AS "orderNumber", code, name, is_main AS "isMain", department,
     doctor_id AS "doctorId", doctor_name AS "doctorName", diagnosed_at AS "diagnosedAt",
     is_voided AS "isVoided"
   FROM care.diagnosis WHERE provider_id = $1 AND visit_id = $2 AND NOT is_voided ORDER BY order_number`,
);
const SEARCH = statement(
  'care-visit-search',
  `SELECT ${VISIT_SELECT} FROM care.visit v
   WHERE provider_id = $1 AND person_id = $2 AND state <> 'cancelled' AND started_at BETWEEN $3 AND $4
     AND ($5::text IS NULL OR care_type = $5) AND ($6::text IS NULL OR visit_id = $6)
   ORDER BY started_at, visit_id LIMIT 200`,
);

/** False when the hospital's own number of the visit is taken by another visit that is not cancelled. */
export async function insertVisit(tx: Executor, visit: Visit): Promise<boolean> {
  const values = FIELDS.map(([name]) => (name === 'details' ? JSON.stringify(visit.details) : visit[name]));
  return (await tx.query(INSERT, values)).length === 1;
}

export async function findVisit(db: Executor, providerId: string, visitId: string): Promise<Visit | null> {
  return (await db.query<Visit>(FIND, [providerId, visitId]))[0] ?? null;
}

/** A visit under lock, with what its settlements allow. */
export type LockedVisit = Visit & {
  /** State of the live settlement of the segment that settles next. */
  readonly liveState: 'pending' | 'settled' | null;
  readonly hasSettlement: boolean;
  readonly isSettling: boolean;
  /** Whether its care place demands pre-approval of any item; absent: not looked up. */
  readonly hasApprovalItems?: boolean;
};

/** Locks the visit's row until the transaction ends: lines, discharge and intents take their turns on it. */
export async function lockVisit(
  tx: Executor,
  providerId: string,
  visitId: string,
): Promise<LockedVisit | null> {
  return (await tx.query<LockedVisit>(LOCK, [providerId, visitId]))[0] ?? null;
}

const BY_SERIAL = statement(
  'care-visit-by-serial',
  `SELECT visit_id AS "visitId" FROM care.visit
   WHERE provider_id = $1 AND kind = $2 AND serial_number = $3 AND state <> 'cancelled'`,
);

/** The visit under the institution's own number that is not cancelled. */
export async function visitBySerial(
  db: Executor,
  by: Pick<Visit, 'providerId' | 'kind' | 'serialNumber'>,
): Promise<string | null> {
  const rows = await db.query<{ visitId: string }>(BY_SERIAL, [by.providerId, by.kind, by.serialNumber]);
  return rows[0]?.visitId ?? null;
}

/** Writes the changed parts of a locked visit; details are merged. */
export async function changeVisit(tx: Executor, visit: Visit, change: Partial<Visit>): Promise<void> {
  const next = { ...visit, ...change };
  await tx.query(CHANGE, [
    visit.providerId,
    visit.visitId,
    next.careType,
    next.startedAt,
    next.endedAt,
    next.state,
    next.diseaseCode,
    next.diseaseName,
    next.isEmergency,
    next.isTrauma,
    next.involvesThirdParty,
    JSON.stringify(change.details ?? {}),
    next.serialNumber,
    next.isTransfer,
  ]);
}

/** Diagnoses by their order number: the last one wins, a voided one stays as a row. */
export async function upsertDiagnoses(
  tx: Executor,
  visit: Pick<Visit, 'providerId' | 'visitId'>,
  diagnoses: readonly Diagnosis[],
): Promise<void> {
  if (diagnoses.length === 0) return;
  const last = [...new Map(diagnoses.map((each) => [each.orderNumber, each])).values()];
  await tx.query(DIAGNOSES, [visit.providerId, visit.visitId, JSON.stringify(last)]);
}

export function readDiagnoses(
  db: Executor,
  visit: Pick<Visit, 'providerId' | 'visitId'>,
): Promise<Diagnosis[]> {
  return db.query<Diagnosis>(READ_DIAGNOSES, [visit.providerId, visit.visitId]);
}

/** A person's visits at one institution, started between two moments; at most 200. */
export function searchVisits(
  db: Executor,
  by: {
    readonly providerId: string;
    readonly personId: string;
    readonly from: Instant;
    readonly until: Instant;
    readonly careType: CareType | null;
    readonly visitId: string | null;
  },
): Promise<Visit[]> {
  const values = [by.providerId, by.personId, by.from, by.until, by.careType, by.visitId];
  return db.query<Visit>(SEARCH, values);
}
