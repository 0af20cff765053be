import { decryptField, encryptField, type FieldKey } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { assert, type CalendarDate, type Instant } from '@zhijie/kernel';

/** What is said of a department besides. */
export type DepartmentDetails = {
  readonly introduction?: string | undefined;
  readonly serviceScope?: string | undefined;
  readonly establishedOn?: CalendarDate | undefined;
  readonly approvedBeds?: number | undefined;
  readonly recognisedBeds?: number | undefined;
  readonly poolingArea?: string | undefined;
  readonly doctors?: number | undefined;
  readonly pharmacists?: number | undefined;
  readonly nurses?: number | undefined;
  readonly technicians?: number | undefined;
  readonly remark?: string | undefined;
};

export type Department = {
  readonly code: string;
  readonly name: string;
  /** A code of the national list of departments, e.g. A03.04 心血管内科专业. */
  readonly specialty: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly headName: string;
  readonly headTelephone: string;
  readonly details: DepartmentDetails;
};

type Row = Omit<Department, 'headName' | 'headTelephone'> & {
  readonly head: string;
  readonly telephone: string;
};

const LOCK = statement(
  'care-department-lock',
  `SELECT department_code AS code, department_name AS name, withdrawn_at IS NULL AS "isValid"
   FROM care.department WHERE provider_id = $1 AND department_code = ANY ($2)
   ORDER BY department_code FOR UPDATE`,
);
const SAVE = statement(
  'care-department-save',
  `INSERT INTO care.department (provider_id, department_code, department_name, specialty, started_at,
     ended_at, head_sealed, telephone_sealed, details, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $10)
   ON CONFLICT (provider_id, department_code) DO UPDATE
   SET department_name = excluded.department_name, specialty = excluded.specialty,
     started_at = excluded.started_at, ended_at = excluded.ended_at, head_sealed = excluded.head_sealed,
     telephone_sealed = excluded.telephone_sealed, details = excluded.details,
     updated_at = excluded.updated_at, withdrawn_at = NULL`,
);
const WITHDRAW = statement(
  'care-department-withdraw',
  `UPDATE care.department SET withdrawn_at = $3, updated_at = $3
   WHERE provider_id = $1 AND department_code = $2 AND withdrawn_at IS NULL RETURNING department_code`,
);
const LIST = statement(
  'care-department-list',
  `SELECT department_code AS code, department_name AS name, specialty, started_at AS "startedAt",
     ended_at AS "endedAt", head_sealed AS head, telephone_sealed AS telephone, details
   FROM care.department WHERE provider_id = $1 AND withdrawn_at IS NULL ORDER BY department_code`,
);

export type DepartmentState = { readonly code: string; readonly name: string; readonly isValid: boolean };

/** Of the given codes those that the institution ever reported, locked in order. */
export function lockDepartments(
  tx: Executor,
  providerId: string,
  codes: readonly string[],
): Promise<DepartmentState[]> {
  return tx.query<DepartmentState>(LOCK, [providerId, [...codes]]);
}

/** Writes a department as it is now; one that was withdrawn is valid again. */
export async function saveDepartment(
  tx: Executor,
  keys: readonly FieldKey[],
  providerId: string,
  { code, name, specialty, startedAt, endedAt, headName, headTelephone, details }: Department,
  at: Instant,
): Promise<void> {
  const [key] = keys;
  assert(key !== undefined, 'A node has a field key');
  await tx.query(SAVE, [
    ...[providerId, code, name, specialty, startedAt, endedAt],
    ...[encryptField(key, headName), encryptField(key, headTelephone), JSON.stringify(details), at],
  ]);
}

/** False when there is none to withdraw. */
export async function withdrawDepartment(
  tx: Executor,
  providerId: string,
  code: string,
  at: Instant,
): Promise<boolean> {
  return (await tx.query(WITHDRAW, [providerId, code, at])).length === 1;
}

/** The institution's departments that are not withdrawn, by code. */
export async function listDepartments(
  db: Executor,
  keys: readonly FieldKey[],
  providerId: string,
): Promise<Department[]> {
  const rows = await db.query<Row>(LIST, [providerId]);
  return rows.map(({ head, telephone, ...row }) => ({
    ...row,
    headName: decryptField(keys, head),
    headTelephone: decryptField(keys, telephone),
  }));
}
