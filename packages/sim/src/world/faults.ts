import type { Random } from '@zhijie/kernel';

/** Parts in a thousand, but for the times. A family that is off has 0 throughout. */
export type FaultPlan = {
  readonly requestLost: number;
  readonly replyLost: number;
  readonly duplicated: number;
  readonly delayed: number;
  /** Of each statement of a node, before or after it took effect. */
  readonly crash: number;
  readonly crashesAtMost: number;
  readonly slowDatabase: number;
  /** Of each statement and commit: its connection is lost, before or after it took effect. */
  readonly connectionLost: number;
  readonly corrupted: number;
  /** Of a call of a hospital: request or answer lost. */
  readonly hospitalLost: number;
  /** Of a call to somebody outside (wallet, bank, insurer): the question or the answer is lost. */
  readonly partnerLost: number;
  /** It comes twice. */
  readonly partnerTwice: number;
  /** It arrives later than anybody waits. */
  readonly partnerSlow: number;
  /** It is done at once, and answered after the deadline of some who wait. */
  readonly partnerLate: number;
  /** The place is down from then on for a while. */
  readonly partnerDown: number;
  /** Of a question that an insurer has answered before: it answers otherwise this time. */
  readonly insurerTwoMinds: number;
  /** Of a debit: the bank executes it twice. */
  readonly bankTwice: number;
  /** Of an order that a wallet closed: it is paid all the same, and the wallet calls back. */
  readonly paidAfterClose: number;
  /** Clocks of the nodes stand apart by up to this, ms. */
  readonly clockSkewMs: number;
  /** The longest that a delayed frame travels, ms. */
  readonly longestDelayMs: number;
};

export const NO_FAULTS: FaultPlan = {
  requestLost: 0,
  replyLost: 0,
  duplicated: 0,
  delayed: 0,
  crash: 0,
  crashesAtMost: 0,
  slowDatabase: 0,
  connectionLost: 0,
  corrupted: 0,
  hospitalLost: 0,
  partnerLost: 0,
  partnerTwice: 0,
  partnerSlow: 0,
  partnerLate: 0,
  partnerDown: 0,
  insurerTwoMinds: 0,
  bankTwice: 0,
  paidAfterClose: 0,
  clockSkewMs: 0,
  longestDelayMs: 0,
};

const RATES = [20, 50, 100, 200, 350];

/** Swarm: each family is off in half of the seeds, so that rare combinations of the others appear. */
export function sampleFaults(random: Random): FaultPlan {
  const rate = () => (random.chance(1, 2) ? random.pick(RATES) : 0);
  const isCrashing = random.chance(3, 5);
  return {
    ...NO_FAULTS,
    requestLost: rate(),
    replyLost: rate(),
    duplicated: rate(),
    delayed: rate(),
    crash: isCrashing ? random.pick([2, 5, 10, 25]) : 0,
    crashesAtMost: isCrashing ? random.pick([1, 3, 8]) : 0,
    slowDatabase: random.chance(1, 4) ? random.pick([5, 20, 60]) : 0,
    connectionLost: random.chance(1, 4) ? random.pick([2, 5, 15]) : 0,
    corrupted: random.chance(1, 4) ? random.pick([20, 80]) : 0,
    hospitalLost: rate(),
    clockSkewMs: random.chance(1, 3) ? random.pick([50, 3_000, 120_000]) : 0,
    longestDelayMs: random.pick([500, 9_000, 40_000]),
  };
}

/** What goes wrong at those who pay besides, drawn after the rest: half of the families, as above. */
export function samplePartnerFaults(random: Random): Partial<FaultPlan> {
  const rate = (rates: readonly number[]) => (random.chance(1, 2) ? random.pick(rates) : 0);
  return {
    partnerLost: rate([30, 100, 250]),
    partnerTwice: rate([50, 200]),
    partnerSlow: rate([30, 100, 200]),
    partnerDown: rate([10, 40]),
    bankTwice: rate([300, 700]),
    paidAfterClose: rate([300, 800]),
    partnerLate: rate([50, 150]),
    insurerTwoMinds: rate([500, 1000]),
  };
}

/** The families whose faults happen one by one, so that a run can be repeated with some of them only. */
export type FaultFamily = Exclude<
  keyof FaultPlan,
  'crashesAtMost' | 'slowDatabase' | 'clockSkewMs' | 'longestDelayMs'
>;

/**
 * One fault: its family and which of the family's occasions it took, from 0. A list of these says a whole
 * run's faults without its random numbers.
 */
export type FaultName = `${FaultFamily}#${number}`;

/** In one line, for the report of a seed: only what is on. */
export function describeFaults(plan: FaultPlan): string {
  const on = Object.entries(plan).filter(([name, value]) => value !== 0 && name !== 'longestDelayMs');
  return on.map(([name, value]) => `${name}=${value}`).join(' ') || 'none';
}
