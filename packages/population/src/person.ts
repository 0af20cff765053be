import {
  type AidCategory,
  type AreaCode,
  addDays,
  assert,
  birthDateOf,
  type CalendarDate,
  type CitizenNumber,
  type CoverageStatus,
  calendarDate,
  citizenNumberOf,
  type FilingCategory,
  fen,
  filingGroupOf,
  genderOf,
  type InsuranceType,
  type MobileNumber,
  type PersonGroup,
  provinceOf,
  type Random,
  seededIdSource,
  startOfDay,
  ZERO_FEN,
} from '@zhijie/kernel';
import { areasOf, servedAreas } from './areas.ts';
import { syntheticEmployer, syntheticName } from './names.ts';
import type { SeedCoverage, SeedFiling, SeedPerson } from './types.ts';

/** What is to be fixed of a synthetic person; whatever is left out is drawn or ordinary. */
export type PersonWishes = {
  /** Two digits of the insured province; the number's region is PP9900. */
  readonly province: string;
  readonly area?: AreaCode;
  readonly insuranceType?: InsuranceType;
  readonly group?: PersonGroup;
  readonly status?: CoverageStatus;
  readonly isCivilServant?: boolean;
  readonly aidCategory?: AidCategory;
  readonly filing?: FilingCategory | null;
  /** True: a temporary filing that ended on 2025-06-30. */
  readonly isFilingExpired?: boolean;
  readonly byCommitment?: boolean;
};

/** Born between these years, by group. Nobody changes group before 2030. */
const BORN: Record<PersonGroup, readonly [from: number, to: number]> = {
  active: [1972, 2003],
  retired: [1936, 1962],
  adult: [1940, 2006],
  minor: [2013, 2024],
};

/** No operator gives out numbers in 154, so that nobody is rung; 15499 is for known persons. */
function syntheticPhone(random: Random): MobileNumber {
  return `154${String(random.below(99_000_000)).padStart(8, '0')}` as MobileNumber;
}

/**
 * One number of an area. A province's areas draw from separate blocks of 250 sequence numbers, so that people
 * generated area by area never share a number.
 */
function drawCitizenNumber(random: Random, area: AreaCode, group: PersonGroup): CitizenNumber {
  const [from, to] = BORN[group];
  const birthDate = addDays(calendarDate(`${from}-01-01`), random.below((to - from + 1) * 365));
  const block = Math.max(areasOf(provinceOf(area)).indexOf(area), 0) % 4;
  return citizenNumberOf({
    region: `${provinceOf(area)}9900`,
    birthDate,
    sequence: block * 250 + random.below(250),
  });
}

/** A person id that depends on the number only: 30 characters with area and month like every identifier. */
export function seedPersonId(number: CitizenNumber, area: AreaCode): string {
  return seededIdSource(`person/${number}`).next('person', area, startOfDay(calendarDate('2024-01-01')));
}

/** A filing id that depends on the person, the category and the start only. */
export function seedFilingId(
  number: CitizenNumber,
  area: AreaCode,
  filing: { readonly category: FilingCategory; readonly startsOn: CalendarDate },
): string {
  const seed = `filing/${number}/${filing.category}/${filing.startsOn}`;
  return seededIdSource(seed).next('filing', area, startOfDay(filing.startsOn));
}

const IS_PAUSED: readonly CoverageStatus[] = ['suspended', 'arrears', 'ended', 'dead'];

/** Those born on even days pay the lower tier: by the number, so that no other draw moves. */
const tierOf = (bornOn: CalendarDate): 'tier1' | 'tier2' =>
  Number(bornOn.slice(-2)) % 2 === 0 ? 'tier1' : 'tier2';

function drawCoverage(
  random: Random,
  wishes: PersonWishes,
  area: AreaCode,
  group: PersonGroup,
  bornOn: CalendarDate,
): SeedCoverage {
  const insuranceType: InsuranceType = group === 'active' || group === 'retired' ? 'employee' : 'resident';
  const status = wishes.status ?? 'in-force';
  const isCivilServant = wishes.isCivilServant ?? false;
  const joined = calendarDate(`${2012 + random.below(12)}-0${1 + random.below(9)}-01`);
  const startedOn = status === 'waiting' ? calendarDate('2026-01-01') : joined > bornOn ? joined : bornOn;
  return {
    insuranceType,
    area,
    group,
    status,
    startedOn,
    pausedOn: IS_PAUSED.includes(status) ? calendarDate(`2025-0${1 + random.below(9)}-15`) : null,
    isCivilServant,
    accountBalance: insuranceType === 'employee' ? fen(random.below(800_000)) : ZERO_FEN,
    employer: group === 'active' ? syntheticEmployer(random) : null,
    aidCategory: wishes.aidCategory ?? 'none',
    ...(insuranceType === 'resident' ? { contributionTier: tierOf(bornOn) } : {}),
    ...(isCivilServant ? { civilServantRank: group === 'retired' ? 'county' : 'section' } : {}),
    enrolledSince: startedOn,
    hasFamilyDoctor: group === 'retired' || group === 'minor',
  };
}

function drawFiling(
  random: Random,
  wishes: PersonWishes,
  number: CitizenNumber,
  coverage: SeedCoverage,
): SeedFiling | null {
  const category = wishes.filing ?? null;
  if (category === null) return null;
  const elsewhere = servedAreas.filter(
    (area) => provinceOf(area) !== provinceOf(coverage.area) && provinceOf(area) !== '99',
  );
  const startsOn = calendarDate(wishes.isFilingExpired ? '2025-01-01' : '2026-01-01');
  const openEnd = filingGroupOf(category) === 'long-term' ? null : calendarDate('2030-12-31');
  return {
    filingId: seedFilingId(number, coverage.area, { category, startsOn }),
    insuranceType: coverage.insuranceType,
    category,
    careAreas: [random.pick(elsewhere)],
    startsOn,
    endsOn: wishes.isFilingExpired ? calendarDate('2025-06-30') : openEnd,
    byCommitment: wishes.byCommitment ?? false,
  };
}

function groupOf(random: Random, wishes: PersonWishes): PersonGroup {
  if (wishes.group !== undefined) return wishes.group;
  if (wishes.insuranceType === 'employee') return random.pick(['active', 'active', 'retired']);
  if (wishes.insuranceType === 'resident') return random.pick(['adult', 'adult', 'minor']);
  return random.pick(['active', 'retired', 'adult', 'adult', 'minor']);
}

/** A person who does not exist: region PP9900, right check digit, a name by chance. */
export function syntheticPerson(random: Random, wishes: PersonWishes): SeedPerson {
  const area = wishes.area ?? random.pick(areasOf(wishes.province));
  assert(provinceOf(area) === wishes.province, `The area ${area} is not in the province ${wishes.province}`);
  const group = groupOf(random, wishes);
  const citizenNumber = drawCitizenNumber(random, area, group);
  const birthDate = birthDateOf(citizenNumber);
  const gender = genderOf(citizenNumber);
  const coverage = drawCoverage(random, wishes, area, group, birthDate);
  const filing = drawFiling(random, wishes, citizenNumber, coverage);
  return {
    personId: seedPersonId(citizenNumber, area),
    name: syntheticName(random, gender),
    citizenNumber,
    birthDate,
    gender,
    phone: syntheticPhone(random),
    coverages: [coverage],
    filings: filing === null ? [] : [filing],
  };
}
