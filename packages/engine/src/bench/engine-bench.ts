import {
  assertSettlementParts,
  type Fen,
  lineAmount,
  type ProviderLevel,
  type Quantity,
  type SettlementParts,
  type UnitPrice,
} from '@zhijie/kernel';
import { type AccumulatorDelta, emptyAccumulators, oneAdmissionAt } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate, adjudicateByStages } from '../adjudicate.ts';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.ts';
import { classifyLine, type LineInput } from '../catalogue/classify-line.ts';
import type { PolicyLibrary } from '../library.ts';
import type { Plan } from '../plan/plan.ts';

/** One rung: `ratio` is to the hand-written pipeline of the same run doing the same work. */
export type BenchRow = {
  readonly id: string;
  readonly name: string;
  readonly perSecond: number;
  readonly ratio: number;
};

export type BenchDeps = {
  readonly library: PolicyLibrary;
  readonly itemsCsv: string;
  readonly overrideCsv: string | null;
  /**
   * Milliseconds from any origin, best of CPU time of this process: the engine has no clock of its own.
   */
  readonly now: () => number;
  readonly milliseconds?: number;
};

/**
 * The compiled pack of 990100 (employee, inpatient: bands × level × group, large amount, civil servants, aid,
 * account, cash) against the same policy written out by hand, then with 20 string-coded lines classified
 * before it. Both make the parts, assert T-01 and make what the bill adds to the year; only the pack leaves a
 * trace, as numbers that become records when they are read (`E2t` reads them). `E2s` is what a plan without
 * generated code does. Every bill's result is compared with the hand-written one before anything is measured.
 */
export function benchEngine(deps: BenchDeps): BenchRow[] {
  const bills = sampleBills(1_000);
  const plan = comparedPlan(deps.library, bills);
  const catalogue = loadCatalogue('990100', deps.itemsCsv, deps.overrideCsv);
  const lines = sampleLines(catalogue);
  const classifyAll = (classify: (catalogue: Catalogue, line: LineInput) => unknown): void => {
    for (let index = 0; index < lines.length; index++) classify(catalogue, lines[index]!);
  };
  const [hand, compiled, traced, staged, handWithLines, withLines] = race(deps, bills, [
    byHand,
    (bill) => adjudicate(plan, bill),
    (bill) => {
      const outcome = adjudicate(plan, bill);
      return outcome.ok && outcome.value.trace;
    },
    (bill) => adjudicateByStages(plan, bill),
    (bill) => {
      classifyAll(classifyByHand);
      return byHand(bill);
    },
    (bill) => {
      classifyAll(classifyLine);
      return adjudicate(plan, bill);
    },
  ]) as [Lap[], Lap[], Lap[], Lap[], Lap[], Lap[]];
  return [
    row('E1', 'hand-written pipeline', hand, hand),
    row('E2', 'compiled pack, with trace', compiled, hand),
    row('E2t', 'compiled pack, with trace read as records', traced, hand),
    row('E2s', 'compiled pack, with trace, stage by stage', staged, hand),
    row('E3', 'hand-written pipeline, 20 string-coded lines', handWithLines, hand),
    row('E4', 'compiled pack, 20 string-coded lines, with trace', withLines, handWithLines),
  ];
}

function planOf(library: PolicyLibrary): Plan {
  const day = '2026-03-01' as AnyDate;
  const planned = library.planFor({
    area: '990100',
    insuranceType: 'employee',
    benefit: 'inpatient',
    dates: { admittedOn: day, dischargedOn: day, settledOn: day },
  });
  if (!planned.ok) throw new Error('The policy of 990100 is missing');
  return planned.value;
}

/** Bills per millisecond in one round. */
type Lap = number;

/** Rounds too short to be spoilt alike by another process, and enough of them for a median. */
const ROUND_MS = 15;

/**
 * Every work in turn, round after round, so that a busy machine slows all of them; the first quarter of the
 * rounds warms up and is not counted.
 */
function race(
  { now, milliseconds = 600 }: BenchDeps,
  bills: readonly AdjudicationInput[],
  works: readonly ((bill: AdjudicationInput) => unknown)[],
): Lap[][] {
  const rounds = Math.max(8, Math.round(milliseconds / ROUND_MS));
  const laps: Lap[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const lap = runFor(now, ROUND_MS, bills, work);
      if (round >= rounds / 4) laps[index]!.push(lap);
    }
  }
  return laps;
}

function runFor<T>(now: () => number, ms: number, inputs: readonly T[], work: (input: T) => unknown): Lap {
  const start = now();
  let done = 0;
  let spent = 0;
  while (spent < ms) {
    for (let index = 0; index < inputs.length; index++) work(inputs[index]!);
    done += inputs.length;
    spent = now() - start;
  }
  return done / spent;
}

/** The median rate, and the median of the ratios of neighbouring rounds. */
function row(id: string, name: string, laps: readonly Lap[], base: readonly Lap[]): BenchRow {
  const perSecond = Math.round(median(laps) * 1000);
  return { id, name, perSecond, ratio: median(laps.map((lap, round) => lap / base[round]!)) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

type AnyDate = Parameters<PolicyLibrary['planFor']>[0]['dates']['settledOn'];

function sampleBills(count: number): AdjudicationInput[] {
  const levels = ['community', 'level1', 'level2', 'level3', 'level3-top'] as const;
  const classes = ['local', 'long-term', 'referral', 'emergency', 'other-temporary', 'unfiled'] as const;
  return Array.from({ length: count }, (_, i) => {
    const eligible = ((i * 7_919) % 9_000_000) + 10_000;
    return {
      referral: classes[i % 6]!,
      level: levels[i % 5]!,
      group: i % 3 === 0 ? 'retired' : 'active',
      age: 20 + (i % 60),
      aidCategory: i % 12 === 5 ? 'minimum-living' : 'none',
      civilServant: i % 10 === 7,
      fees: { total: eligible + 3_000, excluded: 2_000, overLimit: 0, selfPaidFirst: 1_000, eligible },
      accumulators: {
        ...emptyAccumulators(2026),
        admissions: i % 3,
        poolPaid: (i % 7) * 2_400_000,
        criticalBase: (i % 5) * 400_000,
      },
      accountBalance: 50_000,
      useAccount: i % 2 === 0,
    } as unknown as AdjudicationInput;
  });
}

function sampleLines(catalogue: Catalogue): LineInput[] {
  return Array.from({ length: 20 }, (_, i) => {
    const { itemCode, price } = catalogue.item((i * 97) % catalogue.size);
    const unitPrice = (price ?? 10_000_000) as UnitPrice;
    const quantity = 20_000 as Quantity;
    return { itemCode, unitPrice, quantity, amount: lineAmount(unitPrice, quantity) };
  });
}

/** A line as a programmer would write it: the amount is checked, the four parts are summed up. */
function classifyByHand(catalogue: Catalogue, line: LineInput): number {
  const { columns } = catalogue;
  const row = catalogue.rowOf(line.itemCode)!;
  if (lineAmount(line.unitPrice, line.quantity) !== line.amount) throw new Error('amount');
  if (columns.paymentClass[row] === 2) return 0;
  const ceiling = columns.ceiling[row]!;
  const isAbove = ceiling >= 0 && line.unitPrice > ceiling;
  const within = isAbove ? lineAmount(ceiling as UnitPrice, line.quantity) : line.amount;
  return columns.paymentClass[row] === 1 ? within - part(within, columns.selfPaidFirstRate[row]!) : within;
}

const DEDUCTIBLE = {
  community: 20_000,
  level1: 20_000,
  level2: 40_000,
  level3: 90_000,
  'level3-top': 90_000,
};
const FIRST = {
  local: 0,
  'long-term': 0,
  referral: 1000,
  emergency: 1000,
  'other-temporary': 2000,
  unfiled: 3000,
};
const LOW = { active: [9000, 9200, 9400], retired: [9200, 9400, 9600] } as const;
const MIDDLE = { active: [8500, 8700, 9000], retired: [8800, 9000, 9300] } as const;
const HIGH = { active: [8000, 8300, 8600], retired: [8400, 8700, 9000] } as const;
const RATES = { community: LOW, level1: LOW, level2: MIDDLE, level3: HIGH, 'level3-top': HIGH } as const;

const part = (amount: number, rate: number): number => Math.floor((amount * rate + 5000) / 10_000);

const AID = { none: 0, destitute: 10_000, 'minimum-living': 7000, borderline: 6000, 'relapse-risk': 5000 };

/**
 * The policy of `policies/990100-example/employee.yaml` as a programmer would write it down once: the whole
 * of it, the same checks and the same result, but no trace and no explanation.
 */
function byHand(bill: AdjudicationInput): { parts: SettlementParts; delta: AccumulatorDelta } {
  const { fees, accumulators } = bill;
  const first = part(fees.eligible, FIRST[bill.referral]);
  let due = DEDUCTIBLE[bill.level];
  if (accumulators.admissions > 0) due = Math.max(10_000, part(due, 5000));
  if (accumulators.admissions >= 3 && bill.age >= 70) due = 0;
  const deductible = Math.min(due, fees.eligible - first);
  const base = fees.eligible - first - deductible;
  const rates = RATES[bill.level][bill.group as 'active' | 'retired'];
  let pool = part(Math.min(base, 1_000_000), rates[0]);
  if (base > 1_000_000) pool += part(Math.min(base, 3_000_000) - 1_000_000, rates[1]);
  if (base > 3_000_000) pool += part(base - 3_000_000, rates[2]);
  const paid = Math.min(pool, Math.max(0, 15_000_000 - accumulators.poolPaid));
  const burden = base - paid + deductible;
  const from = Math.max(accumulators.criticalBase, 1_500_000);
  const end = accumulators.criticalBase + burden;
  let large = 0;
  if (end > from) {
    large = part(Math.max(0, Math.min(end, 6_500_000) - from), 7000);
    large += part(Math.max(0, end - Math.max(from, 6_500_000)), 8000);
    large = Math.min(large, Math.max(0, 40_000_000 - accumulators.largePaid));
  }
  let civil = 0;
  if (bill.civilServant) {
    civil = part(burden - large, bill.group === 'retired' ? 6000 : 5000);
    civil = Math.min(civil, Math.max(0, 5_000_000 - accumulators.civilServantPaid));
  }
  let aid = 0;
  if (bill.aidCategory !== 'none') {
    // The large amount takes what lies above the cap first, the supplement of civil servants last.
    const within = Math.max(0, burden - large - Math.max(0, pool - paid - large) - civil);
    aid = part(within, AID[bill.aidCategory]);
    aid = Math.min(aid, Math.max(0, 3_000_000 - accumulators.aidPaid));
  }
  const open = burden - large - civil - aid + first + fees.selfPaidFirst;
  const account = bill.useAccount ? Math.min(bill.accountBalance, open) : 0;
  const poolRate = rates[base > 3_000_000 ? 2 : base > 1_000_000 ? 1 : 0];
  return handResult(bill, first, deductible, poolRate, paid, burden, large, civil, aid, account);
}

/** Numbers one by one, because an object would be made for every bill. */
function handResult(
  { fees, accumulators, level }: AdjudicationInput,
  first: number,
  deductible: number,
  poolRate: number,
  paid: number,
  burden: number,
  large: number,
  civil: number,
  aid: number,
  account: number,
): { parts: SettlementParts; delta: AccumulatorDelta } {
  const funds = paid + large + civil + aid;
  const person = fees.total - funds;
  const zero = 0 as Fen;
  const parts = {
    feeTotal: fees.total,
    feeExcluded: fees.excluded,
    feeOverLimit: fees.overLimit,
    feeSelfPaidFirst: fees.selfPaidFirst,
    feeEligible: fees.eligible,
    deductibleApplied: deductible as Fen,
    poolRate,
    paidByPooledFund: paid as Fen,
    paidByCivilServantFund: civil,
    paidByEnterpriseSupplement: zero,
    paidByCriticalIllness: zero,
    paidByLargeAmount: large as Fen,
    paidByMedicalAssistance: aid,
    paidByOtherFunds: zero,
    paidByFunds: funds as Fen,
    borneByPerson: person as Fen,
    paidByPersonalAccount: account as Fen,
    paidByFamilyAccount: zero,
    paidInCash: (person - account) as Fen,
    paidByHospital: zero,
  } as SettlementParts;
  assertSettlementParts(parts);
  return {
    parts,
    delta: handDelta(accumulators.year, level, parts, fees.eligible - first, burden),
  };
}

/** What the bill adds to the year, every counter of the engine in its order. */
function handDelta(
  year: number,
  level: ProviderLevel,
  parts: SettlementParts,
  eligible: number,
  burden: number,
): AccumulatorDelta {
  const zero = 0 as Fen;
  return {
    year,
    admissions: 1,
    deductiblePaid: parts.deductibleApplied,
    eligible: eligible as Fen,
    poolPaid: parts.paidByPooledFund,
    outpatientEligible: zero,
    outpatientDeductiblePaid: zero,
    outpatientPaid: zero,
    criticalBase: burden as Fen,
    criticalPaid: zero,
    largePaid: parts.paidByLargeAmount,
    civilServantPaid: parts.paidByCivilServantFund,
    aidPaid: parts.paidByMedicalAssistance,
    accountPaid: parts.paidByPersonalAccount,
    admissionsByLevel: oneAdmissionAt(level),
    largeBase: zero,
    apartPaid: zero,
    diseasePaid: zero,
    outpatientDeductibleCommunity: zero,
    outpatientDeductibleLevel1: zero,
    outpatientDeductibleLevel2: zero,
    outpatientDeductibleLevel3: zero,
    outpatientDeductibleLevel3Top: zero,
  };
}

/**
 * The plan that is measured, once its results are those of the hand-written pipeline. Throws where they
 * differ.
 */
export function comparedPlan(library: PolicyLibrary, bills = sampleBills(1_000)): Plan {
  const plan = planOf(library);
  compare(plan, bills);
  return plan;
}

function compare(plan: Plan, bills: readonly AdjudicationInput[]): void {
  for (const bill of bills) {
    const hand = JSON.stringify(byHand(bill));
    for (const outcome of [adjudicate(plan, bill), adjudicateByStages(plan, bill)]) {
      const { parts, delta } = outcome.ok ? outcome.value : { parts: null, delta: null };
      if (JSON.stringify({ parts, delta }) === hand) continue;
      throw new Error(`The hand-written pipeline differs from the pack for ${JSON.stringify(bill)}`);
    }
  }
}
