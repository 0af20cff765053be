import type { Fen, PersonGroup } from '@zhijie/kernel';
import { COUNTERS } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import type { Bucket } from '../buckets.ts';
import { emptyBill, groupsOf, personsOf, personText } from '../lint/persons.ts';
import { gridOf, probeOf, segmentsOf } from '../lint/segments.ts';
import { yuanText } from '../pack/values.ts';
import type { Plan } from '../plan/plan.ts';
import { consult, thresholdsOf } from '../testing/oracle.ts';
import { settleableKinds } from '../testing/settleable.ts';

export type ThresholdCheck = {
  readonly packId: string;
  readonly benefit: string;
  readonly hash: string;
  /** Places where something begins or ends: for one of every kind of person, or in the year's counters. */
  readonly thresholds: number;
  /** Bills that both engines were asked, three or more for each place: those settled, and those refused. */
  readonly bills: number;
  readonly settled: number;
  readonly refused: number;
  /** Bills on which they differ, in Chinese; the first few. */
  readonly differences: readonly string[];
};

const SHOWN_AT_MOST = 5;

/**
 * The compiled plan against the second engine at −1, 0 and +1 fen of every deductible, band edge, cap and
 * second-layer threshold: where the plan itself changes step, for every kind of person; at every amount that
 * its texts name, alone and above each deductible; and with every counter of the year at such an amount.
 */
export function checkThresholds(plan: Plan): ThresholdCheck {
  const named = thresholdsOf(plan.policy).map(Number);
  const places = [...changes(plan, named), ...amounts(plan, named), ...counters(plan, named)];
  const differences: string[] = [];
  let settled = 0;
  let refused = 0;
  for (const { person, around } of places) {
    for (const amount of around) {
      const bill = billOf(person, amount);
      const outcome = adjudicate(plan, bill);
      if (outcome.ok) settled += 1;
      else refused += 1;
      const found = difference(plan, bill, outcome);
      if (found !== null && differences.length < SHOWN_AT_MOST) differences.push(found);
    }
  }
  const { packId, benefit, hash } = plan;
  const bills = settled + refused;
  return { packId, benefit, hash, thresholds: places.length, bills, settled, refused, differences };
}

/** So many of the kinds that a plan can settle stand for all of them, taken evenly. */
const KINDS = 24;

/** One of every kind, and some of those that the plan can settle: one of whom nothing is known often not. */
function personsToAsk(plan: Plan): AdjudicationInput[] {
  const kinds = settleableKinds(plan);
  const every = Math.max(1, Math.ceil(kinds.length / KINDS));
  const chosen = kinds.filter((_, index) => index % every === 0).map(({ person }) => person);
  return [...personsOf(plan), ...chosen];
}

type PlaceToCheck = { readonly person: AdjudicationInput; readonly around: readonly number[] };

const around = (at: number): number[] => [at - 1, at, at + 1].filter((amount) => amount >= 0);

/** Where the deciding steps change for somebody, to the fen. */
function changes(plan: Plan, named: readonly number[]): PlaceToCheck[] {
  const grid = gridOf(plan, named);
  return personsToAsk(plan).flatMap((person) =>
    segmentsOf(probeOf(plan, person), grid).map(({ to }) => ({
      person,
      around: [...around(to.amount), to.amount + 2],
    })),
  );
}

/** Every amount that the texts name, alone and above each deductible. */
function amounts(plan: Plan, named: readonly number[]): PlaceToCheck[] {
  const deductible = plan.policy.tables.get('deductible')!;
  const firsts = thresholdsOf({ ...plan.policy, tables: new Map([['deductible', deductible]]) }).map(Number);
  const all = new Set([...named, ...firsts.flatMap((first) => named.map((amount) => first + amount))]);
  return personsToAsk(plan).flatMap((person) =>
    [...all].map((amount) => ({ person, around: around(amount) })),
  );
}

/** Every counter of the year around every amount that the texts name, for a usual and a large bill. */
function counters(plan: Plan, named: readonly number[]): PlaceToCheck[] {
  const persons = groupsOf(plan).map((group) => usualPerson(plan, group));
  return COUNTERS.filter((counter) => counter !== 'admissions').flatMap((counter) =>
    named.flatMap(around).flatMap((used) =>
      persons.map((person) => {
        const before = { ...person.accumulators, admissions: 1, [counter]: used };
        return { person: { ...person, accumulators: possible(before) }, around: SIZES };
      }),
    ),
  );
}

/** At home, whom the plan can settle furthest; else whoever of the group it can settle; else anybody. */
function usualPerson(plan: Plan, group: PersonGroup): AdjudicationInput {
  const own = settleableKinds(plan).filter(({ person }) => person.group === group);
  const [first] = own
    .filter(({ person }) => person.referral === 'local')
    .sort(
      (a, b) => b.most - a.most || Number(b.person.level === 'level3') - Number(a.person.level === 'level3'),
    );
  return (first ?? own[0])?.person ?? emptyBill(plan, { group });
}

/** A usual bill and one that goes through every layer. Fen. */
const SIZES: readonly number[] = [300_000, 90_000_000];

function billOf(person: AdjudicationInput, eligible: number): AdjudicationInput {
  const fees = { excluded: 100, overLimit: 0, selfPaidFirst: 200, eligible, total: eligible + 300 };
  return { ...person, fees: fees as AdjudicationInput['fees'] };
}

/** What was paid or borne was eligible before. */
function possible(before: AdjudicationInput['accumulators']): AdjudicationInput['accumulators'] {
  const eligible = Math.max(before.eligible, before.deductiblePaid, before.poolPaid, before.criticalBase);
  const outside = Math.max(before.outpatientEligible, before.outpatientDeductiblePaid, before.outpatientPaid);
  return { ...before, eligible: eligible as Fen, outpatientEligible: outside as Fen };
}

const PAYERS = [
  ['pool', 'paidByPooledFund', '统筹基金'],
  ['civilServant', 'paidByCivilServantFund', '公务员补助'],
  ['enterprise', 'paidByEnterpriseSupplement', '企业补充'],
  ['critical', 'paidByCriticalIllness', '大病保险'],
  ['large', 'paidByLargeAmount', '大额补助'],
  ['aid', 'paidByMedicalAssistance', '医疗救助'],
  ['other', 'paidByOtherFunds', '其他基金'],
  ['account', 'paidByPersonalAccount', '个人账户'],
  ['cash', 'paidInCash', '个人现金'],
] as const satisfies readonly (readonly [Bucket, string, string])[];

/** What the two engines say differently of a bill; null when they agree to the fen. */
function difference(
  plan: Plan,
  bill: AdjudicationInput,
  outcome: ReturnType<typeof adjudicate>,
): string | null {
  const second = consult(plan.policy, bill);
  const what = `${personText(bill)}，政策范围内费用 ${yuanText(bill.fees.eligible)} 元`;
  if (!outcome.ok || 'refused' in second) {
    const codes = [
      outcome.ok ? '可结算' : outcome.refusal.code,
      'refused' in second ? second.refused : '可结算',
    ];
    return codes[0] === codes[1] ? null : `${what}：引擎 ${codes[0]}，复核 ${codes[1]}`;
  }
  for (const [bucket, part, label] of PAYERS) {
    const paid = outcome.value.parts[part];
    const again = second.paid[bucket] ?? 0n;
    if (BigInt(paid) !== again)
      return `${what}：${label} 引擎 ${yuanText(paid)} 元，复核 ${yuanText(Number(again))} 元`;
  }
  return null;
}
