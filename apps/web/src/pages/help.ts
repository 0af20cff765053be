import { html } from '../html.ts';
import type { Page } from '../site.ts';

/** Whom to ask, and what to do in hospital without a filing (journey 6). */
export function helpPage(): Page {
  const body = html`<h1>找人帮忙</h1>
    <section class="card" aria-labelledby="call"><h2 id="call">打电话问</h2>
    <p><a class="action phone" href="tel:12393">拨打 12393</a></p>
    <p>全国医保服务热线。请准备好：参保人姓名、参保地、就诊的医院，有账单就报账单编号。</p></section>
    <section class="card" aria-labelledby="window"><h2 id="window">到窗口办</h2>
    <p>没有手机也能办：带上身份证或社会保障卡，到医院的医保窗口，或参保地的医保经办窗口，工作人员帮您办。</p>
    <p>家人可以代办：带上您和家人两个人的身份证。</p></section>
    <section class="card" aria-labelledby="in-hospital"><h2 id="in-hospital">已经住院，还没备案</h2>
    <p class="lead">先别急着自费出院。出院结算前补办备案，一样可以直接结算。</p>
    <ol class="steps"><li>告诉医院医保窗口：“我要用医保直接结算，正在补办备案。”</li>
    <li><a href="/me/filing">在这里办备案</a>，急诊抢救选“异地急诊抢救人员”，长住外地选长期类。</li>
    <li>备案显示“已生效”后，请窗口重新查一次。</li>
    <li>出院时出示医保码或社会保障卡，按医保结算，只付自己那部分。</li></ol></section>
    <section class="card" aria-labelledby="paid"><h2 id="paid">已经自己付清了</h2>
    <p>保留发票、费用清单、出院小结，回参保地医保窗口申请手工报销。报销按参保地政策计算。</p></section>`;
  return { title: '找人帮忙', body };
}
