import { knownPersonOf } from './known-persons.ts';
import type { KnownPerson } from './types.ts';

/** What the second person is to the first. */
export type SeedRelation = 'spouse' | 'parent' | 'child' | 'sibling' | 'grandparent' | 'grandchild';

export type KnownRelatives = {
  readonly person: KnownPerson;
  readonly relative: KnownPerson;
  readonly relation: SeedRelation;
};

type Line = readonly [person: string, relative: string, relation: SeedRelation];

// Pairs within one province can bind an account, the others put money into a wallet.
const LINES: readonly Line[] = [
  ['zhang-guilan', 'chen-xiaobao', 'grandchild'],
  ['wang-min', 'li-jianguo', 'spouse'],
  ['liu-fang', 'chen-xiaobao', 'child'],
  ['a1', 'journey-1', 'sibling'],
  ['a1', 'a3', 'parent'],
  ['a3', 'a1', 'child'],
];

/** Families among the known persons, as the register of households of the first one's area has them. */
export const knownRelatives: readonly KnownRelatives[] = LINES.map(([person, relative, relation]) => ({
  person: knownPersonOf(person),
  relative: knownPersonOf(relative),
  relation,
}));
