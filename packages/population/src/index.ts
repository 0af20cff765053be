export { areasOf, servedAreas, servedProvinces } from './areas.ts';
export * from './bill.ts';
export { knownPersonOf, knownPersons } from './known-persons.ts';
export { knownPharmacies, knownProviders } from './known-providers.ts';
export { type KnownRelatives, knownRelatives, type SeedRelation } from './known-relatives.ts';
export { type PersonWishes, syntheticPerson } from './person.ts';
export { syntheticPersons } from './persons.ts';
export type * from './types.ts';
export * from './visits/index.ts';
