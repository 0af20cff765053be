/** What the new area writes when somebody arrives: person, certificates, coverage. */
import { type Executor, statement } from '@zhijie/database';
import type { InsuranceType, PersonGroup } from '@zhijie/kernel';
import type { StoredFact } from '../coverage/facts.ts';

const PERSON = statement(
  'insured.arrival.person',
  `select person_id as "personId" from insured.certificate where digest = $1 and kind = 'id-card'`,
);
const COVERAGE = statement(
  'insured.arrival.coverage',
  `select c.insured_area as area, c.status, c.started_on as "startedOn"
   from insured.certificate n join insured.coverage c on c.person_id = n.person_id
   where n.digest = $1 and n.kind = 'id-card' and c.insurance_type = $2`,
);
const ADD_PERSON = statement(
  'insured.arrival.add-person',
  `insert into insured.person (person_id, name_cipher, certificate_cipher, phone_cipher, phone_digest, gender,
     birth_date, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const ADD_CERTIFICATES = statement(
  'insured.arrival.add-certificates',
  `insert into insured.certificate (digest, kind, person_id, serial_digest, directory_digest)
   select n.digest, n.kind, $1, null, $2 from unnest($3::text[], $4::text[]) as n (digest, kind)`,
);
const PUT_COVERAGE = statement(
  'insured.arrival.put-coverage',
  `insert into insured.coverage (person_id, insurance_type, insured_area, person_group, status, started_on,
     paused_on, is_civil_servant, aid_category, employer, facts, registrations, version)
   values ($1, $2, $3, $4, 'in-force', $5, null, false, 'none', null, $6::jsonb, '[]', 1)
   on conflict (person_id, insurance_type) do update
   set insured_area = excluded.insured_area, status = 'in-force', started_on = excluded.started_on,
     paused_on = null, facts = excluded.facts, version = coverage.version + 1`,
);

export async function personBehind(tx: Executor, digest: string): Promise<string | null> {
  return (await tx.query<{ personId: string }>(PERSON, [digest]))[0]?.personId ?? null;
}

export type KnownCoverage = { readonly area: string; readonly status: string; readonly startedOn: string };

export async function coverageBehind(
  tx: Executor,
  digest: string,
  insuranceType: string,
): Promise<KnownCoverage | null> {
  return (await tx.query<KnownCoverage>(COVERAGE, [digest, insuranceType]))[0] ?? null;
}

export type Arrival = {
  readonly personId: string;
  readonly nameCipher: string;
  readonly certificateCipher: string;
  readonly phoneCipher: string | null;
  readonly phoneDigest: string | null;
  readonly gender: string;
  readonly birthDate: string;
  readonly directoryDigest: string;
  readonly digests: readonly string[];
  readonly kinds: readonly string[];
  readonly at: number;
};

export async function addPerson(tx: Executor, arrival: Arrival): Promise<void> {
  const { personId, nameCipher, certificateCipher, phoneCipher, phoneDigest, gender, birthDate, at } =
    arrival;
  const whose = [personId, nameCipher, certificateCipher, phoneCipher, phoneDigest, gender, birthDate, at];
  await tx.query(ADD_PERSON, whose);
  const { directoryDigest, digests, kinds } = arrival;
  await tx.query(ADD_CERTIFICATES, [personId, directoryDigest, digests, kinds]);
}

/** The coverage in force in the new area, in place of what stood in that person's row. */
export async function putCoverage(
  tx: Executor,
  coverage: {
    readonly personId: string;
    readonly insuranceType: InsuranceType;
    readonly toArea: string;
    readonly group: PersonGroup;
    readonly startedOn: string;
    readonly facts: readonly StoredFact[];
  },
): Promise<void> {
  const { personId, insuranceType, toArea, group, startedOn, facts } = coverage;
  await tx.query(PUT_COVERAGE, [personId, insuranceType, toArea, group, startedOn, JSON.stringify(facts)]);
}
