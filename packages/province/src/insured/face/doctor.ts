import { type Executor, statement } from '@zhijie/database';
import type { Breach } from '../doctor/invariants.ts';

const unproved = statement(
  'insured.doctor.face-leaves',
  `select kind, subject from (
     select 'insured.face-enrolled' as kind, enrolment_id as subject from insured.face_enrolment
     union all select 'insured.face-ended', enrolment_id from insured.face_end
     union all select 'insured.face-answered', challenge_id from insured.face_answer) x
   where not exists (select 1 from evidence.journal j where j.kind = x.kind and j.subject = x.subject)
   order by 1, 2 limit 100`,
);

const unconsented = statement(
  'insured.doctor.face-consents',
  `select t.enrolment_id from insured.face_template t
   join insured.face_enrolment e on e.enrolment_id = t.enrolment_id
   where exists (select 1 from insured.face_end d where d.enrolment_id = t.enrolment_id)
     or not exists (select 1 from insured.consent c
       left join insured.consent_revocation r on r.consent_id = c.consent_id
       where c.consent_id = e.consent_id and c.person_id = t.person_id and r.consent_id is null
         and c.purpose = 'face-identification' and 'faceTemplate' = any(c.data_classes)
         and c.given_at <= e.enrolled_at)
   order by 1 limit 100`,
);

// An enrolment whose template is gone says how it ended.
const vanished = statement(
  'insured.doctor.face-vanished',
  `select e.enrolment_id from insured.face_enrolment e
   where not exists (select 1 from insured.face_template t where t.enrolment_id = e.enrolment_id)
     and not exists (select 1 from insured.face_end d where d.enrolment_id = e.enrolment_id)
   order by 1 limit 100`,
);

const given = statement(
  'insured.doctor.face-tokens',
  `select c.code_digest from insured.credential c where c.decode_id like 'face/%'
     and not exists (select 1 from insured.face_answer a where c.decode_id = 'face/' || a.challenge_id
       and a.person_id = c.person_id and a.outcome = 'matched') order by 1 limit 100`,
);

type Named = { readonly enrolment_id: string };

/**
 * No template without a consent that was not withdrawn, none gone without a word, no token of a face
 * without an answer that matched; each fact is a leaf of the journal.
 */
export async function faceInvariants(db: Executor): Promise<Breach[]> {
  const leafless = await db.query<{ kind: string; subject: string }>(unproved, []);
  const standing = await db.query<Named>(unconsented, []);
  const gone = await db.query<Named>(vanished, []);
  const tokens = await db.query<{ code_digest: string }>(given, []);
  return [
    ...leafless.map(({ kind, subject }) => ({
      invariant: 'faces-have-leaves',
      subject,
      detail: `The journal has no leaf ${kind} for it.`,
    })),
    ...standing.map((row) => ({
      invariant: 'templates-rest-on-consents',
      subject: row.enrolment_id,
      detail: 'A template of a face is kept without a consent that stands.',
    })),
    ...gone.map((row) => ({
      invariant: 'templates-end-with-a-fact',
      subject: row.enrolment_id,
      detail: 'The template is gone and nothing says why.',
    })),
    ...tokens.map((row) => ({
      invariant: 'face-tokens-rest-on-matches',
      subject: row.code_digest,
      detail: 'A token was given by a face that did not match.',
    })),
  ];
}
