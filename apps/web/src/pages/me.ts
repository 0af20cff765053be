import { areaNameOf, CARE_TYPES, dateOf, instant, isWord, LABELS, maskIdCard } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { money } from '../money.ts';
import type { BillView, CoverageView, FilingView, SummaryView, YearView } from '../port.ts';
import type { Known, Page } from '../site.ts';
import { COUNTER, FILING_STATE, STATUS } from '../texts/words.ts';
import { badge, emptyPart, facts, stateBadge, unknownPart } from './parts.ts';

export type MeView = {
  readonly summary: SummaryView;
  readonly years: Known<readonly YearView[]>;
  readonly filings: Known<readonly FilingView[]>;
  readonly bills: Known<readonly BillView[]>;
  /** Path of the next page of bills, when there is one. */
  readonly older: string | null;
  readonly isFirstPage: boolean;
};

function coverageCard(coverage: CoverageView): Html {
  const said = STATUS[coverage.status];
  return html`<article class="card">
    <h3>${LABELS.insuranceType[coverage.insuranceType]} ${stateBadge(said)}</h3>
    <p>${said.sentence}</p>${facts(
      ['参保地', areaNameOf(coverage.insuredArea)],
      ['人员类别', LABELS.personGroup[coverage.group]],
      coverage.insuranceType === 'employee' || coverage.accountBalance > 0
        ? ['个人账户余额', html`<strong>${money(coverage.accountBalance)}</strong>`]
        : null,
      ['参保开始', coverage.startedOn],
      coverage.pausedOn === null ? null : ['状态变化', coverage.pausedOn],
      coverage.employer === null ? null : ['单位', coverage.employer],
    )}</article>`;
}

function yearCard(year: YearView): Html {
  const counted = (name: string) => year.values.find(({ counter }) => counter === name)?.value ?? 0;
  const used = COUNTER.filter(([name]) => counted(name) !== 0);
  const label = LABELS.insuranceType[year.insuranceType];
  if (used.length === 0) return emptyPart(`${year.year} 年${label}还没有用过。`);
  const rows = used.map(
    ([name, text, kind]) =>
      html`<tr><th scope="row">${text}</th>
        <td>${kind === 'count' ? `${counted(name)} 次` : money(counted(name))}</td></tr>`,
  );
  return html`<table class="amounts"><caption>${year.year} 年 · ${label}</caption>
    <thead><tr><th scope="col">项目</th><th scope="col">累计</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function yearsPart(years: MeView['years']): Html {
  if (!years.isKnown) return unknownPart('年度累计');
  return years.value.length === 0 ? emptyPart('今年还没有用过医保。') : html`${years.value.map(yearCard)}`;
}

const periodOf = ({ startsOn, endsOn }: FilingView): string =>
  `${startsOn} 起，${endsOn === null ? '长期有效' : `到 ${endsOn}`}`;

function filingItem(filing: FilingView): Html {
  return html`<li><a class="row" href="/me/filing/${filing.filingId}">
    <span class="row-main"><strong>到${filing.careAreas.map(areaNameOf).join('、')}</strong>
    <span class="sub">${LABELS.filingCategory[filing.category]}</span><span
    class="sub">${periodOf(filing)}</span></span>
    ${stateBadge(FILING_STATE[filing.state])}</a></li>`;
}

function filingsPart(filings: MeView['filings']): Html {
  if (!filings.isKnown) return unknownPart('备案');
  if (filings.value.length === 0) return emptyPart('还没有备案。去外地看病前办好，出院时就能直接结算。');
  return html`<ul class="rows">${filings.value.map(filingItem)}</ul>`;
}

const careLabel = (careType: string): string =>
  isWord(CARE_TYPES, careType) ? LABELS.careType[careType] : '就诊';

function billItem(bill: BillView): Html {
  const { parts } = bill.decision;
  const isReversed = bill.state === 'reversed';
  const paid = isReversed
    ? badge('plain', '已撤销')
    : html`<span class="due"><span class="sub">您付现金</span> ${money(parts.paidInCash)}</span>`;
  return html`<li><a class="row" href="/me/bills/${bill.settlementId}"><span class="row-main">
    <strong>${bill.providerName}</strong>
    <span class="sub">${careLabel(bill.careType)} · ${dateOf(instant(bill.settledAt))}</span>
    <span class="sub">总费用 ${money(parts.feeTotal)}</span></span>
    ${paid}</a></li>`;
}

function billsPart({ bills, older, isFirstPage }: MeView): Html {
  if (!bills.isKnown) return unknownPart('账单');
  if (bills.value.length === 0)
    return emptyPart(isFirstPage ? '还没有看病结算的记录。' : '没有更早的账单了。');
  const more = older === null ? null : html`<p><a class="action quiet" href="${older}">看更早的账单</a></p>`;
  const newest = isFirstPage ? null : html`<p><a href="/me#bills">回到最新的账单</a></p>`;
  return html`${newest}<ul class="rows">${bills.value.map(billItem)}</ul>${more}`;
}

/** The person's own insurance on one page. */
export function mePage(view: MeView): Page {
  const { person, coverages } = view.summary;
  const body = html`<h1>${person.name}，您好</h1>
    <p class="number">证件号 ${maskIdCard(person.certificateNumber)}</p>
    <section aria-labelledby="cover"><h2 id="cover">我的医保</h2>
    ${coverages.length === 0 ? emptyPart('没有查到参保信息。请打 12393 核实。') : coverages.map(coverageCard)}</section>
    <section aria-labelledby="filings"><h2 id="filings">异地就医备案</h2>${filingsPart(view.filings)}
    <p><a class="action" href="/me/filing">办理备案</a></p></section>
    <section aria-labelledby="bills"><h2 id="bills">看病和账单</h2>${billsPart(view)}</section>
    <section aria-labelledby="year"><h2 id="year">今年累计</h2>
    <p class="hint">起付线和封顶线按这些数计算。</p>${yearsPart(view.years)}</section>`;
  return { title: '我的医保', body };
}
