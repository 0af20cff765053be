import {
  amountInWords,
  type FeeParts,
  formatYuanForPeople,
  type Instant,
  type TotalFen,
} from '@zhijie/kernel';
import type { Block, Fact, Paper } from '../pdf/paper.ts';
import { yuanCell } from '../words.ts';

export type SlipLine = { readonly label: string; readonly amount: TotalFen };

/** Everything in words, as the slip prints it; who is named how is decided by who asks for the slip. */
export type SettlementSlip = {
  readonly settlementId: string;
  readonly isReversed: boolean;
  readonly reversedAt: string | null;
  readonly settledAt: string;
  readonly issuedAt: Instant;
  readonly isAcrossProvinces: boolean;
  readonly patient: {
    readonly name: string;
    readonly number: string;
    readonly gender: string;
    readonly group: string;
  };
  readonly insured: { readonly place: string; readonly insurance: string };
  readonly care: {
    readonly place: string;
    readonly hospital: string;
    readonly kind: string;
    readonly visitId: string;
    readonly from: string;
    readonly to: string;
    readonly days: number | null;
  };
  readonly filing: { readonly kind: string; readonly number: string | null };
  /** `A01.1 名称`, the main one first. */
  readonly diagnoses: readonly string[];
  /** By category; none: `categoriesNote` says why. */
  readonly categories: readonly { readonly label: string; readonly fees: FeeParts }[];
  readonly categoriesNote: string;
  readonly fees: FeeParts;
  readonly deductible: TotalFen;
  /** As people read it: `85.00%`. */
  readonly poolRate: string;
  /** The funds that paid, the pooled fund first. */
  readonly funds: readonly SlipLine[];
  readonly paidByFunds: TotalFen;
  readonly paidByAccount: TotalFen;
  readonly paidByFamily: TotalFen;
  readonly paidByHospital: TotalFen;
  readonly paidInCash: TotalFen;
  readonly accountBalance: TotalFen;
  /** What this bill added to the year. */
  readonly year: number;
  readonly added: readonly { readonly label: string; readonly text: string }[];
  readonly remarks: readonly string[];
};

const feeCells = ({ total, excluded, overLimit, selfPaidFirst, eligible }: FeeParts): string[] =>
  [total, excluded, overLimit, selfPaidFirst, eligible].map(yuanCell);

function feeTable({ categories, categoriesNote, fees }: SettlementSlip): Block[] {
  const note: Block[] = categoriesNote === '' ? [] : [{ kind: 'text', tone: 'quiet', text: categoriesNote }];
  const money = ['金额', '全自费', '超限价自费', '先行自付', '政策范围内'];
  return [
    { kind: 'heading', text: '费用（元）' },
    {
      kind: 'table',
      columns: [
        { header: '费用类别', width: 2.2 },
        ...money.map((header) => ({ header, width: 1.7, align: 'right' }) as const),
      ],
      rows: categories.map(({ label, fees: own }) => [label, ...feeCells(own)]),
      totals: [['合计', ...feeCells(fees)]],
    },
    ...note,
  ];
}

function paymentTable(slip: SettlementSlip): Block[] {
  const person: SlipLine[] = [
    { label: '个人账户', amount: slip.paidByAccount },
    ...(slip.paidByFamily === 0 ? [] : [{ label: '　其中家庭共济', amount: slip.paidByFamily }]),
    { label: '个人现金', amount: slip.paidInCash },
  ];
  const hospital = slip.paidByHospital === 0 ? [] : [{ label: '医疗机构承担', amount: slip.paidByHospital }];
  const rows = [
    ...slip.funds.map((line) => ['医保基金', line] as const),
    ...person.map((line) => ['个人负担', line] as const),
    ...hospital.map((line) => ['医疗机构', line] as const),
  ];
  return [
    { kind: 'heading', text: '谁付了多少（元）' },
    {
      kind: 'table',
      columns: [
        { header: '付款方', width: 2 },
        { header: '项目', width: 5 },
        { header: '金额', width: 2.4, align: 'right' },
      ],
      rows: rows.map(([payer, { label, amount }]) => [payer, label, yuanCell(amount)]),
      totals: [
        ['医保基金合计', '', yuanCell(slip.paidByFunds)],
        ['医疗费总额', '', yuanCell(slip.fees.total)],
      ],
    },
    {
      kind: 'facts',
      rows: [
        [
          { label: '起付线', value: formatYuanForPeople(slip.deductible) },
          { label: '统筹比例', value: slip.poolRate },
          { label: '账户余额', value: formatYuanForPeople(slip.accountBalance) },
        ],
        [{ label: '个人现金', value: formatYuanForPeople(slip.paidInCash), isStrong: true }],
        [{ label: '大写', value: amountInWords(slip.paidInCash), isStrong: true }],
        [
          {
            label: '商业保险',
            value: '本单只列基本医保、补充保障和个人的付款；商业保险的赔付另见保险公司的通知。',
          },
        ],
      ],
    },
  ];
}

/** Three to a row. */
function yearBlocks({ added, year }: SettlementSlip): Block[] {
  if (added.length === 0) return [];
  const facts = added.map(({ label, text }): Fact => ({ label, value: text }));
  const rows = Array.from({ length: Math.ceil(facts.length / 3) }, (_, row) =>
    facts.slice(3 * row, 3 * row + 3),
  );
  return [
    { kind: 'heading', text: `本次计入 ${year} 年度累计` },
    { kind: 'facts', rows },
  ];
}

function visitRows({
  patient,
  insured,
  care,
  filing,
  diagnoses,
  settledAt,
  settlementId,
}: SettlementSlip): Fact[][] {
  const stay = care.days === null ? care.from : `${care.from} 至 ${care.to}，${care.days} 天`;
  return [
    [
      { label: '姓名', value: patient.name },
      { label: '性别', value: patient.gender },
      { label: '证件号码', value: patient.number },
    ],
    [
      { label: '参保地', value: insured.place },
      { label: '险种', value: insured.insurance },
    ],
    [
      { label: '就医地', value: care.place },
      { label: '医疗机构', value: care.hospital },
    ],
    [
      { label: '人员类别', value: patient.group },
      { label: '就诊类型', value: care.kind },
    ],
    [
      { label: care.days === null ? '就诊日期' : '住院起止', value: stay },
      { label: '就诊号', value: care.visitId },
    ],
    [
      { label: '备案类型', value: filing.kind },
      { label: '备案编号', value: filing.number ?? '无' },
    ],
    [{ label: '诊断', value: diagnoses.length === 0 ? '未写明' : diagnoses.join('；') }],
    [
      { label: '结算时间', value: settledAt },
      { label: '交易流水号', value: settlementId },
    ],
  ];
}

/**
 * The settlement slip of a bill (procedures A-02; 医保发〔2022〕22号 annex form 13, whose layout was not at hand):
 * who, where, what it cost by category, who paid, what it added to the year, and where to sign.
 */
export function settlementSlipDocument(slip: SettlementSlip): Paper {
  const undone = slip.reversedAt === null ? '' : `（${slip.reversedAt}）`;
  return {
    title: slip.isAcrossProvinces ? '跨省异地就医费用结算单' : '医疗费用结算单',
    subtitle: `${slip.care.hospital}　${slip.settledAt.slice(0, 10)}`,
    number: slip.settlementId,
    issuedAt: slip.issuedAt,
    footer: '演示数据，不作报销凭证。',
    blocks: [
      ...(slip.isReversed
        ? [
            {
              kind: 'text',
              tone: 'alarm',
              text: `本结算已撤销${undone}，此单作废。医保和个人账户付的钱已经退回，现金由医院退。`,
            } as const,
          ]
        : []),
      { kind: 'facts', rows: visitRows(slip) },
      ...feeTable(slip),
      ...paymentTable(slip),
      ...yearBlocks(slip),
      ...slip.remarks.map((text) => ({ kind: 'text', tone: 'quiet', text }) as const),
      { kind: 'signatures', places: ['患者或家属', '医院经办人', '医疗机构（盖章）'] },
    ],
  };
}
