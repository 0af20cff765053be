import { formatDateTime } from '@zhijie/kernel';
import { type Html, html } from '@zhijie/web/html';
import type { Unmasking, Viewer } from '../viewers.ts';

function enterForm(error: string): Html {
  return html`<form method="post" action="/sandbox/unmasked/enter" class="card narrow">
<p>沙箱默认遮盖姓名、证件号和电话。确需核对时，用启动时终端里显示的口令解除；每看一次都记录。</p>
${error === '' ? null : html`<p class="error" role="alert">${error}</p>`}
<p><label for="key">查看口令</label><input id="key" name="key" type="password" autocomplete="off" required></p>
<p><label for="name">查看人</label><input id="name" name="name" maxlength="30" required></p>
<p><label for="reason">事由</label><input id="reason" name="reason" maxlength="100" required></p>
<button>解除遮盖</button></form>`;
}

/** Who saw what, and the way to see more. */
export function unmaskedPage(viewer: Viewer | null, entries: readonly Unmasking[], error = ''): Html {
  const rows = entries.map(
    (entry) => html`<tr><td class="when">${formatDateTime(entry.at)}</td><td>${entry.viewer}</td>
<td><a href="/sandbox/calls/${entry.callId}">${entry.callId}</a></td><td>${entry.reason}</td></tr>`,
  );
  const own =
    viewer === null
      ? enterForm(error)
      : html`<div class="card narrow"><p>${viewer.name}（${viewer.reason}）现在可以在调用页上看全号。</p>
<form method="post" action="/sandbox/unmasked/leave"><button class="quiet">恢复遮盖</button></form></div>`;
  return html`<h1>查看全号</h1>${own}
<h2>查看记录</h2>${
    rows.length === 0
      ? html`<p class="hint">还没有人看过全号。</p>`
      : html`<div class="scroll"><table><caption class="hidden">查看记录，新的在前</caption><thead><tr>
<th scope="col">时间</th>
<th scope="col">查看人</th><th scope="col">调用</th><th scope="col">事由</th></tr></thead><tbody>${rows}</tbody>
</table></div>`
  }`;
}
