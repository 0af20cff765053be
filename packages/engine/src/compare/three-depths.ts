import {
  amountInWords,
  assert,
  type CalendarDate,
  type Fen,
  formatPercent,
  subtractFen,
  sumFen,
} from '@zhijie/kernel';
import { BUCKET_LABELS, type Bucket } from '../buckets.ts';
import { type ExplainedStep, explain } from '../explain.ts';
import type { Plan } from '../plan/plan.ts';
import {
  badgeText,
  boundTextOf,
  citationOf,
  type FigureBadge,
  figureBadge,
  isFund,
  isPayer,
  labelOf,
  type Settled,
  yuanOf,
} from './step.ts';

/** One payment of the bill. The bars follow each other from the whole bill down to nothing. Fen. */
export type WaterfallBar = {
  readonly label: string;
  readonly payer: Bucket;
  /** What was paid: in-scope fees, or a burden that an earlier step left with the person. */
  readonly pays: Bucket;
  /** Unpaid before and after. `from − to` is the amount; the first `from` is the bill, the last `to` is 0. */
  readonly from: Fen;
  readonly to: Fen;
  readonly amount: Fen;
  /** Place of its formula in `formulas`. */
  readonly formula: number;
  /** What must be said beside the amount: 待核实, 示例数据，未核实, or nothing. */
  readonly badge: FigureBadge;
};

/** One step of the calculation with its numbers and its clause. */
export type FormulaLine = {
  readonly stage: string;
  readonly label: string;
  /** '24,500.00 × 65.00% = 15,925.00 元' */
  readonly formula: string;
  readonly from: Bucket;
  readonly to: Bucket;
  readonly amount: Fen;
  readonly bound: ExplainedStep['bound'];
  readonly boundText: string | null;
  readonly citation: string;
  readonly url: string | null;
  readonly place: string;
  readonly effectiveFrom: CalendarDate;
  /** Null: nobody has compared the figure with its text; shown as 待核实. */
  readonly verified: CalendarDate | null;
  /** It repeats across places without a quoted rule: shown as 示例数据，未核实. */
  readonly isSample: boolean;
  /** Said after the figures: how the ratio was adjusted, whether the figure was checked. */
  readonly remark: string | null;
  readonly text: string;
};

export type ThreeDepths = {
  readonly sentence: string;
  readonly inWords: {
    readonly total: string;
    readonly paidByFunds: string;
    readonly borneByPerson: string;
    readonly paidInCash: string;
  };
  readonly bars: readonly WaterfallBar[];
  readonly formulas: readonly FormulaLine[];
};

/**
 * Why this number, at three depths (journey 4): one sentence with amounts in figures and words; a waterfall
 * whose bars sum to the bill; every step as a formula with its clause. Deterministic.
 */
export function explainThreeDepths(plan: Plan, adjudication: Settled): ThreeDepths {
  const steps = explain(plan, adjudication);
  const { parts } = adjudication;
  return {
    sentence: sentenceOf(adjudication, steps),
    inWords: {
      total: amountInWords(parts.feeTotal),
      paidByFunds: amountInWords(parts.paidByFunds),
      borneByPerson: amountInWords(parts.borneByPerson),
      paidInCash: amountInWords(parts.paidInCash),
    },
    bars: barsOf(parts.feeTotal, steps),
    formulas: steps.map(formulaLine),
  };
}

/** The three depths as lines of Chinese text. */
export function threeDepthsText(depths: ThreeDepths): string[] {
  return [
    depths.sentence,
    '',
    '钱怎么一步步付清：',
    ...depths.bars.map(
      (bar) => `  ${bar.label}  ${yuanOf(bar.amount)}  （余 ${yuanOf(bar.to)}）${badgeText(bar.badge)}`,
    ),
    '',
    '每一步的算式和条款：',
    ...depths.formulas.map((line) => {
      const isSaid = line.verified !== null || (line.remark?.includes('核实') ?? false);
      const remarks = [line.remark, isSaid ? null : '待核实'].filter((one) => one !== null);
      const remark = remarks.length > 0 ? `（${remarks.join('；')}）` : '';
      const bound = line.boundText === null ? '' : `（${line.boundText}）`;
      return `  ${line.label}：${line.formula}${bound}${line.citation}${remark}`;
    }),
  ];
}

function sentenceOf({ parts, provisional }: Settled, steps: readonly ExplainedStep[]): string {
  const funds = [...new Set(steps.map((step) => step.to).filter(isFund))];
  const paid = funds.map((fund) => {
    const amount = sumFen(steps.filter((step) => step.to === fund).map((step) => step.amount));
    return `${BUCKET_LABELS[fund]}付 ${yuanOf(amount)}`;
  });
  const ways = [
    ...(parts.paidByPersonalAccount > 0 ? [`个人账户 ${yuanOf(parts.paidByPersonalAccount)}`] : []),
    `现金 ${yuanOf(parts.paidInCash)}`,
  ];
  const person = `个人付 ${yuanOf(parts.borneByPerson)}（${ways.join('，')}）`;
  const start = `总费用 ${yuanOf(parts.feeTotal)}：${[...paid, person].join('，')}`;
  return `${start}，个人付的大写为${amountInWords(parts.borneByPerson)}${provisional ? '（按原规定暂行计算）' : ''}。`;
}

function barsOf(total: Fen, steps: readonly ExplainedStep[]): WaterfallBar[] {
  const bars: WaterfallBar[] = [];
  let left = total;
  for (const [formula, step] of steps.entries()) {
    if (!isPayer(step.to)) continue;
    const to = subtractFen(left, step.amount);
    bars.push({
      label: `${BUCKET_LABELS[step.to]}付${BUCKET_LABELS[step.from]}`,
      payer: step.to,
      pays: step.from,
      from: left,
      to,
      amount: step.amount,
      formula,
      badge: figureBadge(step),
    });
    left = to;
  }
  assert(left === 0, 'The bars of a waterfall pay the whole bill');
  return bars;
}

function formulaLine(step: ExplainedStep): FormulaLine {
  const { clause, rate, bound } = step;
  return {
    stage: step.stage,
    label: labelOf(step),
    formula: rate === null ? moved(step) : product(step, rate),
    from: step.from,
    to: step.to,
    amount: step.amount,
    bound,
    boundText: boundTextOf(step),
    citation: citationOf(clause),
    url: clause.url,
    place: step.place,
    effectiveFrom: clause.effectiveFrom,
    verified: clause.verified,
    isSample: step.isSample,
    remark: remarkOf(step),
    text: step.text,
  };
}

function moved({ from, to, amount }: ExplainedStep): string {
  return `${BUCKET_LABELS[from]} → ${BUCKET_LABELS[to]} ${yuanOf(amount)}`;
}

function remarkOf({ text, clause }: ExplainedStep): string | null {
  const citation = citationOf(clause);
  const rest = text.slice(text.indexOf(citation) + citation.length);
  return rest === '' ? null : rest.slice(1, -1);
}

/** The product in figures; said to be limited when a cap or another bucket took the rest of it. */
function product({ base, amount }: ExplainedStep, rate: NonNullable<ExplainedStep['rate']>): string {
  const exact = (BigInt(base) * BigInt(rate)) / 10_000n;
  const whole = `${yuanOf(base).replace(' 元', '')} × ${formatPercent(rate)}`;
  /** Rounding moves less than a yuan; more is missing when a limit or another part took it. */
  const isWhole = exact - BigInt(amount) < 100n;
  return isWhole ? `${whole} = ${yuanOf(amount)}` : `${whole}，其中 ${yuanOf(amount)}`;
}
