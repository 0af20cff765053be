import {
  assertSettlementParts,
  type FeeParts,
  type Fen,
  type Rate,
  type SettlementParts,
  ZERO_FEN,
} from '@zhijie/kernel';
import type { AccumulatorDelta, Accumulators } from './accumulators.ts';
import type { Fund } from './buckets.ts';
import type { Plan } from './plan/plan.ts';
import { recordsOf, type TraceRecord, type TraceWriter } from './plan/trace.ts';

export type FundDetail = {
  readonly fund: Fund;
  /** What the fund was asked for: its base, fen. */
  readonly eligible: Fen;
  readonly amount: Fen;
  readonly explanation: string;
};

/** Immutable. `trace` and `fundDetails` are made from the numbers of the run when they are first read. */
export type Adjudication = {
  readonly parts: SettlementParts;
  readonly delta: AccumulatorDelta;
  readonly trace: readonly TraceRecord[];
  readonly planHash: string;
  readonly provisional: boolean;
  readonly fundDetails: readonly FundDetail[];
};

const PART_OF: Readonly<Record<Fund, keyof SettlementParts>> = {
  pool: 'paidByPooledFund',
  civilServant: 'paidByCivilServantFund',
  enterprise: 'paidByEnterpriseSupplement',
  critical: 'paidByCriticalIllness',
  large: 'paidByLargeAmount',
  aid: 'paidByMedicalAssistance',
  other: 'paidByOtherFunds',
};

/** What a run of the stages found; the trace is taken from its page when it is first read. */
export class Settled implements Adjudication {
  readonly parts: SettlementParts;
  readonly delta: AccumulatorDelta;
  readonly #plan: Plan;
  /** From `start` to `end`: what each fund of the plan was asked for, then the moves. */
  readonly #page: readonly number[];
  readonly #start: number;
  readonly #end: number;
  #trace: readonly TraceRecord[] | null = null;
  #details: readonly FundDetail[] | null = null;

  constructor(plan: Plan, parts: SettlementParts, delta: AccumulatorDelta, writer: TraceWriter) {
    this.parts = parts;
    this.delta = delta;
    this.#plan = plan;
    this.#page = writer.page;
    this.#start = writer.traceStart;
    this.#end = writer.traceEnd;
  }

  get planHash(): string {
    return this.#plan.hash;
  }

  get provisional(): boolean {
    return this.#plan.provisional;
  }

  get trace(): readonly TraceRecord[] {
    this.#trace ??= recordsOf(this.#page, this.#start + this.#plan.program.funds.length, this.#end);
    return this.#trace;
  }

  /** One line per fund that paid, and the pool's always; two layers of one fund are one line of the fund. */
  get fundDetails(): readonly FundDetail[] {
    this.#details ??= this.#readDetails();
    return this.#details;
  }

  #readDetails(): FundDetail[] {
    const details: FundDetail[] = [];
    for (const [index, { fund, explanation }] of this.#plan.program.funds.entries()) {
      const amount = this.parts[PART_OF[fund]] as Fen;
      if (amount === 0 && fund !== 'pool') continue;
      if (details.at(-1)?.fund === fund) continue;
      details.push({ fund, eligible: this.#page[this.#start + index]! as Fen, amount, explanation });
    }
    return details;
  }

  /** With what is made on reading, as if it were plain. */
  toJSON(): Adjudication {
    const { parts, delta, trace, planHash, provisional, fundDetails } = this;
    return { parts, delta, trace, planHash, provisional, fundDetails };
  }
}

/**
 * The result of a bill of which everything is paid: the one end of every run, stage by stage or generated. A
 * Defect unless T-01 holds. Numbers one by one (fen; `poolRate` 1/10 000), because an object would be made
 * for every bill. `deductible` and `crossRegionFirst` as taken, before later layers; `secondBase` and
 * `largeBase`: what yearly layers counted; `admission`: 0 or one admission at the level, as
 * `admissionsByLevel` counts it; then the payers in the order of `BUCKETS`.
 */
export function settle(
  plan: Plan,
  fees: FeeParts,
  accumulators: Accumulators,
  writer: TraceWriter,
  poolRate: number,
  deductible: number,
  crossRegionFirst: number,
  secondBase: number,
  largeBase: number,
  admission: number,
  levelAt: number,
  apartAt: number,
  pool: number,
  civilServant: number,
  enterprise: number,
  critical: number,
  large: number,
  aid: number,
  other: number,
  account: number,
  cash: number,
): Settled {
  const parts: SettlementParts = {
    feeTotal: fees.total,
    feeExcluded: fees.excluded,
    feeOverLimit: fees.overLimit,
    feeSelfPaidFirst: fees.selfPaidFirst,
    feeEligible: fees.eligible,
    deductibleApplied: deductible as Fen,
    poolRate: poolRate as Rate,
    paidByPooledFund: pool as Fen,
    paidByCivilServantFund: civilServant as Fen,
    paidByEnterpriseSupplement: enterprise as Fen,
    paidByCriticalIllness: critical as Fen,
    paidByLargeAmount: large as Fen,
    paidByMedicalAssistance: aid as Fen,
    paidByOtherFunds: other as Fen,
    paidByFunds: (pool + civilServant + enterprise + critical + large + aid + other) as Fen,
    borneByPerson: (account + cash) as Fen,
    paidByPersonalAccount: account as Fen,
    paidByFamilyAccount: ZERO_FEN,
    paidInCash: cash as Fen,
    paidByHospital: ZERO_FEN,
  };
  assertSettlementParts(parts);
  const counted = (fees.eligible - crossRegionFirst) as Fen;
  const delta = deltaOf(
    plan,
    parts,
    accumulators.year,
    counted,
    secondBase as Fen,
    largeBase as Fen,
    plan.program.countsAsStay ? admission : 0,
    plan.program.paysDeductibleByLevel ? levelAt : -1,
    apartAt,
  );
  return new Settled(plan, parts, delta, writer);
}

/**
 * What the bill adds to the year. `counted`: its in-scope amount after the cross-region first share;
 * `deductibleAt`: the level whose yearly deductible it is, −1 where levels have none of their own;
 * `apartAt`: the pool paid for a cause (1) or for a disease (2) with a limit of its own, or for neither (0).
 */
function deltaOf(
  plan: Plan,
  parts: SettlementParts,
  year: number,
  counted: Fen,
  criticalBase: Fen,
  largeBase: Fen,
  admission: number,
  deductibleAt: number,
  apartAt: number,
): AccumulatorDelta {
  const { isOutpatient } = plan.program;
  const { deductibleApplied: deductible, paidByPooledFund } = parts;
  const paid = apartAt === 0 ? paidByPooledFund : ZERO_FEN;
  return {
    year,
    admissions: admission === 0 ? 0 : 1,
    deductiblePaid: isOutpatient ? ZERO_FEN : deductible,
    eligible: isOutpatient ? ZERO_FEN : counted,
    poolPaid: isOutpatient ? ZERO_FEN : paid,
    outpatientEligible: isOutpatient ? counted : ZERO_FEN,
    outpatientDeductiblePaid: isOutpatient ? deductible : ZERO_FEN,
    outpatientPaid: isOutpatient ? paid : ZERO_FEN,
    criticalBase,
    criticalPaid: parts.paidByCriticalIllness,
    largePaid: parts.paidByLargeAmount,
    civilServantPaid: parts.paidByCivilServantFund,
    aidPaid: parts.paidByMedicalAssistance,
    accountPaid: parts.paidByPersonalAccount,
    admissionsByLevel: admission,
    largeBase,
    apartPaid: apartAt === 1 ? paidByPooledFund : ZERO_FEN,
    diseasePaid: apartAt === 2 ? paidByPooledFund : ZERO_FEN,
    outpatientDeductibleCommunity: deductibleAt === 0 ? deductible : ZERO_FEN,
    outpatientDeductibleLevel1: deductibleAt === 1 ? deductible : ZERO_FEN,
    outpatientDeductibleLevel2: deductibleAt === 2 ? deductible : ZERO_FEN,
    outpatientDeductibleLevel3: deductibleAt === 3 ? deductible : ZERO_FEN,
    outpatientDeductibleLevel3Top: deductibleAt === 4 ? deductible : ZERO_FEN,
  };
}
