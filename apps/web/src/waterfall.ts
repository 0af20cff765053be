/**
 * The bill as a line of fen: every step moves a stretch of it from one bucket to another, so each bar shows
 * which part of the whole bill a step decided. What stays with the person is taken from the right end, payers
 * take from the left; the bars of the last buckets together cover the bill exactly.
 */
import type { PartsView, StepView } from './port.ts';

export type Stretch = { readonly start: number; readonly end: number };
export type WaterfallRow = {
  /** The bucket that receives. */
  readonly to: string;
  readonly amount: number;
  readonly stretches: readonly Stretch[];
  /** Steps of the trace behind the row; for fees outside the catalogue, the step that leaves them so. */
  readonly steps: readonly StepView[];
};

const PAYERS = ['pool', 'civilServant', 'enterprise', 'critical', 'large', 'aid', 'other', 'account', 'cash'];

export const isPayer = (bucket: string): boolean => PAYERS.includes(bucket);

/** Takes up to `amount` from one end of the stretches; answers what was taken and what is left. */
function take(
  from: readonly Stretch[],
  amount: number,
  end: 'left' | 'right',
): { taken: Stretch[]; left: Stretch[] } {
  const queue = end === 'left' ? [...from] : [...from].reverse();
  const taken: Stretch[] = [];
  const left: Stretch[] = [];
  let wanted = amount;
  for (const { start, end: stop } of queue) {
    const length = Math.min(wanted, stop - start);
    wanted -= length;
    const cut = end === 'left' ? start + length : stop - length;
    const [given, kept] =
      end === 'left'
        ? [
            { start, end: cut },
            { start: cut, end: stop },
          ]
        : [
            { start: cut, end: stop },
            { start, end: cut },
          ];
    if (given.end > given.start) taken.push(given);
    if (kept.end > kept.start) left.push(kept);
  }
  const byStart = (a: Stretch, b: Stretch) => a.start - b.start;
  return { taken: taken.sort(byStart), left: left.sort(byStart) };
}

/** Neighbouring stretches become one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const one of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && last.end === one.start)
      result[result.length - 1] = { start: last.start, end: one.end };
    else result.push(one);
  }
  return result;
}

function classified(parts: PartsView): WaterfallRow[] {
  const amounts: readonly (readonly [string, number])[] = [
    ['eligible', parts.feeEligible],
    ['selfPaidFirst', parts.feeSelfPaidFirst],
    ['overLimit', parts.feeOverLimit],
    ['excluded', parts.feeExcluded],
  ];
  let at = 0;
  const rows: WaterfallRow[] = [];
  for (const [to, amount] of amounts) {
    if (amount === 0) continue;
    rows.push({ to, amount, stretches: [{ start: at, end: at + amount }], steps: [] });
    at += amount;
  }
  return rows;
}

/** The account, the cash, and the pieces of one payment out of several buckets are one row each. */
function isOneRow(row: WaterfallRow, step: StepView): boolean {
  if (row.to !== step.to) return false;
  if (step.to === 'cash' || step.to === 'account') return true;
  const same = ({ rate, base, stage }: StepView) =>
    rate !== null && rate === step.rate && base === step.base && stage === step.stage;
  return row.steps.every(same);
}

/** Rows in the order of the decision; all payments in cash are one row at the end. Amounts in fen. */
export function waterfall(parts: PartsView, steps: readonly StepView[]): WaterfallRow[] {
  const first = classified(parts);
  const buckets = new Map(first.map((row) => [row.to, [...row.stretches]]));
  const rows: WaterfallRow[] = [];
  for (const step of steps) {
    if (step.amount <= 0) continue;
    const { taken, left } = take(
      buckets.get(step.from) ?? [],
      step.amount,
      isPayer(step.to) ? 'left' : 'right',
    );
    buckets.set(step.from, left);
    buckets.set(step.to, joined([...(buckets.get(step.to) ?? []), ...taken]));
    const last = rows.findIndex((row) => isOneRow(row, step));
    const row: WaterfallRow = { to: step.to, amount: step.amount, stretches: taken, steps: [step] };
    if (last < 0) rows.push(row);
    else rows[last] = merged(rows[last]!, row);
  }
  const cash = rows.filter((row) => row.to === 'cash');
  const asSteps = first
    .filter((row) => row.to !== 'eligible')
    .reverse()
    .map((row) => ({ ...row, steps: steps.filter((step) => step.from === row.to).slice(0, 1) }));
  return [...asSteps, ...rows.filter((row) => row.to !== 'cash'), ...cash];
}

function merged(a: WaterfallRow, b: WaterfallRow): WaterfallRow {
  return {
    to: a.to,
    amount: a.amount + b.amount,
    stretches: joined([...a.stretches, ...b.stretches]),
    steps: [...a.steps, ...b.steps],
  };
}
