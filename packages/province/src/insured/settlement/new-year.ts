/**
 * A stay over the end of the policy year, adjudicated year by year (procedures V-11; 医保发〔2022〕22号 annex
 * article 41): pure. The care side always sends one bill at the discharge; whether it is one bill here too or
 * is split is the insured place's to say (`stayOverYearEnd` of its packs).
 */
import {
  type Accumulators,
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  type FundDetail,
  type Plan,
} from '@zhijie/engine';
import {
  addFen,
  type CalendarDate,
  calendarDate,
  daysBetween,
  type FeeParts,
  type Fen,
  ok,
  type Refusal,
  type Result,
  type SettlementParts,
  split,
  subtractFen,
} from '@zhijie/kernel';

export type Stay = { readonly admittedOn: CalendarDate; readonly dischargedOn: CalendarDate };

/** Days of a stay before and from the first day of a policy year; the day of discharge is not one. */
export function daysAtYearEnd(
  { admittedOn, dischargedOn }: Stay,
  yearStartsOn: CalendarDate,
): { before: number; after: number } {
  const days = Math.max(1, daysBetween(admittedOn, dischargedOn));
  const before = Math.min(days, Math.max(0, daysBetween(admittedOn, yearStartsOn)));
  return { before, after: days - before };
}

/**
 * The fees by daily average × days before and after. The remainder rule: each of the four parts is divided by
 * the largest remainder, an equal remainder going to the old year; a total is the sum of its four parts, so
 * the two years add up to the bill in every column.
 */
export function splitFees(
  fees: FeeParts,
  days: { readonly before: number; readonly after: number },
): { readonly before: FeeParts; readonly after: FeeParts } {
  const weights = [days.before, days.after];
  const names = ['excluded', 'overLimit', 'selfPaidFirst', 'eligible'] as const;
  const divided = names.map((name) => split(fees[name], weights) as [Fen, Fen]);
  const yearAt = (at: 0 | 1): FeeParts => {
    const [excluded, overLimit, selfPaidFirst, eligible] = divided.map((two) => two[at]) as [
      Fen,
      Fen,
      Fen,
      Fen,
    ];
    const total = addFen(excluded, overLimit, selfPaidFirst, eligible);
    return { total, excluded, overLimit, selfPaidFirst, eligible };
  };
  return { before: yearAt(0), after: yearAt(1) };
}

export type YearOfStay = {
  readonly year: number;
  readonly input: AdjudicationInput;
  readonly result: Adjudication;
};

export type SplitStay = {
  /** The bill: every amount is the sum of the two years; the rate is that of the year of discharge. */
  readonly parts: SettlementParts;
  readonly before: YearOfStay;
  readonly after: YearOfStay;
};

/**
 * Who pays what of a stay that is split: the part before the policy year of its discharge on the counters of
 * the year before, then the other on its own, which goes on from it (`continuedFrom`: whether its deductible
 * is carried or charged again is the pack's), with what the first part left on the account. Null when the
 * plan does not ask for it or the stay has days in one year only. Refusals are the engine's.
 */
export function adjudicateSplit(
  plan: Plan,
  input: AdjudicationInput,
  stay: Stay & { readonly accumulatorsOf: (year: number) => Accumulators },
): Result<SplitStay | null, Refusal> {
  if (plan.policy.stayOverYearEnd?.is !== 'split' || plan.benefit !== 'inpatient') return ok(null);
  const year = plan.policyYearOf(stay.dischargedOn);
  const days = daysAtYearEnd(stay, calendarDate(`${year}-${plan.policy.policyYear}`));
  if (days.before === 0 || days.after === 0) return ok(null);
  const fees = splitFees(input.fees, days);
  const old = { ...input, fees: fees.before, accumulators: stay.accumulatorsOf(year - 1) };
  const first = adjudicate(plan, old);
  if (!first.ok) return first;
  const { deductibleApplied, paidByPersonalAccount } = first.value.parts;
  const next: AdjudicationInput = {
    ...input,
    fees: fees.after,
    accumulators: stay.accumulatorsOf(year),
    accountBalance: subtractFen(input.accountBalance, paidByPersonalAccount),
    circumstances: {
      ...input.circumstances,
      continuedFrom: { reason: 'new-year', deductiblePaid: deductibleApplied },
    },
  };
  const second = adjudicate(plan, next);
  if (!second.ok) return second;
  return ok(
    joined({
      before: { year: year - 1, input: old, result: first.value },
      after: { year, input: next, result: second.value },
    }),
  );
}

/** The two years as one bill. */
export function joined(years: Pick<SplitStay, 'before' | 'after'>): SplitStay {
  return { ...years, parts: sumOf(years.before.result.parts, years.after.result.parts) };
}

/** Computes two stored years again; the refusal of the one that is refused now. */
export function adjudicateYears(
  plan: Plan,
  years: { readonly before: AdjudicationInput; readonly after: AdjudicationInput },
): Result<SplitStay, Refusal> {
  const first = adjudicate(plan, years.before);
  if (!first.ok) return first;
  const second = adjudicate(plan, years.after);
  if (!second.ok) return second;
  const { before, after } = years;
  return ok(
    joined({
      before: { year: before.accumulators.year, input: before, result: first.value },
      after: { year: after.accumulators.year, input: after, result: second.value },
    }),
  );
}

/** The funds of both years: what one fund gave by one text is one line. */
export function fundsOf({ before, after }: Pick<SplitStay, 'before' | 'after'>): FundDetail[] {
  const lines = new Map<string, FundDetail>();
  for (const line of [...before.result.fundDetails, ...after.result.fundDetails]) {
    const key = `${line.fund} ${line.explanation}`;
    const known = lines.get(key);
    lines.set(
      key,
      known === undefined
        ? line
        : {
            ...line,
            eligible: addFen(known.eligible, line.eligible),
            amount: addFen(known.amount, line.amount),
          },
    );
  }
  return [...lines.values()];
}

function sumOf(before: SettlementParts, after: SettlementParts): SettlementParts {
  const sums = Object.entries(before).map(([name, amount]) => {
    const other = after[name as keyof SettlementParts];
    return [name, name === 'poolRate' ? other : addFen(amount as Fen, other as Fen)];
  });
  return Object.fromEntries(sums) as SettlementParts;
}
