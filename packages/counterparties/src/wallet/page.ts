/** The page on which a person pays an order, on a telephone. Nothing on it comes from elsewhere. */
import { fen, formatDateTime, formatYuan, type Instant } from '@zhijie/kernel';
import { type WalletEntry, walletStatuses } from './book.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign]!);

const STYLE = `
*{box-sizing:border-box}
body{margin:0;font:18px/1.6 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;
background:#f2f4f7;color:#1a1f29}main{max-width:480px;margin:0 auto;padding:20px 16px 40px}
h1{font-size:20px;margin:4px 0 16px;text-align:center}
.card{background:#fff;border-radius:14px;padding:20px;margin-bottom:16px}.due{text-align:center}
.due b{display:block;font-size:46px;line-height:1.3;letter-spacing:.5px}.due span{color:#5b6472}
dl{display:grid;grid-template-columns:auto auto;gap:10px 0;margin:0}dt{color:#5b6472}
dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.whole{border-top:1px solid #e3e7ed;padding-top:10px;color:#1a1f29;font-weight:600}
button{display:block;width:100%;min-height:60px;border:0;border-radius:12px;font-family:inherit;
font-size:24px;font-weight:600;background:#0a7d4f;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#3b4351;border:1px solid #b9c1cd;font-size:18px;font-weight:400;
min-height:52px;margin-top:12px}button:focus-visible{outline:4px solid #f5a623;outline-offset:2px}
.note{color:#5b6472;font-size:16px;margin:12px 0 0}.good{color:#0a7d4f}.bad{color:#b3261e}
.state{font-size:24px;font-weight:600;text-align:center;margin:0 0 8px}`;

const frame = (title: string, body: string, refresh = false): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1">` +
  (refresh ? '<meta http-equiv="refresh" content="3">' : '') +
  `<title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

const amounts = ({ order, state }: WalletEntry): string => {
  if (order === null) return '';
  const rows: (readonly [string, string, string])[] = [
    ['费用总额', formatYuan(order.total), ''],
    ['医保基金支付', formatYuan(order.funds), ''],
    ['个人账户支付', formatYuan(order.account), ''],
    [state === 'paid' ? '现金支付' : '需付现金', formatYuan(order.cash), 'whole'],
  ];
  return rows
    .map(([label, value, kind]) => `<dt class="${kind}">${label}</dt><dd class="${kind}">¥${value}</dd>`)
    .join('');
};

const card = (inner: string): string => `<section class="card">${inner}</section>`;

function waiting(entry: WalletEntry): string {
  const { order } = entry;
  const cash = formatYuan(order!.cash);
  const until = formatDateTime(order!.expiresAt).slice(11, 16);
  return frame(
    '支付费用',
    `<h1>${safe(order!.payeeName)}</h1>` +
      card(`<div class="due"><span>需付现金</span><b>¥${cash}</b></div>`) +
      card(
        `<dl>${amounts(entry)}</dl><p class="note">医保已经结算。请在 ${until} 前付款；到时没有付，` +
          `医保部分自动退回，不收您的钱。</p>`,
      ) +
      `<form method="post"><button name="act" value="pay">确认支付 ¥${cash}</button>` +
      `<button class="quiet" name="act" value="give-up">不付了，退回医保</button></form>` +
      `<p class="note">演示钱包：不动用真实的钱。</p>`,
  );
}

function paid(entry: WalletEntry): string {
  const { order, paidAt, refunds } = entry;
  const back = fen(refunds.reduce((sum, { cash }) => sum + cash, 0));
  const isBack = walletStatuses(entry).mixed === 'refund';
  const state = isBack ? '已退款' : '现金已付';
  const told = isBack
    ? `已退回现金 ¥${formatYuan(back)}，原路返回。`
    : `已付现金 ¥${formatYuan(order!.cash)}。是否全部办妥，以医院小程序或窗口显示的“结算完成”为准。`;
  return frame(
    state,
    `<h1>${safe(order!.payeeName)}</h1>` +
      card(
        `<p class="state good">${state}</p><p class="note">${told}` +
          `${paidAt === null ? '' : `付款时间 ${formatDateTime(paidAt)}。`}</p>`,
      ) +
      card(`<dl>${amounts(entry)}</dl>`),
  );
}

const CLOSED = frame(
  '订单已关闭',
  card(
    `<p class="state bad">订单已关闭</p><p class="note">没有收您的钱，医保部分会自动退回。` +
      `仍要付费的，请回到医院的小程序重新下单，或到窗口结算。</p>`,
  ),
);

const UNKNOWN = frame(
  '订单还没有生成',
  card(
    `<p class="state">订单还没有生成</p><p class="note">医院下单、医保结算之后就可以付款。` +
      `本页每 3 秒刷新一次，请稍候。</p>`,
  ),
  true,
);

/** What the payer sees of an order. */
export function payPage(entry: WalletEntry, now: Instant): string {
  if (entry.state === 'closed') return CLOSED;
  if (entry.order === null) return UNKNOWN;
  if (entry.state === 'paid') return paid(entry);
  return now >= entry.order.expiresAt ? CLOSED : waiting(entry);
}
