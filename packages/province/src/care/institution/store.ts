import { type Executor, statement } from '@zhijie/database';
import type { ProviderLevel } from '@zhijie/kernel';

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
};

const COLUMNS = `provider_id AS "providerId", name, credit_code AS "creditCode", kind, level, area, agreement,
  is_inpatient_open AS "isInpatientOpen", is_outpatient_open AS "isOutpatientOpen",
  is_chronic_open AS "isChronicOpen", chronic_diseases AS "chronicDiseases"`;

const SAVE = statement(
  'care-institution-save',
  `INSERT INTO care.institution (provider_id, name, credit_code, kind, level, area, agreement,
     is_inpatient_open, is_outpatient_open, is_chronic_open, chronic_diseases)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT (provider_id) DO UPDATE SET name = excluded.name, credit_code = excluded.credit_code,
     kind = excluded.kind, level = excluded.level, area = excluded.area, agreement = excluded.agreement,
     is_inpatient_open = excluded.is_inpatient_open, is_outpatient_open = excluded.is_outpatient_open,
     is_chronic_open = excluded.is_chronic_open, chronic_diseases = excluded.chronic_diseases`,
);
const CHANGE = statement(
  'care-institution-change',
  `WITH changed AS (UPDATE care.institution SET agreement = $2 WHERE provider_id = $1 RETURNING provider_id)
   INSERT INTO care.institution_change (provider_id, changed_at, actor_id, agreement, reason)
   SELECT provider_id, $3, $4, $2, $5 FROM changed RETURNING provider_id`,
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
  ]);
}

export async function changeAgreement(
  db: Executor,
  change: {
    readonly providerId: string;
    readonly agreement: AgreementState;
    readonly at: number;
    readonly actorId: string;
    readonly reason: string;
  },
): Promise<boolean> {
  const { providerId, agreement, at, actorId, reason } = change;
  const rows = await db.query(CHANGE, [providerId, agreement, at, actorId, reason]);
  return rows.length === 1;
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
