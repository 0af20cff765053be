import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { AnswerOf, ReconciliationException } from '@zhijie/exchange';
import { areaNameOf, canonicalJson, formatYuanForPeople, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { VERDICT_LABELS } from '../../api/papers/work-sheets.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, type Answer, printOutcome, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const RECONCILIATION_USAGE = `
  zhijie agency reconciliation month 2026-03                  该月三方对账进度；--agency 000000 看全国
  zhijie agency reconciliation day 2026-03-10                 一天的结果：每条差异的类别、金额、责任方、记录
  zhijie agency reconciliation repair|reverse|explain 差异编号 --reason 理由
  zhijie agency reconciliation sheet 2026-03-10 [--out 文件]    已签名的日对账单
  zhijie agency reconciliation errors [--on 2026-03-11]       差错日报
  zhijie agency reconciliation compare 2026-03-10             国家端：立即对账
`;

const STANDINGS: Readonly<Record<string, string>> = {
  done: '已对平',
  'done-late': '已对平（迟）',
  open: '未对平',
  late: '逾期未对平',
  'under-way': '进行中',
  overdue: '逾期',
};

function printed<T>(answer: Answer<T>, values: Values, lines: (value: T) => readonly string[]): number {
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (answer.ok) console.log(lines(answer.value).join('\n'));
  else console.error(refusalLine(answer.refusal));
  return answer.ok ? 0 : 1;
}

const provinceName = (province: string): string => PROVINCE_NAMES[province] ?? province;

const month: Work = async (client, values, usage, text) => {
  if (text === undefined) return wrongCall('缺少月份，如 2026-03', usage);
  const answer = await client.get<AnswerOf<'reconciliation.month@1'>>(`reconciliation/months/${text}`);
  return printed(answer, values, ({ standing, days }) => [
    `${text} 三方对账：${STANDINGS[standing] ?? standing}`,
    ...days
      .filter(({ doneAt }) => doneAt === null)
      .map(({ day: on, province, standing: stands, exceptions, waitingFor }) => {
        const waits = waitingFor.length === 0 ? '' : `，等${waitingFor.map(provinceName).join('、')}答复`;
        return `  ${on} ${provinceName(province)}：${STANDINGS[stands] ?? stands}，差异 ${exceptions} 条${waits}`;
      }),
  ]);
};

const money = (amount: number | null): string =>
  amount === null ? '无' : formatYuanForPeople(totalFen(amount));

function exceptionLines(one: ReconciliationException): string[] {
  const { exceptionId, itemId, reads, claims, ownerProvince, state, trace } = one;
  const owner = ownerProvince === 'hub' ? '国家端' : provinceName(ownerProvince);
  return [
    `  ${exceptionId} ${state === 'open' ? '未了结' : '已了结'} ${VERDICT_LABELS[reads] ?? reads}：${itemId}`,
    `    就医地 ${money(claims.care)}，国家端 ${money(claims.hub)}，参保地 ${money(claims.insured)}；责任方 ${owner}`,
    ...trace.map(({ kind, by, reason, found }) => `    ${kind} ${by} ${reason || found}`),
  ];
}

const day: Work = async (client, values, usage, text) => {
  if (text === undefined) return wrongCall('缺少日期，如 2026-03-10', usage);
  const answer = await client.get<AnswerOf<'reconciliation.day@1'>>(`reconciliation/days/${text}`);
  return printed(answer, values, ({ pairs, exceptions }) => [
    ...pairs.map(({ careArea, insuredArea, state, hub }) => {
      const said = { agreed: '一致', differs: '有差异', waiting: '等待答复' }[state];
      const between = `${areaNameOf(insuredArea)}在${areaNameOf(careArea)}`;
      return `${text} ${between}：${hub.count} 笔 ${money(hub.claim)}，${said}`;
    }),
    ...exceptions.flatMap(exceptionLines),
  ]);
};

const acted =
  (act: string): Work =>
  async (client, values, usage, id) => {
    const reason = textOf(values, 'reason');
    if (id === undefined) return wrongCall('缺少差异编号', usage);
    if (reason === undefined) return wrongCall('缺少 --reason', usage);
    const requestKey = textOf(values, 'key') ?? randomUUID();
    const answer = await client.post<{ outcome: 'applied' | 'unchanged' }>(
      `reconciliation/exceptions/${id}/acts`,
      { requestKey, act, reason },
    );
    return printOutcome(answer, values, () => id);
  };

const sheet: Work = async (client, values, usage, text) => {
  if (text === undefined) return wrongCall('缺少日期，如 2026-03-10', usage);
  const answer = await client.get<object>(`reconciliation/days/${text}/sheet`);
  if (!answer.ok) return printed(answer, values, () => []);
  // Canonical JSON has one spelling: reading and writing it again gives the same bytes.
  const content = `${canonicalJson(answer.value)}\n`;
  const out = textOf(values, 'out');
  if (out === undefined) process.stdout.write(content);
  else writeFileSync(out, content);
  return 0;
};

const errors: Work = async (client, values) => {
  const on = textOf(values, 'on');
  const query = on === undefined ? '' : `?on=${on}`;
  const answer = await client.get<AnswerOf<'reconciliation.errors@1'>>(`reconciliation/errors${query}`);
  return printed(answer, values, ({ rows }) =>
    rows.length === 0
      ? ['没有未了结的差异']
      : rows.map(
          ({ code, owner, age, count, amount }) =>
            `${VERDICT_LABELS[code] ?? code}  ${owner}  ${age}  ${count} 条  ${money(amount)}`,
        ),
  );
};

const compare: Work = async (client, values, usage, text) => {
  if (text === undefined) return wrongCall('缺少日期，如 2026-03-10', usage);
  const answer = await client.post<{ outcome: 'applied' }>(`reconciliation/days/${text}/compare`, {});
  return printOutcome(answer, values, () => `${text} 已对账`);
};

/** `zhijie agency reconciliation …` by verb. */
export const RECONCILIATION_WORK: Readonly<Record<string, Work>> = {
  month,
  day,
  repair: acted('repair'),
  reverse: acted('reverse'),
  explain: acted('explain'),
  sheet,
  errors,
  compare,
};
