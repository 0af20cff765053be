import { type Executor, statement } from '@zhijie/database';
import type { RegistrationKind } from '@zhijie/exchange';
import type { InsuranceType } from '@zhijie/kernel';

export type StoredRegistration = {
  readonly person_id: string;
  readonly registration_id: string;
  readonly request_id: string;
  readonly kind: RegistrationKind;
  readonly insurance_type: InsuranceType;
  readonly insured_area: string;
  readonly care_area: string;
  readonly provider_id: string;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly disease_code: string | null;
  readonly institution_id: string | null;
  readonly destination: string | null;
  readonly is_payable: boolean | null;
  readonly filing_id: string | null;
  readonly owns_filing: boolean;
  readonly facts_cipher: string;
  readonly filed_at: number;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_reason: string | null;
};

const lockCoverages = statement(
  'insured.registration.lock-coverages',
  `select insurance_type, insured_area, status from insured.coverage where person_id = $1
   order by insurance_type for no key update`,
);

export type CoverageKey = {
  readonly insurance_type: InsuranceType;
  readonly insured_area: string;
  readonly status: string;
};

/** The person's coverages; the row locks put concurrent registrations of one person in a queue. */
export const lockCoveragesOf = (tx: Executor, personId: string): Promise<CoverageKey[]> =>
  tx.query(lockCoverages, [personId]);

const insert = statement(
  'insured.registration.insert',
  `insert into insured.registration
   select x.* from json_populate_record(null::insured.registration, $1::json) x`,
);
const summarise = statement(
  'insured.registration.summarise',
  `update insured.coverage set registrations = insured.standing_registrations(person_id, insurance_type)
   where person_id = $1 and insurance_type = $2`,
);

type Owner = Pick<StoredRegistration, 'person_id' | 'insurance_type'>;

const summariseFor = (tx: Executor, { person_id, insurance_type }: Owner) =>
  tx.query(summarise, [person_id, insurance_type]);

/** Keeps a registration, and with the coverage what decisions need of it. The coverages must be locked. */
export async function insertRegistration(tx: Executor, row: StoredRegistration): Promise<void> {
  await tx.query(insert, [JSON.stringify(row)]);
  await summariseFor(tx, row);
}

const byRequest = statement(
  'insured.registration.by-request',
  'select * from insured.registration where request_id = $1',
);

export async function readByRequest(db: Executor, requestId: string): Promise<StoredRegistration | null> {
  return (await db.query<StoredRegistration>(byRequest, [requestId]))[0] ?? null;
}

const lock = statement(
  'insured.registration.lock',
  'select * from insured.registration where person_id = $1 and registration_id = $2 for update',
);

export async function lockRegistration(
  tx: Executor,
  personId: string,
  registrationId: string,
): Promise<StoredRegistration | null> {
  return (await tx.query<StoredRegistration>(lock, [personId, registrationId]))[0] ?? null;
}

const withdraw = statement(
  'insured.registration.withdraw',
  `update insured.registration set withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5
   where person_id = $1 and registration_id = $2 and withdrawn_at is null`,
);

/** Withdraws a locked registration. */
export async function withdrawRegistration(
  tx: Executor,
  row: StoredRegistration,
  made: { readonly at: number; readonly by: string; readonly reason: string },
): Promise<void> {
  await tx.query(withdraw, [row.person_id, row.registration_id, made.at, made.by, made.reason]);
  await summariseFor(tx, row);
}

const standing = statement(
  'insured.registration.standing',
  `select * from insured.registration where person_id = $1 and kind = $2 and withdrawn_at is null
     and (ends_on is null or ends_on >= $3) and ($4::text is null or starts_on <= $4)
   order by starts_on desc, registration_id`,
);

/** Registrations of a kind that stand on some day of a period. */
export const readStanding = (
  db: Executor,
  personId: string,
  by: { readonly kind: RegistrationKind; readonly from: string; readonly until: string | null },
): Promise<StoredRegistration[]> => db.query(standing, [personId, by.kind, by.from, by.until]);
