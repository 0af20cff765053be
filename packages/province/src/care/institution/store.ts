import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate, ProviderLevel } from '@zhijie/kernel';

export type AgreementState = 'active' | 'suspended' | 'terminated';

/** A designated institution as the care place registers it (procedures F-17). */
export type Institution = {
  readonly providerId: string;
  readonly name: string;
  readonly creditCode: string;
  readonly kind: 'hospital' | 'pharmacy';
  readonly level: ProviderLevel;
  readonly area: string;
  readonly agreement: AgreementState;
  readonly isInpatientOpen: boolean;
  readonly isOutpatientOpen: boolean;
  readonly isChronicOpen: boolean;
  readonly chronicDiseases: readonly string[];
  /** From this day on its drug lines carry trace codes (procedures V-16); null or absent: not demanded. */
  readonly traceCodesFrom?: CalendarDate | null;
  /**
   * What is decided from this day on waits for its confirmation (procedures R-03); null or absent: it
   * clears as it stands.
   */
  readonly confirmsFrom?: CalendarDate | null;
  /** Whether keys nobody knows and absent head fields are refused; tolerated and told unless said. */
  readonly isReadStrictly?: boolean;
  /** A village clinic (村卫生室), for which some insured places have a ratio of their own. */
  readonly isVillageClinic?: boolean;
};

const COLUMNS = `provider_id AS "providerId", name, credit_code AS "creditCode", kind, level, area, agreement,
  is_inpatient_open AS "isInpatientOpen", is_outpatient_open AS "isOutpatientOpen",
  is_chronic_open AS "isChronicOpen", chronic_diseases AS "chronicDiseases",
  trace_codes_from AS "traceCodesFrom", confirms_from AS "confirmsFrom",
  is_read_strictly AS "isReadStrictly", is_village_clinic AS "isVillageClinic"`;

// The agreement of a known institution is the agency's to change: bringing institutions in leaves it alone.
const SAVE = statement(
  'care-institution-save',
  `INSERT INTO care.institution (provider_id, name, credit_code, kind, level, area, agreement,
     is_inpatient_open, is_outpatient_open, is_chronic_open, chronic_diseases, is_village_clinic)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   ON CONFLICT (provider_id) DO UPDATE SET name = excluded.name, credit_code = excluded.credit_code,
     kind = excluded.kind, level = excluded.level, area = excluded.area,
     chronic_diseases = excluded.chronic_diseases, is_village_clinic = excluded.is_village_clinic`,
);
const LOCK = statement(
  'care-institution-lock',
  `SELECT ${COLUMNS} FROM care.institution WHERE provider_id = $1 FOR UPDATE`,
);
const CHANGE = statement(
  'care-institution-change',
  `UPDATE care.institution SET agreement = $2, is_inpatient_open = $3, is_outpatient_open = $4,
     is_chronic_open = $5, trace_codes_from = $6, confirms_from = $7, is_read_strictly = $8
   WHERE provider_id = $1`,
);
const LOG_CHANGE = statement(
  'care-institution-log-change',
  `INSERT INTO care.institution_change (provider_id, changed_at, actor_id, agreement, is_inpatient_open,
     is_outpatient_open, is_chronic_open, trace_codes_from, confirms_from, is_read_strictly, reason,
     request_key)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const CHANGE_OF_REQUEST = statement(
  'care-institution-change-of-request',
  `SELECT provider_id AS "providerId", agreement, is_inpatient_open AS "isInpatientOpen",
     is_outpatient_open AS "isOutpatientOpen", is_chronic_open AS "isChronicOpen",
     trace_codes_from AS "traceCodesFrom", confirms_from AS "confirmsFrom",
     is_read_strictly AS "isReadStrictly", reason
   FROM care.institution_change WHERE actor_id = $1 AND request_key = $2`,
);
const FIND = statement(
  'care-institution-find',
  `SELECT ${COLUMNS} FROM care.institution
   WHERE ($1::text IS NULL OR provider_id = $1) AND ($2::text IS NULL OR position($2 in name) > 0)
     AND ($3::text IS NULL OR kind = $3)
   ORDER BY provider_id LIMIT 100`,
);

export async function saveInstitution(db: Executor, one: Institution): Promise<void> {
  await db.query(SAVE, [
    one.providerId,
    one.name,
    one.creditCode,
    one.kind,
    one.level,
    one.area,
    one.agreement,
    one.isInpatientOpen,
    one.isOutpatientOpen,
    one.isChronicOpen,
    [...one.chronicDiseases],
    one.isVillageClinic ?? false,
  ]);
}

/**
 * What an agency decides about an institution (procedures F-17, V-16): state, flags, trace
 * codes, confirmation, reading.
 */
export type Agreement = Pick<
  Institution,
  | 'agreement'
  | 'isInpatientOpen'
  | 'isOutpatientOpen'
  | 'isChronicOpen'
  | 'traceCodesFrom'
  | 'confirmsFrom'
  | 'isReadStrictly'
>;

/** The institution, its row locked until the transaction ends. */
export async function lockInstitution(tx: Executor, providerId: string): Promise<Institution | null> {
  return (await tx.query<Institution>(LOCK, [providerId]))[0] ?? null;
}

export type AgreementChange = Agreement & { readonly providerId: string; readonly reason: string };

/** Writes a change of a locked institution, and who made it, why, under which key. */
export async function changeAgreement(
  tx: Executor,
  change: AgreementChange,
  made: { readonly at: number; readonly actorId: string; readonly requestKey: string | null },
): Promise<void> {
  const { providerId, agreement, isInpatientOpen, isOutpatientOpen, isChronicOpen, reason } = change;
  const { traceCodesFrom = null, confirmsFrom = null, isReadStrictly = false } = change;
  const flags = [isInpatientOpen, isOutpatientOpen, isChronicOpen];
  const states = [agreement, ...flags, traceCodesFrom, confirmsFrom, isReadStrictly];
  await tx.query(CHANGE, [providerId, ...states]);
  await tx.query(LOG_CHANGE, [providerId, made.at, made.actorId, ...states, reason, made.requestKey]);
}

/** What was changed under an actor's request key; null when the key is new. */
export async function changeOfRequest(
  tx: Executor,
  actorId: string,
  requestKey: string,
): Promise<AgreementChange | null> {
  return (await tx.query<AgreementChange>(CHANGE_OF_REQUEST, [actorId, requestKey]))[0] ?? null;
}

/** Institutions by code, by part of the name, by kind; at most 100. */
export function findInstitutions(
  db: Executor,
  by: {
    readonly providerId: string | null;
    readonly name: string | null;
    readonly kind: 'hospital' | 'pharmacy' | null;
  },
): Promise<Institution[]> {
  return db.query<Institution>(FIND, [by.providerId, by.name, by.kind]);
}
