import { LINE_PARTS, type LinePart } from '@zhijie/clearing';
import { type SheetOf, writeWorkbook } from '@zhijie/documents';
import type { ClearingView, ClearingViewItem } from '@zhijie/exchange';
import { nationalViewOf } from '@zhijie/hub';
import {
  formatDateTime,
  type Instant,
  instant,
  LABELS,
  ok,
  PROVINCE_NAMES,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
  totalFen,
} from '@zhijie/kernel';
import type { ItemsQuery } from '../clearing/schema.ts';
import type { Desk } from '../desk.ts';

type Rows = SheetOf['rows'];

const PARTS: Readonly<Record<LinePart, string>> = {
  settlements: '结算',
  reversals: '当月撤销',
  returns: '清算后退费',
  deductions: '审核扣款',
  restorations: '恢复扣款',
};
const KINDS: Readonly<Record<ClearingViewItem['kind'], string>> = {
  settlement: '结算',
  reversal: '撤销',
  deduction: '审核扣款',
  restoration: '恢复扣款',
};

const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;
const yuan = (amount: number) => ({ yuan: totalFen(amount) });
const column = (header: string, width = 14) => ({ header, width });
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => totalFen(sum + each), 0);

type Line = ClearingView['lines'][number];

/** Gross: what each pair of provinces owes for each insurance type, and what it is made of (C-07). */
function pairSheet(lines: readonly Line[]): SheetOf {
  return {
    name: '分省应付',
    isLandscape: true,
    columns: [
      column('参保省代码', 10),
      column('参保省（应付）'),
      column('就医省代码', 10),
      column('就医省（应收）'),
      column('险种', 22),
      ...LINE_PARTS.flatMap((part) => [
        column(`${PARTS[part]}笔数`, 12),
        column(`${PARTS[part]}金额（元）`, 18),
      ]),
      column('应付金额（元）', 18),
    ],
    rows: lines.map(({ insuredProvince, careProvince, insuranceType, parts, amount }) => [
      insuredProvince,
      nameOf(insuredProvince),
      careProvince,
      nameOf(careProvince),
      LABELS.insuranceType[insuranceType],
      ...LINE_PARTS.flatMap((part) => [{ count: parts[part].count }, yuan(parts[part].amount)]),
      yuan(amount),
    ]),
    totals: [
      [
        '合计',
        null,
        null,
        null,
        null,
        ...LINE_PARTS.flatMap((part) => [
          { count: sumOf(lines.map(({ parts }) => parts[part].count)) },
          yuan(sumOf(lines.map(({ parts }) => parts[part].amount))),
        ]),
        yuan(sumOf(lines.map(({ amount }) => amount))),
      ],
    ],
  };
}

/** Net per province; all of them sum to zero (C-01). */
function netSheet(nets: ClearingView['nets']): SheetOf {
  return {
    name: '各省净额',
    columns: [
      column('省代码', 10),
      column('省份'),
      column('险种', 22),
      column('应收（元）', 18),
      column('应付（元）', 18),
      column('净额（元，应收减应付）', 24),
    ],
    rows: nets.map(({ province, insuranceType, receivable, payable, net }) => [
      province,
      nameOf(province),
      LABELS.insuranceType[insuranceType],
      yuan(receivable),
      yuan(payable),
      yuan(net),
    ]),
    totals: [
      [
        '合计',
        null,
        null,
        ...(['receivable', 'payable', 'net'] as const).map((name) =>
          yuan(sumOf(nets.map((each) => each[name]))),
        ),
      ],
    ],
  };
}

type Paying = Pick<
  ClearingView['orders'][number],
  'orderId' | 'payer' | 'payee' | 'insuranceType' | 'amount' | 'isReturn' | 'label'
>;

function orderSheet(orders: readonly Paying[]): SheetOf {
  return {
    name: '款项',
    columns: [
      column('款项编号', 30),
      column('付款省'),
      column('收款省'),
      column('险种', 22),
      column('金额（元）', 18),
      column('退回', 8),
      column('办到哪一步', 16),
    ],
    rows: orders.map(({ orderId, payer, payee, insuranceType, amount, isReturn, label }) => [
      orderId,
      nameOf(payer),
      nameOf(payee),
      LABELS.insuranceType[insuranceType],
      yuan(amount),
      isReturn ? '*' : '',
      label,
    ]),
  };
}

function itemSheet(items: readonly ClearingViewItem[]): SheetOf {
  const rows: Rows = items.map((item) => [
    item.itemId,
    KINDS[item.kind],
    item.settlementId,
    item.insuredArea,
    item.careArea,
    LABELS.insuranceType[item.insuranceType],
    yuan(item.amount),
    formatDateTime(instant(item.decidedAt)),
    item.deferral === null ? '' : `延后 ${item.deferral.months} 个月：${item.deferral.reason}`,
  ]);
  return {
    name: '明细',
    isLandscape: true,
    columns: [
      column('明细编号', 30),
      column('种类', 10),
      column('结算编号', 30),
      column('参保地', 10),
      column('就医地', 10),
      column('险种', 22),
      column('金额（元）', 18),
      column('发生时间', 20),
      column('延后', 30),
    ],
    rows,
    totals: [
      ['合计', null, null, null, null, null, yuan(sumOf(items.map(({ amount }) => amount))), null, null],
    ],
  };
}

const PAGE = 500;
/** Of one workbook: Excel itself stops at 1 048 576 rows, a person long before. */
export const MOST_ITEMS = 20_000;

async function itemsOf(
  { actor, province }: Extract<Desk, { hub: null }>,
  period: string,
  query: Pick<ItemsQuery, 'counterparty' | 'insuranceType' | 'part'>,
): Promise<Result<readonly ClearingViewItem[], Refusal>> {
  const { counterparty = null, insuranceType = null, part = null } = query;
  const items: ClearingViewItem[] = [];
  for (;;) {
    const after = items.at(-1)?.itemId ?? '';
    const page = await province.clearing.items(actor, {
      period,
      counterparty,
      insuranceType,
      part,
      after,
      limit: PAGE,
    });
    if (!page.ok) return page;
    items.push(...page.value.items);
    if (!page.value.isMore) return ok(items);
    if (items.length >= MOST_ITEMS) return refuse('too-many-items', { detail: { most: MOST_ITEMS } });
  }
}

type Query = Pick<ItemsQuery, 'counterparty' | 'insuranceType' | 'part'>;

/**
 * The tables of a month's clearing as Excel: for a province its pairs, its net, its payments and every item;
 * for the nation all pairs, nets and payments. The workbook carries the time at which the month was
 * generated.
 */
export async function clearingWorkbook(
  desk: Desk,
  month: string,
  query: Query,
): Promise<Result<Uint8Array, Refusal>> {
  const written = async (sheets: SheetOf[], at: Instant) => ok(await writeWorkbook(sheets, at));
  if (desk.hub !== null) {
    const period = parseMonth(month);
    if (!period.ok) return refuse('not-a-month', { field: 'month' });
    const state = await desk.hub.clearing.state(period.value);
    if (state === undefined) return refuse('no-such-clearing', { detail: { period: month } });
    const { lines, nets, matrix } = nationalViewOf(state, desk.hub.now());
    return written([pairSheet([...lines]), netSheet([...nets]), orderSheet(matrix)], state.run.generatedAt);
  }
  const view = await desk.province.clearing.read(desk.actor, month);
  if (!view.ok) return view;
  const items = await itemsOf(desk, month, query);
  if (!items.ok) return items;
  const { lines, nets, orders, generatedAt } = view.value;
  const own = nets.filter(({ province }) => province === desk.actor.node);
  return written(
    [pairSheet(lines), netSheet(own), orderSheet(orders), itemSheet(items.value)],
    instant(generatedAt),
  );
}
