import type { Instant, TotalFen } from '@zhijie/kernel';
import type { Block, Paper } from '../pdf/paper.ts';
import { inGroups, yuanCell } from '../words.ts';
import { type PaperSignature, signatureBlocks } from './signature.ts';

/** What care side, nation and insured side agree on for a pair of areas. */
export type DaySheetPair = {
  readonly insured: string;
  readonly care: string;
  readonly count: number;
  readonly amount: TotalFen;
  /** Of the rows behind the figure. */
  readonly digest: string;
};

/** A difference that there was, and how it was closed. */
export type DaySheetDifference = {
  readonly itemId: string;
  readonly verdict: string;
  readonly closed: string;
  readonly by: string;
  readonly at: string;
};

export type DaySheet = {
  readonly day: string;
  readonly province: string;
  readonly version: number;
  readonly completedAt: string;
  readonly issuedAt: Instant;
  readonly pairs: readonly DaySheetPair[];
  readonly differences: readonly DaySheetDifference[];
  readonly signature: PaperSignature;
  /** The signed sheet for programs; it goes into the PDF as a file. */
  readonly json: string;
};

const pairTable = (pairs: readonly DaySheetPair[]): Block => ({
  kind: 'table',
  columns: [
    { header: '参保地', width: 2.4 },
    { header: '就医地', width: 2.4 },
    { header: '笔数', width: 1, align: 'right' },
    { header: '应清算金额（元）', width: 2.2, align: 'right' },
    { header: '逐笔摘要（前 16 位）', width: 2.6 },
  ],
  rows: pairs.map(({ insured, care, count, amount, digest }) => [
    insured,
    care,
    String(count),
    yuanCell(amount),
    inGroups(digest.slice(0, 16)),
  ]),
  totals: [
    [
      '合计',
      '',
      String(pairs.reduce((sum, { count }) => sum + count, 0)),
      yuanCell(pairs.reduce((sum, { amount }) => (sum + amount) as TotalFen, 0 as TotalFen)),
      '',
    ],
  ],
});

function differenceBlock(differences: readonly DaySheetDifference[]): Block {
  if (differences.length === 0) return { kind: 'text', text: '当日没有差异：三方逐笔一致。' };
  return {
    kind: 'table',
    columns: [
      { header: '结算或撤销编号', width: 3.2 },
      { header: '差异', width: 1.4 },
      { header: '怎样了结', width: 3 },
      { header: '经办和时间', width: 2.6 },
    ],
    rows: differences.map(({ itemId, verdict, closed, by, at }) => [itemId, verdict, closed, `${by}\n${at}`]),
  };
}

/** The signed day sheet of the three-party reconciliation of an insured province (procedures R-01). */
export function daySheetDocument(sheet: DaySheet): Paper {
  const { day, province, version, pairs, differences, signature } = sheet;
  const name = `DZ-${day.replaceAll('-', '')}-${province}`;
  return {
    title: '跨省异地就医三方日对账单',
    subtitle: `${day}　${province}（参保地）`,
    number: `${name}-第${version}版`,
    issuedAt: sheet.issuedAt,
    footer: '就医地、国家平台、参保地逐笔核对一致后签发；以后一版为准。',
    blocks: [
      {
        kind: 'facts',
        rows: [
          [
            { label: '对账日期', value: day },
            { label: '对平时间', value: sheet.completedAt },
          ],
          [
            { label: '版次', value: `第 ${version} 版` },
            { label: '了结的差异', value: `${differences.length} 笔` },
          ],
        ],
      },
      { kind: 'heading', text: '各地合计' },
      pairTable(pairs),
      { kind: 'heading', text: '差异和了结' },
      differenceBlock(differences),
      ...signatureBlocks(signature),
      { kind: 'signatures', places: ['对账', '复核', '日期'] },
    ],
    enclosed: [
      {
        name: `${name}.json`,
        mediaType: 'application/json',
        bytes: new TextEncoder().encode(sheet.json),
        about: '已签名的日对账单',
      },
    ],
  };
}
