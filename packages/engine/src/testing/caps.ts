/**
 * Every limit that a policy's texts set, read for one bill by the second engine's reader, with what it counted
 * before the bill and what the bill added to it. A limit binds one bill at a time, because it may depend on the
 * person, the level and the visit.
 */
import type { AdjudicationInput } from '../adjudicate.ts';
import { AT } from '../buckets.ts';
import type { DeductibleEntry, PoolCapEntry, SecondaryEntry, StageData } from '../pack/schema.ts';
import type { Plan } from '../plan/plan.ts';
import type { TraceRecord } from '../plan/trace.ts';
import type { Adjudication } from '../settled.ts';
import { billOf, fundPaid, hasOwnLimit, isApart, paidForDisease, raised, sumPaid } from './oracle.ts';
import { yuan } from './oracle-amounts.ts';
import { type Bill, cell, entryOf, isOutpatient } from './oracle-bill.ts';

/** What one limit allows, what the year had used and what the bill took. Fen. */
export type CapUse = {
  /** Of which table, and what it counts. */
  readonly kind: string;
  readonly limit: bigint;
  readonly before: bigint;
  readonly now: bigint;
};

/** A limit is kept when nothing is taken beyond it; what the year used before may be more. */
export const isKept = ({ limit, before, now }: CapUse): boolean => now === 0n || before + now <= limit;

/** The limit ended the payment: all that it allows is used after the bill. */
export const isBinding = ({ limit, before, now }: CapUse): boolean => now > 0n && before + now === limit;

export function capsUsed(plan: Plan, input: AdjudicationInput, settled: Adjudication): CapUse[] {
  const bill = billOf(plan.policy, input);
  const layers = plan.policy.stages.filter(({ kind }) => kind === 'secondary');
  return [
    ...poolCap(bill, settled),
    ...yearOfDeductibles(bill, settled),
    ...layers.flatMap((stage) => layerCap(plan, bill, settled, stage)),
  ];
}

function poolCap(bill: Bill, { parts, delta, trace }: Adjudication): CapUse[] {
  const cap = entryOf(bill.policy, 'poolCap') as PoolCapEntry | { state: string };
  if ('state' in cap) return [];
  const limit = limitOf(bill, cap.limit);
  if (limit === null) return [];
  const { accumulators } = bill.input;
  if (cap.measure === 'paid') {
    const now = BigInt(parts.paidByPooledFund);
    if (hasOwnLimit(bill))
      return [{ kind: 'poolCap of each disease', limit, before: BigInt(paidForDisease(bill)), now }];
    if (isApart(bill))
      return [{ kind: 'poolCap of causes apart', limit, before: BigInt(accumulators.apartPaid), now }];
    const kind = `poolCap of ${cap.counts.join('+')}`;
    return [{ kind, limit, before: sumOf(accumulators, cap.counts), now }];
  }
  const inYear = isOutpatient(bill) ? accumulators.outpatientEligible : accumulators.eligible;
  const beyond = trace.filter(({ to }) => to === AT.overCap).reduce((sum, { amount }) => sum + amount, 0);
  const counted = isOutpatient(bill) ? delta.outpatientEligible : delta.eligible;
  const paidUpon = counted - parts.deductibleApplied - beyond;
  const before = BigInt(inYear) + (paidUpon > 0 ? BigInt(parts.deductibleApplied) : 0n);
  return [{ kind: 'poolCap of in-scope amounts', limit, before, now: BigInt(paidUpon) }];
}

function yearOfDeductibles(bill: Bill, { parts }: Adjudication): CapUse[] {
  const table = entryOf(bill.policy, 'deductible') as DeductibleEntry | { state: string };
  if ('state' in table || table.yearCap === undefined) return [];
  const { accumulators } = bill.input;
  const before = isOutpatient(bill) ? accumulators.outpatientDeductiblePaid : accumulators.deductiblePaid;
  const now = BigInt(parts.deductibleApplied);
  return [{ kind: 'deductible of the year', limit: yuan(table.yearCap), before: BigInt(before), now }];
}

function layerCap(plan: Plan, bill: Bill, { trace }: Adjudication, stage: StageData): CapUse[] {
  const entry = entryOf(bill.policy, stage.table!) as SecondaryEntry | { state: string } | undefined;
  if (entry === undefined || 'state' in entry) return [];
  const isOfStage = ({ rule }: TraceRecord): boolean => plan.program.rules[rule]!.stage === stage.id;
  const now = trace.filter(isOfStage).reduce((sum, { amount }) => sum + amount, 0);
  if (now === 0) return [];
  const limit = limitOf(bill, entry.limit);
  if (limit === null) return [];
  const earlier = trace.slice(0, trace.findIndex(isOfStage));
  for (const bucket of ['pool', 'critical', 'large'] as const) {
    const moves = earlier.filter(({ to }) => to === AT[bucket]);
    bill.held[bucket] = BigInt(moves.reduce((sum, { amount }) => sum + amount, 0));
  }
  const { counts } = entry;
  const kind = `${stage.table} of ${counts?.join('+') ?? 'its fund'}`;
  const before = counts === undefined ? fundPaid(bill, stage) : sumPaid(bill, counts);
  return [{ kind, limit: raised(bill, entry, limit), before, now: BigInt(now) }];
}

function limitOf(bill: Bill, grid: SecondaryEntry['limit']): bigint | null {
  const text = cell(bill, grid, 1)[0]!;
  return text === 'none' ? null : yuan(text);
}

function sumOf(accumulators: AdjudicationInput['accumulators'], names: PoolCapEntry['counts']): bigint {
  return names.reduce((sum, name) => sum + BigInt(accumulators[name]), 0n);
}
