import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TicketView } from '@zhijie/exchange';
import { formatYuanForPeople, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { TICKET_STEPS, type TicketStepName } from '../../api/tickets/schema.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, printOutcome, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const TICKETS_USAGE = `
  zhijie agency tickets list [--after 上一页的 next]           费用协查和问题协同：状态、期限、逾期
  zhijie agency tickets show 编号                             内容（本省和对方省可见）和办理记录
  zhijie agency tickets open 11 --topic filing|system|other --subject 事由 [--facts 文件.json]
  zhijie agency tickets inquire 11 --amount 32000.00 --subject 事由 --facts 文件.json
  zhijie agency tickets answer 编号 --result no-error|error|answered [--reason 理由] [--facts 文件.json]
  zhijie agency tickets confirm|dispute|withdraw 编号 [--reason 理由]
  zhijie agency tickets extend 编号 --until 2026-04-10 --reason 理由；agree|refuse 编号
      文件.json：只有对方省能看到的内容，如 {"name": "…", "inpatientNumber": "…"}
`;

/** Options that only tickets take. */
export const TICKETS_OPTIONS = ['topic', 'subject', 'facts', 'result'] as const;

type Done = { readonly outcome: 'applied' | 'unchanged'; readonly ticketId?: string };

const factsOf = (values: Values): object => {
  const path = textOf(values, 'facts');
  return path === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as object);
};
const keyOf = (values: Values): string => textOf(values, 'key') ?? randomUUID();

const opened =
  (path: string, bodyOf: (values: Values) => object): Work =>
  async (client, values, usage, to) => {
    if (to === undefined) return wrongCall('缺少对方省，如 11', usage);
    const common = {
      requestKey: keyOf(values),
      to,
      subject: textOf(values, 'subject'),
      facts: factsOf(values),
    };
    const answer = await client.post<Done>(path, { ...common, ...bodyOf(values) });
    return printOutcome(answer, values, ({ ticketId }) => String(ticketId));
  };

const stepped =
  (step: TicketStepName): Work =>
  async (client, values, usage, id) => {
    if (id === undefined) return wrongCall('缺少编号', usage);
    const facts = factsOf(values);
    const answer = await client.post<Done>(`tickets/${id}/steps`, {
      requestKey: keyOf(values),
      step,
      result: textOf(values, 'result'),
      reason: textOf(values, 'reason'),
      until: textOf(values, 'until'),
      ...(Object.keys(facts).length === 0 ? {} : { facts }),
    });
    return printOutcome(answer, values, () => `${id} ${TICKET_STEPS[step]}`);
  };

const STATES: Readonly<Record<string, string>> = {
  open: '办理中',
  answered: '已答复',
  confirmed: '已确认',
  withdrawn: '已撤回',
};
const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;

function lineOf(ticket: TicketView): string {
  const { ticketId, about, from, to, state, dueOn, isOverdue, rolls, total, subject, level } = ticket;
  const what = about === 'inquiry' ? `费用协查 ${formatYuanForPeople(totalFen(total ?? 0))}` : '工单';
  const late = isOverdue ? '，逾期' : '';
  const rolled = rolls > 0 ? `，滚入下期 ${rolls} 次` : '';
  const raised = level > 0 ? `，已升 ${level} 级` : '';
  const due = state === 'open' ? `，${dueOn} 前答复${late}` : '';
  const between = `${nameOf(from)}问${nameOf(to)}`;
  return `${ticketId}  ${what}  ${between}：${STATES[state]}${due}${rolled}${raised}  ${subject}`;
}

const list: Work = async (client, values) => {
  const after = textOf(values, 'after');
  type Page = { readonly tickets: readonly TicketView[]; readonly next: string | null };
  const answer = await client.get<Page>(`tickets${after === undefined ? '' : `?after=${after}`}`);
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (!answer.ok) console.error(refusalLine(answer.refusal));
  else {
    const { tickets, next } = answer.value;
    const more = next === null ? '' : `，还有下一页：--after ${next}`;
    console.log([...tickets.map(lineOf), `共 ${tickets.length} 张${more}`].join('\n'));
  }
  return answer.ok ? 0 : 1;
};

type Shown = TicketView & {
  readonly notes?: readonly { readonly from: string; readonly facts: Readonly<Record<string, string>> }[];
};

const show: Work = async (client, values, usage, id) => {
  if (id === undefined) return wrongCall('缺少编号', usage);
  const answer = await client.get<Shown>(`tickets/${id}`);
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (!answer.ok) console.error(refusalLine(answer.refusal));
  else {
    const { notes = [], trace, answer: given } = answer.value;
    const lines = [
      lineOf(answer.value),
      ...notes.map(({ from, facts }) => `  ${nameOf(from)}：${JSON.stringify(facts)}`),
      ...(given === null ? [] : [`  答复 ${given.result} ${given.reason}`]),
      ...trace.map(({ kind, by }) => `  ${kind} ${by}`),
    ];
    console.log(lines.join('\n'));
  }
  return answer.ok ? 0 : 1;
};

/** `zhijie agency tickets …` by verb. */
export const TICKETS_WORK: Readonly<Record<string, Work>> = {
  list,
  show,
  open: opened('tickets', (values) => ({ topic: textOf(values, 'topic') })),
  inquire: opened('tickets/inquiries', (values) => ({ total: textOf(values, 'amount') })),
  answer: stepped('answer'),
  confirm: stepped('confirm'),
  dispute: stepped('dispute'),
  withdraw: stepped('withdraw'),
  extend: stepped('ask-extension'),
  agree: stepped('agree-extension'),
  refuse: stepped('refuse-extension'),
};
