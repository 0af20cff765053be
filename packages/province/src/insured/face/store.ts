import { type Executor, statement } from '@zhijie/database';
import type { CredentialBusiness } from '@zhijie/exchange';
import type { FaceAction } from './words.ts';

const hold = statement(
  'insured.face.hold',
  `select pg_advisory_xact_lock(hashtextextended('insured.face/' || $1, 0))`,
);

/** One at a time of a person: attempts are counted, a template is one. */
export async function holdFace(tx: Executor, personId: string): Promise<void> {
  await tx.query(hold, [personId]);
}

export type StoredEnrolment = {
  readonly enrolment_id: string;
  readonly person_id: string;
  readonly consent_id: string;
  readonly model: string;
  readonly enrolled_at: number;
  readonly enrolled_by: string;
};

/** The template of a person with its enrolment; `template_sealed` by a field key. */
export type StoredTemplate = StoredEnrolment & { readonly template_sealed: string };

const insertBoth = statement(
  'insured.face.enrol',
  `with fact as (insert into insured.face_enrolment
     select x.* from json_populate_record(null::insured.face_enrolment, $1::json) x
     returning enrolment_id, person_id)
   insert into insured.face_template (person_id, enrolment_id, key_id, template_sealed)
   select person_id, enrolment_id, $2, $3 from fact`,
);

export async function insertEnrolment(
  tx: Executor,
  fact: StoredEnrolment,
  template: { readonly keyId: string; readonly sealed: string },
): Promise<void> {
  await tx.query(insertBoth, [JSON.stringify(fact), template.keyId, template.sealed]);
}

const template = statement(
  'insured.face.template',
  `select e.*, t.template_sealed from insured.face_template t
   join insured.face_enrolment e on e.enrolment_id = t.enrolment_id where t.person_id = $1`,
);

export async function readTemplate(db: Executor, personId: string): Promise<StoredTemplate | null> {
  return (await db.query<StoredTemplate>(template, [personId]))[0] ?? null;
}

const last = statement(
  'insured.face.last',
  `select e.enrolled_at, e.consent_id, d.ended_at, d.reason from insured.face_enrolment e
   left join insured.face_end d on d.enrolment_id = e.enrolment_id
   where e.person_id = $1 order by e.enrolled_at desc, e.enrolment_id desc limit 1`,
);

export type LastEnrolment = {
  readonly enrolled_at: number;
  readonly consent_id: string;
  readonly ended_at: number | null;
  readonly reason: 'revoked' | 'replaced' | 'expired' | null;
};

/** The newest enrolment of a person, standing or ended; null: never. */
export async function readLast(db: Executor, personId: string): Promise<LastEnrolment | null> {
  return (await db.query<LastEnrolment>(last, [personId]))[0] ?? null;
}

const forget = statement(
  'insured.face.forget',
  `delete from insured.face_template t using insured.face_enrolment e
   where e.enrolment_id = t.enrolment_id and t.person_id = $1 and ($2::text is null or e.consent_id = $2)
   returning t.enrolment_id`,
);
const insertEnd = statement(
  'insured.face.end',
  'insert into insured.face_end (enrolment_id, ended_at, ended_by, reason) values ($1, $2, $3, $4)',
);
const tokens = statement(
  'insured.face.tokens',
  `select 'face/' || challenge_id as reference from insured.face_answer
   where person_id = $1 and outcome = 'matched' and answered_at >= $2`,
);

/** Deletes the template (of a consent, when one is named); which enrolment it was. */
export async function deleteTemplate(
  tx: Executor,
  personId: string,
  consentId: string | null,
): Promise<string | null> {
  const rows = await tx.query<{ enrolment_id: string }>(forget, [personId, consentId]);
  return rows[0]?.enrolment_id ?? null;
}

export async function insertFaceEnd(
  tx: Executor,
  end: { readonly enrolmentId: string; readonly at: number; readonly by: string; readonly reason: string },
): Promise<void> {
  await tx.query(insertEnd, [end.enrolmentId, end.at, end.by, end.reason]);
}

/** References of tokens that the person's face gave since a moment. */
export async function readTokens(tx: Executor, personId: string, since: number): Promise<readonly string[]> {
  return (await tx.query<{ reference: string }>(tokens, [personId, since])).map((row) => row.reference);
}

const lapsed = statement(
  'insured.face.lapsed',
  `select t.person_id, e.consent_id from insured.face_template t
   join insured.face_enrolment e on e.enrolment_id = t.enrolment_id
   join insured.consent c on c.consent_id = e.consent_id where c.ends_on < $1 limit 500`,
);

/** Whose consent's last day is before a day while the template is still there. */
export function readLapsed(
  db: Executor,
  day: string,
): Promise<{ readonly person_id: string; readonly consent_id: string }[]> {
  return db.query(lapsed, [day]);
}

export type StoredChallenge = {
  readonly challenge_id: string;
  readonly person_id: string;
  readonly enrolment_id: string;
  readonly purpose: 'identify' | 'delegation';
  readonly provider_id: string | null;
  readonly operator_id: string;
  readonly department_id: string | null;
  readonly business: CredentialBusiness | null;
  readonly action: FaceAction;
  readonly issued_at: number;
  readonly expires_at: number;
};

const insertAsk = statement(
  'insured.face.challenge',
  `insert into insured.face_challenge
   select x.* from json_populate_record(null::insured.face_challenge, $1::json) x`,
);

export async function insertChallenge(tx: Executor, row: StoredChallenge): Promise<void> {
  await tx.query(insertAsk, [JSON.stringify(row)]);
}

const ask = statement(
  'insured.face.read-challenge',
  `select c.*, a.outcome from insured.face_challenge c
   left join insured.face_answer a on a.challenge_id = c.challenge_id where c.challenge_id = $1`,
);

export async function readChallenge(
  db: Executor,
  challengeId: string,
): Promise<(StoredChallenge & { readonly outcome: string | null }) | null> {
  const rows = await db.query<StoredChallenge & { outcome: string | null }>(ask, [challengeId]);
  return rows[0] ?? null;
}

export type StoredAnswer = {
  readonly challenge_id: string;
  readonly person_id: string;
  readonly answered_at: number;
  readonly outcome: 'matched' | 'no-match' | 'not-live';
  readonly likeness: number | null;
  readonly live: number;
  readonly real: number;
  readonly action: FaceAction | null;
};

const insertReply = statement(
  'insured.face.answer',
  `insert into insured.face_answer
   select x.* from json_populate_record(null::insured.face_answer, $1::json) x`,
);

export async function insertAnswer(tx: Executor, row: StoredAnswer): Promise<void> {
  await tx.query(insertReply, [JSON.stringify(row)]);
}

const failures = statement(
  'insured.face.failures',
  `select count(*)::int as failures from insured.face_answer a
   where a.person_id = $1 and a.answered_at > $2 and a.outcome <> 'matched'
     and not exists (select 1 from insured.face_answer m where m.person_id = a.person_id
       and m.outcome = 'matched' and m.answered_at > a.answered_at)`,
);

/** Failed answers since a moment, and since the last that matched. */
export async function countFailures(tx: Executor, personId: string, since: number): Promise<number> {
  return (await tx.query<{ failures: number }>(failures, [personId, since]))[0]?.failures ?? 0;
}
