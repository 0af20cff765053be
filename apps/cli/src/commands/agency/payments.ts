import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Failure, formatYuanForPeople, totalFen } from '@zhijie/kernel';
import {
  type Batch,
  type Grant,
  LINE_STATE_LABELS,
  type LineState,
  type LineView,
  type OpenEntry,
  type Payable,
  SKIP_LABELS,
  type Skipped,
} from '@zhijie/province';
import { type Values, wrongCall } from '../command.ts';
import { keyOf, missingOf, printed } from './clearing.ts';
import { type AgencyClient, printOutcome, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const PAYMENTS_USAGE = `
  zhijie agency payments owed                              应付一览：每家机构的余额由什么构成，为什么还没有付
  zhijie agency payments declare 机构编号 --period 2026-03 --items 笔数 --amount 元
  zhijie agency payments propose --kind month-end|instant [--period 2026-03]    提出一批付款
  zhijie agency payments show|release|reject 批次编号 [--reason 理由]             查看；由另一人复核
  zhijie agency payments file 批次编号 --out 文件.xml          送银行的 pain.001
  zhijie agency payments statement 对账单.xml                 导入银行的 camt.053
  zhijie agency payments suspense                          待查的银行流水
  zhijie agency payments resolve 流水号 --account 账号 --as pay-again|recovered|on-account|treasury|bank-charge
      --reason 理由 [--with 收回那笔的流水号]
  zhijie agency payments deduct|restore|penalty 结算编号 --provider 机构编号 --amount 元 --reason 理由
  zhijie agency payments account 账号 --owner 机构编号、本机构统筹区或treasury/统筹区 --holder 户名 --bank 开户银行
      --on 2026-05-01    收款账户、本机构付款账户、拨款的财政专户
  zhijie agency payments lend 机构编号 --amount 元 --surplus-months 基金结余可支付月数 --reason 理由    医保基金预付金
  zhijie agency payments lent                              预付金一览：已付、已用、未还
  zhijie agency payments spent 预付金编号 --purpose drugs|consumables --amount 元 --document 凭证
  zhijie agency payments offset 预付金编号 --amount 元        以应付冲抵预付金
`;

/** Options that only paying takes. */
export const PAYMENTS_OPTIONS = [
  'period',
  'items',
  'kind',
  'account',
  'as',
  'with',
  'owner',
  'surplus-months',
  'purpose',
  'document',
] as const;

const money = (amount: number): string => formatYuanForPeople(totalFen(amount));
type Done = { readonly outcome: 'applied' | 'unchanged' };

/** A POST whose body is made of options; the first argument is what it is about. */
const posting =
  (
    path: (id: string) => string,
    required: readonly string[],
    body: (values: Values, id: string) => object,
  ): Work =>
  async (client, values, usage, id) => {
    const lacks = id === undefined ? '编号' : missingOf(values, required)?.replace(/^/, '--');
    if (id === undefined || lacks !== undefined) return wrongCall(`缺少 ${lacks}`, usage);
    const answer = await client.post<Done>(`payments/${path(id)}`, body(values, id));
    return printOutcome(answer, values, () => id);
  };

const deducted = (kind: string): Work =>
  posting(
    () => 'deductions',
    ['provider', 'amount', 'reason'],
    (values, settlementId) => ({
      requestKey: keyOf(values),
      kind,
      providerId: textOf(values, 'provider'),
      settlementId,
      amount: textOf(values, 'amount'),
      reason: textOf(values, 'reason'),
    }),
  );

const checked = (decision: 'release' | 'reject', required: readonly string[]): Work =>
  posting(
    (id) => `batches/${id}/check`,
    required,
    (values) => ({ decision, reason: textOf(values, 'reason') }),
  );

const owed: Work = async (client, values, usage) => {
  const area = textOf(values, 'agency');
  if (area === undefined) return wrongCall('缺少 --agency', usage);
  const answer = await client.get<{ readonly payables: readonly Payable[] }>(
    `payments/payables?area=${area}`,
  );
  return printed(answer, values, ({ payables }) => payables.map(owedLine));
};

function owedLine({ providerId, name, balance, parts, openReviews, agreement, isStopped }: Payable): string {
  const why = [
    ['未申报', parts.undeclared],
    ['现应付', parts.due],
    ['银行办理中', parts.underWay],
    ['已先付', parts.paidAhead],
    ['结转', parts.carriedOver],
  ] as const;
  const told = why.filter(([, amount]) => amount !== 0).map(([label, amount]) => `${label} ${money(amount)}`);
  const marks = [
    ...(openReviews === 0 ? [] : [`待复核 ${openReviews} 笔`]),
    ...(agreement === 'active' ? [] : ['协议未生效']),
    ...(isStopped ? ['即时结算已暂停'] : []),
  ];
  return `${providerId} ${name}  应付 ${money(balance)}：${[...told, ...marks].join('，') || '已结清'}`;
}

type Proposed = Done & { readonly batch: Batch; readonly skipped: readonly Skipped[] };

const propose: Work = async (client, values, usage) => {
  const lacks = missingOf(values, ['agency', 'kind']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<Proposed>('payments/batches', {
    requestKey: keyOf(values),
    area: textOf(values, 'agency'),
    kind: textOf(values, 'kind'),
    period: textOf(values, 'period'),
  });
  return printed(answer, values, ({ batch, skipped }) => [
    `批次 ${batch.batchId}：${batch.lineCount} 笔，${money(batch.total)}；请由另一人复核`,
    ...skipped.map(({ providerId, reason }) => `  未付 ${providerId}：${SKIP_LABELS[reason]}`),
  ]);
};

type Shown = { readonly batch: Batch; readonly lines: readonly (LineView & { readonly state: LineState })[] };

const show: Work = async (client, values, usage, id) => {
  if (id === undefined) return wrongCall('缺少批次编号', usage);
  const answer = await client.get<Shown>(`payments/batches/${id}`);
  return printed(answer, values, ({ batch, lines }) => [
    `批次 ${batch.batchId}：${batch.lineCount} 笔，${money(batch.total)}`,
    `  提出 ${batch.madeBy}，复核 ${batch.checkedBy ?? '（待复核）'}`,
    ...lines.map(
      ({ lineId, name, amount, period, state }) =>
        `  ${lineId} ${name} ${period} ${money(amount)} ${LINE_STATE_LABELS[state]}`,
    ),
  ]);
};

const file: Work = async (client, values, usage, id) => {
  const out = textOf(values, 'out');
  if (id === undefined || out === undefined) return wrongCall('缺少批次编号或 --out', usage);
  const answer = await client.file(`payments/batches/${id}/pain.001`);
  if (answer.ok) await pipeline(answer.value, createWriteStream(out));
  return printed(answer.ok ? { ok: true, value: out } : answer, values, () => [`已写入 ${out}，请送银行`]);
};

const KINDS: Readonly<Record<string, string>> = {
  payment: '付款',
  duplicate: '重复付款，待查',
  return: '银行退回，待查',
  recovery: '银行收回，待查',
  charge: '银行手续费，列本机构自己的支出',
  treasury: '财政专户往来',
  unknown: '不明，待查',
};
type Taken = Done & {
  readonly entries: readonly {
    readonly bankReference: string;
    readonly kind: string;
    readonly amount: number;
  }[];
};

const statement: Work = async (client, values, usage, path) => {
  if (path === undefined) return wrongCall('缺少对账单文件', usage);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new Failure(`读不到文件 ${path}`, { cause });
  }
  const answer = await client.send<Taken>('payments/statements', bytes);
  return printed(answer, values, ({ outcome, entries }) => [
    outcome === 'applied' ? `已导入 ${entries.length} 笔` : '此前已导入，没有变化',
    ...entries.map(
      ({ bankReference, kind, amount }) => `  ${bankReference} ${money(amount)} ${KINDS[kind] ?? kind}`,
    ),
  ]);
};

const suspense: Work = async (client, values) => {
  const answer = await client.get<{ readonly movements: readonly OpenEntry[] }>('payments/suspense');
  return printed(answer, values, ({ movements }) =>
    movements.length === 0
      ? ['没有待查的流水']
      : movements.map(({ bankReference, account, bookedOn, direction, amount, kind, providerId }) => {
          const way = direction === 'in' ? '收' : '付';
          const whose = providerId === null ? '' : ` ${providerId}`;
          return `${bankReference} 账号 ${account} ${bookedOn} ${way} ${money(amount)} ${KINDS[kind]}${whose}`;
        }),
  );
};

const lent: Work = async (client, values) => {
  const answer = await client.get<{ readonly grants: readonly Grant[] }>('payments/working-capital');
  return printed(answer, values, ({ grants }) =>
    grants.length === 0
      ? ['没有预付金']
      : grants.map(({ grantId, providerId, year, amount, paid, used, outstanding }) => {
          const figures = `已付 ${money(paid)}，已用 ${money(used)}，未还 ${money(outstanding)}`;
          return `${grantId} ${providerId} ${year} 年 ${money(amount)}：${figures}`;
        }),
  );
};

/** `zhijie agency payments …` by verb. */
export const PAYMENTS_WORK: Readonly<Record<string, Work>> = {
  owed,
  propose,
  show,
  file,
  statement,
  suspense,
  release: checked('release', []),
  reject: checked('reject', ['reason']),
  lent,
  lend: posting(
    () => 'working-capital',
    ['amount', 'surplus-months', 'reason'],
    (values, providerId) => ({
      requestKey: keyOf(values),
      providerId,
      amount: textOf(values, 'amount'),
      surplusMonths: Number(textOf(values, 'surplus-months')),
      reason: textOf(values, 'reason'),
    }),
  ),
  spent: posting(
    () => 'working-capital/uses',
    ['purpose', 'amount', 'document'],
    (values, grantId) => ({
      useId: keyOf(values),
      grantId,
      purpose: textOf(values, 'purpose'),
      amount: textOf(values, 'amount'),
      document: textOf(values, 'document'),
    }),
  ),
  offset: posting(
    () => 'working-capital/offsets',
    ['amount'],
    (values, grantId) => ({ requestKey: keyOf(values), grantId, amount: textOf(values, 'amount') }),
  ),
  deduct: deducted('deduction'),
  restore: deducted('restoration'),
  penalty: deducted('penalty'),
  declare: posting(
    () => 'declarations',
    ['period', 'items', 'amount'],
    (values, providerId) => ({
      providerId,
      period: textOf(values, 'period'),
      items: Number(textOf(values, 'items')),
      amount: textOf(values, 'amount'),
    }),
  ),
  resolve: posting(
    () => 'suspense',
    ['account', 'as', 'reason'],
    (values, bankReference) => ({
      account: textOf(values, 'account'),
      bankReference,
      resolution: textOf(values, 'as'),
      withReference: textOf(values, 'with'),
      providerId: textOf(values, 'provider'),
      reason: textOf(values, 'reason'),
    }),
  ),
  account: posting(
    () => 'accounts',
    ['owner', 'holder', 'bank', 'on'],
    (values, number) => ({
      owner: textOf(values, 'owner'),
      number,
      holder: textOf(values, 'holder'),
      bankName: textOf(values, 'bank'),
      fromOn: textOf(values, 'on'),
    }),
  ),
};
