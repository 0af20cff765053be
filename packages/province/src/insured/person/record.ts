import { decryptField } from '@zhijie/crypto';
import type { AnswerOf, CoverageRecord, PersonRecord } from '@zhijie/exchange';
import type { InsuredDeps } from '../deps.ts';
import type { PersonFile, StoredCoverage, StoredPerson } from './store.ts';

/** The person in clear, from the encrypted row. */
export function personRecord(deps: Pick<InsuredDeps, 'fieldKeys'>, row: StoredPerson): PersonRecord {
  return {
    personId: row.person_id,
    name: decryptField(deps.fieldKeys, row.name_cipher),
    certificateNumber: decryptField(deps.fieldKeys, row.certificate_cipher),
    gender: row.gender,
    birthDate: row.birth_date,
  };
}

/** A coverage as other nodes see it; a person has one personal account, whatever the insurance. */
export function coverageRecord(row: StoredCoverage, accountBalance: number): CoverageRecord {
  return {
    insuranceType: row.insurance_type,
    insuredArea: row.insured_area,
    group: row.person_group,
    status: row.status,
    startedOn: row.started_on,
    pausedOn: row.paused_on,
    isCivilServant: row.is_civil_servant,
    accountBalance,
    employer: row.employer,
  };
}

export type Identified = AnswerOf<'person.identify@1'>;

/** Everything that an identification answers of a person, with the special identities of a day. */
export function identified(deps: Pick<InsuredDeps, 'fieldKeys'>, file: PersonFile, asOf: string): Identified {
  const current = file.identities.filter(
    (i) => i.starts_on <= asOf && (i.ends_on === null || asOf <= i.ends_on),
  );
  return {
    person: personRecord(deps, file),
    coverages: file.coverages.map((row) => coverageRecord(row, file.account_balance)),
    identities: current.map((i) => ({ kind: i.kind, startsOn: i.starts_on, endsOn: i.ends_on })),
  };
}
