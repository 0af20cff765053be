import { describe, expect, it } from 'vitest';
import { readLines, readScan } from './scan.ts';

describe('what the scan box was given', () => {
  it.each([
    [' 9901002026112200000000000001 ', { is: 'code', code: '9901002026112200000000000001' }],
    ['11010519491231002x', { is: 'id-card', number: '11010519491231002X' }],
    ['a12345678', { is: 'social-card', number: 'A12345678' }],
    ['A12345678|99AB12CD', { is: 'social-card', number: 'A12345678', cardSerial: '99AB12CD' }],
    ['诊查', { is: 'words', text: '诊查' }],
    ['slzcf', { is: 'words', text: 'slzcf' }],
  ])('%s', (typed, read) => expect(readScan(typed)).toEqual(read));
});

describe('lines from a file', () => {
  const ITEM = '991102000010000';

  it('takes a header, a byte order mark, semicolons, quotes and empty rows', () => {
    const file = `\uFEFF目录编码;单价;数量\r\n"${ITEM}";50.00;1\r\n\r\n${ITEM};0.123456;2.5\n`;
    expect(readLines(file)).toEqual({
      ok: true,
      lines: [
        { itemCode: ITEM, price: '50.00', quantity: '1' },
        { itemCode: ITEM, price: '0.123456', quantity: '2.5' },
      ],
    });
  });

  it.each([
    ['', 1, '文件里没有明细'],
    [`${ITEM},50,1\n,50,1`, 2, '没有目录编码'],
    [`${ITEM},50,1\n\n${ITEM},-5,1`, 3, '单价“-5”不是金额'],
    [`${ITEM},50,1\n${ITEM},50,一`, 2, '数量“一”不是数'],
    [`${ITEM},50,1\n`.repeat(101), 101, '一次至多 100 行，请分开'],
  ])('all rows or none: %j', (file, row, text) => expect(readLines(file)).toEqual({ ok: false, row, text }));
});
