import { instant, totalFen } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import type { Paper } from '../pdf/paper.ts';
import { renderPdf } from '../pdf/render.ts';
import { pagesOf } from '../testing/read-pdf.ts';
import { type FilingForm, filingFormDocument } from './filing-form.ts';
import { type MedicalReceipt, medicalReceiptDocument } from './medical-receipt.ts';

const textOf = async (paper: Paper): Promise<string> =>
  (await pagesOf(await renderPdf(paper))).join('').replaceAll(/\s/g, '');

const receipt: MedicalReceipt = {
  title: '医疗住院收费票据（电子）',
  code: '11060226',
  number: '4000000017',
  checkCode: '3f8a2c',
  issuedAt: instant(Date.UTC(2026, 2, 10, 2)),
  issuedOn: '2026-03-10',
  payer: '周示长',
  issuer: { name: '北京示例医院', creditCode: '12110000400000000A' },
  cashier: '张收费',
  items: [
    { label: '床位费', amount: totalFen(1800_00) },
    { label: '西药费', amount: totalFen(7200_00) },
    { label: '手术费', amount: totalFen(21_000_00) },
  ],
  total: totalFen(30_000_00),
  visit: [['住院号', 'ZY2026030001']],
  shares: [
    ['医保统筹基金支付', totalFen(15_925_00)],
    ['个人现金支付', totalFen(14_075_00)],
  ],
  reverses: null,
  reversedBy: null,
  verifyUrl: 'https://example.org/receipts/verify?code=11060226&number=4000000017&check=3f8a2c',
  signature: { signer: '北京节点', value: 'oGq1TLlYw3rM1nqK' },
};

test('A-03 a receipt says its numbers, items, words, who paid, who signed, and where it is verified', async () => {
  const text = await textOf(medicalReceiptDocument(receipt));
  for (const said of [
    '票据代码11060226票据号码4000000017校验码3f8a2c',
    '交款人周示长',
    '床位费1,800.00手术费21,000.00',
    '金额合计（小写）30,000.00',
    '人民币叁万元整',
    '医保统筹基金支付¥15,925.00',
    '电子签名北京节点，SM2',
    'receipts/verify?code=11060226',
  ])
    expect(text).toContain(said);
  expect(text).not.toContain('红');
});

test('A-03 a red receipt names its original, and one taken back says so, before anything else', async () => {
  const red = {
    ...receipt,
    total: totalFen(-30_000_00),
    items: receipt.items.map(({ label, amount }) => ({ label, amount: totalFen(-amount) })),
    reverses: { code: '11060226', number: '4000000016', reason: '退费' },
  };
  const text = await textOf(medicalReceiptDocument(red));
  expect(text.indexOf('红字票据：冲销票据110602264000000016，原因：退费')).toBeLessThan(
    text.indexOf('票据代码'),
  );
  expect(text).toContain('退人民币叁万元整');
  const taken = { ...receipt, reversedBy: { code: '11060226', number: '4000000018' } };
  expect(await textOf(medicalReceiptDocument(taken))).toContain('已冲红');
});

test('the same receipt gives the same bytes, the code to scan included', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => renderPdf(medicalReceiptDocument(receipt))));
  expect(Buffer.from(one!).equals(Buffer.from(two!))).toBe(true);
  const other = await renderPdf(medicalReceiptDocument({ ...receipt, verifyUrl: `${receipt.verifyUrl}0` }));
  expect(Buffer.from(other).equals(Buffer.from(one!))).toBe(false);
});

const form: FilingForm = {
  filingId: 'F410100202603000000000117',
  issuedAt: instant(Date.UTC(2026, 2, 10, 2)),
  printedOn: '2026-03-10',
  state: '已生效',
  person: { name: '李建国', gender: '男', number: '4199**********1358', birthDate: '1985-03-12' },
  insured: { place: '河南省郑州市', insurance: '城乡居民基本医疗保险' },
  category: '异地长期居住人员',
  places: ['北京市'],
  startsOn: '2026-03-10',
  endsOn: null,
  byCommitment: true,
};

test('A-04 a filing form has the person, the filing and places to sign; by commitment the promise too', async () => {
  const text = await textOf(filingFormDocument(form));
  for (const said of ['异地就医备案登记表', '就医地北京市', '结束日期长期有效', '个人承诺书', '承诺人签名：'])
    expect(text).toContain(said);
  const whole = await textOf(filingFormDocument({ ...form, byCommitment: false, endsOn: '2026-09-09' }));
  expect(whole).not.toContain('个人承诺书');
  expect(whole).toContain('结束日期2026-09-09');
});
