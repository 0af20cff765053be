import { fen, instant, totalFen, ZERO_FEN } from '@zhijie/kernel';
import type { ClearingNotice } from '../forms/clearing-notice.ts';
import type { ConformanceReport } from '../forms/conformance-report.ts';
import type { DaySheet } from '../forms/day-sheet.ts';
import type { SettlementSlip } from '../forms/settlement-slip.ts';

const ISSUED = instant(Date.UTC(2026, 3, 21, 2, 0, 0));

export const notice: ClearingNotice = {
  kind: 'payment',
  period: '2026-03',
  province: '河南',
  issuedOn: '2026-04-29',
  issuedAt: ISSUED,
  rows: [
    {
      name: '北京',
      insurance: '职工基本医疗保险',
      amount: totalFen(1_234_567_89),
      account: {
        holder: '北京市财政局社会保障基金专户',
        bank: '示例银行北京分行',
        number: '0200001109999990001',
      },
    },
    {
      name: '湖南*',
      insurance: '城乡居民基本医疗保险',
      amount: totalFen(6007_14),
      account: {
        holder: '湖南省财政厅社会保障基金专户',
        bank: '示例银行长沙分行',
        number: '4300001109999990002',
      },
    },
  ],
  employee: totalFen(1_234_567_89),
  resident: totalFen(6007_14),
  total: totalFen(1_240_575_03),
  deadlines: [
    { what: '送同级财政部门', by: '2026-05-11' },
    { what: '财政部门付款', by: '2026-05-25' },
  ],
};

const fees = (total: number, excluded: number, selfPaidFirst: number) => ({
  total: fen(total),
  excluded: fen(excluded),
  overLimit: ZERO_FEN,
  selfPaidFirst: fen(selfPaidFirst),
  eligible: fen(total - excluded - selfPaidFirst),
});

export const slip: SettlementSlip = {
  settlementId: 'S4101202603080000000117',
  isReversed: false,
  reversedAt: null,
  settledAt: '2026-03-08 14:05:09',
  issuedAt: ISSUED,
  isAcrossProvinces: true,
  patient: { name: '李𫖮骉', number: '4199**********1358', gender: '男', group: '在职' },
  insured: { place: '河南省郑州市', insurance: '职工基本医疗保险' },
  care: {
    place: '北京市',
    hospital: '示例第一医院',
    kind: '普通住院',
    visitId: 'V20260301000123',
    from: '2026-03-01',
    to: '2026-03-08',
    days: 7,
  },
  filing: { kind: '已办转诊备案', number: 'F4101-000012' },
  diagnoses: ['J18.900 肺炎', 'I10.x00 高血压'],
  categories: [
    { label: '床位费', fees: fees(700_00, 0, 0) },
    { label: '西药费', fees: fees(18_300_10, 1_200_00, 830_00) },
    { label: '化验费', fees: fees(7_000_00, 0, 0) },
  ],
  categoriesNote: '',
  fees: fees(26_000_10, 1_200_00, 830_00),
  deductible: totalFen(1500_00),
  poolRate: '75.00%',
  funds: [
    { label: '基本医疗保险统筹基金支出', amount: totalFen(16_852_58) },
    { label: '职工大额医疗费用补助支出', amount: totalFen(1_000_00) },
  ],
  paidByFunds: totalFen(17_852_58),
  paidByAccount: totalFen(2_000_00),
  paidByFamily: totalFen(500_00),
  paidByHospital: totalFen(0),
  paidInCash: totalFen(6147_52),
  accountBalance: totalFen(0),
  year: 2026,
  added: [
    { label: '住院次数', text: '1 次' },
    { label: '统筹基金支付', text: '¥16,852.58' },
  ],
  remarks: [],
};

export const report: ConformanceReport = {
  runId: 'RUN-0123456789',
  product: '示例医院系统 3.2',
  vendor: '示例软件公司',
  providerId: 'H11010500001',
  startedAt: '2026-03-08 09:00:00',
  finishedAt: '2026-03-08 09:40:00',
  calls: 61,
  groups: [
    {
      title: '报文',
      checks: [
        { id: 'M1', title: '每个报文都能读懂', state: 'passed', reason: '' },
        {
          id: 'M2',
          title: '办成的调用没有不符合规范的字段',
          state: 'failed',
          reason: '有字段不符合规范（包括报文头）',
        },
      ],
    },
    {
      title: '交易',
      checks: Array.from({ length: 60 }, (_, index) => ({
        id: `T-${2200 + index}`,
        title: `示例交易 ${2200 + index} 办成一次`,
        state: index % 3 === 0 ? ('not-run' as const) : ('passed' as const),
        reason: index % 3 === 0 ? '还没有办成过' : '',
      })),
    },
  ],
  signature: {
    algorithm: 'SM2-SM3',
    over: '报告的 JSON 文本',
    digest: 'ab'.repeat(32),
    publicKey: '04'.padEnd(130, 'c0ffee'),
    value: 'MEUCIQDdummy'.padEnd(88, 'x'),
    check: 'zhijie sandbox verify RUN-0123456789.json',
  },
  json: '{"report":{}}',
  issuedAt: ISSUED,
};

export const daySheet: DaySheet = {
  day: '2026-03-08',
  province: '河南省',
  version: 2,
  completedAt: '2026-03-09 06:00:00',
  issuedAt: ISSUED,
  pairs: [
    {
      insured: '河南省郑州市',
      care: '北京市',
      count: 118,
      amount: totalFen(1_190_000_00),
      digest: 'ab'.repeat(32),
    },
    {
      insured: '河南省郑州市',
      care: '上海市',
      count: 2,
      amount: totalFen(-1_000_00),
      digest: 'cd'.repeat(32),
    },
  ],
  differences: [
    {
      itemId: 'S1100002026111QKXNPT6NC5PPA218',
      verdict: '金额不同',
      closed: '说明：就医地已更正',
      by: 'agency-410000/clerk',
      at: '2026-03-09 05:40:00',
    },
  ],
  signature: {
    algorithm: 'SM2-SM3',
    over: '日对账单的 JSON 文本',
    digest: 'ef'.repeat(32),
    publicKey: null,
    value: 'x'.repeat(86),
    check: 'zhijie reconciliation verify',
  },
  json: '{"sheet":{}}',
};
