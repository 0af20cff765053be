/** The answer of the calculator as a part of the page; the same on the server and in the browser. */
import { REFERRAL_CLASSES, type ReferralClass } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { inWords, money, moneyText } from '../money.ts';
import { payers, stretchBar, waterfallList } from '../pages/bill-bars.ts';
import { badge, placeBadge, SAMPLE, UNVERIFIED } from '../pages/parts.ts';
import { stepTable } from '../pages/step-table.ts';
import { REFERRAL } from '../texts/words.ts';
import { waterfall } from '../waterfall.ts';
import type {
  CalculationView,
  CalculatorAnswer,
  CalculatorRefusal,
  CounterfactualView,
  OneStopView,
} from './port.ts';

export type Outcome =
  | { readonly calculation: CalculationView; readonly refusal: null }
  | { readonly calculation: null; readonly refusal: CalculatorRefusal };

export function readAnswer({ status, json }: CalculatorAnswer): Outcome {
  const read: unknown = JSON.parse(json);
  return status === 200
    ? { calculation: read as CalculationView, refusal: null }
    : { calculation: null, refusal: (read as { refusal: CalculatorRefusal }).refusal };
}

/** One sentence for those who do not see the page change. */
export function outcomeText({ calculation, refusal }: Outcome): string {
  if (calculation === null) return `不能计算：${refusal.text}`;
  return `总费用 ${moneyText(calculation.parts.feeTotal)}，您付 ${moneyText(dueOf(calculation))}`;
}

/** What is left for the person: cash and accounts, after the insurers. */
const dueOf = ({ parts, oneStop }: CalculationView): number =>
  parts.borneByPerson - (oneStop?.payers.commercial ?? 0);

/** What the form was filled in with, as far as the answer repeats it. */
export type Asked = { readonly referral: string };

const filingLabel = (referral: string): string =>
  (REFERRAL as Readonly<Record<string, string>>)[referral] ?? referral;

const strong = (amount: number): Html => html`<strong>${money(amount)}</strong>`;

function headline(view: CalculationView, { referral }: Asked): Html {
  const { parts, policy, badge: said, oneStop } = view;
  const due = dueOf(view);
  const account = oneStop?.payers.personalAccount ?? parts.paidByPersonalAccount;
  const insurers = oneStop === null ? null : html`，商业保险付 ${strong(oneStop.payers.commercial)}`;
  const own = account === 0 ? null : html`；其中个人账户付 ${strong(account)}，现金 ${strong(due - account)}`;
  return html`<div class="sum"><p class="sum-label">这张账单您付</p>
    <p class="sum-amount">${money(due)}</p><p class="words">${inWords(due)}</p>
    <p>总费用 ${money(parts.feeTotal)}，医保基金付 ${strong(parts.paidByFunds)}${insurers}${own}。</p>
    <p class="policy">按“${policy}”的规定，${filingLabel(referral)} ${placeBadge(said)}</p></div>`;
}

type OneStopBar = OneStopView['bars'][number];

/** Cash and accounts have their colours; insurers are the payers that cite a clause, the rest are funds. */
function colourOf({ label, citation }: OneStopBar): string {
  if (label === '个人现金') return 'cash';
  if (label.endsWith('账户')) return 'account';
  return citation === null ? 'fund' : 'fund third';
}

/** Everybody who pays, one after the other, as stretches of the whole bill. */
function oneStopPart({ bars, payers: { total }, commercial, orderCitation }: OneStopView): Html {
  const rows = bars.map((one) => {
    const source = one.citation === null ? null : html`<span class="sub block">${one.citation}</span>`;
    const stretch = { start: total - one.from, end: total - one.to };
    const said = one.badge === null ? null : placeBadge(one.badge);
    return html`<li class="step"><div class="step-head"><span>${one.label} ${said}${source}</span>
      ${money(one.amount)}</div>${stretchBar(stretch, total, colourOf(one))}</li>`;
  });
  const legs = commercial.map(
    ({ title, badge: said, paid, refusal }) =>
      html`<li>${title} ${placeBadge(said)}<span class="sub block">${
        refusal === null ? html`赔付 ${money(paid)}` : refusal.text
      }</span></li>`,
  );
  return html`<ol class="waterfall">${rows}</ol><ul class="steps">${legs}</ul>
    <p class="hint">先后次序${orderCitation}</p>`;
}

const WARNING: Readonly<Record<string, string>> = {
  虚构: '这是虚构的示例政策，只用来演示，不能当作任何地方的报销依据。',
  示例数据: '这里有示例数据，没有人对照文件核实过，不能当作报销依据。',
  待核实: '有些数字还没有人对照文件原文核实，只能参考，以参保地医保部门的结算为准。',
};

function warning({ badge: said }: CalculationView): Html | null {
  const text = WARNING[said];
  return text === undefined ? null : html`<p class="note wait"><strong>${said}。</strong>${text}</p>`;
}

/** The three filings that a person can make before travelling (journey 5). */
const FILINGS: readonly ReferralClass[] = ['long-term', 'referral', 'other-temporary'];

type Option = Pick<CounterfactualView, 'label' | 'borneByPerson' | 'paidByFunds' | 'reason' | 'because'> & {
  readonly isAsked: boolean;
  readonly saved: number | null;
  readonly isVerified: boolean;
  readonly isSample: boolean;
};

function asked({ parts, steps }: CalculationView, label: string): Option {
  return {
    label,
    borneByPerson: parts.borneByPerson,
    paidByFunds: parts.paidByFunds,
    saved: 0,
    reason: null,
    because: [],
    isAsked: true,
    isVerified: steps.every(({ clause }) => clause.verified !== null),
    isSample: steps.some(({ isSample }) => isSample === true),
  };
}

const list = (texts: readonly string[]): Html =>
  html`<ul class="steps">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

function difference({ saved, isAsked }: Option): Html | null {
  if (isAsked || saved === null) return null;
  if (saved === 0) return html`<span class="sub">一样多</span>`;
  const amount = money(Math.abs(saved));
  return saved > 0
    ? html`<span class="less">少付 ${amount}</span>`
    : html`<span class="more">多付 ${amount}</span>`;
}

function optionBadge({ isVerified, isSample }: Option): Html | null {
  if (isSample) return SAMPLE;
  return isVerified ? null : UNVERIFIED;
}

function optionItem(option: Option, whole: number): Html {
  const { label, borneByPerson, reason, because, isAsked } = option;
  const funds = option.paidByFunds ?? 0;
  const name = isAsked
    ? html`<span><strong>${label}</strong> ${badge('good', '您选的')}</span>`
    : html`<span>${label}</span>`;
  if (borneByPerson === null)
    return html`<li class="step"><div class="step-head">${name}<span class="sub">不能算</span></div>
      <p class="sub">${reason}</p></li>`;
  const why =
    because.length === 0 ? null : html`<details><summary>差在哪里</summary>${list(because)}</details>`;
  return html`<li class="step"><div class="step-head">${name}${money(borneByPerson)}</div>
    ${stretchBar({ start: 0, end: funds }, whole)}
    <p class="under-bar"><span class="sub">基金付 ${money(funds)}</span>${difference(option)}
    ${optionBadge(option)}</p>${why}</li>`;
}

const optionList = (options: readonly Option[], whole: number): Html =>
  html`<ol class="waterfall">${options.map((one) => optionItem(one, whole))}</ol>`;

function comparison(view: CalculationView, { referral }: Asked): Html {
  const before = view.oneStop === null ? '' : '（还没减商业保险）';
  const whole = view.parts.feeTotal;
  const others = view.counterfactuals.map((one) => ({ ...one, isAsked: false }));
  const filing = (value: ReferralClass): Option | undefined => {
    if (value === referral) return asked(view, REFERRAL[value]);
    const other = others.find((one) => one.changed === 'referral' && one.value === value);
    return other === undefined ? undefined : { ...other, label: REFERRAL[value] };
  };
  const pick = (values: readonly ReferralClass[]): Option[] =>
    values.map(filing).filter((one) => one !== undefined);
  const rest = REFERRAL_CLASSES.filter((value) => !FILINGS.includes(value));
  const levels = others.filter((one) => one.changed === 'level');
  return html`<section aria-labelledby="compare"><h2 id="compare">同一张账单，三种备案</h2>
    <p class="hint">别的都不变，只换备案。右边是个人付的钱${before}，横条里绿色一段是基金付的。</p>${optionList(pick(FILINGS), whole)}
    <details class="card"><summary>在参保地、急诊抢救、没有备案</summary>${optionList(pick(rest), whole)}</details>
    <details class="card"><summary>换一级医院</summary>${optionList(levels, whole)}</details></section>`;
}

function unverifiedList({ unverified, oneStop }: CalculationView): Html | null {
  const all = [...unverified, ...(oneStop?.unverified ?? [])];
  if (all.length === 0) return null;
  const since = (day: string | null): Html | null =>
    day === null ? null : html`，<span class="date">${day}</span> 起`;
  const items = all.map(
    ({
      label,
      citation,
      place,
      effectiveFrom,
      isSample,
    }) => html`<li>${label} ${isSample ? SAMPLE : null}<span
      class="sub block">${place}${since(effectiveFrom)}${citation}</span></li>`,
  );
  return html`<section aria-labelledby="unverified"><h2 id="unverified">还没有人核实的数字 ${UNVERIFIED}</h2>
    <p class="hint">这次用到了，但没有人对照过文件原文。</p><ul class="steps">${items}</ul></section>`;
}

function calculationPart(view: CalculationView, what: Asked): Html {
  const { parts, steps } = view;
  return html`<h2 id="answer" tabindex="-1">算出来了</h2>${headline(view, what)}${warning(view)}
    <section aria-labelledby="payers"><h2 id="payers">谁付多少</h2>
    ${view.oneStop === null ? payers(parts) : oneStopPart(view.oneStop)}</section>
    <section aria-labelledby="why"><h2 id="why">为什么是这个数</h2>
    <p class="hint">每一条横条是总费用里的一段。点“看依据”看文件。</p>
    ${waterfallList(waterfall(parts, steps), parts.feeTotal)}</section>
    ${comparison(view, what)}
    <section aria-labelledby="room"><h2 id="room">离下一条线还有多远</h2>${list(view.roomLeft.text)}</section>
    <section aria-labelledby="assumed"><h2 id="assumed">算的时候假定</h2>${list(view.assumptions)}</section>
    ${unverifiedList(view)}
    <details class="card on-paper"><summary>每一步的条款（文字表格）</summary>${stepTable(steps)}</details>
    <p class="hint"><span class="number">政策版本 ${view.planHash.slice(0, 16)}</span></p>
    <p class="hint no-print">要纸质的：用浏览器菜单里的“打印”，这一页按 A4 排版。</p>`;
}

function refusalPart({ field, text, alternatives }: CalculatorRefusal): Html {
  const where = field === null ? null : html` <a href="#field-${field.split(/[.[]/)[0] ?? ''}">去改</a>`;
  const others =
    alternatives.length === 0 ? null : html`<p><strong>换一种办法可以算：</strong></p>${list(alternatives)}`;
  return html`<div class="note stop" role="alert"><h2 id="answer" tabindex="-1">这样还不能算</h2>
    <p>${text}${where}</p>${others}</div>`;
}

/** The answer as it stands below the form. */
export function outcomePart({ calculation, refusal }: Outcome, what: Asked): Html {
  return calculation === null ? refusalPart(refusal) : calculationPart(calculation, what);
}
