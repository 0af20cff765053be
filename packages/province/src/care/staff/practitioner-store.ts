import { decryptField, encryptField, type FieldKey } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { assert, type CalendarDate, type Instant, type StaffKind } from '@zhijie/kernel';

/** Who practises at an institution, from a day on; `endedOn` is the last day, when it is known. */
export type Practitioner = {
  readonly providerId: string;
  readonly staffCode: string;
  readonly kind: StaffKind;
  readonly name: string;
  /** An identity card's number: the register knows no other certificate. */
  readonly certificateNumber: string;
  /** The institution's own number for the person. */
  readonly ownNumber: string | null;
  readonly qualificationNumber: string | null;
  readonly licenceNumber: string | null;
  readonly startedOn: CalendarDate;
  readonly endedOn: CalendarDate | null;
  readonly reason: string;
};

type Row = Omit<Practitioner, 'name' | 'certificateNumber'> & {
  readonly nameSealed: string;
  readonly certificateSealed: string;
};

const COLUMNS = `provider_id AS "providerId", staff_code AS "staffCode", kind, name_sealed AS "nameSealed",
  certificate_sealed AS "certificateSealed", own_number AS "ownNumber",
  qualification_number AS "qualificationNumber", licence_number AS "licenceNumber",
  started_on AS "startedOn", ended_on AS "endedOn", reason`;
const SAVE = statement(
  'care-practitioner-save',
  `INSERT INTO care.practitioner (provider_id, staff_code, kind, name_sealed, certificate_sealed, own_number,
     qualification_number, licence_number, started_on, ended_on, reason)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT (provider_id, staff_code) DO UPDATE SET name_sealed = excluded.name_sealed,
     certificate_sealed = excluded.certificate_sealed, own_number = excluded.own_number,
     qualification_number = excluded.qualification_number, licence_number = excluded.licence_number,
     started_on = excluded.started_on, ended_on = excluded.ended_on, reason = excluded.reason`,
);
const LOG = statement(
  'care-practitioner-log',
  `INSERT INTO care.practitioner_change (provider_id, staff_code, changed_at, actor_id, started_on, ended_on,
     reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const LIST = statement(
  'care-practitioner-list',
  `SELECT ${COLUMNS} FROM care.practitioner
   WHERE provider_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR staff_code = $3)
   ORDER BY staff_code`,
);

/** Writes an entry of the register, with who made it. */
export async function savePractitioner(
  tx: Executor,
  keys: readonly FieldKey[],
  one: Practitioner,
  made: { readonly actorId: string; readonly at: Instant },
): Promise<void> {
  const [key] = keys;
  assert(key !== undefined, 'A node has a field key');
  const { providerId, staffCode, kind, startedOn, endedOn, reason } = one;
  const sealed = [encryptField(key, one.name), encryptField(key, one.certificateNumber)];
  const papers = [one.ownNumber, one.qualificationNumber, one.licenceNumber];
  await tx.query(SAVE, [providerId, staffCode, kind, ...sealed, ...papers, startedOn, endedOn, reason]);
  await tx.query(LOG, [providerId, staffCode, made.at, made.actorId, startedOn, endedOn, reason]);
}

export async function findPractitioners(
  db: Executor,
  keys: readonly FieldKey[],
  by: {
    readonly providerId: string;
    readonly kind: StaffKind | null;
    readonly staffCode: string | null;
  },
): Promise<Practitioner[]> {
  const rows = await db.query<Row>(LIST, [by.providerId, by.kind, by.staffCode]);
  return rows.map(({ nameSealed, certificateSealed, ...row }) => ({
    ...row,
    name: decryptField(keys, nameSealed),
    certificateNumber: decryptField(keys, certificateSealed),
  }));
}
