import { formatDateTime } from '@zhijie/kernel';
import { type Html, html } from '@zhijie/web/html';
import { OUTCOMES } from '../outcome/outcomes.ts';
import type { CallView, ShownField, ShownRow } from '../record/view.ts';
import { sequenceOf, sequencePart } from './sequence.ts';
import { badge, milliseconds } from './words.ts';

const PRESENCE = { required: '必填', optional: '选填', regional: '地方', unknown: '—' } as const;

function verdictCell({ verdict, fix }: ShownField): Html {
  if (verdict === 'fault') return html`<span class="bad">✗ ${fix}</span>`;
  if (verdict === 'ignored') return html`<span class="no">${fix}</span>`;
  return verdict === 'absent' ? html`<span class="no">未填</span>` : html`<span class="yes">✓</span>`;
}

function fieldRow(field: ShownField): Html {
  const { code, label, presence, value, meaning, verdict } = field;
  const said = value === '' ? html`<span class="no">—</span>` : html`<code>${value}</code>`;
  return html`<tr class="${verdict}"><th scope="row"><code>${code}</code></th><td>${label}</td>
<td>${PRESENCE[presence]}</td><td class="value">${said}${
    meaning === ''
      ? null
      : html` <span
class="no">${meaning}</span>`
  }</td><td>${verdictCell(field)}</td></tr>`;
}

/** Optional fields that were not sent say nothing about the call. */
const isTold = (field: ShownField): boolean => field.verdict !== 'absent';

function fieldTable(caption: string, fields: readonly ShownField[]): Html {
  const told = fields.filter(isTold);
  const silent = fields.filter((field) => !isTold(field));
  const rest =
    silent.length === 0
      ? null
      : html`<p class="small">未填的选填字段：${silent.map((each) => `${each.code}（${each.label}）`).join('、')}</p>`;
  return html`<div class="scroll"><table class="verdicts"><caption>${caption}</caption>
<thead><tr><th scope="col">字段</th><th scope="col">名称</th><th scope="col">要求</th><th scope="col">值</th>
<th scope="col">是否符合</th></tr></thead><tbody>${told.map(fieldRow)}</tbody></table></div>${rest}`;
}

const caption = ({ node, label, row }: ShownRow): string =>
  `${node === '' ? '' : `${node} `}${label}${row === null ? '' : ` 第 ${row} 行`}`;

const MOST_OPEN_ROWS = 6;

/** Rows with faults first in sight; a long list of good rows is folded. */
function rowsPart(rows: readonly ShownRow[], empty: string): Html {
  if (rows.length === 0) return html`<p class="hint">${empty}</p>`;
  const isFaulty = (row: ShownRow): boolean => row.fields.some((field) => field.verdict === 'fault');
  const open = [...rows.filter(isFaulty), ...rows.filter((row) => !isFaulty(row))].slice(0, MOST_OPEN_ROWS);
  const folded = rows.filter((row) => !open.includes(row));
  return html`${open.map((row) => fieldTable(caption(row), row.fields))}${
    folded.length === 0
      ? null
      : html`<details class="card"><summary>其余 ${folded.length} 行</summary>
${folded.map((row) => fieldTable(caption(row), row.fields))}</details>`
  }`;
}

function facts({ summary, path, requestBytes, answerBytes }: CallView): Html {
  const search = (value: string | null): Html =>
    value === null
      ? html`<span class="no">—</span>`
      : html`<a class="number" href="/sandbox/?q=${encodeURIComponent(value)}">${value}</a>`;
  const fact = (name: string, value: Html | string): Html =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const time = `${formatDateTime(summary.at)}，用时 ${milliseconds(summary.durationMs)}`;
  return html`<dl class="facts card">
${fact('msgid', search(summary.messageId))}${fact('时间', time)}
${fact('机构', search(summary.providerId))}${fact('人员', search(summary.personId))}
${fact('就诊', search(summary.visitId))}${fact('结算', search(summary.settlementId))}
${fact('地址', html`<code>POST ${path}</code>`)}${fact('字节', `请求 ${requestBytes}，答复 ${answerBytes}`)}
</dl>`;
}

function outcomePart({ summary, advice, warning, isDelivered }: CallView): Html {
  const outcome = summary.forced === null ? null : OUTCOMES[summary.forced];
  const forced =
    outcome === null ? null : html`<p class="note wait">强制结果“${outcome.label}”：${outcome.text}</p>`;
  const lost = isDelivered ? null : html`<p class="note wait">医院没有收到这个答复。</p>`;
  const warned = warning === '' ? null : html`<p class="note wait">提醒：${warning}</p>`;
  if (summary.message === '') return html`${forced}${lost}${warned}`;
  // The sentence itself says what to do; a shortened one may have lost it.
  const next = advice === null || summary.message.includes(advice.next) ? null : html`<p>${advice.next}</p>`;
  const who = advice === null ? null : html`<p class="small">由谁处理：${advice.who}</p>`;
  return html`${forced}${lost}${warned}<div class="note stop"><p><strong>${summary.message}</strong></p>
${next}${who}</div>`;
}

function actions({ summary, isCut }: CallView, canUnmask: boolean, isUnmasked: boolean): Html {
  const replay = (how: string, label: string): Html =>
    html`<form method="post" action="/sandbox/calls/${summary.id}/replay"><input type="hidden" name="how"
    value="${how}"><button class="quiet">${label}</button></form>`;
  const mask = isUnmasked
    ? html`<a class="action quiet" href="/sandbox/calls/${summary.id}">恢复遮盖</a>`
    : canUnmask
      ? html`<form method="post" action="/sandbox/calls/${summary.id}/unmask"><button
        class="quiet">显示全号（记录在案）</button></form>`
      : html`<a class="action quiet" href="/sandbox/unmasked">查看全号…</a>`;
  const again = isCut
    ? html`<p class="hint">报文过大，只留了开头，不能重放。</p>`
    : html`${replay('same', '原样重放')}${replay('new-message-id', '换新 msgid 重放')}`;
  return html`<div class="actions">${again}${mask}</div>`;
}

function headersPart({ headers }: CallView): Html {
  const rows = headers.headers.map(
    ([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td><code>${value}</code></td></tr>`,
  );
  return html`<h2>请求头和签名</h2><p>${headers.text}。<a href="/sandbox/signature">到签名实验室核对</a></p>
${
  rows.length === 0
    ? null
    : html`<div class="scroll"><table><caption class="hidden">请求头</caption><tbody>
${rows}</tbody></table></div>`
}`;
}

const raw = (title: string, text: string): Html =>
  html`<h3>${title}</h3><pre class="raw" tabindex="0">${text === '' ? '（空）' : text}</pre>`;

const unreadablePart = (text: string | null): Html | null =>
  text === null ? null : html`<p class="note stop">整个报文没有被受理：${text}</p>`;

/** A good answer is long and seldom read: folded. */
function answerPart({ answer }: CallView): Html {
  if (answer.length === 0) return html`<h2>答复的字段</h2><p class="hint">答复没有输出节点。</p>`;
  const count = answer.reduce((sum, row) => sum + row.fields.filter(isTold).length, 0);
  return html`<h2>答复的字段</h2><details class="card"><summary>${answer.length} 行，${count} 个值</summary>
${rowsPart(answer, '')}</details>`;
}

/** One call with everything that can be said of it. */
export function callPage(view: CallView, canUnmask: boolean): Html {
  const { summary } = view;
  const name =
    summary.interfaceNumber === null ? '无法识别的报文' : `${summary.interfaceNumber} ${summary.label}`;
  return html`<p class="back"><a href="/sandbox/">← 实时日志</a></p>
<div class="heading"><h1>${name}</h1>${badge(summary.end)}</div>
${outcomePart(view)}
<div class="columns"><div>${facts(view)}${actions(view, canUnmask, view.isUnmasked)}</div>
<section aria-labelledby="sequence"><h2 id="sequence">时序</h2>
${sequencePart(sequenceOf(summary, view.steps, view.afterwards))}</section></div>
<h2>请求的字段</h2>${unreadablePart(view.unreadable)}
${rowsPart(view.request, view.unreadable === null ? '这个交易没有输入字段。' : '没有可以逐项检查的节点。')}
<details class="card"${view.envelope.some((field) => field.verdict === 'fault') ? html` open` : ''}>
<summary>报文头</summary>
${fieldTable('报文头', view.envelope)}</details>
${answerPart(view)}
${headersPart(view)}
<h2>原始报文</h2>
${view.isUnmasked ? html`<p class="note wait">以下未遮盖，本次查看已记录。</p>` : html`<p class="hint">姓名、证件号和电话已遮盖。</p>`}
${raw('请求', view.rawRequest)}${raw('答复', view.rawAnswer)}`;
}
