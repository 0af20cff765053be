import type { Fen, SettlementParts } from '@zhijie/kernel';
import type { AccumulatorDelta } from './accumulators.ts';
import type { Fund } from './buckets.ts';
import type { Plan } from './plan/plan.ts';
import type { State } from './plan/program.ts';
import { note, recordsOf, type TraceRecord } from './plan/trace.ts';

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

/** What a run of the stages found, taken out of the state before the next bill is written over it. */
export class Settled implements Adjudication {
  readonly parts: SettlementParts;
  readonly delta: AccumulatorDelta;
  readonly #plan: Plan;
  /** The moves from `start` to `end`, then what each fund of the plan was asked for. */
  readonly #page: readonly number[];
  readonly #start: number;
  readonly #end: number;
  #trace: readonly TraceRecord[] | null = null;
  #details: readonly FundDetail[] | null = null;

  constructor(plan: Plan, parts: SettlementParts, delta: AccumulatorDelta, state: State) {
    const asked = plan.program.funds.length;
    for (let fund = 0; fund < asked; fund++) note(state, state.asked[fund]!);
    this.parts = parts;
    this.delta = delta;
    this.#plan = plan;
    this.#page = state.page;
    this.#start = state.traceStart;
    this.#end = state.traceEnd - asked;
  }

  get planHash(): string {
    return this.#plan.hash;
  }

  get provisional(): boolean {
    return this.#plan.provisional;
  }

  get trace(): readonly TraceRecord[] {
    this.#trace ??= recordsOf(this.#page, this.#start, this.#end);
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
      details.push({ fund, eligible: this.#page[this.#end + index]! as Fen, amount, explanation });
    }
    return details;
  }

  /** With what is made on reading, as if it were plain. */
  toJSON(): Adjudication {
    const { parts, delta, trace, planHash, provisional, fundDetails } = this;
    return { parts, delta, trace, planHash, provisional, fundDetails };
  }
}
