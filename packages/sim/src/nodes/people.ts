import { type AreaCode, assert, fen } from '@zhijie/kernel';
import { knownPersonOf, knownProviders, type SeedPerson } from '@zhijie/population';
import type { Institution } from '@zhijie/province';

/** The two provinces; each is the care place of some visits and the insured place of others. */
export const PROVINCES = ['41', '99'] as const;
export type ProvinceAddress = (typeof PROVINCES)[number];

export const AREAS: Record<ProvinceAddress, readonly string[]> = {
  '41': ['410100'],
  '99': ['990100', '990101', '990102', '990103'],
};

/** The known person with a filing for the other province and, perhaps, money on the account (fen). */
export function filedFor(key: string, careArea: string, balance: number): SeedPerson {
  const person = knownPersonOf(key);
  const coverage = person.coverages[0];
  assert(coverage !== undefined, `${key} is insured`);
  const own = person.filings[0];
  const filing = {
    filingId: own?.filingId ?? `F${person.personId.slice(1)}`,
    insuranceType: coverage.insuranceType,
    category: own?.category ?? ('long-term-resident' as const),
    careAreas: [careArea as AreaCode],
    startsOn: own?.startsOn ?? coverage.startedOn,
    endsOn: own?.endsOn ?? null,
    byCommitment: false,
  };
  return { ...person, coverages: [{ ...coverage, accountBalance: fen(balance) }], filings: [filing] };
}

/** Whom the simulated hospitals treat, by the province that insures them. */
export const PEOPLE: Record<ProvinceAddress, readonly SeedPerson[]> = {
  '41': [filedFor('a7-first', '990100', 80_000), filedFor('a7-second', '990100', 0)],
  '99': [
    filedFor('journey-long-term', '410100', 30_000),
    filedFor('journey-temporary', '410100', 4_560),
    filedFor('journey-referral', '410100', 0),
    knownPersonOf('journey-1'),
  ],
};

export const EVERYBODY: readonly SeedPerson[] = PROVINCES.flatMap((province) => PEOPLE[province]);

/** One hospital of the third level in each province. */
export const HOSPITALS: Record<ProvinceAddress, string> = { '41': 'H41010500001', '99': 'H99010100001' };

export function institutionsOf(province: ProvinceAddress): Institution[] {
  return knownProviders
    .filter((one) => one.area.startsWith(province))
    .map((one) => ({
      providerId: one.providerId,
      name: one.name,
      creditCode: one.uscc,
      kind: one.providerId.startsWith('P') ? 'pharmacy' : 'hospital',
      level: one.level,
      area: one.area,
      agreement: one.agreement,
      isInpatientOpen: one.flags.inpatient,
      isOutpatientOpen: one.flags.outpatient,
      isChronicOpen: one.flags.chronic,
      chronicDiseases: one.chronicDiseases,
    }));
}
