import { percentOf } from '@zhijie/clearing';
import type { SheetOf } from '@zhijie/documents';
import { formatDateTime, instant, totalFen } from '@zhijie/kernel';
import {
  type Batch,
  type DeductionRate,
  type Grant,
  LINE_STATE_LABELS,
  type LineState,
  type LineView,
  type OpenEntry,
  type Payable,
  type reviewsOf,
} from '@zhijie/province';

type Review = Awaited<ReturnType<typeof reviewsOf>>[number];

export const column = (header: string, width = 14) => ({ header, width });
export const yuan = (amount: number) => ({ yuan: totalFen(amount) });
export const moment = (at: number | null): string => (at === null ? '' : formatDateTime(instant(at)));
const amount = (header: string) => column(`${header}（元）`, 18);

const MODES: Readonly<Record<Payable['terms']['mode'], string>> = {
  monthly: '按月',
  shortened: '缩短周期',
  itemwise: '逐笔',
  advance: '按月预拨',
};
const BATCH_KINDS: Readonly<Record<Batch['kind'], string>> = {
  instant: '即时结算',
  'month-end': '月度结算',
  'working-capital': '医保基金预付金',
};
const BATCH_STATES: Readonly<Record<Batch['state'], string>> = {
  proposed: '待复核',
  released: '已送银行',
  rejected: '已退回',
};
const ENTRIES: Readonly<Record<OpenEntry['kind'], string>> = {
  duplicate: '重复付款',
  return: '银行退回',
  recovery: '银行收回',
  unknown: '不明',
};

/** What is owed to each institution and what it is made of. */
export const payableSheet = (payables: readonly Payable[]): SheetOf => ({
  name: '应付一览',
  isLandscape: true,
  columns: [
    column('机构编号', 18),
    column('机构', 28),
    column('结算方式', 12),
    amount('应付'),
    amount('未申报'),
    amount('现应付'),
    amount('银行办理中'),
    amount('已先付'),
    amount('结转'),
    column('待复核笔数', 12),
    column('即时结算', 12),
  ],
  rows: payables.map(({ providerId, name, terms, balance, parts, openReviews, isStopped }) => [
    providerId,
    name,
    MODES[terms.mode],
    yuan(balance),
    yuan(parts.undeclared),
    yuan(parts.due),
    yuan(parts.underWay),
    yuan(parts.paidAhead),
    yuan(parts.carriedOver),
    { count: openReviews },
    isStopped ? '已暂停' : '',
  ]),
  totals: [
    [
      '合计',
      null,
      null,
      yuan(payables.reduce((sum, { balance }) => totalFen(sum + balance), 0)),
      ...(['undeclared', 'due', 'underWay', 'paidAhead', 'carriedOver'] as const).map((part) =>
        yuan(payables.reduce((sum, { parts }) => totalFen(sum + parts[part]), 0)),
      ),
      null,
      null,
    ],
  ],
});

/** Bills that a person has to look at before they are paid. */
export const reviewSheet = (reviews: readonly Review[]): SheetOf => ({
  name: '待复核明细',
  isLandscape: true,
  columns: [
    column('机构编号', 18),
    column('月份', 10),
    column('明细编号', 30),
    column('结算编号', 30),
    amount('应付'),
    column('为何', 10),
    amount('拟扣款'),
    column('依据', 60),
  ],
  rows: reviews.map(({ providerId, period, itemId, settlementId, claim, review, excess, findings }) => [
    providerId,
    period,
    itemId,
    settlementId,
    yuan(claim),
    review === 'sampled' ? '抽查' : '疑点',
    yuan(excess),
    findings.map(({ rule, evidence }) => `${rule}：${evidence}`).join('；'),
  ]),
});

export const batchSheet = (batches: readonly Batch[]): SheetOf => ({
  name: '付款批次',
  columns: [
    column('批次编号', 30),
    column('种类', 14),
    column('月份', 10),
    column('笔数', 8),
    amount('金额'),
    column('办到哪一步', 12),
    column('提出', 16),
    column('提出时间', 20),
    column('复核', 16),
    column('复核时间', 20),
  ],
  rows: batches.map((batch) => [
    batch.batchId,
    BATCH_KINDS[batch.kind],
    batch.period,
    { count: batch.lineCount },
    yuan(batch.total),
    BATCH_STATES[batch.state],
    batch.madeBy,
    moment(batch.madeAt),
    batch.checkedBy ?? '',
    moment(batch.checkedAt),
  ]),
});

export type StatedLine = LineView & { readonly state: LineState };

/** The lines of one batch, for whoever checks it and for the bank's counter. */
export const lineSheet = (lines: readonly StatedLine[]): SheetOf => ({
  name: '付款明细',
  isLandscape: true,
  columns: [
    column('付款编号', 30),
    column('机构编号', 18),
    column('机构', 28),
    column('月份', 10),
    amount('金额'),
    column('户名', 28),
    column('开户银行', 24),
    column('账号', 24),
    column('进展', 18),
  ],
  rows: lines.map(({ lineId, providerId, name, period, amount: paid, payee, state }) => [
    lineId,
    providerId,
    name,
    period,
    yuan(paid),
    payee.holder,
    payee.bankName,
    payee.number,
    LINE_STATE_LABELS[state],
  ]),
  totals: [
    [
      '合计',
      null,
      null,
      null,
      yuan(lines.reduce((sum, line) => totalFen(sum + line.amount), 0)),
      null,
      null,
      null,
      null,
    ],
  ],
});

/** Movements of the account that nobody has explained. */
export const suspenseSheet = (entries: readonly OpenEntry[]): SheetOf => ({
  name: '待查流水',
  isLandscape: true,
  columns: [
    column('银行流水号', 24),
    column('账号', 24),
    column('日期', 12),
    column('收付', 6),
    amount('金额'),
    column('是什么', 12),
    column('付款编号', 30),
    column('机构编号', 18),
    column('对方', 28),
    column('对方账号', 24),
    column('附言', 30),
  ],
  rows: entries.map((entry) => [
    entry.bankReference,
    entry.account,
    entry.bookedOn,
    entry.direction === 'in' ? '收' : '付',
    yuan(entry.amount),
    ENTRIES[entry.kind],
    entry.lineId ?? '',
    entry.providerId ?? '',
    entry.counterparty ?? '',
    entry.counterpartyAccount ?? '',
    entry.information ?? '',
  ]),
});

export const grantSheet = (grants: readonly Grant[]): SheetOf => ({
  name: '医保基金预付金',
  columns: [
    column('预付金编号', 30),
    column('机构编号', 18),
    column('年度', 8),
    amount('金额'),
    amount('已付'),
    amount('已报用途'),
    amount('机构未还'),
  ],
  rows: grants.map(({ grantId, providerId, year, amount: granted, paid, used, outstanding }) => [
    grantId,
    providerId,
    year,
    yuan(granted),
    yuan(paid),
    yuan(used),
    yuan(outstanding),
  ]),
});

/** Deductions from bills of people from elsewhere beside those of the own (G-01). */
export const rateSheet = (rates: readonly DeductionRate[]): SheetOf => ({
  name: '扣款率',
  columns: [
    column('机构编号', 18),
    column('机构', 28),
    amount('异地申报'),
    amount('异地扣款'),
    column('异地扣款率', 12),
    amount('本地申报'),
    amount('本地扣款'),
    column('本地扣款率', 12),
    column('异地明显偏低', 14),
  ],
  rows: rates.map(({ providerId, name, cross, local, isAuditedLess }) => [
    providerId,
    name,
    yuan(cross.claims),
    yuan(cross.deducted),
    percentOf(cross.rate),
    yuan(local.claims),
    yuan(local.deducted),
    percentOf(local.rate),
    isAuditedLess ? '是' : '',
  ]),
});
