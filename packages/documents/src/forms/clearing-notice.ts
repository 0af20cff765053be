import { amountInWords, formatYuanForPeople, type Instant, type TotalFen } from '@zhijie/kernel';
import type { Paper } from '../pdf/paper.ts';
import { monthWords, yuanCell } from '../words.ts';

export type NoticeRow = {
  /** With "*" behind it where the care province gives money back (procedures C-09). */
  readonly name: string;
  readonly insurance: string;
  readonly amount: TotalFen;
  readonly account: { readonly holder: string; readonly bank: string; readonly number: string } | null;
};

export type ClearingNotice = {
  readonly kind: 'payment' | 'collection';
  readonly period: string;
  readonly province: string;
  readonly issuedOn: string;
  readonly issuedAt: Instant;
  readonly rows: readonly NoticeRow[];
  readonly employee: TotalFen;
  readonly resident: TotalFen;
  readonly total: TotalFen;
  /** What has to be done by when, as the calendar of the clearing says. */
  readonly deadlines: readonly { readonly what: string; readonly by: string }[];
};

const WORDS = {
  payment: { title: '付款通知书', verb: '应付', other: '收款省份', code: 'FK' },
  collection: { title: '收款通知书', verb: '应收', other: '付款省份', code: 'SK' },
} as const;

const STAR =
  '名称后带“*”的一行，是就医省退还参保省的款项（审核扣款、撤销大于当月费用），方向与费用清算相反，金额按正数列示。';

const table = ({ kind, rows, total }: ClearingNotice) =>
  ({
    kind: 'table',
    columns: [
      { header: '序号', width: 0.7, align: 'center' },
      { header: WORDS[kind].other, width: 2 },
      { header: '险种', width: 2.6 },
      { header: '金额（元）', width: 2.1, align: 'right' },
      { header: '收款户名、开户银行和账号', width: 4.6 },
    ],
    rows: rows.map(({ name, insurance, amount, account }, index) => [
      String(index + 1),
      name,
      insurance,
      yuanCell(amount),
      account === null ? '尚未登记' : `${account.holder}\n${account.bank}\n${account.number}`,
    ]),
    totals: [['', '合计', '', yuanCell(total), '']],
  }) as const;

/**
 * A payment notice (annex 15) or collection notice (annex 16) of a province: 医保发〔2022〕22号 annex, articles 48
 * to 51. The layout of the annexes was not at hand; this one is ours.
 */
export function clearingNoticeDocument(notice: ClearingNotice): Paper {
  const { kind, period, province, employee, resident, total } = notice;
  const words = WORDS[kind];
  const month = monthWords(period);
  const hasReturns = notice.rows.some(({ name }) => name.endsWith('*'));
  return {
    title: `跨省异地就医费用清算${words.title}`,
    subtitle: `${month}　${province}`,
    number: `QS-${period.replace('-', '')}-${words.code}-${province}`,
    issuedAt: notice.issuedAt,
    footer: `跨省异地就医费用清算${words.title}（${period}，${province}）`,
    blocks: [
      { kind: 'text', text: `${province}医疗保障经办机构：` },
      {
        kind: 'text',
        text: `${month}跨省异地就医费用清算已经各省确认，贵省${words.verb}款项如下。职工和居民基金分别列示，不得合并抵扣。`,
      },
      {
        kind: 'facts',
        rows: [
          [
            { label: `${words.verb}合计`, value: formatYuanForPeople(total), isStrong: true },
            { label: '签发日期', value: notice.issuedOn },
          ],
          [{ label: '大写', value: amountInWords(total), isStrong: true }],
          [
            { label: '其中职工', value: formatYuanForPeople(employee) },
            { label: '其中居民', value: formatYuanForPeople(resident) },
          ],
        ],
      },
      table(notice),
      ...(hasReturns ? [{ kind: 'text', tone: 'quiet', text: STAR } as const] : []),
      ...(notice.deadlines.length === 0
        ? []
        : [
            { kind: 'heading', text: '办理期限' } as const,
            {
              kind: 'table',
              columns: [
                { header: '事项', width: 6 },
                { header: '期限', width: 2, align: 'center' },
              ],
              rows: notice.deadlines.map(({ what, by }) => [what, by]),
            } as const,
          ]),
      { kind: 'signatures', places: ['经办', '复核', '签发机构（盖章）'] },
    ],
  };
}
