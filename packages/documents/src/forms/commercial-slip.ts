import { amountInWords, formatYuanForPeople, type Instant, type TotalFen, totalFen } from '@zhijie/kernel';
import type { Block, Fact, Paper } from '../pdf/paper.ts';
import { yuanCell } from '../words.ts';

/** Everything in words, as the second slip prints it. */
export type CommercialSlipPaper = {
  readonly slipId: string;
  /** It was taken back. */
  readonly isVoid: boolean;
  readonly issuedAt: Instant;
  readonly paidAt: string | null;
  readonly patient: { readonly name: string; readonly number: string };
  readonly insurer: string;
  readonly product: string;
  readonly policyNumber: string;
  readonly settlementId: string;
  readonly settledAt: string;
  readonly hospital: string;
  /** True: to the hospital's counter, the patient pays less; false: to the patient after a claim. */
  readonly isAtCounter: boolean;
  readonly owed: TotalFen;
  readonly amount: TotalFen;
  readonly layers: readonly {
    readonly title: string;
    readonly base: TotalFen;
    readonly deductibleUsed: TotalFen;
    readonly paid: TotalFen;
    readonly text: string;
  }[];
};

function holderRows(slip: CommercialSlipPaper): Fact[][] {
  const state = slip.paidAt === null ? '已预留，还没有支付' : slip.paidAt;
  return [
    [
      { label: '被保险人', value: slip.patient.name },
      { label: '证件号码', value: slip.patient.number },
    ],
    [
      { label: '保险公司', value: slip.insurer },
      { label: '保单号', value: slip.policyNumber },
    ],
    [
      { label: '医疗机构', value: slip.hospital },
      { label: '医保结算时间', value: slip.settledAt },
    ],
    [
      { label: '医保结算编号', value: slip.settlementId },
      { label: '赔付时间', value: state },
    ],
  ];
}

function calculation({ layers, amount }: CommercialSlipPaper): Block[] {
  if (layers.length === 0) {
    return [{ kind: 'text', tone: 'quiet', text: '赔付金额由保险公司核定，计算过程请向保险公司查询。' }];
  }
  return [
    { kind: 'heading', text: '怎么算的（元）' },
    {
      kind: 'table',
      columns: [
        { header: '责任', width: 4 },
        { header: '计入费用', width: 2, align: 'right' },
        { header: '本次用去免赔额', width: 2.4, align: 'right' },
        { header: '赔付', width: 2, align: 'right' },
      ],
      rows: layers.map(({ title, base, deductibleUsed, paid }) => [
        title,
        ...[base, deductibleUsed, paid].map(yuanCell),
      ]),
      totals: [['合计', '', '', yuanCell(amount)]],
    },
    ...layers.map(({ text }) => ({ kind: 'text', tone: 'quiet', text }) as const),
  ];
}

function resultRows({ owed, amount, isAtCounter }: CommercialSlipPaper): Fact[][] {
  const left = formatYuanForPeople(totalFen(owed - amount));
  return [
    [
      { label: '医保结算后个人应付', value: formatYuanForPeople(owed) },
      { label: '商业保险赔付', value: formatYuanForPeople(amount), isStrong: true },
    ],
    [{ label: '大写', value: amountInWords(amount), isStrong: true }],
    [
      isAtCounter
        ? { label: '赔付以后还剩', value: left }
        : { label: '赔款去向', value: '由保险公司直接付给被保险人' },
    ],
  ];
}

const VOID: Block = { kind: 'text', tone: 'alarm', text: '本次赔付已撤销，此单作废；免赔额和限额已恢复。' };

/** The slip of a commercial insurer, printed beside the settlement slip (procedures K-06: two slips). */
export function commercialSlipDocument(slip: CommercialSlipPaper): Paper {
  return {
    title: '商业健康保险赔付单',
    subtitle: `${slip.insurer}　${slip.product}`,
    number: slip.slipId,
    issuedAt: slip.issuedAt,
    footer: '演示数据，不作报销凭证。',
    blocks: [
      ...(slip.isVoid ? [VOID] : []),
      { kind: 'facts', rows: holderRows(slip) },
      ...calculation(slip),
      { kind: 'facts', rows: resultRows(slip) },
    ],
  };
}
