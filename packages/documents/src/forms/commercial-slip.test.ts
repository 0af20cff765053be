import { instant, totalFen } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { commercialSlipDocument, renderPdf } from '../index.ts';
import { pagesOf } from '../testing/read-pdf.ts';

const slip = {
  slipId: 'K99010020260300000001000000000',
  isVoid: false,
  issuedAt: instant(1_773_109_800_000),
  paidAt: '2026-03-10 10:30:00',
  patient: { name: '张建国', number: '9901**********1234' },
  insurer: '示例人寿保险（虚构）',
  product: '示例市惠民保',
  policyNumber: 'DA2026-000001',
  settlementId: 'S9901',
  settledAt: '2026-03-10 10:20:00',
  hospital: '北京示例医院',
  isAtCounter: true,
  owed: totalFen(3_162_388),
  amount: totalFen(689_910),
  layers: [
    {
      title: '医保范围内个人负担',
      base: totalFen(1_862_388),
      deductibleUsed: totalFen(1_000_000),
      paid: totalFen(689_910),
      text: '8,623.88 × 80% = 6,899.10 元',
    },
  ],
};

const textOf = async (own: object = {}): Promise<string> =>
  (await pagesOf(await renderPdf(commercialSlipDocument({ ...slip, ...own })))).join('\n');

test('K-06 the second slip says who insures, how it came about, the amount in words and what is left', async () => {
  const text = await textOf();
  for (const said of [
    '商业健康保险赔付单',
    '保单号DA2026-000001',
    '医保范围内个人负担18,623.8810,000.006,899.10',
    '商业保险赔付¥6,899.10',
    '人民币陆仟捌佰玖拾玖元壹角',
    '赔付以后还剩¥24,724.78',
  ])
    expect(text).toContain(said);
  expect(text).not.toContain('作废');
});

test('K-06 undone it is void; an insurer with rules of its own shows no calculation', async () => {
  const text = await textOf({ isVoid: true, layers: [], isAtCounter: false });
  expect(text).toContain('此单作废');
  expect(text).toContain('计算过程请向保险公司查询');
  expect(text).toContain('由保险公司直接付给被保险人');
});
