import { areaNameOf, CARE_TYPES, dateOf, formatDateTime, instant, isWord, LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { inWords, money, moneyText } from '../money.ts';
import type { BillView, StaleCaseView } from '../port.ts';
import type { Page } from '../site.ts';
import { REFERRAL, type Tone } from '../texts/words.ts';
import { waterfall } from '../waterfall.ts';
import { payers, waterfallList } from './bill-bars.ts';
import { back, badge, facts, period } from './parts.ts';
import { stepTable } from './step-table.ts';

export type BillPageView = { readonly bill: BillView; readonly stale: StaleCaseView | null };

type State = { readonly name: string; readonly tone: Tone; readonly label: string; readonly text: string };

/** Insurance, the person's own payment, the whole: each with its own state. */
function statesOf(bill: BillView): State[] {
  const { paidInCash } = bill.decision.parts;
  const settled = formatDateTime(instant(bill.settledAt));
  const cash = moneyText(paidInCash);
  if (bill.state === 'reversed') {
    const undone = bill.reversedAt === null ? '' : formatDateTime(instant(bill.reversedAt));
    return [
      { name: '医保支付', tone: 'plain', label: '已撤销', text: `${undone} 已退回，累计和个人账户已恢复。` },
      paidInCash === 0
        ? { name: '个人现金', tone: 'plain', label: '无需退款', text: '这张账单没有现金。' }
        : {
            name: '个人现金',
            tone: 'wait',
            label: '请找医院退',
            text: `交过的 ${cash} 由医院退回，本网络看不到退款进度。`,
          },
      { name: '整张账单', tone: 'plain', label: '已撤销', text: '这张账单不再有效。' },
    ];
  }
  return [
    { name: '医保支付', tone: 'good', label: '已完成', text: `${settled} 已由医保付给医院，不用您垫付。` },
    paidInCash === 0
      ? { name: '个人现金', tone: 'good', label: '不用付', text: '您这次不用付现金。' }
      : {
          name: '个人现金',
          tone: 'wait',
          label: '以医院收据为准',
          text: `${cash} 由医院收取，本网络看不到是否已经收到。`,
        },
    { name: '整张账单', tone: 'good', label: '已结算', text: '金额已经确定。' },
  ];
}

const timeline = (bill: BillView): Html =>
  html`<ol class="timeline">${statesOf(bill).map(
    (state) => html`<li class="${state.tone}"><span class="state-name">${state.name}</span>
    ${badge(state.tone, state.label)}<span class="sub block">${state.text}</span></li>`,
  )}</ol>`;

const careLabel = (careType: string): string =>
  isWord(CARE_TYPES, careType) ? LABELS.careType[careType] : '就诊';

function headline(bill: BillView): Html {
  const { parts } = bill.decision;
  if (bill.state === 'reversed') {
    return html`<div class="sum reversed"><p class="sum-label">这张账单已撤销</p>
      <p class="sum-amount"><s>${money(parts.paidInCash)}</s></p><p>医保和个人账户付的钱已经退回，这里只作记录。</p></div>`;
  }
  return html`<div class="sum"><p class="sum-label">这次您付现金</p>
    <p class="sum-amount">${money(parts.paidInCash)}</p>
    <p class="words">${inWords(parts.paidInCash)}</p>
    <p>总费用 ${money(parts.feeTotal)}，医保基金付了 <strong>${money(parts.paidByFunds)}</strong>${
      parts.paidByPersonalAccount > 0
        ? html`，个人账户付了 <strong>${money(parts.paidByPersonalAccount)}</strong>`
        : null
    }。</p></div>`;
}

function notices(bill: BillView, stale: StaleCaseView | null): Html {
  const provisional = bill.decision.isProvisional
    ? html`<p class="note wait"><strong>政策待核实。</strong>参保地还没有发布新一期的规定，暂按上一期计算。</p>`
    : null;
  const again = stale?.personDifference ?? null;
  const changed =
    again === null || again === 0
      ? ''
      : `重新算的话，您会${again > 0 ? '多付' : '少付'} ${moneyText(Math.abs(again))}。`;
  const undone =
    stale === null || stale.closedAt !== null
      ? null
      : html`<p class="note wait"><strong>有一张更早的账单后来撤销了。</strong>${changed}经办人员会处理，金额现在没有变动。</p>`;
  const warnings = bill.decision.warnings.map((text) => html`<p class="note plain">${text}</p>`);
  return html`${provisional}${undone}${warnings}`;
}

const visitFacts = (bill: BillView): Html => {
  const { decision } = bill;
  const isOneDay = bill.admittedOn === bill.dischargedOn;
  return facts(
    ['医院', bill.providerName],
    ['就医地', areaNameOf(bill.careArea)],
    ['就诊类型', careLabel(bill.careType)],
    [
      isOneDay ? '日期' : '入院到出院',
      isOneDay ? bill.admittedOn : period(bill.admittedOn, bill.dischargedOn),
    ],
    ['参保地', `${areaNameOf(decision.insuredArea)} · ${LABELS.insuranceType[decision.insuranceType]}`],
    ['按哪种备案算', REFERRAL[decision.referralClass]],
    ['结算日期', dateOf(instant(bill.settledAt))],
    ['账单编号', html`<span class="number">${bill.settlementId}</span>`],
  );
};

/** One bill: what to pay and why, each step with its source. */
export function billPage({ bill, stale }: BillPageView): Page {
  const { parts, steps } = bill.decision;
  const rows = waterfall(parts, steps);
  const body = html`${back('/me#bills', '我的账单')}
    <h1>${bill.providerName}的账单</h1>${headline(bill)}${notices(bill, stale)}
    <section aria-labelledby="states"><h2 id="states">办到哪一步了</h2>${timeline(bill)}</section>
    <section aria-labelledby="payers"><h2 id="payers">谁付了多少</h2>${payers(parts)}</section>
    <section aria-labelledby="why"><h2 id="why">为什么是这个数</h2>
    <p class="hint">一格一格往下看：每一条横条是总费用里的一段。点“看依据”看文件。</p>${waterfallList(rows, parts.feeTotal)}</section>
    <section aria-labelledby="table"><h2 id="table">文字表格</h2>
    <p class="hint">和上面的图内容一样。</p>${stepTable(steps)}</section>
    <section aria-labelledby="visit"><h2 id="visit">就诊信息</h2>${visitFacts(bill)}</section>
    <p class="hint no-screen">打印内容为演示数据，不作报销凭证。</p>
    <p class="no-print"><a class="action"
    href="/me/bills/${bill.settlementId}/slip.pdf">下载结算单（PDF，A4）</a></p>`;
  return { title: `账单 ${moneyText(parts.paidInCash)}`, body };
}
