import { type Executor, statement } from '@zhijie/database';
import type { AidCategory, CoverageStatus, InsuranceType, PersonGroup } from '@zhijie/kernel';
import { type Entry, loggedRead, loggedValues } from '../access-log/store.ts';
import type { StoredFact } from '../coverage/facts.ts';
import type { StandingRegistration } from '../registration/effect.ts';

export type StoredPerson = {
  readonly person_id: string;
  readonly name_cipher: string;
  readonly certificate_cipher: string;
  readonly phone_cipher: string | null;
  readonly gender: 'male' | 'female';
  readonly birth_date: string;
};

export type StoredCoverage = {
  readonly insurance_type: InsuranceType;
  readonly insured_area: string;
  readonly person_group: PersonGroup;
  readonly status: CoverageStatus;
  readonly started_on: string;
  readonly paused_on: string | null;
  readonly is_civil_servant: boolean;
  readonly aid_category: AidCategory;
  readonly employer: string | null;
  /** What the contribution feed said besides, dated, oldest first. */
  readonly facts: readonly StoredFact[];
  readonly registrations: readonly StandingRegistration[];
  readonly version: number;
};

export type StoredIdentity = {
  readonly kind: string;
  readonly starts_on: string;
  readonly ends_on: string | null;
};

export type PersonFile = StoredPerson & {
  readonly serial_digest: string | null;
  readonly coverages: readonly StoredCoverage[];
  readonly identities: readonly StoredIdentity[];
  readonly account_balance: number;
};

const PERSON_COLUMNS =
  'p.person_id, p.name_cipher, p.certificate_cipher, p.phone_cipher, p.gender, p.birth_date';

const FILE_COLUMNS = `${PERSON_COLUMNS},
  coalesce((select json_agg(c order by c.insurance_type) from insured.coverage c
    where c.person_id = p.person_id), '[]') as coverages,
  coalesce((select json_agg(i order by i.starts_on) from insured.identity i
    where i.person_id = p.person_id), '[]') as identities,
  coalesce((select a.balance from insured_ledger.account a
    where a.account_id = $1 || p.person_id), 0) as account_balance`;

const byCertificate = statement(
  'insured.person.by-certificate',
  loggedRead(
    `select ${FILE_COLUMNS}, n.serial_digest
     from insured.certificate n join insured.person p on p.person_id = n.person_id
     where n.digest = $2 and n.kind = $3`,
    4,
  ),
);

/** The file of the person behind a certificate, the look logged in the same statement. */
export async function readByCertificate(
  db: Executor,
  key: { accountPrefix: string; digest: string; kind: string },
  entry: Omit<Entry, 'personId'>,
): Promise<PersonFile | null> {
  const values = [key.accountPrefix, key.digest, key.kind, ...loggedValues(entry)];
  return (await db.query<PersonFile>(byCertificate, values))[0] ?? null;
}

const byId = statement(
  'insured.person.by-id',
  loggedRead(
    `select ${FILE_COLUMNS}, null::text as serial_digest from insured.person p where p.person_id = $2`,
    3,
  ),
);

export async function readById(
  db: Executor,
  key: { accountPrefix: string; personId: string },
  entry: Omit<Entry, 'personId'>,
): Promise<PersonFile | null> {
  const values = [key.accountPrefix, key.personId, ...loggedValues(entry)];
  return (await db.query<PersonFile>(byId, values))[0] ?? null;
}

const areasOfPerson = statement(
  'insured.person.areas',
  `select p.person_id,
     coalesce(array_agg(c.insured_area) filter (where c.insured_area is not null), '{}') as areas
   from insured.person p left join insured.coverage c on c.person_id = p.person_id
   where p.person_id = $1 group by p.person_id`,
);

/** Only where the person is insured: what permissions need before anything of the person is read. */
export async function readPersonArea(
  db: Executor,
  personId: string,
): Promise<{ personId: string; areas: readonly string[] } | null> {
  const rows = await db.query<{ person_id: string; areas: string[] }>(areasOfPerson, [personId]);
  const row = rows[0];
  return row === undefined ? null : { personId: row.person_id, areas: row.areas };
}

const insertPersons = statement(
  'insured.person.insert-many',
  `insert into insured.person (person_id, name_cipher, certificate_cipher, phone_cipher, phone_digest, gender,
     birth_date, created_at)
   select x.person_id, x.name_cipher, x.certificate_cipher, x.phone_cipher, x.phone_digest, x.gender,
     x.birth_date, $2 from json_populate_recordset(null::insured.person, $1::json) x
   on conflict (person_id) do nothing`,
);
const insertCertificates = statement(
  'insured.certificate.insert-many',
  `insert into insured.certificate
   select x.* from json_populate_recordset(null::insured.certificate, $1::json) x
   on conflict (digest, kind) do nothing`,
);
const insertIdentities = statement(
  'insured.identity.insert-many',
  `insert into insured.identity
   select x.* from json_populate_recordset(null::insured.identity, $1::json) x
   on conflict do nothing`,
);
const insertCoverages = statement(
  'insured.coverage.insert-many',
  `insert into insured.coverage
   select x.* from json_populate_recordset(null::insured.coverage, $1::json) x
   on conflict (person_id, insurance_type) do nothing`,
);

export type PersonRows = {
  readonly persons: readonly Readonly<Record<string, unknown>>[];
  readonly certificates: readonly Readonly<Record<string, unknown>>[];
  readonly identities: readonly Readonly<Record<string, unknown>>[];
  readonly coverages: readonly Readonly<Record<string, unknown>>[];
};

/** Inserts whole sets of rows, skipping those that are there. */
export async function insertAll(tx: Executor, rows: PersonRows, at: number): Promise<void> {
  await tx.query(insertPersons, [JSON.stringify(rows.persons), at]);
  await tx.query(insertCertificates, [JSON.stringify(rows.certificates)]);
  await tx.query(insertCoverages, [JSON.stringify(rows.coverages)]);
  await tx.query(insertIdentities, [JSON.stringify(rows.identities)]);
}

const listPersons = statement(
  'insured.person.list',
  `with found as (
     select ${PERSON_COLUMNS}, c.insured_area, c.insurance_type, c.status
     from insured.person p join insured.coverage c on c.person_id = p.person_id
     where c.insured_area = any($1) and (p.person_id, c.insurance_type) > ($2, $3)
     order by p.person_id, c.insurance_type limit $4
   ), entry as (
     insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
     select distinct person_id, $5::bigint, $6, $7, $8, $9, $10 from found
   ) select * from found`,
);

export type ListedPerson = StoredPerson & {
  readonly insured_area: string;
  readonly insurance_type: InsuranceType;
  readonly status: CoverageStatus;
};

/** Persons of some insured areas in key order, each look logged. */
export function readPersons(
  db: Executor,
  page: { areas: readonly string[]; afterPerson: string; afterType: string; limit: number },
  entry: Omit<Entry, 'personId'>,
): Promise<ListedPerson[]> {
  const values = [page.areas, page.afterPerson, page.afterType, page.limit, ...loggedValues(entry)];
  return db.query(listPersons, values);
}
