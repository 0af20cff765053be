import { type Html, html } from '../html.ts';
import type { ReceiptCheck, ReceiptQuestion } from '../port.ts';
import type { Page } from '../site.ts';
import type { Tone } from '../texts/words.ts';
import { badge, facts, tableFrame } from './parts.ts';

export type ReceiptPageView = { readonly asked: ReceiptQuestion; readonly found: ReceiptCheck | null };

const STATES: Readonly<Record<ReceiptCheck['state'], readonly [Tone, string]>> = {
  genuine: ['good', '真实有效'],
  reversed: ['stop', '已冲红，不再有效'],
  red: ['stop', '红字票据'],
  unknown: ['wait', '没有查到'],
};

const FIELDS = [
  ['code', '票据代码', '8 位数字', 8],
  ['number', '票据号码', '10 位数字', 10],
  ['check', '校验码', '6 位字母或数字', 6],
] as const;

/** A plain form by GET: the answer has an address, and nothing needs a script or a session. */
const form = (asked: ReceiptQuestion): Html => html`<form method="get" action="/receipts/verify" class="card">
  <h2>票据上的三个号码</h2>
  ${FIELDS.map(
    ([name, label, hint, length]) => html`<div class="field"><label for="${name}">${label}</label>
    <p class="hint" id="${name}-hint">${hint}</p>
    <input id="${name}" name="${name}" value="${asked[name]}" maxlength="${length}" required
    autocomplete="off" spellcheck="false" aria-describedby="${name}-hint"
    inputmode="${name === 'check' ? 'text' : 'numeric'}"></div>`,
  )}
  <p class="actions"><button class="action">查验</button></p></form>`;

function items({ receipt }: ReceiptCheck): Html | null {
  if (receipt === null) return null;
  const rows = receipt.items.map(
    ({ label, amount }) => html`<tr><th scope="row">${label}</th><td class="money">${amount}</td></tr>`,
  );
  return tableFrame(
    '费用项目',
    html`<table><thead><tr><th scope="col">项目</th><th scope="col" class="money">金额（元）</th></tr></thead>
    <tbody>${rows}</tbody>
    <tfoot><tr><th scope="row">合计</th><td class="money">${receipt.total}</td></tr></tfoot></table>`,
  );
}

function answer(found: ReceiptCheck): Html {
  const [tone, label] = STATES[found.state];
  const { receipt } = found;
  const head = html`<h2 id="result">查验结果 ${badge(tone, label)}</h2><p class="lead">${found.text}</p>`;
  if (receipt === null) return html`<section class="card" aria-labelledby="result">${head}</section>`;
  const { reverses, reversedBy } = receipt;
  return html`<section class="card" aria-labelledby="result">${head}
    ${facts(
      ['票据', receipt.title],
      ['票据代码', receipt.code],
      ['票据号码', receipt.number],
      ['交款人', receipt.payer],
      ['开票单位', receipt.issuer],
      ['开票日期', receipt.issuedOn],
      reverses === null ? null : ['冲销的票据', `${reverses.code} ${reverses.number}`],
      reversedBy === null ? null : ['冲销它的红字票据', `${reversedBy.code} ${reversedBy.number}`],
      ['电子签名', receipt.isSigned ? '与开票节点的签名相符' : '与开票节点的签名不符，请向开票单位核实'],
      ...receipt.facts.map(({ label: name, value }) => [name, value] as const),
    )}
    ${items(found)}</section>`;
}

/** Whether a receipt is genuine, for whoever holds the paper: shows only what stands on it. */
export function receiptPage({ asked, found }: ReceiptPageView): Page {
  const body = html`<h1>票据查验</h1>
    <p>不用登录。只显示票据上已有的内容，交款人姓名隐去一部分。</p>
    ${found === null ? null : answer(found)}${form(asked)}`;
  return { title: '票据查验', body };
}
