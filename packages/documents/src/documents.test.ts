import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import {
  clearingNoticeDocument,
  conformanceReportDocument,
  daySheetDocument,
  type Paper,
  renderPdf,
  settlementSlipDocument,
} from './index.ts';
import { enclosedIn, pagesOf } from './testing/read-pdf.ts';
import { daySheet, notice, report, slip } from './testing/samples.ts';

const textOf = async (paper: Paper): Promise<string> => (await pagesOf(await renderPdf(paper))).join('\n');

test('C-02 C-09 a payment notice says figures, words, the account and the star of a return', async () => {
  const text = await textOf(clearingNoticeDocument(notice));
  expect(text).toContain('跨省异地就医费用清算付款通知书');
  expect(text).toContain('应付合计¥1,240,575.03');
  expect(text).toContain('人民币壹佰贰拾肆万零伍佰柒拾伍元零叁分');
  expect(text).toContain('湖南*城乡居民基本医疗保险6,007.14');
  expect(text).toContain('名称后带“*”的一行');
  expect(text).toContain('0200001109999990001');
  expect(text).toContain('财政部门付款2026-05-25');
  const collection = await textOf(
    clearingNoticeDocument({ ...notice, kind: 'collection', rows: notice.rows.slice(0, 1) }),
  );
  expect(collection).toContain('收款通知书');
  expect(collection).not.toContain('带“*”');
});

test('A-02 a settlement slip has patient, filing, places, categories, split, funds, year, cash in words', async () => {
  const text = await textOf(settlementSlipDocument(slip));
  for (const said of [
    '证件号码4199**********1358',
    '备案类型已办转诊备案',
    '诊断J18.900肺炎；I10.x00高血压',
    '西药费18,300.101,200.000.00830.0016,270.10',
    '合计26,000.101,200.000.00830.0023,970.10',
    '统筹比例75.00%',
    '医保基金合计17,852.58',
    '其中家庭共济500.00',
    '大写人民币陆仟壹佰肆拾柒元伍角贰分',
    '本次计入2026年度累计',
    '交易流水号S4101202603080000000117',
    '患者或家属：',
  ])
    expect(text).toContain(said);
  expect(text).not.toContain('作废');
});

test('A-02 the slip of an undone bill says first that it is void', async () => {
  const text = await textOf(
    settlementSlipDocument({ ...slip, isReversed: true, reversedAt: '2026-03-09 08:00:00' }),
  );
  expect(text.indexOf('本结算已撤销（2026-03-0908:00:00），此单作废')).toBeGreaterThan(-1);
  expect(text.indexOf('作废')).toBeLessThan(text.indexOf('姓名'));
});

test('a bill whose items have not come in says so and prints the total', async () => {
  const categoriesNote = '就医地尚未上传费用明细';
  const text = await textOf(settlementSlipDocument({ ...slip, categories: [], categoriesNote }));
  expect(text).toContain('尚未上传');
  expect(text).toContain('合计26,000.10');
});

test('rare characters of names are printed; one that the font lacks is written by its number', async () => {
  const text = await textOf(settlementSlipDocument(slip));
  expect(text).toMatch(/李(𫖮|〔U\+2B5AE〕)骉/u);
  const odd = { ...slip, patient: { ...slip.patient, name: '王\u{2ffff}\u0007' } };
  expect(await textOf(settlementSlipDocument(odd))).toContain('王〔U+2FFFF〕');
});

test('a conformance report repeats the table header, numbers its pages and encloses the signed JSON', async () => {
  const bytes = await renderPdf(conformanceReportDocument(report));
  const pages = await pagesOf(bytes);
  expect(pages.length).toBeGreaterThan(1);
  pages.forEach((page, index) => {
    expect(page).toContain(`第${index + 1}页/共${pages.length}页`);
    expect(page).toContain('RUN-0123456789');
  });
  expect(pages[1]).toContain('编号检查结果');
  expect(pages.join('')).toContain('摘要SM3abababab');
  expect(await enclosedIn(bytes)).toEqual(new Map([['RUN-0123456789.json', report.json]]));
});

test('R-01 a day sheet lists its pairs, how differences were closed, and says when there was none', async () => {
  const bytes = await renderPdf(daySheetDocument(daySheet));
  const text = (await pagesOf(bytes)).join('');
  expect(text).toContain('河南省郑州市上海市2退-1,000.00');
  expect(text).toContain('合计1201,189,000.00');
  expect(text).toContain('金额不同说明：就医地已更正agency-410000/clerk');
  expect(text).not.toContain('公钥');
  expect([...(await enclosedIn(bytes)).values()]).toEqual([daySheet.json]);
  expect(await textOf(daySheetDocument({ ...daySheet, differences: [] }))).toContain('当日没有差异');
});

test('the same paper gives the same bytes, with the font embedded and only the time that it was given', async () => {
  const [first, second] = await Promise.all([0, 1].map(() => renderPdf(settlementSlipDocument(slip))));
  expect(Buffer.compare(first!, second!)).toBe(0);
  const raw = Buffer.from(first!).toString('latin1');
  expect(raw).toContain('D:20260421020000Z');
  expect(raw).toContain('FontFile2');
  expect(first!.byteLength).toBeLessThan(200_000);
});
