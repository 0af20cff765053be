import { formatDateTime } from '@zhijie/kernel';
import { type Html, html } from '@zhijie/web/html';
import type { CheckResult, CheckState } from '../conformance/checks.ts';
import { groupsOf } from '../conformance/groups.ts';
import type { Run } from '../conformance/run.ts';

const STATES: Readonly<Record<CheckState, readonly [mark: string, word: string, tone: string]>> = {
  passed: ['✓', '通过', 'good'],
  failed: ['✗', '未通过', 'stop'],
  'not-run': ['–', '未做', ''],
};

const input = (name: string, label: string, hint: string): Html =>
  html`<p><label for="${name}">${label}</label>
<input id="${name}" name="${name}" placeholder="${hint}" required
  autocomplete="off"></p>`;

function runRow(run: Run): Html {
  const result =
    run.finished === null
      ? html`<span class="badge wait">进行中</span>`
      : html`${run.finished.report.passed}/${run.finished.report.total}`;
  return html`<tr><th scope="row"><a href="/sandbox/conformance/${run.id}">${run.id}</a></th><td>
${run.product}</td>
<td>${run.vendor}</td><td>${run.providerId}</td><td class="when">${formatDateTime(run.startedAt)}</td><td>
${result}</td></tr>`;
}

/** The runs, and the form that begins one. */
export function conformancePage(runs: readonly Run[], error: string): Html {
  const table =
    runs.length === 0
      ? html`<p class="hint">还没有测试运行。</p>`
      : html`<div class="scroll"><table><caption class="hidden">测试运行，新的在前</caption><thead><tr>
<th scope="col">编号</th>
<th scope="col">产品</th><th scope="col">厂商</th><th scope="col">机构</th><th scope="col">开始</th>
<th scope="col">结果</th></tr></thead>
<tbody>${runs.map(runRow)}</tbody></table></div>`;
  return html`<h1>一致性测试</h1><p>开始后，让您的系统用所填机构走一遍各流程。沙箱旁观并逐项判定；
期间会各强制一次：签到时钟不准、人员信息写法变脏、参保地停机、门诊结算丢答复、住院结算结果未知。</p>
${error === '' ? null : html`<p class="note stop" role="alert">${error}</p>`}
<form method="post" action="/sandbox/conformance" class="card"><div class="grid">
${input('providerId', '机构编号', 'H11010500001')}${input('product', '产品和版本', '示例医院系统 3.2')}
${input('vendor', '厂商', '示例软件公司')}
</div><button>开始</button></form><h2>测试运行</h2>${table}`;
}

function checkRow({ id, title, state, reason, calls }: CheckResult): Html {
  const [mark, word, tone] = STATES[state];
  const links = calls.map((call) => html`<a href="/sandbox/calls/${call}">${call}</a> `);
  return html`<tr><th scope="row">${id}</th><td>${title}${
    reason === '' ? null : html`<span class="block small">${reason}</span>`
  }</td><td><span class="badge ${tone}"><span aria-hidden="true">${mark}</span> ${word}</span></td><td>
${links}</td></tr>`;
}

function signaturePart(run: Run): Html {
  if (run.finished === null) {
    return html`<form method="post" action="/sandbox/conformance/${run.id}/finish" class="actions">
<button>结束并签发报告</button></form>
<p class="hint">做完后结束；刷新本页看进展。</p>`;
  }
  const { signature } = run.finished;
  return html`<h2>签名</h2><dl class="facts card"><div><dt>算法</dt><dd>${signature.algorithm}，对报告的 JSON 文本</dd>
</div>
<div><dt>公钥</dt><dd><code>${signature.publicKey}</code></dd></div><div><dt>签名</dt><dd><code>
${signature.value}</code></dd></div></dl>
<p class="actions"><a class="action" href="/sandbox/api/conformance/${run.id}/report.pdf">下载报告（PDF，可打印）</a>
<a class="action quiet" href="/sandbox/api/conformance/${run.id}/report">下载报告（JSON，已签名）</a></p>
<p class="hint">PDF 里附有已签名的 JSON。验证：<code>zhijie sandbox verify 报告.json</code>，
加 <code>--pdf 报告.pdf</code> 可再打印。</p>`;
}

/** One run: the certificate when it is over, the standing until then. */
export function runPage(run: Run, checks: readonly CheckResult[]): Html {
  const count = (state: CheckState): number => checks.filter((check) => check.state === state).length;
  const until = run.finished === null ? '进行中' : `${run.finished.report.finishedAt} 结束`;
  const tables = groupsOf(checks).map(
    ({ title, checks: own }) => html`<h2>${title}</h2><div class="scroll"><table class="checks">
<caption class="hidden">${title}</caption>
<thead><tr><th scope="col">编号</th><th scope="col">检查</th><th scope="col">结果</th><th scope="col">调用</th></tr>
</thead>
<tbody>${own.map(checkRow)}</tbody></table></div>`,
  );
  return html`<p class="back"><a href="/sandbox/conformance">← 一致性测试</a></p><h1>一致性测试报告</h1>
<p class="lead">${run.product}（${run.vendor}），机构 ${run.providerId}</p>
<p><strong>${count('passed')}/${checks.length} 通过</strong>，${count('failed')} 项未通过，${count('not-run')} 项未做。
${run.id}，${formatDateTime(run.startedAt)} 开始，${until}。全部为虚构人员和示例政策，不是医保部门的验收结论。</p>
<progress class="progress" max="${checks.length}" value="${count('passed')}" aria-label="通过的检查">
${count('passed')}</progress>
${tables}${signaturePart(run)}`;
}
