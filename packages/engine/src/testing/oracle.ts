/**
 * A second engine for tests, written differently on purpose: BigInt fen and exact fractions, straight
 * from the
 * texts of the entries, no dense tables, no closures. It must agree with `adjudicate` to the fen.
 */
import type { AdjudicationInput } from '../adjudicate.ts';
import type {
  AccountEntry,
  DeductibleEntry,
  GridData,
  PoolCapEntry,
  PoolRatesEntry,
  ReferralEntry,
  ReferralRuleData,
  RoundingData,
  SecondaryEntry,
  StageData,
  TableEntry,
  TableName,
} from '../pack/schema.ts';
import type { EffectivePolicy } from '../plan/effective.ts';

export type OracleOutcome =
  | {
      readonly paid: Readonly<Record<string, bigint>>;
      readonly deductible: bigint;
      readonly secondBase: bigint;
    }
  | { readonly refused: 'filing-required' | 'referral-class-refused' | 'policy-not-provided' };

class NotProvided extends Error {}

type Bill = {
  readonly policy: EffectivePolicy;
  readonly input: AdjudicationInput;
  readonly held: Record<string, bigint>;
  secondBase: bigint;
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
  const row = (entryOf(policy, 'referral') as ReferralEntry).rows[input.referral];
  if (row === 'not-provided') return { refused: 'policy-not-provided' };
  if (row === 'refused') {
    return { refused: input.referral === 'unfiled' ? 'filing-required' : 'referral-class-refused' };
  }
  const { fees } = input;
  const held: Record<string, bigint> = {
    eligible: BigInt(fees.eligible),
    excluded: BigInt(fees.excluded),
    overLimit: BigInt(fees.overLimit),
    selfPaidFirst: BigInt(fees.selfPaidFirst),
  };
  const bill: Bill = { policy, input, held, secondBase: 0n };
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
  return { paid: held, deductible, secondBase: bill.secondBase };
}

const at = (bill: Bill, bucket: string): bigint => bill.held[bucket] ?? 0n;

function transfer(bill: Bill, from: string, to: string, amount: bigint): void {
  bill.held[from] = at(bill, from) - amount;
  bill.held[to] = at(bill, to) + amount;
}

function entryOf(policy: EffectivePolicy, table: TableName): TableEntry | undefined {
  return policy.tables.get(table)?.entry;
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

function deductibleOf(bill: Bill, rule: ReferralRuleData): void {
  const entry = entryOf(bill.policy, 'deductible') as DeductibleEntry | { state: string };
  const table = 'state' in entry ? null : entry;
  const grid = rule.ownDeductible ?? (table === null || table.basis === 'none' ? undefined : table.amount);
  if (grid === undefined) return;
  const { accumulators, age, aidCategory } = bill.input;
  let due = yuan(cell(bill, grid, 1)[0]!);
  const factors = table?.repeat?.factors;
  if (factors) {
    const factor = percent(factors[Math.min(accumulators.admissions, factors.length - 1)]!);
    const floor = table?.repeat?.floor === undefined ? 0n : yuan(table.repeat.floor);
    due = largest(smallest(floor, due), rounded(due * factor, bill.policy.rounding));
  }
  const paid = BigInt(
    isOutpatient(bill) ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid,
  );
  if (table?.basis === 'annual') due = largest(0n, due - paid);
  if (table?.yearCap !== undefined) due = smallest(due, largest(0n, yuan(table.yearCap) - paid));
  const isWaived = (table?.waive ?? []).some(
    (waiver) =>
      accumulators.admissions + 1 >= Number(waiver.fromOrdinal ?? '1') &&
      (waiver.ages === undefined || waiver.ages.some((range) => isInRange(range, age))) &&
      (waiver.aid === undefined || waiver.aid.includes(aidCategory)),
  );
  if (!isWaived) transfer(bill, 'eligible', 'deductible', smallest(due, at(bill, 'eligible')));
}

function isOutpatient(bill: Bill): boolean {
  return bill.policy.accumulators === 'outpatient';
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
      const used =
        cap.measure === 'eligible' ? year : cap.counts.reduce((sum, name) => sum + accumulators[name], 0);
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
  if (entry.excludes?.includes(input.referral)) return;
  const base = entry.base.reduce((sum, bucket) => sum + at(bill, bucket), 0n);
  if (base === 0n) return;
  const threshold = yuan(cell(bill, entry.threshold, 1)[0]!);
  const limit = cell(bill, entry.limit, 1)[0]!;
  if (limit === 'not-provided') throw new NotProvided();
  const before = entry.over === 'year' ? BigInt(input.accumulators.criticalBase) : 0n;
  if (entry.over === 'year') bill.secondBase += base;
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
  const payer = stage.payer ?? PAYER[name]!;
  const used = {
    critical: 'criticalPaid',
    large: 'largePaid',
    civilServant: 'civilServantPaid',
    aid: 'aidPaid',
  }[payer as string];
  let due = pays.reduce((sum, pay) => sum + pay, 0n);
  if (limit !== 'none') {
    const paidBefore = used === undefined ? 0n : BigInt(input.accumulators[used as 'aidPaid']);
    due = smallest(due, largest(0n, yuan(limit) - paidBefore));
  }
  take(bill, entry.base, payer, due);
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

/** The texts of the cell of this person, one per band. */
function cell(bill: Bill, grid: GridData, bands: number, allowGap = false): string[] {
  let node: unknown = typeof grid === 'string' || Array.isArray(grid) ? grid : grid.rows;
  const by = typeof grid === 'string' || Array.isArray(grid) ? [] : grid.by;
  for (const dimension of by) node = step(bill, node, dimension);
  const texts = Array.isArray(node)
    ? (node as string[])
    : Array.from({ length: bands }, () => node as string);
  if (!allowGap && texts.includes('not-provided')) throw new NotProvided();
  return texts;
}

function step(bill: Bill, node: unknown, dimension: string): unknown {
  const { input } = bill;
  if (dimension === 'ordinal') {
    const list = node as unknown[];
    return list[Math.min(input.accumulators.admissions, list.length - 1)];
  }
  const value = {
    level: input.level,
    group: input.group,
    referral: input.referral,
    aid: input.aidCategory,
    civilServant: input.civilServant ? 'yes' : 'no',
  }[dimension];
  for (const [key, child] of Object.entries(node as Record<string, unknown>)) {
    if (key === 'all') return child;
    const parts = key.split('|');
    if (dimension === 'age' ? parts.some((range) => isInRange(range, input.age)) : parts.includes(value!))
      return child;
  }
  throw new NotProvided();
}

function isInRange(range: string, age: number): boolean {
  const years = Math.min(age, 120);
  if (range.endsWith('+')) return years >= Number(range.slice(0, -1));
  const [low, high] = range.split('-').map(Number);
  return years >= low! && years <= (high ?? low!);
}

function needed(text: string): string {
  if (text === 'not-provided') throw new NotProvided();
  return text;
}

/** '1.5万元' → 1500000n fen. */
function yuan(text: string): bigint {
  const isMyriad = text.endsWith('万元');
  return decimal(text.slice(0, isMyriad ? -2 : -1), isMyriad ? 6 : 2);
}

/** '85.5%' → 8550n. */
function percent(text: string): bigint {
  return decimal(text.slice(0, -1), 2);
}

const known = new Map<string, bigint>();

function decimal(text: string, places: number): bigint {
  const key = `${text}/${places}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [whole, part = ''] = text.split('.');
  const value = BigInt(whole!) * 10n ** BigInt(places) + BigInt(part.padEnd(places, '0') || '0');
  known.set(key, value);
  return value;
}

/** Rounds a fraction in 1/10 000 fen. */
function rounded(product: bigint, rounding: RoundingData): bigint {
  const unit = { fen: 1n, jiao: 10n, yuan: 100n }[rounding.place];
  const divisor = unit * 10_000n;
  const floor = product / divisor;
  const rest = product % divisor;
  const isUp = {
    down: false,
    up: rest > 0n,
    'half-up': rest * 2n >= divisor,
    'half-even': rest * 2n > divisor || (rest * 2n === divisor && floor % 2n === 1n),
  }[rounding.mode];
  return (isUp ? floor + 1n : floor) * unit;
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
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
