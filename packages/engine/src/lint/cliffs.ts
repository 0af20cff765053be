import type { AdjudicationInput } from '../adjudicate.ts';
import type { Finding } from '../findings.ts';
import type { TableName } from '../pack/schema.ts';
import { parseMoney, percentText, yuanText } from '../pack/values.ts';
import type { EffectivePolicy, LoadedEntry } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';
import { personsOf, personText } from './persons.ts';
import { gridOf, type Located, type Probe, probeOf, type Segment, segmentsOf } from './segments.ts';
import { WAIVE, warning } from './warning.ts';

export type Cliff = {
  /**
   * `drop`: one fen more on the bill and the person pays less. `jump`: one fen more and the person pays more
   * than that by `by` fen. `steep`: from here on the person bears `after` of every further yuan instead of
   * `before`, 1/10 000.
   */
  readonly kind: 'drop' | 'jump' | 'steep';
  readonly amount: number;
  readonly by: number;
  readonly before: number;
  readonly after: number;
  /** Steps on the far side that were not on the near one, then the other way round. */
  readonly rules: readonly number[];
};

/** From 10 yuan for one fen on: rounding to the yuan, step after step, stays below. */
export const LEAST_JUMP = 1_000;
/** Whoever bore 30 % of each further yuan and now bears 80 % has met an edge that somebody meant. */
export const LEAST_STEEPENING = 5_000;
/** Shorter pieces are rounding. */
const LEAST_PIECE = 10_000;

/**
 * Every place where a bigger bill makes the person pay less, or suddenly more, or much more of every
 * further yuan. Exact to the fen: between two neighbouring changes of the deciding steps the cost is a line.
 */
export function cliffsOf(probe: Probe, amounts: readonly number[]): Cliff[] {
  const segments = segmentsOf(probe, amounts);
  const cliffs: Cliff[] = [];
  let steepness: number | null = null;
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (segment.to.cost < segment.from.cost) cliffs.push(cliff('drop', segment.from, segment.to));
    const long = segment.to.amount - segment.from.amount >= LEAST_PIECE;
    const slope = long ? slopeOf(segment) : null;
    if (slope !== null && steepness !== null && slope - steepness >= LEAST_STEEPENING) {
      const near = segments[index - 1]!.to;
      cliffs.push({ ...cliff('steep', near, segment.from), before: steepness, after: slope });
    }
    if (slope !== null) steepness = slope;
    if (next === undefined || next.from.amount !== segment.to.amount + 1) continue;
    const step = next.from.cost - segment.to.cost;
    if (step < 0) cliffs.push(cliff('drop', segment.to, next.from));
    if (step > LEAST_JUMP) cliffs.push(cliff('jump', segment.to, next.from));
  }
  return cliffs;
}

function slopeOf({ from, to }: Segment): number {
  return Math.round(((to.cost - from.cost) * 10_000) / (to.amount - from.amount));
}

function cliff(kind: Cliff['kind'], near: Located, far: Located): Cliff {
  const rules = [
    ...far.rules.filter((rule) => !near.rules.includes(rule)),
    ...near.rules.filter((rule) => !far.rules.includes(rule)),
  ];
  const by = Math.abs(far.cost - near.cost);
  return { kind, amount: near.amount, by, before: 0, after: 0, rules };
}

/** Rounding to a coarser place than the fen may give back at most that much, once per step. */
function isRounding(plan: Plan, found: Cliff): boolean {
  if (found.kind !== 'drop') return false;
  const unit = { fen: 1, jiao: 10, yuan: 100 }[plan.policy.rounding.place];
  return found.by < unit * plan.policy.stages.length && unit > 1;
}

type Sight = { readonly cliff: Cliff; readonly who: AdjudicationInput; readonly entry: LoadedEntry };

/**
 * The cliffs of one plan, for one of every kind of person, each laid to the entry that makes it and told
 * once, at its worst. A steep edge is looked for in hospital stays only (a ceiling of a few thousand yuan on
 * outpatient care is what such care has everywhere), and not where the last layer reaches its own stated
 * limit: there nobody is left to pay.
 */
export function lintCliffs(plan: Plan): Finding[] {
  const grid = gridOf(plan, namedAmounts(plan.policy));
  const worst = new Map<string, Sight>();
  for (const who of personsOf(plan)) {
    for (const found of cliffsOf(probeOf(plan, who), grid)) {
      if (isRounding(plan, found)) continue;
      const entry = entryOf(plan, found);
      if (found.kind === 'steep' && !isDoubtful(plan, who, entry)) continue;
      const key = `${entry.file}:${entry.line} ${found.kind}`;
      const known = worst.get(key);
      if (known === undefined || sizeOf(known.cliff) < sizeOf(found))
        worst.set(key, { cliff: found, who, entry });
    }
  }
  return [...worst.values()].map(findingOf);
}

function isDoubtful(plan: Plan, who: AdjudicationInput, entry: LoadedEntry): boolean {
  return plan.benefit === 'inpatient' && who.aidCategory === 'none' && entry.read.kind !== 'secondary';
}

const sizeOf = ({ kind, by, before, after }: Cliff): number => (kind === 'steep' ? after - before : by);

/** The entry of the first step that changed; the cap is an entry of its own. */
function entryOf(plan: Plan, found: Cliff): LoadedEntry {
  const { tables, stages } = plan.policy;
  for (const rule of found.rules) {
    const { stage: id, bound } = plan.program.rules[rule]!;
    const stage = stages.find((one) => one.id === id);
    const table: TableName | undefined =
      stage?.kind === 'deductible'
        ? 'deductible'
        : stage?.kind === 'bands'
          ? bound === 'cap'
            ? 'poolCap'
            : 'poolRates'
          : stage?.table;
    const entry = table === undefined ? undefined : tables.get(table);
    if (entry !== undefined) return entry;
  }
  return tables.get('poolRates')!;
}

function findingOf({ cliff: found, who, entry }: Sight): Finding {
  const where = `${personText(who)}，政策范围内费用 ${yuanText(found.amount)} 元`;
  if (found.kind === 'steep') {
    const message = `${where}以上，每多 1 元个人负担从 ${percentText(found.before)} 升到 ${percentText(found.after)}`;
    return warning(entry, 'cliff', message, `核对比例，以及封顶线以上由哪一层支付（该层的 base）。${WAIVE}`);
  }
  const more = found.kind === 'drop' ? '少付' : '多付';
  const message = `${where}，再多 1 分，个人反而${more} ${yuanText(found.by)} 元`;
  return warning(entry, 'cliff', message, `核对分段线、起付线和限额是否应按“超过部分”计算。${WAIVE}`);
}

/** Every amount that the policy's texts name, fen. */
export function namedAmounts(policy: EffectivePolicy): number[] {
  const found = new Set<number>();
  const visit = (node: unknown): void => {
    if (typeof node === 'string') {
      const amount = parseMoney(node);
      if (amount !== undefined) found.add(amount);
    } else if (typeof node === 'object' && node !== null)
      for (const child of Object.values(node)) visit(child);
  };
  for (const loaded of policy.tables.values()) visit(loaded.entry);
  return [...found];
}
