import { assert, createRandom, type InsuranceType, type Random } from '@zhijie/kernel';
import {
  ACCOUNT_BALANCE_BELOW,
  AGES,
  AID_OF_LOWEST,
  CARE_OF_CHRONIC,
  CARE_OF_OTHERS,
  CHRONIC_PERSONS,
  CIVIL_SERVANTS,
  EMERGENCY_STAYS,
  EXCLUDED,
  FILINGS,
  GROUPS,
  INCOMES,
  LEVELS_OF_OUTPATIENT,
  LEVELS_OF_STAYS,
  MEAN_BY_CARE,
  OTHER_SIZES,
  OVER_LIMIT,
  POPULATION_VERSION,
  SELF_PAID_FIRST,
  STAY_MEAN_BY_LEVEL,
  STAY_SIZES,
  STAYS_A_YEAR,
  VISIT_CARE,
  VISITS_A_YEAR,
} from './calibration.ts';
import { drawBelow, quantileSampler, type Sampler, samplerOf, valueSamplerOf, WHOLE } from './sampler.ts';

/**
 * A run of visits as columns, one entry per visit; amounts in fen. Words are given by their place in the
 * kernel's lists (`PERSON_GROUPS`, `PROVIDER_LEVELS`, `REFERRAL_CLASSES`, `AID_CATEGORIES`), care and income
 * in `VISIT_CARE` and `INCOME_GROUPS`. Visits of one person follow each other, in the order of the year.
 */
export type VisitColumns = {
  readonly person: Uint32Array;
  readonly care: Uint8Array;
  readonly group: Uint8Array;
  readonly age: Uint8Array;
  readonly income: Uint8Array;
  readonly aid: Uint8Array;
  readonly civilServant: Uint8Array;
  readonly referral: Uint8Array;
  readonly level: Uint8Array;
  readonly excluded: Int32Array;
  readonly overLimit: Int32Array;
  readonly selfPaidFirst: Int32Array;
  readonly eligible: Int32Array;
  /** Balance of the person's account at the beginning of the year. */
  readonly accountBalance: Int32Array;
};

export function visitColumns(capacity: number): VisitColumns {
  const bytes = () => new Uint8Array(capacity);
  const amounts = () => new Int32Array(capacity);
  return {
    person: new Uint32Array(capacity),
    care: bytes(),
    group: bytes(),
    age: bytes(),
    income: bytes(),
    aid: bytes(),
    civilServant: bytes(),
    referral: bytes(),
    level: bytes(),
    excluded: amounts(),
    overLimit: amounts(),
    selfPaidFirst: amounts(),
    eligible: amounts(),
    accountBalance: amounts(),
  };
}

/** Which visits are wanted: of every kind, only stays, or only one kind of outpatient care. */
export const VISIT_SCOPES = ['all', 'inpatient', 'outpatient', 'chronic'] as const;
export type VisitScope = (typeof VISIT_SCOPES)[number];

export type VisitStream = {
  /** Fills the columns from their beginning with the next visits; a person may go on in the next run. */
  fill(columns: VisitColumns): void;
};

type Person = {
  number: number;
  group: number;
  age: number;
  income: number;
  aid: number;
  civilServant: number;
  filing: number;
  accountBalance: number;
  isChronic: boolean;
  visitsLeft: number;
};

const EMERGENCY = 3;
const STAY = VISIT_CARE.indexOf('inpatient');
const PHARMACY = VISIT_CARE.indexOf('pharmacy');
const PLAIN: Readonly<Record<Exclude<VisitScope, 'all' | 'inpatient'>, readonly number[]>> = {
  outpatient: [0, 490, 0, 510],
  chronic: [0, 0, WHOLE, 0],
};

/**
 * Cross-province visits of people who do not exist, for one insurance type, from the seed alone: equal on
 * every machine, and more visits only append. Marginals: `CALIBRATION`.
 */
export function visitStream(options: {
  readonly seed: string;
  readonly insuranceType: InsuranceType;
  readonly scope: VisitScope;
}): VisitStream {
  const { seed, insuranceType, scope } = options;
  const { next } = createRandom(`visits ${POPULATION_VERSION} ${seed} ${insuranceType} ${scope}`);
  const beginPerson = personDrawer(next, insuranceType, scope);
  const drawVisit = visitDrawer(next, scope);
  const person: Person = {
    number: 0,
    group: 0,
    age: 0,
    income: 0,
    aid: 0,
    civilServant: 0,
    filing: 0,
    accountBalance: 0,
    isChronic: false,
    visitsLeft: 0,
  };
  return {
    fill(columns) {
      const { length } = columns.person;
      for (let at = 0; at < length; at++) {
        if (person.visitsLeft === 0) beginPerson(person);
        person.visitsLeft -= 1;
        columns.person[at] = person.number;
        columns.group[at] = person.group;
        columns.age[at] = person.age;
        columns.income[at] = person.income;
        columns.aid[at] = person.aid;
        columns.civilServant[at] = person.civilServant;
        columns.accountBalance[at] = person.accountBalance;
        drawVisit(person, columns, at);
      }
    },
  };
}

function agesOf(names: readonly string[]): ((next: Random['next']) => number)[] {
  return names.map((name) => {
    const bands = AGES[name];
    assert(bands !== undefined, `The group ${name} has ages`);
    const band = samplerOf(bands.map(([, weight]) => weight));
    return (next) => {
      const [from, years] = bands[band(next)]![0];
      return from + drawBelow(next, years);
    };
  });
}

/** Sets a person anew: who they are and how often they are seen. */
function personDrawer(
  next: Random['next'],
  insuranceType: InsuranceType,
  scope: VisitScope,
): (person: Person) => void {
  const isEmployee = insuranceType === 'employee';
  const group = samplerOf(GROUPS[insuranceType]);
  const ages = agesOf(isEmployee ? ['active', 'retired'] : ['adult', 'minor']);
  const income = samplerOf(INCOMES[insuranceType]);
  const aid = samplerOf(AID_OF_LOWEST[insuranceType]);
  const filing = samplerOf(FILINGS);
  const stays = valueSamplerOf(STAYS_A_YEAR);
  const others = valueSamplerOf(VISITS_A_YEAR.others);
  const chronic = valueSamplerOf(VISITS_A_YEAR.chronic);
  return (person) => {
    person.number += 1;
    const own = group(next);
    person.group = isEmployee ? own : own + 2;
    person.age = ages[own]!(next);
    person.income = income(next);
    person.aid = person.income === 0 ? aid(next) : 0;
    person.civilServant = isEmployee && drawBelow(next, WHOLE) < CIVIL_SERVANTS ? 1 : 0;
    person.filing = filing(next);
    person.accountBalance = isEmployee ? drawBelow(next, ACCOUNT_BALANCE_BELOW) * 100 : 0;
    person.isChronic = scope === 'chronic' || (scope === 'all' && drawBelow(next, WHOLE) < CHRONIC_PERSONS);
    const visits = scope === 'inpatient' ? stays : person.isChronic ? chronic : others;
    person.visitsLeft = visits(next);
  };
}

/** Writes what differs from visit to visit: care, place, filing class and the bill. */
function visitDrawer(
  next: Random['next'],
  scope: VisitScope,
): (person: Person, columns: VisitColumns, at: number) => void {
  const plain = scope === 'outpatient' || scope === 'chronic' ? PLAIN[scope] : CARE_OF_OTHERS;
  const careOfOthers: Sampler = scope === 'inpatient' ? () => STAY : samplerOf(plain);
  const careOfChronic = scope === 'all' ? samplerOf(CARE_OF_CHRONIC) : careOfOthers;
  const levelOfStay = samplerOf(LEVELS_OF_STAYS);
  const levelOfOthers = samplerOf(LEVELS_OF_OUTPATIENT);
  const sizeOfStay = quantileSampler(STAY_SIZES);
  const sizeOfOthers = quantileSampler(OTHER_SIZES);
  const excluded = valueSamplerOf(EXCLUDED);
  const overLimit = valueSamplerOf(OVER_LIMIT);
  const selfPaidFirst = valueSamplerOf(SELF_PAID_FIRST);
  const means = VISIT_CARE.map((care) => (care === 'inpatient' ? 0 : MEAN_BY_CARE[care]));
  return (person, columns, at) => {
    const care = person.isChronic ? careOfChronic(next) : careOfOthers(next);
    const isStay = care === STAY;
    const level = isStay ? levelOfStay(next) : care === PHARMACY ? 0 : levelOfOthers(next);
    const isEmergency = isStay && drawBelow(next, WHOLE) < EMERGENCY_STAYS;
    const mean = isStay ? STAY_MEAN_BY_LEVEL[level]! : means[care]!;
    const size = isStay ? sizeOfStay(next) : sizeOfOthers(next);
    const total = Math.floor((mean * size) / WHOLE);
    const out = Math.floor((total * excluded(next)) / WHOLE);
    const over = Math.floor((total * overLimit(next)) / WHOLE);
    const first = Math.floor((total * selfPaidFirst(next)) / WHOLE);
    columns.care[at] = care;
    columns.level[at] = level;
    columns.referral[at] = isEmergency ? EMERGENCY : person.filing;
    columns.excluded[at] = out;
    columns.overLimit[at] = over;
    columns.selfPaidFirst[at] = first;
    columns.eligible[at] = total - out - over - first;
  };
}
