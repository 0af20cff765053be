import { type Html, html } from '@zhijie/web/html';
import type { CoverageView, Exercised } from '../coverage/coverage.ts';

function row({ number, label, succeeded, refused, latest }: Exercised): Html {
  const state = succeeded > 0 ? html`<span class="yes">✓ 做过</span>` : html`<span class="no">还没有</span>`;
  const link = latest === null ? '—' : html`<a href="/sandbox/calls/${latest}">${latest}</a>`;
  return html`<tr><th scope="row">${number} ${label}</th><td>${state}</td><td class="count">${succeeded}</td>
<td class="count">${refused}</td><td>${link}</td></tr>`;
}

function group(name: string, transactions: readonly Exercised[]): Html {
  const done = transactions.filter((each) => each.succeeded > 0).length;
  return html`<div class="scroll"><table class="covered">
<caption>${name}：${done}/${transactions.length}</caption><thead>
<tr><th scope="col">交易</th>
<th scope="col">办成过</th><th scope="col" class="count">办成</th><th scope="col" class="count">未办成</th>
<th scope="col">最近一次</th></tr></thead>
<tbody>${transactions.map(row)}</tbody></table></div>`;
}

/** Which transactions and flows were exercised since the start. */
export function coveragePage(view: CoverageView): Html {
  const groups = [...new Set(view.transactions.map((each) => each.group))];
  const flows = view.flows.map(
    ({ label, visits }) =>
      html`<tr><th scope="row">${label}</th><td>${
        visits > 0 ? html`<span class="yes">✓ ${visits} 次就诊</span>` : html`<span class="no">还没有</span>`
      }</td></tr>`,
  );
  return html`<h1>覆盖</h1><p>启动以来做过的交易：<strong>${view.exercised}/${view.supported}</strong></p>
<progress class="progress" max="${view.supported}" value="${view.exercised}" aria-label="做过的交易">
${view.exercised}</progress>
<h2>流程</h2><div class="scroll"><table><caption class="hidden">流程</caption>
<tbody>${flows}</tbody></table>
</div>
<h2>交易</h2>${groups.map((name) =>
    group(
      name,
      view.transactions.filter((each) => each.group === name),
    ),
  )}`;
}
