import { type Html, html } from '@zhijie/web/html';

export type Frame = {
  readonly title: string;
  readonly path: string;
  readonly body: Html;
  /** What stands beside the navigation: the sandbox's clock, whether it is ahead. */
  readonly clock: string;
  readonly viewer: string | null;
  readonly isLive?: boolean;
};

export type Assets = { readonly style: string; readonly script: string };

const PAGES = [
  ['/sandbox/', '实时日志'],
  ['/sandbox/people', '合成人员'],
  ['/sandbox/outcomes', '强制结果'],
  ['/sandbox/signature', '签名实验室'],
  ['/sandbox/coverage', '覆盖'],
  ['/sandbox/conformance', '一致性测试'],
  ['/sandbox/network', '时钟和重置'],
] as const;

function navigation(path: string): Html {
  const links = PAGES.map(
    ([to, label]) =>
      html`<li><a href="${to}"${to === path ? html` aria-current="page"` : ''}>${label}</a></li>`,
  );
  return html`<nav aria-label="沙箱导航"><ul class="nav">${links}</ul></nav>`;
}

function viewing(viewer: string | null): Html {
  return viewer === null
    ? html`<a class="viewing" href="/sandbox/unmasked">姓名证件号已遮盖</a>`
    : html`<a class="viewing open" href="/sandbox/unmasked">${viewer} 可看全号，每次都记录</a>`;
}

/** A whole page of the sandbox. */
export function page({ title, path, body, clock, viewer, isLive = false }: Frame, assets: Assets): Html {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title} · 直结开发沙箱</title>
<link rel="stylesheet" href="${assets.style}">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${isLive ? html`<script type="module" src="${assets.script}"></script>` : null}
</head>
<body class="sandbox">
<a class="skip" href="#content">跳到正文</a>
<p class="demo" role="note">沙箱·全部为虚构人员，没有真实资金</p>
<header class="top">
  <div class="bar"><a class="brand" href="/sandbox/"><span class="mark" aria-hidden="true">直</span>直结 <span
  class="sub">开发沙箱</span></a>
  <div class="tools"><span class="clock number">${clock}</span>${viewing(viewer)}</div></div>
  ${navigation(path)}
</header>
<main id="content" tabindex="-1">${body}</main>
<footer><p class="small">只监听本机，不联系任何第三方网站。医院接口在 <code>/fsi/…</code>，接口说明见 docs/integrating。</p></footer>
</body>
</html>`;
}

/** Wherever a form failed: what is wrong and how to go on. */
export const problem = (text: string): Html =>
  html`<h1>没有办成</h1><p class="note stop" role="alert">${text}</p>
<p class="back"><a href="/sandbox/">回到实时日志</a></p>`;
