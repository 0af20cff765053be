import { type Html, html } from '@zhijie/web/html';
import { type Armed, OUTCOME_HEADER, OUTCOME_KINDS, OUTCOMES } from '../outcome/outcomes.ts';

function choices(): Html[] {
  return OUTCOME_KINDS.map(
    (kind, index) =>
      html`<label class="choice"><input type="radio" name="kind" value="${kind}"${
        index === 0 ? html` checked` : ''
      }><span><strong>${OUTCOMES[kind].label}</strong><span class="block small">
${OUTCOMES[kind].text}</span></span></label>`,
  );
}

function armedRow({ id, outcome, interfaceNumber, providerId, times }: Armed): Html {
  const value =
    outcome.kind === 'delay' ? ` ${outcome.ms} 毫秒` : outcome.kind === 'refuse' ? ` ${outcome.error}` : '';
  return html`<tr><th scope="row">${OUTCOMES[outcome.kind].label}${value}</th><td>
${interfaceNumber ?? '任何交易'}</td>
<td>${providerId ?? '任何机构'}</td><td class="count">${times}</td><td>
<form method="post" action="/sandbox/outcomes/disarm"><input
type="hidden" name="id" value="${id}"><button class="quiet">取消</button></form></td></tr>`;
}

function armedTable(armed: readonly Armed[]): Html {
  if (armed.length === 0) return html`<p class="hint">没有等待生效的开关：所有调用照常。</p>`;
  return html`<div class="scroll"><table><caption class="hidden">等待生效的开关</caption><thead><tr>
<th scope="col">结果</th>
<th scope="col">交易</th><th scope="col">机构</th><th scope="col" class="count">剩余次数</th><th scope="col"><span
class="hidden">操作</span></th></tr></thead><tbody>${armed.map(armedRow)}</tbody></table></div>`;
}

/** Switches, and the magic values that need no page. */
export function outcomesPage(armed: readonly Armed[], error: string): Html {
  const magic = OUTCOME_KINDS.map(
    (
      kind,
    ) => html`<tr><th scope="row">${OUTCOMES[kind].label}</th><td><code>…${OUTCOMES[kind].suffix}</code></td>
<td><code>${OUTCOME_HEADER}: ${kind}${kind === 'delay' ? ' 5000' : kind === 'refuse' ? ' 2001' : ''}</code>
</td></tr>`,
  );
  return html`<h1>强制结果</h1><p>让下一次调用落到平时碰不到的结果上，看您的系统怎么办。</p>
${error === '' ? null : html`<p class="note stop" role="alert">${error}</p>`}
<h2>等待生效</h2>${armedTable(armed)}
<h2>设一个开关</h2><form method="post" action="/sandbox/outcomes"><fieldset><legend>结果</legend>
${choices()}</fieldset>
<div class="card"><div class="grid"><p><label for="interfaceNumber">交易编号</label><input id="interfaceNumber"
name="interfaceNumber" placeholder="任何交易" maxlength="6"></p>
<p><label for="providerId">机构编号</label><input id="providerId" name="providerId" placeholder="任何机构"
maxlength="12"></p>
<p><label for="times">次数</label><input id="times" name="times" value="1" inputmode="numeric"></p>
<p><label for="value">毫秒或错误编号</label><input id="value" name="value" placeholder="延迟 3000；拒绝 2001"></p></div>
<button>生效</button></div></form>
<h2>不用页面：魔法值</h2><p>在 msgid 末尾加后缀，或加一个请求头。后缀对同一 msgid 只生效一次：按原 msgid 重发得到真实结果。</p>
<div class="scroll"><table><caption class="hidden">魔法值</caption><thead><tr><th scope="col">结果</th>
<th scope="col">msgid 后缀</th>
<th scope="col">请求头</th></tr></thead><tbody>${magic}</tbody></table></div>`;
}
