/**
 * What the contribution feed says of a person beyond the status, for places that ask about it: dated, the
 * newest that holds on a day governs. Pure.
 */
import {
  CIVIL_SERVANT_RANKS,
  type CivilServantRank,
  CONTRIBUTION_TIERS,
  type ContributionTier,
} from '@zhijie/engine';
import { assert, type CalendarDate, calendarDate, type Refusal, refuse } from '@zhijie/kernel';
import type { StoredCoverage } from '../person/store.ts';

/** Each holds from the effective day of the event; what an event leaves out stays as it is. */
export type FedFacts = {
  /** 居民缴费档次 (D12). */
  readonly contributionTier?: ContributionTier;
  /** 公务员级别 (D22). */
  readonly civilServantRank?: CivilServantRank;
  /** First day of the enrolment that has not been broken since (连续参保, D18, D26). */
  readonly enrolledSince?: CalendarDate;
  /** Whether a contract with a family doctor (家庭医生签约, D4) is in force. */
  readonly hasFamilyDoctor?: boolean;
};

export const FED_FACTS = [
  'contributionTier',
  'civilServantRank',
  'enrolledSince',
  'hasFamilyDoctor',
] as const satisfies readonly (keyof FedFacts)[];

export type StoredFact = {
  readonly fact: (typeof FED_FACTS)[number];
  /** First day on which it holds. */
  readonly from: string;
  readonly value: string | boolean;
};

export type FactRefusalCode = 'fact-does-not-apply';

export const FACT_REFUSAL_TEXTS = {
  'fact-does-not-apply':
    '该项不适用于这份参保：缴费档次只用于居民，公务员级别只用于公务员，连续参保起始日不得晚于生效日期。',
} as const satisfies Record<FactRefusalCode, string>;

/** Refuses `fact-does-not-apply`, naming the field. */
export function refusalOfFacts(
  coverage: Pick<StoredCoverage, 'insurance_type' | 'is_civil_servant'>,
  event: FedFacts & { readonly effectiveOn: CalendarDate },
): Refusal<FactRefusalCode> | null {
  const wrong = (field: keyof FedFacts) => refuse('fact-does-not-apply', { field }).refusal;
  if (event.contributionTier !== undefined && coverage.insurance_type !== 'resident') {
    return wrong('contributionTier');
  }
  if (event.civilServantRank !== undefined && !coverage.is_civil_servant) return wrong('civilServantRank');
  const { enrolledSince, effectiveOn } = event;
  return enrolledSince !== undefined && enrolledSince > effectiveOn ? wrong('enrolledSince') : null;
}

/** The facts with those of an event; one said again for the same day is replaced. */
export function factsAfter(
  facts: readonly StoredFact[],
  event: FedFacts & { readonly effectiveOn: CalendarDate },
): readonly StoredFact[] {
  const from = event.effectiveOn;
  const said = FED_FACTS.flatMap((fact): StoredFact[] => {
    const value = event[fact];
    return value === undefined || factOn(facts, fact, from) === value ? [] : [{ fact, from, value }];
  });
  if (said.length === 0) return facts;
  const isReplaced = (one: StoredFact) => said.some(({ fact }) => fact === one.fact && one.from === from);
  return [...facts.filter((one) => !isReplaced(one)), ...said].sort((a, b) =>
    a.from === b.from ? (a.fact < b.fact ? -1 : 1) : a.from < b.from ? -1 : 1,
  );
}

/** The newest value that holds on a day; undefined: nobody said. */
function factOn(
  facts: readonly StoredFact[],
  fact: StoredFact['fact'],
  day: string,
): StoredFact['value'] | undefined {
  return facts.filter((one) => one.fact === fact && one.from <= day).at(-1)?.value;
}

const wordOf = <W extends string>(list: readonly W[], value: unknown): W | undefined => {
  if (value === undefined) return undefined;
  const found = list.find((word) => word === value);
  assert(found !== undefined, 'A stored fact has a word of its list');
  return found;
};

/** What holds on a day. */
export function factsOn(facts: readonly StoredFact[], day: CalendarDate): FedFacts {
  if (facts.length === 0) return {};
  const tier = wordOf(CONTRIBUTION_TIERS, factOn(facts, 'contributionTier', day));
  const rank = wordOf(CIVIL_SERVANT_RANKS, factOn(facts, 'civilServantRank', day));
  const since = factOn(facts, 'enrolledSince', day);
  const doctor = factOn(facts, 'hasFamilyDoctor', day);
  return {
    ...(tier === undefined ? {} : { contributionTier: tier }),
    ...(rank === undefined ? {} : { civilServantRank: rank }),
    ...(since === undefined ? {} : { enrolledSince: calendarDate(String(since)) }),
    ...(doctor === undefined ? {} : { hasFamilyDoctor: doctor === true }),
  };
}

/** Whole months from a day to another, the day itself not counted: 01-31 to 02-28 is none. */
export function wholeMonthsBetween(from: CalendarDate, to: CalendarDate): number {
  const [fromYear, fromMonth, fromDay] = from.split('-').map(Number) as [number, number, number];
  const [toYear, toMonth, toDay] = to.split('-').map(Number) as [number, number, number];
  const months = (toYear - fromYear) * 12 + (toMonth - fromMonth);
  return Math.max(0, toDay < fromDay ? months - 1 : months);
}
