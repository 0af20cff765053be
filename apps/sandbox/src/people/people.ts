/** Synthetic people in chosen situations: the same seed, number and wishes give the same person for ever. */
import {
  AID_CATEGORIES,
  type AreaCode,
  COVERAGE_STATUSES,
  createRandom,
  type Fen,
  FILING_CATEGORIES,
  filingGroupOf,
  INSURANCE_TYPES,
  isWord,
  ok,
  PERSON_GROUPS,
  parseYuan,
  provinceOf,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { type PersonWishes, type SeedPerson, servedAreas, syntheticPerson } from '@zhijie/population';

export type PersonOrder = {
  readonly wishes: PersonWishes & { readonly area: AreaCode };
  /** Balance of the personal account; drawn when null. */
  readonly balance: Fen | null;
  /** Where the filing is for; drawn when null. */
  readonly careArea: AreaCode | null;
  readonly seed: string;
  /** The number of the first person of this seed and these wishes; null for the next one not yet made. */
  readonly from: number | null;
  readonly count: number;
};

export type OrderRefusal = 'field-invalid';

export const MOST_AT_ONCE = 100;
const LARGEST_BALANCE = 10_000_000;

const areaOf = (text: string): AreaCode | undefined => servedAreas.find((area) => area === text);

/** Reads an order; refuses `field-invalid` with the field that is wrong. Empty fields are left to chance. */
export function readOrder(fields: ReadonlyMap<string, string>): Result<PersonOrder, Refusal<OrderRefusal>> {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  const wrong = (field: string): Result<never, Refusal<OrderRefusal>> => refuse('field-invalid', { field });
  const area = areaOf(text('area'));
  if (area === undefined) return wrong('area');
  const careArea = text('careArea') === '' ? null : (areaOf(text('careArea')) ?? 'unknown');
  if (careArea === 'unknown') return wrong('careArea');
  const word = <W extends string>(name: string, list: readonly W[]): W | undefined | 'wrong' =>
    text(name) === '' ? undefined : isWord(list, text(name)) ? (text(name) as W) : 'wrong';
  const words = {
    insuranceType: word('insuranceType', INSURANCE_TYPES),
    group: word('group', PERSON_GROUPS),
    status: word('status', COVERAGE_STATUSES),
    filing: word('filing', FILING_CATEGORIES),
    aidCategory: word('aidCategory', AID_CATEGORIES),
  };
  for (const [name, value] of Object.entries(words)) if (value === 'wrong') return wrong(name);
  const balance = text('balance') === '' ? null : parseYuan(text('balance'));
  if (balance !== null && (!balance.ok || balance.value < 0 || balance.value > LARGEST_BALANCE))
    return wrong('balance');
  const count = text('count') === '' ? 1 : Number(text('count'));
  if (!Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE) return wrong('count');
  const from = text('from') === '' ? null : Number(text('from'));
  if (from !== null && (!Number.isInteger(from) || from < 0 || from > 1e9)) return wrong('from');
  const isTrue = (name: string): boolean => ['true', '1', 'on', 'yes'].includes(text(name));
  const chosen = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
  return ok({
    wishes: {
      province: provinceOf(area),
      area,
      ...(chosen as Partial<PersonWishes>),
      ...(isTrue('isCivilServant') ? { isCivilServant: true } : {}),
      ...(isTrue('isFilingExpired') ? { isFilingExpired: true } : {}),
    },
    balance: balance === null ? null : balance.value,
    careArea,
    seed: (text('seed') === '' ? 'sandbox' : text('seed')).slice(0, 60),
    from,
    count,
  });
}

/** One person of an order. Any other wish gives another person, so that no two situations share a number. */
export function personOf(order: PersonOrder, index: number): SeedPerson {
  const { wishes, balance, careArea, seed } = order;
  const asked = Object.entries({ ...wishes, balance, careArea })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  const person = syntheticPerson(createRandom(`sandbox/${seed}/${index}/${asked.join('/')}`), wishes);
  return {
    ...person,
    coverages: person.coverages.map((coverage) =>
      balance === null ? coverage : { ...coverage, accountBalance: balance },
    ),
    filings: person.filings.map((filing) =>
      careArea === null ? filing : { ...filing, careAreas: [careArea] },
    ),
  };
}

export const isLongTerm = (person: SeedPerson): boolean =>
  person.filings.some((filing) => filingGroupOf(filing.category) === 'long-term');

export type MadePerson = { readonly index: number; readonly person: SeedPerson };

/** The network's side: whether somebody is there already, and bringing people in. */
export type PeoplePort = {
  readonly isKnown: (person: SeedPerson) => Promise<boolean>;
  /** Answers false when no node of this network insures the area. */
  readonly bringIn: (area: AreaCode, persons: readonly SeedPerson[]) => Promise<boolean>;
};

export type MakeRefusal = 'area-not-served' | 'too-many-made';

/** Passing over people made before ends somewhere: a seed gives this many. */
const MOST_PER_SEED = 100_000;

/**
 * Makes the people of an order and brings them in. An order with `from` gives exactly those persons, whatever
 * became of them since; without it the next ones that nobody made yet. Refuses `area-not-served`,
 * `too-many-made`.
 */
export async function makePeople(
  port: PeoplePort,
  order: PersonOrder,
): Promise<Result<readonly MadePerson[], Refusal<MakeRefusal>>> {
  const made: MadePerson[] = [];
  const first = order.from ?? (await firstUnknown(port, order));
  if (first === null) return refuse('too-many-made');
  for (let index = first; made.length < order.count; index += 1)
    made.push({ index, person: personOf(order, index) });
  const isServed = await port.bringIn(
    order.wishes.area,
    made.map(({ person }) => person),
  );
  return isServed ? ok(made) : refuse('area-not-served');
}

/** People of an order are made in order, so the first unknown number is found by halving. */
async function firstUnknown(port: PeoplePort, order: PersonOrder): Promise<number | null> {
  let known = -1;
  let unknown = 1;
  while (await port.isKnown(personOf(order, unknown - 1))) {
    known = unknown - 1;
    unknown *= 2;
    if (unknown > MOST_PER_SEED) return null;
  }
  let [low, high] = [known + 1, unknown - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await port.isKnown(personOf(order, middle))) low = middle + 1;
    else high = middle;
  }
  return low;
}
