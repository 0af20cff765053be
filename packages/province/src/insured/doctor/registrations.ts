/** Registrations and credentials against what repeats and proves them. */
import { type Executor, statement } from '@zhijie/database';
import type { Breach } from './invariants.ts';

const unsummarised = statement(
  'insured.doctor.registrations',
  `select c.person_id, c.insurance_type from insured.coverage c
   where (c.registrations <> '[]' or exists (select 1 from insured.registration r
       where r.person_id = c.person_id and r.insurance_type = c.insurance_type))
     and c.registrations <> insured.standing_registrations(c.person_id, c.insurance_type)
   order by 1, 2 limit 100`,
);

const unproved = statement(
  'insured.doctor.registration-leaves',
  `select kind, subject from (
     select 'insured.registration' as kind, registration_id as subject from insured.registration
     union all
     select 'insured.registration-withdrawn', registration_id from insured.registration
       where withdrawn_at is not null
     union all
     select 'insured.credential-decoded', code_digest from insured.credential where decode_id is not null
     union all
     select 'insured.credential-used', code_digest from insured.credential where used_at is not null) x
   where not exists (select 1 from evidence.journal j where j.kind = x.kind and j.subject = x.subject)
   order by 1, 2 limit 100`,
);

/**
 * What decisions read of registrations is what stands; every registration and every use of an electronic
 * credential is a leaf of the journal.
 */
export async function registrationInvariants(db: Executor): Promise<Breach[]> {
  const summaries = await db.query<{ person_id: string; insurance_type: string }>(unsummarised, []);
  const leafless = await db.query<{ kind: string; subject: string }>(unproved, []);
  return [
    ...summaries.map((row) => ({
      invariant: 'coverage-repeats-its-registrations',
      subject: `${row.person_id} ${row.insurance_type}`,
      detail: 'The registrations with the coverage differ from those that stand.',
    })),
    ...leafless.map((row) => ({
      invariant: 'registration-and-credential-have-leaves',
      subject: row.subject,
      detail: `The journal has no leaf ${row.kind} for it.`,
    })),
  ];
}
