import { formatYuanForPeople, totalFen } from '@zhijie/kernel';
import type { InvoiceView } from '@zhijie/province';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, printOutcome, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const SUPPLIERS_USAGE = `
  zhijie agency suppliers list|due                           集采企业的发票：全部，或未付的（先到期的在前）
  zhijie agency suppliers pay 发票登记编号 --amount 元 --bank 银行 --serial 流水号 --on 2026-05-08
`;

const money = (amount: number): string => formatYuanForPeople(totalFen(amount));

const listing =
  (query: string): Work =>
  async (client, values) => {
    const answer = await client.get<{ invoices: readonly InvoiceView[] }>(`purchasing/invoices${query}`);
    if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
    else if (!answer.ok) console.error(refusalLine(answer.refusal));
    else
      console.log([...answer.value.invoices.map(lineOf), `共 ${answer.value.invoices.length} 张`].join('\n'));
    return answer.ok ? 0 : 1;
  };

function lineOf(invoice: InvoiceView): string {
  const { invoiceId, tail, providerId, supplierId, amount, payBy, toPay, toRefund, isOverdue, paidOn } =
    invoice;
  const state =
    paidOn === null
      ? `应付 ${money(toPay)}，${payBy} 前${isOverdue ? '，已逾期' : ''}`
      : `${paidOn} 已付${toRefund > 0 ? `，企业应退回 ${money(toRefund)}` : ''}`;
  return `${invoiceId}（尾号 ${tail}） ${supplierId} 供 ${providerId} ${money(amount)}：${state}`;
}

const pay: Work = async (client, values, usage, invoiceId) => {
  const lacks = ['amount', 'bank', 'serial', 'on'].find((name) => textOf(values, name) === undefined);
  if (invoiceId === undefined) return wrongCall('缺少发票登记编号', usage);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<{ outcome: 'applied' | 'unchanged' }>('purchasing/payments', {
    invoiceId,
    amount: textOf(values, 'amount'),
    bank: textOf(values, 'bank'),
    serial: textOf(values, 'serial'),
    on: textOf(values, 'on'),
  });
  return printOutcome(answer, values, () => `${invoiceId} 已付款`);
};

/** `zhijie agency suppliers …` by verb. */
export const SUPPLIERS_WORK: Readonly<Record<string, Work>> = {
  list: listing(''),
  due: listing('?unpaid=1'),
  pay,
};
