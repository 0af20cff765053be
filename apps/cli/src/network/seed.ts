import type { AreaCode } from '@zhijie/kernel';
import {
  areasOf,
  knownPersons,
  knownPharmacies,
  knownProviders,
  knownRelatives,
  type SeedPerson,
  syntheticPersons,
} from '@zhijie/population';
import type { Institution, Province } from '@zhijie/province';

/** Generated persons of each area, besides the known ones: every state occurs among them. */
const PERSONS_PER_AREA = 30;
const SEED = 'zhijie demo';

/** The synthetic persons of a province: the known ones and the generated ones. */
export function personsOf(
  address: string,
  areas: readonly string[] = areasOf(address),
): readonly SeedPerson[] {
  const known = knownPersons.filter((person) =>
    person.coverages.some((coverage) => coverage.area.startsWith(address)),
  );
  const generated = areas.flatMap((area) => syntheticPersons(SEED, area as AreaCode, PERSONS_PER_AREA));
  return [...known, ...generated];
}

function institutionsOf(address: string): Institution[] {
  return [...knownProviders, ...knownPharmacies]
    .filter((provider) => provider.area.startsWith(address))
    .map(({ flags, uscc, ...provider }) => ({
      ...provider,
      creditCode: uscc,
      kind: provider.providerId.startsWith('P') ? 'pharmacy' : 'hospital',
      isInpatientOpen: flags.inpatient,
      isOutpatientOpen: flags.outpatient,
      isChronicOpen: flags.chronic,
    }));
}

const kinshipsOf = (address: string) =>
  knownRelatives
    .filter(({ person }) => person.coverages.some(({ area }) => area.startsWith(address)))
    .map(({ person, relative, relation }) => ({
      personId: person.personId,
      relativeCertificate: relative.citizenNumber,
      relation,
    }));

/** Brings the synthetic persons and institutions in. A second run changes nothing. */
export async function seedProvince(province: Province): Promise<void> {
  await province.insured.seed(personsOf(province.address));
  await province.insured.seedKinships(kinshipsOf(province.address));
  await province.care.seedInstitutions(institutionsOf(province.address));
}
