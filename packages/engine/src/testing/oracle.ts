/**
 * A second engine for tests, written differently on purpose: BigInt fen and exact fractions, straight
 * from the
 * texts of the entries, no dense tables, no closures. It must agree with `adjudicate` to the fen.
 */
import type { ProviderLevel } from '@zhijie/kernel';
import type { AdjudicationInput } from '../adjudicate.ts';
import type {
  AccountEntry,
  LevelsEntry,
  PoolCapEntry,
  PoolRatesEntry,
  ReferralEntry,
  ReferralRuleData,
  RoundingData,
  SecondaryEntry,
  StageData,
  TableName,
} from '../pack/schema.ts';
import type { EffectivePolicy } from '../plan/effective.ts';
import { largest, percent, rounded, smallest, yuan } from './oracle-amounts.ts';
import {
  at,
  type Bill,
  cell,
  diseaseOf,
  entryOf,
  isOutpatient,
  NotProvided,
  needed,
  transfer,
} from './oracle-bill.ts';
import { deductibleOf } from './oracle-deductible.ts';

export type OracleOutcome =
  | {
      readonly paid: Readonly<Record<string, bigint>>;
      readonly deductible: bigint;
      readonly secondBase: bigint;
      readonly largeBase: bigint;
      /** The level that counted, and whether the stay is an admission of its own. */
      readonly level: ProviderLevel;
      readonly isNewStay: boolean;
      /** Paid for a cause, or for a disease, with a limit of its own. */
      readonly isApart: boolean;
      readonly isPerDisease: boolean;
    }
  | {
      readonly refused:
        | 'cause-not-covered'
        | 'filing-required'
        | 'referral-class-refused'
        | 'policy-not-provided';
    };

const UNPAID = [
  'excluded',
  'overLimit',
  'selfPaidFirst',
  'crossRegionFirst',
  'deductible',
  'coinsurance',
  'overCap',
];

/** Who pays what, by the oracle. Check-ups are not its business. */
export function consult(policy: EffectivePolicy, input: AdjudicationInput): OracleOutcome {
  const uninsured = ['work-injury', 'third-party', 'public-health', 'abroad'];
  if (uninsured.includes(input.circumstances?.cause ?? '')) return { refused: 'cause-not-covered' };
  const bill = billOf(policy, input);
  const row = rowOf(entryOf(policy, 'referral') as ReferralEntry, bill.referral);
  if (row === 'not-provided') return { refused: 'policy-not-provided' };
  if (row === 'refused') {
    return { refused: input.referral === 'unfiled' ? 'filing-required' : 'referral-class-refused' };
  }
  let deductible = 0n;
  try {
    for (const stage of policy.stages) {
      runStage(bill, stage, row === 'none' ? {} : row);
      if (stage.kind === 'deductible') deductible = at(bill, 'deductible');
    }
  } catch (error) {
    if (error instanceof NotProvided) return { refused: 'policy-not-provided' };
    throw error;
  }
  const { held, level, secondBase, largeBase, isNewStay } = bill;
  const isPerDisease = hasOwnLimit(bill);
  return {
    ...{ paid: held, deductible, secondBase, largeBase, level, isNewStay },
    ...{ isApart: isApart(bill) && !isPerDisease, isPerDisease },
  };
}

/** A bill before its first stage. */
export function billOf(policy: EffectivePolicy, input: AdjudicationInput): Bill {
  const { fees, circumstances: facts = {} } = input;
  const held: Record<string, bigint> = {
    eligible: BigInt(fees.eligible),
    excluded: BigInt(fees.excluded),
    overLimit: BigInt(fees.overLimit),
    selfPaidFirst: BigInt(fees.selfPaidFirst),
  };
  const own = (entryOf(policy, 'levels') as LevelsEntry | undefined)?.providers?.[facts.provider ?? ''];
  const referral = classOf(entryOf(policy, 'referral') as ReferralEntry, input);
  return {
    ...{ policy, input, facts, level: own ?? input.level, referral, held },
    ...{ secondBase: 0n, largeBase: 0n, isNewStay: true },
  };
}

/** D14: an edge goes before the class; an exempted pair of areas changes the classes of leaving for a time. */
function classOf(table: ReferralEntry, { referral, circumstances }: AdjudicationInput): string {
  if (circumstances?.route !== undefined) return circumstances.route;
  if (referral === 'local' || referral === 'long-term') return referral;
  const area = circumstances?.careArea ?? '';
  const found = (table.exempt ?? [])
    .flatMap(({ areas, as, for: only }) => areas.map((prefix) => ({ prefix, as, only })))
    .filter(({ prefix }) => area !== '' && area.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (found === undefined || found.only?.includes(referral) === false) return referral;
  return found.as;
}

function rowOf(
  table: ReferralEntry,
  referral: string,
): 'none' | 'refused' | 'not-provided' | ReferralRuleData {
  const rows: Record<string, 'none' | 'refused' | 'not-provided' | ReferralRuleData | undefined> = {
    ...table.rows,
    ...table.edges,
  };
  return rows[referral] ?? 'not-provided';
}

function runStage(bill: Bill, stage: StageData, rule: ReferralRuleData): void {
  if (stage.kind === 'cross-region-first') firstShare(bill, rule);
  else if (stage.kind === 'deductible') deductibleOf(bill, rule);
  else if (stage.kind === 'bands') pool(bill, rule);
  else if (stage.kind === 'secondary') secondary(bill, stage);
  else if (stage.kind === 'account') account(bill);
  else for (const bucket of UNPAID) transfer(bill, bucket, 'cash', at(bill, bucket));
}

function firstShare(bill: Bill, rule: ReferralRuleData): void {
  if (rule.firstSelfPay === undefined) return;
  const amount = rounded(at(bill, 'eligible') * percent(rule.firstSelfPay), bill.policy.rounding);
  transfer(bill, 'eligible', 'crossRegionFirst', amount);
}

/** D17: a cause whose payments count for such causes alone. */
export function isApart(bill: Bill): boolean {
  const cap = entryOf(bill.policy, 'poolCap') as PoolCapEntry | { state: string };
  if ('state' in cap || cap.apart === undefined) return false;
  return (cap.apart as string[]).includes(bill.facts.cause ?? 'ordinary');
}

/** D27: a disease whose payments count for it alone. */
export function hasOwnLimit(bill: Bill): boolean {
  const cap = entryOf(bill.policy, 'poolCap') as PoolCapEntry | { state: string };
  if ('state' in cap || cap.perDisease === undefined) return false;
  return (cap.perDisease as string[]).includes(diseaseOf(bill.facts.disease));
}

/** What the disease has been paid this year; nobody knows when only the sum of all diseases is said. */
export function paidForDisease({ facts, input }: Bill): number {
  if (facts.diseasePaid !== undefined) return facts.diseasePaid;
  if (input.accumulators.diseasePaid > 0) throw new NotProvided();
  return 0;
}

function pool(bill: Bill, rule: ReferralRuleData): void {
  const entry = entryOf(bill.policy, 'poolRates') as PoolRatesEntry;
  const cap = entryOf(bill.policy, 'poolCap') as PoolCapEntry | { state: string };
  const { accumulators } = bill.input;
  const year = isOutpatient(bill) ? accumulators.outpatientEligible : accumulators.eligible;
  const yearDeductible = isOutpatient(bill)
    ? accumulators.outpatientDeductiblePaid
    : accumulators.deductiblePaid;
  const bounds = (entry.upTo ?? [null]).map((bound) => (bound === null ? null : yuan(bound)));
  const texts = cell(bill, rule.ownRates ?? entry.rate, bounds.length, true);
  let room: bigint | null = null;
  if (!('state' in cap)) {
    const limit = cell(bill, cap.limit, 1)[0]!;
    if (limit !== 'none') {
      const own = hasOwnLimit(bill)
        ? paidForDisease(bill)
        : isApart(bill)
          ? accumulators.apartPaid
          : cap.counts.reduce((sum, name) => sum + accumulators[name], 0);
      const used = cap.measure === 'eligible' ? year : own;
      room = largest(0n, yuan(limit) - BigInt(used));
      if (cap.measure === 'eligible') {
        const inside = largest(0n, room - at(bill, 'deductible'));
        transfer(bill, 'eligible', 'overCap', largest(0n, at(bill, 'eligible') - inside));
        room = null;
      }
    }
  }
  const base = at(bill, 'eligible');
  let start = entry.edges === 'absolute' ? at(bill, 'deductible') : 0n;
  if (entry.over === 'year')
    start += BigInt(year) - (entry.edges === 'absolute' ? 0n : BigInt(yearDeductible));
  const rate = (index: number): bigint => adjusted(percent(needed(texts[index]!)), rule);
  if (base === 0n) rate(bandOf(bounds, start));
  const rounding = entry.rounding ?? bill.policy.rounding;
  const pays = marginal(bounds, start, start + base, rate, rounding);
  const due = pays.reduce((sum, pay) => sum + pay, 0n);
  const paid = room === null ? due : smallest(due, room);
  transfer(bill, 'eligible', 'pool', paid);
  transfer(bill, 'eligible', 'overCap', due - paid);
  transfer(bill, 'eligible', 'coinsurance', base - due);
}

function bandOf(bounds: readonly (bigint | null)[], position: bigint): number {
  return bounds.findIndex((bound) => bound === null || bound > position);
}

function adjusted(rate: bigint, rule: ReferralRuleData): bigint {
  if (rule.minusPoints !== undefined) return largest(0n, rate - percent(rule.minusPoints));
  if (rule.factor !== undefined) return (rate * percent(rule.factor) + 5000n) / 10_000n;
  return rate;
}

/** What each band pays of the part of [start, end) that lies in it. */
function marginal(
  bounds: readonly (bigint | null)[],
  start: bigint,
  end: bigint,
  rate: (band: number) => bigint,
  rounding: RoundingData,
): bigint[] {
  const exact = bounds.map((bound, band) => {
    const from = largest(start, band === 0 ? 0n : bounds[band - 1]!);
    const to = bound === null ? end : smallest(end, bound);
    return to > from ? (to - from) * rate(band) : 0n;
  });
  if (rounding.at === 'band') return exact.map((product) => rounded(product, rounding));
  return [
    rounded(
      exact.reduce((sum, product) => sum + product, 0n),
      rounding,
    ),
  ];
}

function secondary(bill: Bill, stage: StageData): void {
  const { input } = bill;
  const name = stage.table!;
  const concern =
    stage.for ?? { civilServant: 'civil-servants', medicalAid: 'aid', medicalAidTilt: 'aid' }[name as string];
  if (concern === 'civil-servants' && !input.civilServant) return;
  if (concern === 'aid' && input.aidCategory === 'none') return;
  const entry = entryOf(bill.policy, name) as SecondaryEntry | { state: string } | undefined;
  if (entry === undefined || 'state' in entry) {
    if (entry !== undefined && entry.state === 'absent') return;
    const burden = ['deductible', 'coinsurance', 'overCap', 'crossRegionFirst'];
    if (burden.some((bucket) => at(bill, bucket) > 0n)) throw new NotProvided();
    return;
  }
  if (entry.excludes?.includes(bill.referral)) return;
  const base = entry.base.reduce((sum, bucket) => sum + at(bill, bucket), 0n);
  if (base === 0n) return;
  const threshold = yuan(cell(bill, entry.threshold, 1)[0]!);
  const isOfItsOwn = name === 'largeAmount' && countsOverYear(bill.policy, 'criticalIllness');
  const earlier = isOfItsOwn ? input.accumulators.largeBase : input.accumulators.criticalBase;
  const before = entry.over === 'year' ? BigInt(earlier) : 0n;
  if (entry.over === 'year' && isOfItsOwn) bill.largeBase += base;
  if (entry.over === 'year' && !isOfItsOwn) bill.secondBase += base;
  if (before + base <= threshold) return;
  const limit = cell(bill, entry.limit, 1)[0]!;
  const shift = entry.edges === 'absolute' ? 0n : threshold;
  const bounds = (entry.upTo ?? [null]).map((bound) => (bound === null ? null : yuan(bound) + shift));
  const texts = cell(bill, entry.rate, bounds.length, true);
  const rate = (band: number): bigint => percent(needed(texts[band]!));
  const pays = marginal(
    bounds,
    largest(before, threshold),
    before + base,
    rate,
    entry.rounding ?? bill.policy.rounding,
  );
  let due = pays.reduce((sum, pay) => sum + pay, 0n);
  if (limit !== 'none') {
    const paidBefore = entry.counts === undefined ? fundPaid(bill, stage) : sumPaid(bill, entry.counts);
    due = smallest(due, largest(0n, raised(bill, entry, yuan(limit)) - paidBefore));
  }
  take(bill, entry.base, payerOf(stage), due);
}

function countsOverYear(policy: EffectivePolicy, table: TableName): boolean {
  const entry = entryOf(policy, table) as SecondaryEntry | { state: string } | undefined;
  const isAsked = policy.stages.some((stage) => stage.table === table);
  return isAsked && entry !== undefined && !('state' in entry) && entry.over === 'year';
}

const payerOf = (stage: StageData): string => stage.payer ?? PAYER[stage.table!]!;

/** What the stage's fund has paid in the year; a fund without a counter is limited stay by stay. */
export function fundPaid(bill: Bill, stage: StageData): bigint {
  const { accumulators } = bill.input;
  const payer = payerOf(stage);
  if (payer === 'critical') return BigInt(accumulators.criticalPaid);
  if (payer === 'large') return BigInt(accumulators.largePaid);
  if (payer === 'civilServant') return BigInt(accumulators.civilServantPaid);
  return payer === 'aid' ? BigInt(accumulators.aidPaid) : 0n;
}

/** The year's payments that use up a shared limit, with what this bill has been paid already. */
export function sumPaid(bill: Bill, counts: NonNullable<SecondaryEntry['counts']>): bigint {
  const pool = at(bill, 'pool');
  const now = {
    poolPaid: isOutpatient(bill) ? 0n : pool,
    outpatientPaid: isOutpatient(bill) ? pool : 0n,
    criticalPaid: at(bill, 'critical'),
    largePaid: at(bill, 'large'),
  };
  return counts.reduce((sum, name) => sum + BigInt(bill.input.accumulators[name]) + now[name], 0n);
}

/** D18: enrolment and claim-free years raise the limit. */
export function raised(bill: Bill, { bonus }: SecondaryEntry, limit: bigint): bigint {
  if (bonus === undefined) return limit;
  const years = (bill.facts.continuousYears ?? 0) - Number(bonus.afterYears);
  const more =
    (years > 0 ? BigInt(years) * yuan(bonus.perYear) : 0n) +
    BigInt(bill.facts.claimFreeYears ?? 0) * yuan(bonus.perClaimFreeYear);
  return limit + smallest(more, (limit * percent(bonus.atMost)) / 10_000n);
}

const PAYER: Readonly<Record<string, string>> = {
  criticalIllness: 'critical',
  largeAmount: 'large',
  civilServant: 'civilServant',
  enterpriseSupplement: 'enterprise',
  medicalAid: 'aid',
  medicalAidTilt: 'aid',
};

function take(bill: Bill, buckets: readonly string[], payer: string, amount: bigint): void {
  let left = amount;
  for (const bucket of buckets) {
    const piece = smallest(left, at(bill, bucket));
    transfer(bill, bucket, payer, piece);
    left -= piece;
  }
}

function account(bill: Bill): void {
  const balance = bill.input.useAccount ? BigInt(bill.input.accountBalance) : 0n;
  const entry = entryOf(bill.policy, 'account') as AccountEntry | { state: string } | undefined;
  if (balance === 0n) return;
  if (entry === undefined || ('state' in entry && entry.state === 'not-provided')) throw new NotProvided();
  if (!('state' in entry)) take(bill, entry.pays, 'account', balance);
}

/** Every amount of money that a policy's texts mention: the places where its behaviour may change. */
export function thresholdsOf(policy: EffectivePolicy): bigint[] {
  const found = new Set<bigint>();
  const visit = (node: unknown): void => {
    if (typeof node === 'string' && /^\d[\d.]*万?元$/.test(node)) found.add(yuan(node));
    else if (typeof node === 'object' && node !== null) for (const child of Object.values(node)) visit(child);
  };
  for (const loaded of policy.tables.values()) visit(loaded.entry);
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
