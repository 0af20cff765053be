import { formatDateTime } from '@zhijie/kernel';
import { type Html, html } from '@zhijie/web/html';
import { OUTCOMES } from '../outcome/outcomes.ts';
import type { CallSummary } from '../record/call.ts';
import { badge, milliseconds, timeOf } from './words.ts';

const about = (call: CallSummary): Html => {
  const forced = call.forced === null ? null : html`<span class="tag">${OUTCOMES[call.forced].label}</span>`;
  const replay = call.replayOf === null ? null : html`<span class="tag">重放自 ${call.replayOf}</span>`;
  return html`${
    call.message === ''
      ? null
      : html`<span class="said">
${call.message}</span>`
  }${forced}${replay}`;
};

function fieldsCell({ faults, ignored, label }: CallSummary): Html {
  if (label === '' && faults === 0) return html`<span class="no">—</span>`;
  const wrong = faults === 0 ? html`<span class="yes">✓</span>` : html`<span class="bad">✗ ${faults}</span>`;
  return ignored === 0 ? wrong : html`${wrong} <span class="no">忽略 ${ignored}</span>`;
}

/** One call of the list. */
export function logRow(call: CallSummary): Html {
  const name = call.interfaceNumber === null ? '无法识别' : `${call.interfaceNumber} ${call.label}`;
  return html`<tr id="${call.id}"><td class="when"><time datetime="${new Date(call.at).toISOString()}"
  title="${formatDateTime(call.at)}">${timeOf(call.at)}</time></td>
<td>${badge(call.end)}</td><th scope="row"><a href="/sandbox/calls/${call.id}">${name}</a>
<span class="id">${call.messageId ?? '没有 msgid'}</span></th><td class="about">${about(call)}</td>
<td class="verdict">${fieldsCell(call)}</td><td class="count">${call.hops}</td>
<td class="count">${milliseconds(call.durationMs)}</td></tr>`;
}

const nothing = (query: string, address: string): Html =>
  query === ''
    ? html`<p>还没有调用。向 <code>/fsi/…</code> 发一个报文，它会立刻出现在这里：</p>
<pre class="raw">curl -s ${address}/fsi/api/callService -d '{"infno":"9001", …}'</pre>`
    : html`<p>没有找到“${query}”。可以按人员编号、整个证件号或姓名、就诊号、结算号、msgid、机构编号、交易编号查找。</p>`;

export type LogPage = {
  readonly calls: readonly CallSummary[];
  readonly query: string;
  readonly isMore: boolean;
  readonly missed: number;
  /** Where this sandbox is reached. */
  readonly address: string;
};

/** The live list; without scripts it is as of the moment it was read. */
export function logPage({ calls, query, isMore, missed, address }: LogPage): Html {
  return html`<div class="heading"><h1>实时日志</h1>
<p class="live" id="live" role="status">刷新页面看新的调用</p></div>
<form class="find" method="get" action="/sandbox/" role="search">
  <label class="hidden" for="q">查找</label>
  <input id="q" name="q" type="search" value="${query}" autocomplete="off"
    placeholder="人员、就诊号、结算号、msgid、交易编号（按 / 到这里）">
  <button>查找</button>${query === '' ? null : html`<a class="action quiet" href="/sandbox/">全部</a>`}
</form>
${missed === 0 ? null : html`<p class="note wait">来得太快，有 ${missed} 次调用没有记录（调用本身不受影响）。</p>`}
<div class="scroll"><table class="log"><caption class="hidden">医院接口的调用，新的在前</caption>
<thead><tr><th scope="col">时间</th><th scope="col">结果</th><th scope="col">交易和 msgid</th><th scope="col">说明</th>
<th scope="col">字段</th><th scope="col" class="count">节点消息</th><th scope="col" class="count">用时</th></tr>
</thead>
<tbody id="calls" data-query="${query}">${calls.map(logRow)}</tbody></table>
<div id="nothing"${calls.length === 0 ? '' : html` hidden`}>${nothing(query, address)}</div></div>
${isMore ? html`<p class="small">只列最新的 ${calls.length} 次；更早的请用查找。</p>` : null}`;
}
