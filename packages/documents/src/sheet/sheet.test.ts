import { Buffer } from 'node:buffer';
import { formatYuan, instant, totalFen } from '@zhijie/kernel';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { columnLetter, type ReadColumn, readTable } from './read.ts';
import { type SheetOf, writeWorkbook } from './write.ts';

const AT = instant(Date.UTC(2026, 3, 21));
const COLUMNS: readonly ReadColumn[] = [
  { key: 'id', header: '证件号码', kind: 'id' },
  { key: 'amount', header: '金额', kind: 'yuan' },
  { key: 'on', header: '日期', kind: 'date', isRequired: false },
  { key: 'kind', header: '种类', kind: 'choice', choices: { 扣款: 'deduction', 恢复: 'restoration' } },
];
const rowsIn = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new Error('refused');
  return result.value;
};
const table = (rows: SheetOf['rows']): SheetOf => ({
  name: '扣款',
  columns: COLUMNS.map(({ header }) => ({ header, width: 20 })),
  rows,
});

test('an 18-digit number and 0.10 yuan come back as they went', async () => {
  const rows = [
    ['110101199003070019', { yuan: totalFen(10) }, '2026-03-08', '扣款'],
    ['00012345678901234X', { yuan: totalFen(-29) }, null, '恢复'],
    ['110101199003070019', { yuan: totalFen(899_999_999_999) }, null, '恢复'],
  ] as const;
  const read = await readTable(await writeWorkbook([table(rows)], AT), '扣款', COLUMNS);
  expect(read).toMatchObject({
    ok: true,
    value: [
      { row: 2, values: { id: '110101199003070019', amount: 10, on: '2026-03-08', kind: 'deduction' } },
      { row: 3, values: { id: '00012345678901234X', amount: -29, on: null, kind: 'restoration' } },
      {
        row: 4,
        values: { id: '110101199003070019', amount: 899_999_999_999, on: null, kind: 'restoration' },
      },
    ],
  });
});

test('every amount to fifteen digits keeps its fen, and a larger one is a text', async () => {
  const amounts = [
    1, 9, 99, 101, -7, 123_456_789, 99_999_999_999, 999_999_999_999_999, 9_007_199_254_740_991,
  ];
  const rows = amounts.map((amount) => ['x', { yuan: totalFen(amount) }, null, '扣款']);
  const bytes = await writeWorkbook([table(rows)], AT);
  const [sheet] = await readXlsxFile(Buffer.from(bytes), { parseNumber: (written: string) => written });
  const written = sheet!.data.slice(1).map(([, amount]) => String(amount));
  const spelled = written.map((text) =>
    text.includes('.') ? text.padEnd(text.indexOf('.') + 3, '0') : `${text}.00`,
  );
  expect(spelled).toEqual(amounts.map((amount) => formatYuan(totalFen(amount))));
});

test('a workbook has the bytes of its tables and of the time that it was given', async () => {
  const [first, second] = [await writeWorkbook([table([])], AT), await writeWorkbook([table([])], AT)];
  expect(Buffer.compare(first, second)).toBe(0);
});

test('every wrong cell is named by sheet, row and column, and nothing is taken', async () => {
  const number = (value: number) => ({ value, type: Number, format: 'General' });
  const data = [
    COLUMNS.map(({ header }) => ({ value: header })),
    [{ value: '1' }, number(0.29), { value: '2026-03-08' }, { value: '扣款' }],
    [number(Number('110101199003070019')), number(0.1 + 0.2), { value: '2026-02-30' }, { value: '罚款' }],
    [null, { value: '1.005' }, null, { value: '扣款' }],
  ];
  const bytes = await writeXlsxFile([{ data, sheet: '扣款' }]).toBuffer();
  const read = await readTable(new Uint8Array(bytes), '扣款', COLUMNS);
  const problems = !read.ok && read.refusal.code === 'cells-wrong' ? read.refusal.problems : [];
  expect(problems.map(({ row, column, header, text }) => `${column}${row} ${header} ${text}`)).toEqual([
    'A3 证件号码 编号成了数字，可能已经丢了位数',
    'C3 日期 没有这一天',
    'D3 种类 没有“罚款”这一项',
    'A4 证件号码 没有填写',
    'B4 金额 金额小于一分',
  ]);
});

test('columns may stand in any order; a missing one, a missing sheet and no workbook are told', async () => {
  const bytes = await writeWorkbook([table([])], AT);
  const moved = {
    ...table([['扣款', '00017', { yuan: totalFen(10) }]]),
    columns: [3, 0, 1, 2].map((at) => ({ header: COLUMNS[at]!.header, width: 9 })),
  };
  const [row] = rowsIn(await readTable(await writeWorkbook([moved], AT), '扣款', COLUMNS));
  expect(row).toMatchObject({
    values: { id: '00017', amount: 10, kind: 'deduction' },
    letters: { id: 'B', kind: 'A' },
  });
  expect(await readTable(bytes, '恢复', COLUMNS)).toMatchObject({ refusal: { code: 'sheet-missing' } });
  const extra: ReadColumn = { key: 'reason', header: '理由', kind: 'text' };
  expect(await readTable(bytes, '扣款', [...COLUMNS, extra])).toMatchObject({
    refusal: { code: 'header-missing', detail: { headers: '理由' } },
  });
  expect(await readTable(bytes, '扣款', COLUMNS.toReversed())).toEqual({ ok: true, value: [] });
  expect(await readTable(Buffer.from('PK not'), '扣款', COLUMNS)).toMatchObject({
    refusal: { code: 'not-a-workbook' },
  });
});

test('columns are named as Excel names them', () => {
  expect([0, 25, 26, 27, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
});
