import { amountInWords, fen, formatYuanForPeople, type Instant, type TotalFen } from '@zhijie/kernel';
import type { Block, Fact, Paper } from '../pdf/paper.ts';
import { inGroups, yuanCell } from '../words.ts';

/** Everything in words, as the paper prints it; who is named how is decided by who asks for it. */
export type MedicalReceipt = {
  /** `医疗住院收费票据（电子）` */
  readonly title: string;
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly issuedAt: Instant;
  readonly issuedOn: string;
  readonly payer: string;
  readonly issuer: { readonly name: string; readonly creditCode: string };
  readonly cashier: string;
  readonly items: readonly { readonly label: string; readonly amount: TotalFen }[];
  readonly total: TotalFen;
  /** Number and days of the visit, insurance, our number. */
  readonly visit: readonly (readonly [label: string, value: string])[];
  /** Who paid and what the person bears, fen. */
  readonly shares: readonly (readonly [label: string, amount: TotalFen])[];
  /** Of a red receipt: what it takes back. */
  readonly reverses: { readonly code: string; readonly number: string; readonly reason: string } | null;
  /** Of a receipt that was taken back: by which. */
  readonly reversedBy: { readonly code: string; readonly number: string } | null;
  /** Where anybody can ask whether it is genuine. */
  readonly verifyUrl: string;
  readonly signature: { readonly signer: string; readonly value: string };
};

function inRows<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, row) =>
    all.slice(row * size, row * size + size),
  );
}

function warnings({ reverses, reversedBy }: MedicalReceipt): Block[] {
  const said =
    reverses !== null
      ? `红字票据：冲销票据 ${reverses.code} ${reverses.number}，原因：${reverses.reason}。`
      : reversedBy !== null
        ? `已冲红：本票据由红字票据 ${reversedBy.code} ${reversedBy.number} 冲销，不再有效。`
        : null;
  return said === null ? [] : [{ kind: 'text', tone: 'alarm', text: said }];
}

/** Two categories beside each other, as the usual form has them. */
function itemsTable({ items, total }: MedicalReceipt): Block {
  const half = Math.ceil(items.length / 2);
  const cell = (index: number): string[] => {
    const item = items[index];
    return item === undefined ? ['', ''] : [item.label, yuanCell(item.amount)];
  };
  return {
    kind: 'table',
    columns: [
      { header: '项目', width: 2.4 },
      { header: '金额（元）', width: 1.6, align: 'right' },
      { header: '项目', width: 2.4 },
      { header: '金额（元）', width: 1.6, align: 'right' },
    ],
    rows: Array.from({ length: half }, (_, row) => [...cell(row), ...cell(row + half)]),
    totals: [['金额合计（小写）', yuanCell(total), '', '']],
  };
}

const sharesRows = ({ shares }: MedicalReceipt): Fact[][] =>
  inRows(
    shares.map(([label, amount]): Fact => ({ label, value: formatYuanForPeople(amount) })),
    3,
  );

/**
 * An electronic medical receipt (医疗收费电子票据, procedures A-03) with a code that leads to its
 * verification. The order of the ministry's form; its standard was not at hand.
 */
export function medicalReceiptDocument(receipt: MedicalReceipt): Paper {
  const { code, number, checkCode, payer, issuer, cashier, issuedOn, total, visit, signature } = receipt;
  const words = amountInWords(fen(Math.abs(total)));
  return {
    title: receipt.title,
    subtitle: issuer.name,
    number: `${code} ${number}`,
    issuedAt: receipt.issuedAt,
    footer: '演示数据，不作报销凭证。',
    blocks: [
      ...warnings(receipt),
      {
        kind: 'facts',
        rows: [
          [
            { label: '票据代码', value: code },
            { label: '票据号码', value: number },
            { label: '校验码', value: checkCode },
          ],
          [
            { label: '交款人', value: payer },
            { label: '开票日期', value: issuedOn },
          ],
          ...inRows(
            visit.map(([label, value]): Fact => ({ label, value })),
            2,
          ),
        ],
      },
      itemsTable(receipt),
      {
        kind: 'facts',
        rows: [
          [{ label: '合计（大写）', value: total < 0 ? `退 ${words}` : words, isStrong: true }],
          ...sharesRows(receipt),
          [
            { label: '收款单位', value: issuer.name },
            { label: '信用代码', value: issuer.creditCode },
          ],
          [
            { label: '收款人', value: cashier },
            { label: '电子签名', value: `${signature.signer}，SM2` },
          ],
          [{ label: '签名值', value: inGroups(signature.value, 43), isCode: true }],
        ],
      },
      {
        kind: 'qr',
        text: receipt.verifyUrl,
        caption: ['扫码查验真伪', '或在查验页输入票据代码、票据号码和校验码。', receipt.verifyUrl],
      },
    ],
  };
}
