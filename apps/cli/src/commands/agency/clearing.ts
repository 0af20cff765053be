import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ClearingView, ClearingViewItem } from '@zhijie/exchange';
import type { NationalView } from '@zhijie/hub';
import { formatYuan, formatYuanForPeople, LABELS, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { STEPS, type StepName } from '../../api/clearing/schema.ts';
import { nationalLines } from '../../month/matrix.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, type Answer, printOutcome, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const CLEARING_USAGE = `
  zhijie agency clearing show|items|proof 2026-03 [--counterparty 43] [--part deductions] [--out 文件]
      本省该月清算、数字背后的明细、证明文件（用 zhijie clearing verify 核对）；--agency 000000 看全国
  zhijie agency clearing propose|confirm|allocate 2026-03    提出确认、另一人复核、已上解或下拨
  zhijie agency clearing object 2026-03 --reason 理由          退回
  zhijie agency clearing submit|pay|receive 2026-03 --order 款项编号 [--amount 元 --bank 银行 --serial 流水号
      --on 2026-05-08 --purpose clearing]                    送财政、付款、到账
  zhijie agency clearing generate|issue 2026-03              国家端：生成、下发通知书
  zhijie agency clearing defer 结算编号 --area 110000 --to 2026-04 --reason 理由 [--item 明细编号]
  zhijie agency clearing deduct|restore|penalty 结算编号 --area 110000 --amount 元 --reason 理由
  zhijie agency clearing account 账号 --holder 户名 --bank 开户银行 --on 2026-05-01
`;

/** Options that only the clearing takes. */
export const CLEARING_OPTIONS = [
  'counterparty',
  'part',
  'out',
  'order',
  'bank',
  'serial',
  'on',
  'purpose',
  'area',
  'to',
  'item',
  'holder',
  'seen',
] as const;

export const keyOf = (values: Values): string => textOf(values, 'key') ?? randomUUID();
export const missingOf = (values: Values, names: readonly string[]): string | undefined =>
  names.find((name) => textOf(values, name) === undefined);

type Stepped = { readonly outcome: 'applied' | 'unchanged'; readonly version?: number };

const stepped =
  (step: StepName, required: readonly string[] = []): Work =>
  async (client, values, usage, month) => {
    if (month === undefined) return wrongCall('缺少月份，如 2026-03', usage);
    const lacks = missingOf(values, required);
    if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
    const seen = textOf(values, 'seen');
    const on = textOf(values, 'on');
    const answer = await client.post<Stepped>(`clearing/${month}/steps`, {
      requestKey: keyOf(values),
      step,
      orderId: textOf(values, 'order'),
      reason: textOf(values, 'reason'),
      ...(seen === undefined ? {} : { seen: Number(seen) }),
      ...(step === 'receive' ? { receivedOn: on } : {}),
      ...(step === 'pay'
        ? {
            paidOn: on,
            amount: textOf(values, 'amount'),
            bank: textOf(values, 'bank'),
            serial: textOf(values, 'serial'),
            purpose: textOf(values, 'purpose') ?? 'clearing',
          }
        : {}),
    });
    return printOutcome(answer, values, () => `${month} 清算，${STEPS[step]}`);
  };

const posted =
  (path: string, required: readonly string[], body: (values: Values, id: string) => object): Work =>
  async (client, values, usage, id) => {
    const lacks = id === undefined ? '编号' : missingOf(values, required)?.replace(/^/, '--');
    if (id === undefined || lacks !== undefined) return wrongCall(`缺少 ${lacks}`, usage);
    const answer = await client.post<Stepped>(`clearing/${path}`, body(values, id));
    return printOutcome(answer, values, () => id);
  };

const deducted = (kind: string): Work =>
  posted('deductions', ['area', 'amount', 'reason'], (values, settlementId) => ({
    requestKey: keyOf(values),
    kind,
    careArea: textOf(values, 'area'),
    settlementId,
    amount: textOf(values, 'amount'),
    reason: textOf(values, 'reason'),
  }));

/** Prints an answer as JSON, or by lines; the exit code is 1 when it is a refusal. */
export function printed<T>(
  answer: Answer<T>,
  values: Values,
  lines: (value: T) => readonly string[],
): number {
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (answer.ok) console.log(lines(answer.value).join('\n'));
  else console.error(refusalLine(answer.refusal));
  return answer.ok ? 0 : 1;
}

const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;

const show: Work = async (client, values, usage, month) => {
  if (month === undefined) return wrongCall('缺少月份，如 2026-03', usage);
  const answer = await client.get<ClearingView | NationalView>(`clearing/${month}`);
  return printed(answer, values, (view) => ('matrix' in view ? nationalLines(view) : provinceLines(view)));
};

const STATES = { generated: '已生成，待各省确认', issued: '通知书已下发', settled: '全部到账' } as const;

function provinceLines(view: ClearingView): string[] {
  const { period, lines, confirmation, notices, orders, duties, late, root } = view;
  const own = confirmation?.province;
  const money = (amount: number): string => formatYuanForPeople(totalFen(amount));
  return [
    `${period} 清算：${STATES[view.state]}；根哈希 ${root ?? '（没有明细）'}`,
    ...lines.map(({ careProvince, insuredProvince, insuranceType, parts, amount }) => {
      const counts = `结算 ${parts.settlements.count} 笔，扣款 ${money(0 - parts.deductions.amount)}`;
      const pair = `${nameOf(insuredProvince)}应付${nameOf(careProvince)}`;
      return `  ${pair}（${LABELS.insuranceType[insuranceType]}）${money(amount)}：${counts}`;
    }),
    ...view.nets
      .filter(({ province }) => province === own)
      .map(({ insuranceType, net }) => {
        const side = net < 0 ? '净应付' : '净应收';
        return `  本省${LABELS.insuranceType[insuranceType]}${side} ${money(Math.abs(net))}`;
      }),
    ...notices.map(({ kind, figures, words }) => {
      return `  ${kind === 'payment' ? '付款' : '收款'}通知书 ${figures}，${words}`;
    }),
    ...orders.map(({ orderId, payer, payee, amount, isReturn, label }) => {
      const mark = isReturn ? '*' : '';
      return `  ${orderId} ${nameOf(payer)} 付 ${nameOf(payee)}${mark} ${money(amount)} ${label}`;
    }),
    ...duties
      .filter(({ isOverdue, doneAt }) => isOverdue && doneAt === null)
      .map(({ step, due, orderId }) => `  逾期：${step} 应于 ${due.on} 前${orderId ? `（${orderId}）` : ''}`),
    ...late.map(({ itemId }) => `  晚到、待延后：${itemId}`),
  ];
}

const items: Work = async (client, values, usage, month) => {
  if (month === undefined) return wrongCall('缺少月份，如 2026-03', usage);
  const query = new URLSearchParams();
  for (const [name, option] of [
    ['counterparty', 'counterparty'],
    ['part', 'part'],
    ['insuranceType', 'insurance'],
    ['after', 'after'],
    ['limit', 'limit'],
  ] as const) {
    const text = textOf(values, option);
    if (text !== undefined) query.set(name, text);
  }
  type Page = { readonly items: readonly ClearingViewItem[]; readonly next: string | null };
  const answer = await client.get<Page>(`clearing/${month}/items?${query}`);
  return printed(answer, values, ({ items: found, next }) => [
    ...found.map(({ itemId, settlementId, amount, careArea, insuredArea }) => {
      const yuan = formatYuan(amount as Parameters<typeof formatYuan>[0]);
      return `${itemId}  ${yuan} 元  ${insuredArea} → ${careArea}  结算 ${settlementId}`;
    }),
    `共 ${found.length} 笔${next === null ? '' : `，还有下一页：--after ${next}`}`,
  ]);
};

const proof: Work = async (client, values, usage, month) => {
  if (month === undefined) return wrongCall('缺少月份，如 2026-03', usage);
  const answer = await client.file(`clearing/${month}/proof`);
  if (!answer.ok) return printed(answer, values, () => []);
  const out = textOf(values, 'out');
  if (out === undefined) for await (const piece of answer.value) process.stdout.write(piece);
  else await pipeline(answer.value, createWriteStream(out));
  return 0;
};

/** The nation generates a month at once. */
const generated: Work = async (client, values, usage, month) => {
  if (month === undefined) return wrongCall('缺少月份，如 2026-03', usage);
  const answer = await client.post<Stepped>(`clearing/${month}/generate`, {});
  return printOutcome(answer, values, () => `${month} 清算已生成`);
};

/** `zhijie agency clearing …` by verb. */
export const CLEARING_WORK: Readonly<Record<string, Work>> = {
  show,
  items,
  proof,
  propose: stepped('propose'),
  confirm: stepped('confirm'),
  object: stepped('object', ['reason']),
  allocate: stepped('allocate'),
  submit: stepped('submit', ['order']),
  pay: stepped('pay', ['order', 'amount', 'on']),
  receive: stepped('receive', ['order', 'on']),
  issue: stepped('issue'),
  generate: generated,
  defer: posted('deferrals', ['area', 'to', 'reason'], (values, settlementId) => ({
    careArea: textOf(values, 'area'),
    settlementId,
    itemId: textOf(values, 'item'),
    to: textOf(values, 'to'),
    reason: textOf(values, 'reason'),
  })),
  deduct: deducted('deduction'),
  restore: deducted('restoration'),
  penalty: deducted('penalty'),
  account: posted('accounts', ['holder', 'bank', 'on'], (values, number) => ({
    number,
    holder: textOf(values, 'holder'),
    bank: textOf(values, 'bank'),
    from: textOf(values, 'on'),
  })),
};
