import { percentOf } from '@zhijie/clearing';
import type { SheetOf } from '@zhijie/documents';
import type { AnswerOf, PrepaymentView } from '@zhijie/exchange';
import { areaNameOf, formatYuan, LABELS, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import type { ClaimSummary, InvoiceConflict } from '@zhijie/province';
import { column, moment, yuan } from './payment-sheets.ts';

const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;
const amount = (header: string) => column(`${header}（元）`, 18);

/** What a row of the reconciliation can be, for people. */
export const VERDICT_LABELS: Readonly<Record<string, string>> = {
  matched: '一致',
  netted: '正负相抵',
  'in-flight': '在途',
  'amount-differs': '金额不同',
  'content-differs': '内容不同',
  missing: '有一方缺',
  'only-here': '本方有、对方缺',
  'only-there': '对方有、本方缺',
};
const CLOSED: Readonly<Record<string, string>> = {
  matched: '已一致',
  netted: '正负相抵',
  reversed: '已撤销',
  explained: '已说明',
};

type DayAnswer = AnswerOf<'reconciliation.day@1'>;

/** Every difference of a day with what each of the three has. */
export const differenceSheet = (exceptions: DayAnswer['exceptions']): SheetOf => {
  const has = (claim: number | null): string => (claim === null ? '没有这笔' : formatYuan(totalFen(claim)));
  return {
    name: '差异',
    isLandscape: true,
    columns: [
      column('差异编号', 30),
      column('明细编号', 30),
      column('结算编号', 30),
      column('种类', 8),
      column('参保地', 16),
      column('就医地', 16),
      column('结论', 16),
      amount('就医地有'),
      amount('国家有'),
      amount('参保地有'),
      column('责任省', 12),
      column('了结', 12),
      column('最近一步', 40),
    ],
    rows: exceptions.map((one) => {
      const last = one.trace.at(-1);
      return [
        one.exceptionId,
        one.itemId,
        one.settlementId,
        one.kind === 'reversal' ? '撤销' : '结算',
        areaNameOf(one.insuredArea),
        areaNameOf(one.careArea),
        VERDICT_LABELS[one.reads] ?? VERDICT_LABELS[one.verdict] ?? one.verdict,
        has(one.claims.care),
        has(one.claims.hub),
        has(one.claims.insured),
        nameOf(one.ownerProvince),
        one.closed === null ? '' : (CLOSED[one.closed] ?? one.closed),
        last === undefined ? '' : `${moment(last.at)} ${last.by} ${last.reason}`.trim(),
      ];
    }),
  };
};

type Share = PrepaymentView['shares'][number];

const shareSheet = (year: number, shares: readonly Share[]): SheetOf => ({
  name: '年预付金',
  columns: [
    column('参保省（付）'),
    column('就医省（收）'),
    amount(`${year - 1} 年 10 月`),
    amount('11 月'),
    amount('12 月'),
    amount('核定'),
    amount('原有'),
    amount('调整'),
  ],
  rows: shares.map(({ insuredProvince, careProvince, quarter, amount: set, before, change }) => [
    nameOf(insuredProvince),
    nameOf(careProvince),
    ...[0, 1, 2].map((month) => yuan(quarter[month] ?? 0)),
    yuan(set),
    yuan(before),
    yuan(change),
  ]),
});

const orderSheet = (orders: PrepaymentView['orders']): SheetOf => ({
  name: '款项',
  columns: [
    column('款项编号', 30),
    column('付款省'),
    column('收款省'),
    column('退回', 8),
    amount('金额'),
    column('办到哪一步', 16),
    column('付款银行', 20),
    column('流水号', 24),
    column('付款日期', 12),
    column('到账日期', 12),
  ],
  rows: orders.map(({ orderId, payer, payee, isReturn, amount: due, label, transfer, received }) => [
    orderId,
    nameOf(payer),
    nameOf(payee),
    isReturn ? '*' : '',
    yuan(due),
    label,
    transfer?.bank ?? '',
    transfer?.serial ?? '',
    transfer?.paidOn ?? '',
    received?.receivedOn ?? '',
  ]),
});

const noticeSheet = (notices: PrepaymentView['notices']): SheetOf => ({
  name: '预警通知',
  columns: [
    column('就医省'),
    column('月份', 10),
    column('日期', 12),
    amount('已用'),
    amount('预付金'),
    column('使用率', 10),
    column('通知', 60),
  ],
  rows: notices.map(({ careProvince, period, on, used, prepayment, basisPoints, text }) => [
    nameOf(careProvince),
    period,
    on,
    yuan(used),
    yuan(prepayment),
    percentOf(basisPoints),
    text,
  ]),
});

/** A year of prepayment: what was set, what was paid, what was warned of. */
export const prepaymentSheets = ({ year, shares, orders, notices }: PrepaymentView): SheetOf[] => [
  shareSheet(year, shares),
  orderSheet(orders),
  noticeSheet(notices),
];

/** The queue of manual claims; no name and no number of a person is in it. */
export const claimSheet = (claims: readonly ClaimSummary[]): SheetOf => ({
  name: '手工报销',
  isLandscape: true,
  columns: [
    column('报销编号', 30),
    column('统筹区', 16),
    column('险种', 22),
    column('来源', 14),
    column('办到哪一步', 14),
    column('登记时间', 20),
    column('受理时间', 20),
    column('应办结日期', 12),
    column('超期', 8),
  ],
  rows: claims.map((claim) => [
    claim.claimId,
    areaNameOf(claim.insuredArea),
    LABELS.insuranceType[claim.insuranceType as keyof typeof LABELS.insuranceType] ?? claim.insuranceType,
    claim.source === 'packet' ? '医院转来' : '自行上传',
    claim.stateLabel,
    moment(claim.openedAt),
    moment(claim.receivedAt),
    claim.dueOn ?? '',
    claim.isOverdue ? '超期' : '',
  ]),
});

/** Direct settlements whose invoice had another use already. */
export const conflictSheet = (conflicts: readonly InvoiceConflict[]): SheetOf => ({
  name: '重复使用的票据',
  columns: [
    column('机构编号', 18),
    column('结算编号', 30),
    column('就医地', 16),
    column('结算时间', 20),
    column('发现时间', 20),
  ],
  rows: conflicts.map(({ providerId, settlementId, careArea, settledAt, reportedAt }) => [
    providerId,
    settlementId,
    areaNameOf(careArea),
    moment(settledAt),
    moment(reportedAt),
  ]),
});
