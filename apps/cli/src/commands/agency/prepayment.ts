import { randomUUID } from 'node:crypto';
import { percentOf } from '@zhijie/clearing';
import type { PrepaymentView } from '@zhijie/exchange';
import { formatYuanForPeople, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { PREPAYMENT_STEPS } from '../../api/prepayment/schema.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, printOutcome, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const PREPAYMENT_USAGE = `
  zhijie agency prepayment show 2026                         预付金：核定额、款项、使用率、预计转红日、预警记录
  zhijie agency prepayment set 2026                          国家端：按上年第四季度清算核定（1 月 31 日前）
  zhijie agency prepayment submit|pay|receive 款项编号 [--amount 元 --bank 银行 --serial 流水号 --on 2026-02-10]
  zhijie agency prepayment increase 2026-03 [--amount 元]    就医省：清算签章后 3 个工作日内申请紧急调增
  zhijie agency prepayment grant|decline 申请编号 [--reason 理由]   国家端：同意、不同意
  zhijie agency prepayment interest|charge 流水号 --amount 元 --bank 银行 --on 2026-03-21   利息、手续费
`;

const keyOf = (values: Values): string => textOf(values, 'key') ?? randomUUID();
const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;
const money = (amount: number): string => formatYuanForPeople(totalFen(amount));
const LEVELS = { normal: '正常', yellow: '黄色预警', red: '红色预警' } as const;

type Done = { readonly outcome: 'applied' | 'unchanged' };
type Named = (values: Values, id: string) => { path: string; body: object };

/** A POST about one thing; `needs` are the options it cannot do without. */
const posted =
  (what: string, needs: readonly string[], make: Named): Work =>
  async (client, values, usage, id) => {
    const lacks = id === undefined ? '编号' : needs.find((name) => textOf(values, name) === undefined);
    if (id === undefined || lacks !== undefined)
      return wrongCall(`缺少 ${id === undefined ? lacks : `--${lacks}`}`, usage);
    const { path, body } = make(values, id);
    return printOutcome(await client.post<Done>(`prepayment/${path}`, body), values, () => `${id} ${what}`);
  };

const stepped = (step: keyof typeof PREPAYMENT_STEPS, needs: readonly string[]): Work =>
  posted(PREPAYMENT_STEPS[step], needs, (values, orderId) => ({
    path: 'steps',
    body: {
      requestKey: keyOf(values),
      orderId,
      step,
      ...(step === 'receive' ? { receivedOn: textOf(values, 'on') } : {}),
      ...(step === 'pay'
        ? {
            paidOn: textOf(values, 'on'),
            amount: textOf(values, 'amount'),
            bank: textOf(values, 'bank'),
            serial: textOf(values, 'serial'),
            purpose: 'prepayment',
          }
        : {}),
    },
  }));

const decided = (decision: 'grant' | 'decline', what: string): Work =>
  posted(what, decision === 'decline' ? ['reason'] : [], (values, requestId) => ({
    path: 'increases/decision',
    body: { requestId, decision, reason: textOf(values, 'reason') },
  }));

const banked = (kind: 'interest' | 'bank-charge', what: string): Work =>
  posted(what, ['amount', 'bank', 'on'], (values, serial) => ({
    path: 'bank-entries',
    body: {
      requestKey: textOf(values, 'key') ?? serial,
      kind,
      serial,
      amount: textOf(values, 'amount'),
      bank: textOf(values, 'bank'),
      on: textOf(values, 'on'),
    },
  }));

const show: Work = async (client, values, usage, year) => {
  if (year === undefined) return wrongCall('缺少年度，如 2026', usage);
  const answer = await client.get<PrepaymentView>(`prepayment/${year}`);
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (answer.ok) console.log(linesOf(answer.value).join('\n'));
  else console.error(refusalLine(answer.refusal));
  return answer.ok ? 0 : 1;
};

function linesOf(view: PrepaymentView): string[] {
  const { year, setAt, setBy, isSetOverdue, shares, orders, duties, pools, notices, requests } = view;
  const overdue = isSetOverdue && setAt === null ? '，已逾期' : '';
  return [
    `${year} 年预付金：${setAt === null ? `未核定，应于 ${setBy.on} 前核定${overdue}` : '已核定'}`,
    ...shares.map(({ careProvince, insuredProvince, amount, change }) => {
      const pair = `${nameOf(insuredProvince)}在${nameOf(careProvince)}`;
      return `  ${pair} ${money(amount)}（较原有 ${change < 0 ? '' : '+'}${money(change)}）`;
    }),
    ...orders.map(({ orderId, payer, payee, isReturn, figures, words, label }) => {
      const pair = `${nameOf(payer)} 付 ${nameOf(payee)}${isReturn ? '*' : ''}`;
      return `  ${orderId} ${pair} ${figures}，${words}：${label}`;
    }),
    ...duties
      .filter(({ isOverdue, doneAt }) => isOverdue && doneAt === null)
      .map(({ orderId, step, due }) => `  逾期：${orderId} ${step} 应于 ${due.on} 前`),
    ...pools.flatMap(poolLines),
    ...requests.map(({ requestId, words, state }) => `  紧急调增 ${requestId} ${words}：${STATES[state]}`),
    ...notices.map(({ careProvince, text }) => `  通知：${nameOf(careProvince)} ${text}`),
  ];
}

const STATES = { open: '待决定', granted: '已同意', declined: '未同意' } as const;

function poolLines({
  careProvince,
  standing,
  running,
  cleared,
  proposed,
  draft,
}: PrepaymentView['pools'][number]) {
  const forecast = running.redOn === null ? '本月不会转红' : `按现在的速度 ${running.redOn} 转红`;
  const used = `已用 ${money(running.used)}，${percentOf(running.basisPoints)} ${LEVELS[running.level]}`;
  return [
    `  ${nameOf(careProvince)}预付金池 ${money(standing)}；${running.period} ${used}，${forecast}`,
    ...(cleared === null
      ? []
      : [`    ${cleared.period} 清算用 ${percentOf(cleared.basisPoints)} ${LEVELS[cleared.level]}`]),
    ...(draft !== null
      ? [`    可申请紧急调增 ${draft.figures}，${draft.words}，${draft.requestBy.on} 前申请`]
      : proposed === null
        ? []
        : [`    拟调增 ${proposed.figures}，${proposed.words}（清算签章后申请）`]),
  ];
}

/** `zhijie agency prepayment …` by verb. */
export const PREPAYMENT_WORK: Readonly<Record<string, Work>> = {
  show,
  set: posted('年预付金已核定', [], (_values, year) => ({ path: `${year}/set`, body: {} })),
  submit: stepped('submit', []),
  pay: stepped('pay', ['amount', 'bank', 'serial', 'on']),
  receive: stepped('receive', ['on']),
  increase: posted('清算，已申请紧急调增', [], (values, period) => ({
    path: 'increases',
    body: { requestKey: keyOf(values), period, amount: textOf(values, 'amount') },
  })),
  grant: decided('grant', '已同意'),
  decline: decided('decline', '未同意'),
  interest: banked('interest', '利息已登记'),
  charge: banked('bank-charge', '手续费已登记'),
};
