import { type Html, html } from '../html.ts';
import type { Page } from '../site.ts';

export type Problem = {
  readonly status: number;
  readonly title: string;
  readonly what: string;
  /** Whether anything about money or filings changed. */
  readonly money: string;
  readonly next: Html;
};

const UNTOUCHED = '您的钱和备案都没有变动。';

export const PROBLEMS = {
  notFound: {
    status: 404,
    title: '没有这一页',
    what: '网址不对，或者这一项不属于您。',
    money: UNTOUCHED,
    next: html`回到<a href="/">首页</a>重新选择。`,
  },
  formTooOld: {
    status: 403,
    title: '这一页放得太久了',
    what: '为了保护您的信息，提交没有被接受。',
    money: '什么都没有提交，您的钱和备案都没有变动。',
    next: html`回到<a href="/">首页</a>，重新进入后再试一次。`,
  },
  badRequest: {
    status: 400,
    title: '提交的内容看不懂',
    what: '内容太长或格式不对，没有被接受。',
    money: '什么都没有提交，您的钱和备案都没有变动。',
    next: html`回到<a href="/">首页</a>再试一次。`,
  },
  unavailable: {
    status: 503,
    title: '暂时查不到',
    what: '参保地的系统现在没有回答。',
    money: '只是看不到，您的钱和备案都没有变动。',
    next: html`过几分钟刷新这一页。急用请打 <a class="phone" href="tel:12393">12393</a>。`,
  },
  outcomeUnknown: {
    status: 503,
    title: '结果未知',
    what: '备案的请求已经发出，没有收到回答：可能已经办成，也可能没有。',
    money: '办备案不涉及付款，您的钱没有变动。',
    next: html`请不要马上再提交。过几分钟到<a href="/me">我的医保</a>看备案状态，没有再办。`,
  },
  defect: {
    status: 500,
    title: '我们这里出错了',
    what: '是我们的程序出错，不是您操作不对。错误已经记录。',
    money: '看不清是否办成时，请以“我的医保”里显示的为准。',
    next: html`到<a href="/me">我的医保</a>核对，或打 <a class="phone" href="tel:12393">12393</a>。`,
  },
} as const satisfies Record<string, Problem>;

/** What happened, whether money moved, what next. */
export function problemPage(problem: Problem): Page {
  const body = html`<h1>${problem.title}</h1>
    <div class="card"><h2>发生了什么</h2><p>${problem.what}</p>
    <h2>钱有没有变动</h2><p><strong>${problem.money}</strong></p>
    <h2>接下来怎么办</h2><p>${problem.next}</p></div>`;
  return { title: problem.title, body, status: problem.status };
}
