import { type Html, html } from '@zhijie/web/html';

type Network = { readonly now: string; readonly aheadMs: number; readonly isLasting: boolean };

const controls = html`<form method="post" action="/sandbox/network/clock" class="card narrow">
<p><label for="days">拨快几天</label><input id="days" name="days" inputmode="numeric" required placeholder="1">
</p>
<p class="hint">只能向前：跨日、跨月、跨年的规则，备案到期，清算期，都可以这样试。</p><button>拨快</button></form>
<h2>重置</h2><form method="post" action="/sandbox/network/reset" class="card narrow">
<p>全部就诊、结算、生成的人员、日志和测试运行都丢掉，时钟回到本机时间。约半分钟；其间的调用会等着。</p>
<button class="danger">重置</button></form>`;

/** The clock of the network, and its beginning anew. */
export function networkPage({ now, aheadMs, isLasting }: Network): Html {
  const days = Math.round((aheadMs / 86_400_000) * 10) / 10;
  return html`<h1>时钟和重置</h1><p>网络的时钟：<strong>${now}</strong>${days === 0 ? '，与本机相同' : `，比本机快 ${days} 天`}。</p>
${
  isLasting
    ? html`<p class="note">这个网络的数据要留着，不能拨时钟、不能重置。单独的沙箱可以：<code>npx zhijie sandbox</code></p>`
    : controls
}`;
}
