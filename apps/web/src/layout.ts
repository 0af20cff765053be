import { type Html, html } from './html.ts';
import type { Page, Visit } from './site.ts';

export type Frame = Pick<Page, 'title' | 'body' | 'script'> & {
  readonly visit: Visit;
  readonly stylePath: string;
};

/** The hidden field of every form. */
export const tokenField = (token: string): Html => html`<input type="hidden" name="token" value="${token}">`;

const link = (path: string, label: string, current: string): Html =>
  html`<li><a href="${path}"${path === current ? html` aria-current="page"` : ''}>${label}</a></li>`;

function navigation({ session, path }: Visit): Html {
  const own =
    session.who === null
      ? link('/', '首页', path)
      : [
          link('/me', '我的医保', path),
          link('/me/filing', '备案', path),
          link('/me/access-log', '谁看过', path),
        ];
  const open = [
    link('/calculator', '试算', path),
    link('/places', '政策', path),
    link('/network', '医院', path),
    link('/statistics', '统计', path),
    link('/help', '找人帮忙', path),
  ];
  return html`<nav aria-label="主导航"><ul class="nav">${own}${open}</ul></nav>`;
}

function sizeForm({ session, token, path }: Visit): Html {
  const label = session.isLarge ? '标准字' : '大字版';
  return html`<form method="post" action="/display" class="size">${tokenField(token)}
    <input type="hidden" name="back" value="${path}">
    <button class="quiet" name="size"
    value="${session.isLarge ? 'standard' : 'large'}">${label}</button></form>`;
}

function leaveForm({ session, token }: Visit): Html | null {
  if (session.who === null) return null;
  return html`<form method="post" action="/leave">${tokenField(token)}<button
    class="quiet">退出</button></form>`;
}

const HELP = html`<aside class="help" aria-label="求助">
  <p>看不懂、办不成？打医保服务热线，或请人帮您。</p>
  <p class="actions"><a class="action quiet phone" href="tel:12393">打 12393</a>
  <a class="action quiet" href="/help">找人帮忙</a></p>
</aside>`;

const NO_SCRIPT = '本页不使用脚本，不联系任何第三方网站。';
const WITH_SCRIPT = '本页的脚本来自本站，只在您的设备上计算；不联系任何第三方网站。';

/** A whole page: banner, navigation, content, help. */
export function layout({ title, body, script, visit, stylePath }: Frame): Html {
  return html`<!doctype html>
<html lang="zh-CN"${visit.session.isLarge ? html` class="large"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title} · 直结</title>
<link rel="stylesheet" href="${stylePath}">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">${
    script === undefined
      ? null
      : html`
<script type="module" src="${script.path}" integrity="${script.integrity}"></script>`
  }
</head>
<body>
<a class="skip" href="#content">跳到正文</a>
<p class="demo" role="note">演示网络·全部为虚构人员</p>
<header class="top">
  <div class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true">直</span>直结 <span
  class="sub">异地就医结算</span></a>
  <div class="tools">${sizeForm(visit)}${leaveForm(visit)}</div></div>
  ${navigation(visit)}
</header>
<main id="content" tabindex="-1">${body}</main>
<footer>${HELP}<p class="small">${
    script === undefined ? NO_SCRIPT : WITH_SCRIPT
  }政策与人员均为演示数据，不作报销依据。</p></footer>
</body>
</html>`;
}
