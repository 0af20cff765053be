import { areaNameOf } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { tokenField } from '../layout.ts';
import type { KnownPersonLine, PlaceView } from '../port.ts';
import type { Known, Page } from '../site.ts';
import type { RefusalText } from '../texts/refusals.ts';
import { emptyPart, UNVERIFIED, unknownPart } from './parts.ts';
import { bestPlaces } from './places.ts';

export type HomeView = {
  readonly persons: Known<readonly KnownPersonLine[]>;
  readonly places: Known<readonly PlaceView[]>;
  readonly token: string;
  /** The number was refused, or the visitor was sent here to enter first. */
  readonly refusal: RefusalText | null;
  readonly hasToEnter: boolean;
  readonly isEntered: boolean;
};

function personItem(person: KnownPersonLine): Html {
  return html`<li><button name="key" value="${person.key}" class="person">
    <span class="who">${person.name} <span class="number">${person.maskedNumber}</span></span>
    <span class="why">${person.purpose}</span>
    <span class="where">参保地：${areaNameOf(person.area)}</span></button></li>`;
}

function personList({ persons, token }: HomeView): Html {
  if (!persons.isKnown) return unknownPart('名单');
  if (persons.value.length === 0) return emptyPart('演示网络里还没有人员。');
  return html`<form method="post" action="/enter">${tokenField(token)}
    <ul class="persons">${persons.value.map(personItem)}</ul></form>`;
}

function numberForm({ token, refusal }: HomeView): Html {
  const error =
    refusal === null
      ? null
      : html`<p class="error" id="number-error"><span
        aria-hidden="true">!</span> ${refusal.what}${refusal.fix}</p>`;
  const invalid = refusal === null ? null : html` aria-invalid="true" autofocus`;
  return html`<form method="post" action="/enter" class="card" novalidate>${tokenField(token)}
    <label for="number">身份证号</label>
    <p class="hint" id="number-hint">只能用演示网络里的虚构号码，请不要输入真实证件号码。</p>
    ${error}
    <input id="number" name="number" type="text" inputmode="text" autocomplete="off" maxlength="24"
      autocapitalize="characters" spellcheck="false"
        aria-describedby="number-hint${refusal === null ? '' : ' number-error'}"${invalid}>
    <button class="main">进入</button></form>`;
}

/** What this is, whom to enter as, and where else to look. */
export function homePage(view: HomeView): Page {
  const notice = view.hasToEnter
    ? html`<p class="note wait" role="status">请先选择一位人员进入。离开超过 20 分钟会自动退出。</p>`
    : null;
  const onward = view.isEntered ? html`<p><a class="action" href="/me">回到我的医保</a></p>` : null;
  const body = html`<div class="hero"><h1><span class="phrase">外地看病，</span><span
    class="phrase">出院就把医保结清</span></h1>
    <p class="lead">这里能看到医保付多少、您付多少，每一步都写明依据；也可以办异地就医备案。</p></div>
    ${notice}${onward}
    <section aria-labelledby="persons"><h2 id="persons">选一位人员进入</h2>
    <p class="hint">都是虚构人员，点一下就进入，不用密码。</p>${personList(view)}</section>
    <section aria-labelledby="by-number"><h2 id="by-number">或用身份证号进入</h2>${numberForm(view)}</section>
    <section aria-labelledby="public"><h2 id="public">不登录也能看</h2>
    <ul class="links"><li><a href="/calculator">试算：这张账单，您要付多少</a></li>
    <li><a href="/network">哪些医院能直接结算：住院、门诊、慢特病</a></li>
    <li><a href="/places">各地政策：每个数字的依据和核实日期</a></li>
    <li><a href="/statistics">公开统计：各省异地就医直接结算</a></li>
    <li><a href="/help">已经住院还没备案，怎么办</a></li></ul></section>
    <section aria-labelledby="places"><h2 id="places">各地政策</h2>
    <p class="hint">来源最清楚的排在最前面。${UNVERIFIED} 表示还有数字没有人对照过文件原文。</p>
    ${view.places.isKnown ? bestPlaces(view.places.value) : unknownPart('各地政策')}</section>`;
  return { title: '首页', body, status: view.refusal === null ? 200 : 422 };
}
