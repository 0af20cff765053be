import { type AreaCode, createRandom, provinceOf } from '@zhijie/kernel';
import { knownPersons } from './known-persons.ts';
import { type PersonWishes, syntheticPerson } from './person.ts';
import type { SeedPerson } from './types.ts';

/** One of every state that a rule asks about; a population repeats the list in order. */
export const PROFILES: readonly Omit<PersonWishes, 'province' | 'area'>[] = [
  { group: 'active' },
  { group: 'adult' },
  { group: 'retired' },
  { group: 'minor' },
  { group: 'active', filing: 'stationed-worker' },
  { group: 'retired', filing: 'retiree-resettled' },
  { group: 'adult', filing: 'long-term-resident' },
  { group: 'adult', filing: 'referral' },
  { group: 'adult', filing: 'emergency-rescue' },
  { group: 'active', filing: 'other-temporary' },
  { group: 'active', isCivilServant: true },
  { group: 'active', status: 'suspended' },
  { group: 'active', status: 'arrears' },
  { group: 'adult', status: 'waiting' },
  { group: 'adult', status: 'ended' },
  { group: 'retired', status: 'dead' },
  { group: 'adult', aidCategory: 'minimum-living', filing: 'long-term-resident' },
  { group: 'adult', aidCategory: 'destitute' },
  { group: 'adult', aidCategory: 'borderline' },
  { group: 'adult', aidCategory: 'relapse-risk' },
  { group: 'retired', isCivilServant: true, filing: 'long-term-resident' },
  { group: 'minor', filing: 'referral' },
  { group: 'active', filing: 'other-temporary', isFilingExpired: true },
  { group: 'active', filing: 'long-term-resident', byCommitment: true },
];

/**
 * `count` people of one area; the first 24 hold every state. Numbers differ from each other and from those of
 * known persons; the same seed, area and count give the same people, and a larger count only appends.
 */
export function syntheticPersons(seed: number | string, area: AreaCode, count: number): SeedPerson[] {
  const random = createRandom(`persons/${seed}/${area}`);
  const used = new Set<string>(knownPersons.map((person) => person.citizenNumber));
  const persons: SeedPerson[] = [];
  for (let i = 0; i < count; i++) {
    const wishes = { ...PROFILES[i % PROFILES.length]!, province: provinceOf(area), area };
    let person = syntheticPerson(random, wishes);
    while (used.has(person.citizenNumber)) person = syntheticPerson(random, wishes);
    used.add(person.citizenNumber);
    persons.push(person);
  }
  return persons;
}
