import { type SheetOf, writeWorkbook } from '@zhijie/documents';
import type { CoverageRow, MonthlyCircular, PaymentRow, QuarterlyCircular } from '@zhijie/hub';
import { type Instant, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';

type Cell = SheetOf['rows'][number][number];
type Column<Row> = readonly [header: string, cell: (row: Row) => Cell, isSummed?: (row: Row) => number];

const yuan = (amount: number): Cell => ({ yuan: totalFen(amount) });
const number = (value: number | null): Cell => (value === null ? '—' : { count: value });
const province = ({ province: code }: { readonly province: string }): string => PROVINCE_NAMES[code] ?? code;

const COVERAGE: readonly Column<CoverageRow>[] = [
  ['省份代码', (row) => row.province],
  ['省份', province],
  ['在本省就医（笔）', (row) => number(row.caredFor)],
  ['本省参保人在外省（笔）', (row) => number(row.insuredElsewhere)],
  ['其中已撤销（笔）', (row) => number(row.reversed)],
  ['有结算的定点机构', (row) => number(row.institutions)],
  ['参保人数', (row) => number(row.persons)],
  ['往来省份', (row) => number(row.partners)],
  ['应收金额（元）', (row) => yuan(row.claimed)],
  ['收到的交易请求', (row) => number(row.asks)],
  ['系统错误', (row) => number(row.errors)],
  ['每十万次错误', (row) => number(row.errorsPer100000)],
  ['平均响应（毫秒）', (row) => number(row.meanMilliseconds)],
];

const PAYMENT: readonly Column<PaymentRow>[] = [
  ['省份代码', (row) => row.province],
  ['省份', province],
  ['应付款项（笔）', (row) => number(row.orders)],
  ['应付（元）', (row) => yuan(row.due)],
  ['已付（元）', (row) => yuan(row.paid)],
  ['对方已到账（元）', (row) => yuan(row.received)],
  ['逾期事项', (row) => number(row.late)],
];

function sheetOf<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): SheetOf {
  return {
    name,
    isLandscape: true,
    columns: columns.map(([header]) => ({ header, width: Math.max(10, 2 * header.length) })),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
  };
}

/** Both are Excel workbooks; province codes are text. */
export const coverageWorkbook = (
  { month, isRunning, rows }: MonthlyCircular,
  at: Instant,
): Promise<Uint8Array> =>
  writeWorkbook([sheetOf(`${month} 覆盖与系统${isRunning ? '（未满月）' : ''}`, COVERAGE, rows)], at);

export const paymentWorkbook = ({ quarter, rows }: QuarterlyCircular, at: Instant): Promise<Uint8Array> =>
  writeWorkbook([sheetOf(`${quarter} 资金拨付`, PAYMENT, rows)], at);
