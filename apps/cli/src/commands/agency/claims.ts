import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure, formatYuan, totalFen } from '@zhijie/kernel';
import type { ClaimSummary, ClaimView } from '@zhijie/province';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, type Answer, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const CLAIMS_USAGE = `
  zhijie agency claims list [--state in-review] [--limit 50] [--after 上一页的 next]
  zhijie agency claims open --person 人员编号|--number 身份证号 [--insurance employee|resident]
  zhijie agency claims show 报销编号                  字段、机审意见、逐步计算、进度
  zhijie agency claims paper 报销编号 --file 文件 --kind invoice|itemised-list|discharge-summary|…
  zhijie agency claims fields 报销编号 --set 就医地=… 用字段名：--set careArea=110000,careType=inpatient
  zhijie agency claims submit|withdraw 报销编号 [--reason 理由]
  zhijie agency claims propose 报销编号 --verdict approve|refuse [--reason 理由]
  zhijie agency claims accept|send-back 报销编号 [--reason 理由]     复核，须另一位经办人
  zhijie agency claims pay|money-back 报销编号 --bank 银行 --serial 流水号 --on 2026-03-20 --amount 15925.00
  zhijie agency claims reverse 报销编号 --reason 理由
  zhijie agency claims conflicts                      已直接结算又用于别处报销的票据
`;
export const CLAIMS_OPTIONS = ['file', 'kind', 'set', 'verdict', 'bank', 'serial', 'on'];

const yuan = (amount: number | null): string =>
  amount === null ? '—' : `${formatYuan(totalFen(amount))} 元`;

/** The answer as JSON or as sentences; exit code 1 when it was refused. */
function told<T>(answer: Answer<T>, values: Values, lines: (value: T) => readonly string[]): number {
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (answer.ok) console.log(lines(answer.value).join('\n'));
  else console.error(refusalLine(answer.refusal));
  return answer.ok ? 0 : 1;
}

const pathOf = (id: string, rest = ''): string => `claims/${encodeURIComponent(id)}${rest}`;

/** A step whose body is made of options. */
function step(rest: string, sentence: string, bodyOf: (values: Values) => Record<string, unknown>): Work {
  return async (client, values, usage, id) => {
    if (id === undefined) return wrongCall('缺少报销编号', usage);
    const answer = await client.post<object>(pathOf(id, rest), bodyOf(values));
    return told(answer, values, () => [`已办理：${sentence}（${id}）`]);
  };
}

const reasonOf = (values: Values) => ({ reason: textOf(values, 'reason') ?? '' });
const paymentOf = (values: Values) => ({
  bank: textOf(values, 'bank'),
  serial: textOf(values, 'serial'),
  paidOn: textOf(values, 'on'),
  amount: textOf(values, 'amount'),
});

const list: Work = async (client, values) => {
  const given = ['state', 'limit', 'after'].flatMap((name) => {
    const text = textOf(values, name);
    return text === undefined ? [] : [[name, text] as [string, string]];
  });
  type Page = { readonly claims: readonly ClaimSummary[]; readonly next: string | null };
  const answer = await client.get<Page>(`claims?${new URLSearchParams(given)}`);
  return told(answer, values, ({ claims, next }) => [
    ...claims.map(({ claimId, stateLabel, source, dueOn, isOverdue }) => {
      const from = source === 'packet' ? '医院转来' : '自行上传';
      const due = dueOn === null ? [] : [`${dueOn} 前办结`];
      return [claimId, stateLabel, from, ...due, ...(isOverdue ? ['已超期'] : [])].join('  ');
    }),
    claims.length === 0 ? '没有手工报销' : `共 ${claims.length} 份`,
    ...(next === null ? [] : [`还有下一页：--after ${next}`]),
  ]);
};

const show: Work = async (client, values, usage, id) => {
  if (id === undefined) return wrongCall('缺少报销编号', usage);
  const answer = await client.get<{ claim: ClaimView }>(pathOf(id));
  return told(answer, values, ({ claim }) => linesOf(claim));
};

const VERDICTS = { approve: '拟支付', refuse: '拟不予支付', 'complete-first': '先补齐' } as const;

const reviewLines = ({ proposal, findings }: NonNullable<ClaimView['review']>): string[] => [
  `  机审：${VERDICTS[proposal.verdict]}，基金支付 ${yuan(proposal.funds)}`,
  ...proposal.reasons.map((reason) => `    ${reason}`),
  ...findings.map(({ text }) => `    ${text}`),
];

function linesOf({
  claimId,
  stateLabel,
  dueOn,
  isOverdue,
  fields,
  papers,
  review,
  approvedFunds,
  decision,
  history,
}: ClaimView) {
  const due = dueOn === null ? '' : `，${dueOn} 前办结${isOverdue ? '（已超期）' : ''}`;
  return [
    `${claimId}  ${stateLabel}${due}`,
    ...fields.map(({ label, value, read, corrected }) => {
      const sure = read === null ? '' : `（识别 ${read.value}，把握 ${read.confidence}%）`;
      return `  ${label}：${value}${corrected === null && read !== null ? `（把握 ${read.confidence}%）` : sure}`;
    }),
    ...papers.map(({ label, name, reading, refusal }) => `  材料：${label} ${name} ${refusal ?? reading}`),
    ...(review === null ? [`  核定：基金支付 ${yuan(approvedFunds)}`] : reviewLines(review)),
    ...(decision?.steps ?? []).map(({ text }) => `    ${text}`),
    ...history.map(({ at, label, by, note }) => `  ${at} ${label} ${by} ${note ?? ''}`.trimEnd()),
  ];
}

const open: Work = async (client, values) => {
  const body = {
    requestKey: textOf(values, 'key') ?? randomUUID(),
    personId: textOf(values, 'person'),
    certificateNumber: textOf(values, 'number'),
    insuranceType: textOf(values, 'insurance'),
  };
  const answer = await client.post<{ claimId: string }>('claims', body);
  return told(answer, values, ({ claimId }) => [`已登记：${claimId}`]);
};

const paper: Work = async (client, values, usage, id) => {
  const path = textOf(values, 'file');
  const kind = textOf(values, 'kind');
  if (id === undefined || path === undefined || kind === undefined)
    return wrongCall('缺少报销编号、--file 或 --kind', usage);
  const query = new URLSearchParams({ kind, name: basename(path) });
  const answer = await client.upload<{ paperId: string }>(pathOf(id, `/papers?${query}`), bytesOf(path));
  return told(answer, values, ({ paperId }) => [`已上传：${paperId}`]);
};

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Failure(`读不到文件 ${path}`, { cause });
  }
}

const fields: Work = async (client, values, usage, id) => {
  const pairs = (textOf(values, 'set') ?? '').split(',').map((pair) => pair.split('='));
  if (id === undefined || pairs.some((pair) => pair.length !== 2))
    return wrongCall('缺少报销编号，或 --set 写法不对：careArea=110000,careType=inpatient', usage);
  const answer = await client.post<object>(pathOf(id, '/fields'), { fields: Object.fromEntries(pairs) });
  return told(answer, values, () => [`已更正：${id}`]);
};

type Conflict = { readonly settlementId: string; readonly providerId: string };
const conflicts: Work = async (client, values) => {
  const answer = await client.get<{ conflicts: readonly Conflict[] }>('claims/invoice-conflicts');
  return told(answer, values, ({ conflicts: found }) => [
    ...found.map(({ settlementId, providerId }) => `${settlementId}  ${providerId}`),
    found.length === 0 ? '没有重复使用的票据' : `共 ${found.length} 笔，请核查`,
  ]);
};

/** `zhijie agency claims …`: manual claims of the agency's insured persons. */
export const CLAIMS_WORK: Readonly<Record<string, Work>> = {
  list,
  show,
  open,
  paper,
  fields,
  conflicts,
  submit: step('/submit', '提交', () => ({})),
  withdraw: step('/withdraw', '撤回', reasonOf),
  propose: step('/proposal', '初审', (values) => ({
    verdict: textOf(values, 'verdict'),
    ...reasonOf(values),
  })),
  accept: step('/decision', '复核同意', (values) => ({ accept: true, ...reasonOf(values) })),
  'send-back': step('/decision', '退回初审', (values) => ({ accept: false, ...reasonOf(values) })),
  pay: step('/payment', '登记支付', paymentOf),
  'money-back': step('/money-back', '登记退款', paymentOf),
  reverse: step('/reversal', '撤销', reasonOf),
};
