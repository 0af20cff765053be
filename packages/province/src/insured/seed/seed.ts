import { encryptField, keyedDigest } from '@zhijie/crypto';
import { assert, type Instant, monthOf } from '@zhijie/kernel';
import { accountFunding, personalAccount } from '@zhijie/ledger';
import type { SeedPerson } from '@zhijie/population';
import { type Funding, fundAccounts } from '../account/store.ts';
import { factsAfter } from '../coverage/facts.ts';
import type { DirectoryEntry, InsuredDeps } from '../deps.ts';
import { areasOfDestination } from '../filing/regions.ts';
import { insertFilings, type StoredFiling } from '../filing/store.ts';
import { type CertificateType, certificateDigest, directoryDigest } from '../person/certificate.ts';
import { insertAll, type PersonRows } from '../person/store.ts';
import { durably } from '../transaction.ts';

const CERTIFICATES: readonly CertificateType[] = ['id-card', 'social-card', 'insurance-code'];
const BATCH = 500;

type Rows = {
  readonly persons: PersonRows;
  readonly filings: readonly StoredFiling[];
  readonly fundings: readonly Funding[];
  readonly entries: readonly DirectoryEntry[];
};

function personRow(deps: InsuredDeps, person: SeedPerson): Record<string, unknown> {
  const key = deps.fieldKeys[0];
  assert(key !== undefined, 'a node has a field key');
  return {
    person_id: person.personId,
    name_cipher: encryptField(key, person.name),
    certificate_cipher: encryptField(key, person.citizenNumber),
    phone_cipher: encryptField(key, person.phone),
    phone_digest: keyedDigest(deps.lookupKey, `phone:${person.phone}`),
    gender: person.gender,
    birth_date: person.birthDate,
  };
}

const certificateRows = (deps: InsuredDeps, person: SeedPerson): Record<string, unknown>[] =>
  CERTIFICATES.map((kind) => ({
    digest: certificateDigest(deps.lookupKey, kind, person.citizenNumber),
    kind,
    person_id: person.personId,
    serial_digest: null,
    directory_digest: directoryDigest(deps.directoryKey, person.citizenNumber),
  }));

const coverageRows = (person: SeedPerson): Record<string, unknown>[] =>
  person.coverages.map((coverage) => ({
    person_id: person.personId,
    insurance_type: coverage.insuranceType,
    insured_area: coverage.area,
    person_group: coverage.group,
    status: coverage.status,
    started_on: coverage.startedOn,
    paused_on: coverage.pausedOn,
    is_civil_servant: coverage.isCivilServant,
    aid_category: coverage.aidCategory,
    employer: coverage.employer,
    facts: factsAfter([], { ...coverage, effectiveOn: coverage.startedOn }),
    registrations: [],
    version: 1,
  }));

const identityRows = (person: SeedPerson): Record<string, unknown>[] =>
  person.coverages.flatMap((coverage) => {
    const from = { person_id: person.personId, starts_on: coverage.startedOn, ends_on: null };
    const kinds = coverage.isCivilServant ? ['civil-servant'] : [];
    if (coverage.aidCategory !== 'none') kinds.push(coverage.aidCategory);
    return kinds.map((kind) => ({ ...from, kind }));
  });

function filingRows(person: SeedPerson, at: Instant): StoredFiling[] {
  return person.filings.map((filing): StoredFiling => {
    const insured = person.coverages.find((c) => c.insuranceType === filing.insuranceType);
    assert(insured !== undefined, `The filing ${filing.filingId} belongs to no coverage`);
    const areas = filing.careAreas.flatMap((area) => {
      const opened = areasOfDestination(area);
      assert(opened.ok, `The filing ${filing.filingId} has no usable destination`);
      return opened.value;
    });
    return {
      person_id: person.personId,
      filing_id: filing.filingId,
      insured_area: insured.area,
      insurance_type: filing.insuranceType,
      category: filing.category,
      care_areas: [...new Set(areas)],
      starts_on: filing.startsOn,
      ends_on: filing.endsOn,
      ended_on: null,
      locked_until: null,
      state: 'in-force',
      by_commitment: filing.byCommitment,
      documents: [],
      disease_code: null,
      renews: null,
      replaces: null,
      channel: 'window',
      submitted_at: at,
      decided_at: at,
      decided_by: 'seed',
      returned_at: null,
      completed_at: null,
      reason: null,
      version: 1,
    };
  });
}

function fundingRow(person: SeedPerson): Funding[] {
  const coverage = person.coverages.find((c) => c.accountBalance > 0) ?? person.coverages[0];
  if (coverage === undefined) return [];
  const amount = person.coverages.reduce((sum, c) => sum + c.accountBalance, 0);
  const source = accountFunding(coverage.area, coverage.insuranceType);
  const accountId = personalAccount(person.personId);
  return [{ accountId, source, amount, transferId: `${person.personId}.opening` }];
}

function rowsOf(deps: InsuredDeps, persons: readonly SeedPerson[], at: Instant): Rows {
  return {
    persons: {
      persons: persons.map((person) => personRow(deps, person)),
      certificates: persons.flatMap((person) => certificateRows(deps, person)),
      identities: persons.flatMap(identityRows),
      coverages: persons.flatMap(coverageRows),
    },
    filings: persons.flatMap((person) => filingRows(person, at)),
    fundings: persons.flatMap(fundingRow),
    entries: persons.map((person) => ({
      digest: directoryDigest(deps.directoryKey, person.citizenNumber),
      personId: person.personId,
      insuredArea: person.coverages[0]?.area ?? deps.areas[0] ?? '',
    })),
  };
}

/**
 * Brings in persons with coverage, filings and account in bulk and tells the hub's directory, in
 * transactions of 500. Persons who are there stay as they are, so a second run has no effect. Answers how
 * many were offered.
 */
export async function seed(deps: InsuredDeps, persons: readonly SeedPerson[]): Promise<number> {
  for (let start = 0; start < persons.length; start += BATCH) {
    const at = deps.now();
    const rows = rowsOf(deps, persons.slice(start, start + BATCH), at);
    await durably(deps, 'seed', async (tx) => {
      await insertAll(tx, rows.persons, at);
      await insertFilings(tx, rows.filings);
      await fundAccounts(tx, rows.fundings, { month: monthOf(at), at });
      const first = rows.entries[0];
      if (first === undefined) return;
      const id = `directory.${deps.node}.${first.personId}`;
      await deps.enqueue(tx, { message: 'directory.register@1', id, body: { entries: rows.entries } });
    });
  }
  return persons.length;
}
