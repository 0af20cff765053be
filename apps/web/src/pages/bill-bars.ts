/** Bars as SVG: widths need no inline style (the policy of the page forbids it), and they print. */
import { type Html, html } from '../html.ts';
import { money, percent, shareTexts } from '../money.ts';
import type { PartsView, StepView } from '../port.ts';
import { BUCKET } from '../texts/words.ts';
import { isPayer, type Stretch, type WaterfallRow } from '../waterfall.ts';
import { figureBadge } from './parts.ts';

const at = (value: number, whole: number): string =>
  percent(whole === 0 ? 0 : Math.round((value * 10_000) / whole));

/** Which colour a bucket has; always beside its name. */
function colourOf(bucket: string): string {
  if (bucket === 'account') return 'account';
  if (bucket === 'cash') return 'cash';
  if (['critical', 'large', 'aid'].includes(bucket)) return 'fund second';
  if (['civilServant', 'enterprise', 'other'].includes(bucket)) return 'fund third';
  return isPayer(bucket) ? 'fund' : 'burden';
}

const piece = (stretch: Stretch, whole: number, colour: string): Html =>
  html`<rect class="${colour}" x="${at(stretch.start, whole)}"
    width="${at(stretch.end - stretch.start, whole)}" y="0" height="100%"></rect>`;

function bar(stretches: readonly Stretch[], whole: number, colour: string): Html {
  const track = html`<rect class="track" x="0" y="0" width="100%" height="100%"></rect>`;
  return html`<svg class="bar" aria-hidden="true"
    focusable="false">${track}${stretches.map((one) => piece(one, whole, colour))}</svg>`;
}

/** What somebody pays of a bill, as a stretch of its bar. */
export const stretchBar = (stretch: Stretch, whole: number, colour = 'fund'): Html =>
  bar([stretch], whole, colour);

const PAYERS: readonly (readonly [keyof PartsView, string, string])[] = [
  ['paidByPooledFund', '统筹基金', 'fund'],
  ['paidByLargeAmount', '大额医疗费用补助', 'fund second'],
  ['paidByCriticalIllness', '大病保险', 'fund second'],
  ['paidByCivilServantFund', '公务员医疗补助', 'fund third'],
  ['paidByEnterpriseSupplement', '企业补充医疗保险', 'fund third'],
  ['paidByMedicalAssistance', '医疗救助', 'fund second'],
  ['paidByOtherFunds', '其他基金', 'fund third'],
  ['paidByHospital', '医院承担', 'hospital'],
  ['paidByPersonalAccount', '个人账户', 'account'],
  ['paidInCash', '您付现金', 'cash'],
];

/** Who pays what: one bar and the table that says the same. */
export function payers(parts: PartsView): Html {
  const paid = PAYERS.filter(([name]) => parts[name] !== 0);
  const shares = shareTexts(paid.map(([name]) => parts[name]));
  let start = 0;
  const pieces = paid.map(([name, , colour]) => {
    const end = start + parts[name];
    const one = piece({ start, end }, parts.feeTotal, colour);
    start = end;
    return one;
  });
  const swatch = (colour: string) =>
    html`<svg class="swatch" aria-hidden="true" focusable="false">
      <rect class="${colour}" width="100%" height="100%"></rect></svg>`;
  const row = (
    [name, label, colour]: (typeof PAYERS)[number],
    index: number,
  ) => html`<tr><th scope="row">${swatch(colour)}${label}</th>
    <td>${money(parts[name])}</td><td>${shares[index]}</td></tr>`;
  return html`<svg class="bar whole" aria-hidden="true" focusable="false">${pieces}</svg>
    <table class="amounts"><caption class="hidden">各方支付的金额</caption>
    <thead><tr><th scope="col">谁付</th><th scope="col">金额</th><th scope="col">占总费用</th></tr></thead>
    <tbody>${paid.map(row)}</tbody>
    <tfoot><tr><th scope="row">合计</th><td>${money(parts.feeTotal)}</td><td>100%</td></tr></tfoot></table>`;
}

const BOUND: Readonly<Record<string, string>> = { band: '这一档用完', cap: '到封顶线为止' };

/** Document and article, where it applies, since when, and whether somebody compared it with the text. */
export function clauseOf(step: StepView): Html {
  const { clause } = step;
  const checked =
    figureBadge([step]) ??
    html`<span class="badge good"><span aria-hidden="true">✓</span> ${clause.verified} 已核实</span>`;
  return html`<dl class="clause"><div><dt>文件</dt><dd>${clause.document || clause.source}</dd></div>
    <div><dt>条款</dt><dd>${clause.article || '—'}</dd></div><div><dt>适用</dt><dd>${step.place}</dd></div>
    <div><dt>施行</dt><dd>${clause.effectiveFrom} 起</dd></div><div><dt>核实</dt><dd>${checked}</dd></div></dl>`;
}

function partItem(step: StepView): Html {
  return html`<li>${step.text} ${figureBadge([step])}</li>`;
}

function reason(row: WaterfallRow): Html | null {
  const [step, ...more] = row.steps;
  if (step === undefined) return null;
  if (more.length > 0) {
    return html`<details><summary>由 ${row.steps.length} 部分组成</summary>
      <ul class="steps">${row.steps.map(partItem)}</ul></details>`;
  }
  return html`<details><summary>看依据</summary><div class="why-step">
    <p>${step.text}</p>${clauseOf(step)}</div></details>`;
}

function formulaOf({ steps }: WaterfallRow): Html | null {
  const [step] = steps;
  if (step === undefined || steps.some(({ rate, base }) => rate !== step.rate || base !== step.base))
    return null;
  const bound = step.bound === null ? undefined : BOUND[step.bound];
  const formula = step.rate === null ? null : html`${money(step.base)} × ${percent(step.rate)}`;
  if (formula === null && bound === undefined) return null;
  return html`<span class="sub block">${formula}${bound === undefined ? '' : `（${bound}）`}</span>`;
}

const rowBadge = ({ to, steps }: WaterfallRow): Html | null => (to === 'cash' ? null : figureBadge(steps));

function rowItem(row: WaterfallRow, whole: number): Html {
  const payer = isPayer(row.to);
  const name = BUCKET[row.to] ?? row.to;
  const label = payer ? html`<strong>${name}付</strong>` : html`${name}`;
  return html`<li class="step"><div
    class="step-head"><span>${label} ${rowBadge(row)}${formulaOf(row)}</span>
    ${money(row.amount)}</div>${bar(row.stretches, whole, colourOf(row.to))}${reason(row)}</li>`;
}

/** The waterfall: the whole bill, then each step as the stretch of the bill that it decided. */
export function waterfallList(rows: readonly WaterfallRow[], whole: number): Html {
  const total = html`<li class="step"><div class="step-head"><strong>总费用</strong>${money(whole)}</div>
    ${bar([{ start: 0, end: whole }], whole, 'total')}</li>`;
  return html`<ol class="waterfall">${total}${rows.map((row) => rowItem(row, whole))}</ol>`;
}
