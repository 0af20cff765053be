import { type Fen, subtractFen, sumFen, ZERO_FEN } from '@zhijie/kernel';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import { BUCKET_LABELS, FUNDS, type Fund } from '../buckets.ts';
import { type ExplainedStep, explain } from '../explain.ts';
import type { Plan } from '../plan/plan.ts';
import { describeRefusal } from '../refusals.ts';
import {
  badgeText,
  boundTextOf,
  figureBadge,
  isFund,
  labelOf,
  type Settled,
  worstFigureBadge,
  yuanOf,
} from './step.ts';

/** A step that was limited by something else than the money asked of it. */
export type BoundStep = {
  readonly stage: string;
  readonly label: string;
  readonly bound: 'base' | 'band' | 'cap';
  readonly text: string;
};

/** What a fund could still pay for this person in this policy year, were the bill larger. Fen. */
export type FundRoom = {
  readonly fund: Fund;
  readonly paid: Fen;
  /** Null: no limit was met below the horizon, or it cannot be known (`reason`). */
  readonly left: Fen | null;
  readonly reason: string | null;
  readonly text: string;
};

/** Where the next rule begins if the bill's in-scope amount grew: up to `distance` nothing new happens. */
export type Landmark = {
  readonly what: 'band' | 'threshold' | 'cap' | 'not-provided';
  readonly stage: string;
  readonly label: string;
  /** The largest additional in-scope amount (fen) before it happens. */
  readonly distance: Fen;
  readonly text: string;
};

export type RoomLeft = {
  readonly bound: readonly BoundStep[];
  /** Of the deductible, what the person would still pay before a fund pays, were the bill larger. */
  readonly deductibleLeft: Fen;
  readonly funds: readonly FundRoom[];
  readonly next: readonly Landmark[];
  readonly text: readonly string[];
};

/** One hundred million yuan of additional in-scope fees: beyond every limit that a pack states. */
const HORIZON = 1e10;

type Seen = { readonly adjudication: Settled; readonly steps: readonly ExplainedStep[] };
type Grow = (more: number) => Seen | string;

/**
 * What limited each step of a settled bill, and how far it is to the next deductible, band, threshold and
 * cap. Found by adjudicating the same bill with more in-scope fees, so it holds for every kind of table
 * that a pack can have.
 */
export function roomLeft(plan: Plan, input: AdjudicationInput, adjudication: Settled): RoomLeft {
  const grow: Grow = (more) => grown(plan, input, more);
  const now: Seen = { adjudication, steps: explain(plan, adjudication) };
  const { far, half, wall } = horizonOf(grow, now);
  const deductibleLeft = subtractFen(
    far.adjudication.parts.deductibleApplied,
    adjudication.parts.deductibleApplied,
  );
  const funds = FUNDS.flatMap((fund) => fundRoom(fund, { now, half, far, wall }));
  const next = landmarks(grow, now, far, wall);
  const bound = boundSteps(now.steps);
  const { deductibleApplied } = adjudication.parts;
  const said = badgeText(worstFigureBadge(far.steps.filter(({ to }) => to === 'deductible')));
  const met =
    deductibleApplied > 0 ? `起付线 ${yuanOf(deductibleApplied)}已付足${said}` : '没有起付线，或以前已付足';
  const deductible =
    deductibleLeft > 0 ? `起付线还差 ${yuanOf(deductibleLeft)}，超过后基金开始支付${said}` : met;
  const text = [...bound, { text: deductible }, ...funds, ...next].map((one) => one.text);
  return { bound, deductibleLeft, funds, next, text };
}

function grown(plan: Plan, input: AdjudicationInput, more: number): Seen | string {
  const fees = {
    ...input.fees,
    total: (input.fees.total + more) as Fen,
    eligible: (input.fees.eligible + more) as Fen,
  };
  const result = adjudicate(plan, { ...input, fees });
  if (!result.ok) return describeRefusal(result.refusal);
  return { adjudication: result.value, steps: explain(plan, result.value) };
}

/**
 * The smallest amount in 1 … `most` at which something holds that holds at `most` and, once true, stays
 * true.
 */
function firstAt(most: number, holds: (more: number) => boolean): number {
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

type Wall = { readonly distance: Fen; readonly reason: string };
type Horizon = { readonly far: Seen; readonly half: Seen; readonly wall: Wall | null };

/**
 * The bill as large as can be settled. A larger one may need a table that the area has not provided: a wall.
 */
function horizonOf(grow: Grow, now: Seen): Horizon {
  const at = grow(HORIZON);
  let most = HORIZON;
  let wall: Wall | null = null;
  if (typeof at === 'string') {
    most = firstAt(HORIZON, (more) => typeof grow(more) === 'string') - 1;
    wall = { distance: most as Fen, reason: at };
  }
  const seen = (more: number): Seen => {
    const result = more === 0 ? now : grow(more);
    return typeof result === 'string' ? now : result;
  };
  return { far: seen(most), half: seen(Math.floor(most / 2)), wall };
}

const paidBy = ({ steps }: Seen, fund: Fund): Fen =>
  sumFen(steps.filter((step) => step.to === fund).map((step) => step.amount));

function fundRoom(fund: Fund, { now, half, far, wall }: Horizon & { readonly now: Seen }): FundRoom[] {
  const most = paidBy(far, fund);
  const paid = paidBy(now, fund);
  if (most === 0 && paid === 0) return fund === 'pool' ? exhausted(now) : [];
  const isLimited = most === paidBy(half, fund) && (wall === null || wall.distance > 1);
  const label = BUCKET_LABELS[fund];
  if (isLimited) {
    const left = subtractFen(most, paid);
    const said = badgeText(worstFigureBadge(far.steps.filter((step) => step.to === fund)));
    const text = left > 0 ? `${label}本年度至多还可支付 ${yuanOf(left)}${said}` : `${label}已到最高支付限额`;
    return [{ fund, paid, left, reason: null, text }];
  }
  const reason = wall?.reason ?? null;
  const text = reason === null ? `${label}没有最高支付限额` : `${label}还可支付多少不能确定：${reason}`;
  return [{ fund, paid, left: null, reason, text }];
}

/** The pool pays nothing however large the bill: its limit was used up before. */
function exhausted({ steps }: Seen): FundRoom[] {
  if (!steps.some((step) => step.bound === 'cap')) return [];
  const text = `${BUCKET_LABELS.pool}已到最高支付限额`;
  return [{ fund: 'pool', paid: ZERO_FEN, left: ZERO_FEN, reason: null, text }];
}

const keyOf = (step: ExplainedStep): string => `${step.stage}/${labelOf(step)}/${step.bound}/${step.to}`;

type Event = { readonly what: 'band' | 'threshold' | 'cap'; readonly step: ExplainedStep };

/** What the far bill shows and this one does not: a layer that begins, a band used up, a limit reached. */
function events(now: Seen, far: Seen): Event[] {
  const known = new Set(now.steps.map(keyOf));
  const begun = new Set(now.steps.filter((step) => isFund(step.to)).map((step) => step.stage));
  const found: Event[] = [];
  for (const step of far.steps) {
    if (known.has(keyOf(step))) continue;
    known.add(keyOf(step));
    if (step.to === 'overCap' || (isFund(step.to) && step.bound === 'cap')) found.push({ what: 'cap', step });
    else if (!isFund(step.to)) continue;
    else if (step.bound === 'band') found.push({ what: 'band', step });
    if (isFund(step.to) && !begun.has(step.stage)) {
      begun.add(step.stage);
      found.push({ what: 'threshold', step });
    }
  }
  return found;
}

function landmarks(grow: Grow, now: Seen, far: Seen, wall: Wall | null): Landmark[] {
  const most = wall?.distance ?? HORIZON;
  const list = events(now, far).map(({ what, step }): Landmark => {
    const happens = (one: ExplainedStep) =>
      what === 'threshold' ? one.stage === step.stage && isFund(one.to) : keyOf(one) === keyOf(step);
    const first = firstAt(most, (more) => {
      const seen = grow(more);
      return typeof seen !== 'string' && seen.steps.some(happens);
    });
    const label = what === 'threshold' ? labelOf(step).replace(/（第\d+段）$/, '') : labelOf(step);
    const distance = (first - 1) as Fen;
    const said = badgeText(figureBadge(step));
    const text = `政策范围内费用再多 ${yuanOf(distance)}${AFTER[what](label)}${said}`;
    return { what, stage: step.stage, label, distance, text };
  });
  if (wall !== null) {
    const text = `政策范围内费用再多 ${yuanOf(wall.distance)}以上就不能计算：${wall.reason}`;
    list.push({
      what: 'not-provided',
      stage: '',
      label: wall.reason,
      distance: wall.distance,
      text,
    });
  }
  return list.sort((a, b) => a.distance - b.distance);
}

const AFTER: Readonly<Record<Event['what'], (label: string) => string>> = {
  band: (label) => `，就用完“${label}”，超出部分按下一段`,
  threshold: (label) => `之后，开始“${label}”`,
  cap: (label) => `，就到最高支付限额（${label}）`,
};

/** One line per label: the fund's step speaks for the person's share of the same band. */
function boundSteps(steps: readonly ExplainedStep[]): BoundStep[] {
  const list: BoundStep[] = [];
  const seen = new Set<string>();
  for (const step of steps) {
    const { stage, bound } = step;
    if (bound === null || step.to === 'coinsurance') continue;
    const label = labelOf(step);
    if (seen.has(`${stage}/${label}`)) continue;
    seen.add(`${stage}/${label}`);
    list.push({ stage, label, bound, text: `${label}：${boundTextOf(step)}` });
  }
  return list;
}
