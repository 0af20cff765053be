import { type Rate, unitPrice } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../deps.ts';
import { checkRows, parsePart, type ToldRow } from './rules.ts';

const SCAN = '991101001010000';
const PART = '991101001020000';

const item = (itemCode: string, unit: string): CatalogueEntry => ({
  ...{ itemCode, unit, name: `示例${unit}`, soundCode: '', kind: 'service', category: 'examination' },
  ...{ paymentClass: 'B', selfPaidFirstRate: 1000 as Rate, ceiling: null, specification: '', price: null },
});
const ITEMS = new Map([SCAN, PART].map((code, n) => [code, item(code, n === 0 ? '次' : '部位')]));

let rows = 1;
const told = (change: Partial<ToldRow> = {}): ToldRow => {
  rows += 1;
  const words = { localCode: `L${rows}`, localName: '本地检查', localUnit: '次', itemCode: SCAN };
  return {
    row: rows,
    ...words,
    share: '',
    paymentClass: '乙',
    selfPaidFirstRate: '10%',
    ceiling: '',
    ...change,
  };
};
const codesOf = (...given: ToldRow[]) =>
  checkRows(given, ITEMS).map(({ problems }) => problems.map(({ field, code }) => `${field} ${code}`));

describe('a row of a catalogue file', () => {
  it.each([
    ['70%', 7000],
    ['70.25 %', 7025],
    ['0.7', 7000],
    ['0.7025', 7025],
    ['100％', 10_000],
    ['70', null],
    ['70.255%', null],
    ['101%', null],
    ['-1%', null],
    ['', null],
  ])('reads the part "%s" as %s of 10000, or not at all', (text, part) => {
    expect(parsePart(text)).toBe(part);
  });

  it('that is right says terms, units and the whole share', () => {
    const [row] = checkRows([told({ ceiling: '1200.5' })], ITEMS);
    expect(row!.mapped).toMatchObject({
      ...{ itemCode: SCAN, itemUnit: '次', share: 10_000, paymentClass: 'B', selfPaidFirstRate: 1000 },
      ceiling: unitPrice(1_200_500_000),
    });
  });

  it.each<[string, Partial<ToldRow>]>([
    ['itemCode item-unknown', { itemCode: '991101001990000' }],
    ['itemCode item-code-malformed', { itemCode: '99' }],
    ['itemCode value-missing', { itemCode: '' }],
    ['localCode value-missing', { localCode: '' }],
    ['localUnit value-missing', { localUnit: '' }],
    ['localCode code-malformed', { localCode: 'A 1' }],
    ['share share-malformed', { share: '0%' }],
    ['paymentClass class-unknown', { paymentClass: '丁' }],
    ['selfPaidFirstRate rate-malformed', { selfPaidFirstRate: '一成' }],
    ['selfPaidFirstRate rate-unlike-class', { paymentClass: '甲' }],
    ['selfPaidFirstRate rate-unlike-class', { paymentClass: '丙' }],
    ['selfPaidFirstRate rate-unlike-class', { selfPaidFirstRate: '0' }],
    ['ceiling ceiling-malformed', { ceiling: '约 100' }],
    ['share shares-not-whole', { share: '99.99%' }],
  ])('stands in quarantine for %s', (code, change) => {
    const [row] = checkRows([told(change)], ITEMS);
    expect(row!.mapped).toBeNull();
    expect(row!.problems.map((each) => `${each.field} ${each.code}`)).toEqual([code]);
  });

  it('names every wrong field of a row at once', () => {
    expect(codesOf(told({ itemCode: '99', paymentClass: '丁', ceiling: 'x' }))).toEqual([
      ['itemCode item-code-malformed', 'paymentClass class-unknown', 'ceiling ceiling-malformed'],
    ]);
  });
});

describe('one item of the place that is several of the catalogue', () => {
  const pair = (a: string, b: string, change: Partial<ToldRow> = {}) => [
    told({ localCode: 'MR', share: a }),
    told({ localCode: 'MR', share: b, itemCode: PART, ...change }),
  ];

  it('is 70/30, and nothing else than 10000 of 10000', () => {
    expect(checkRows(pair('70%', '30%'), ITEMS).map(({ mapped }) => mapped?.share)).toEqual([7000, 3000]);
    expect(codesOf(...pair('70%', '29.99%'))).toEqual([
      ['share shares-not-whole'],
      ['share shares-not-whole'],
    ]);
    expect(codesOf(...pair('70%', '30.01%'))).toEqual([
      ['share shares-not-whole'],
      ['share shares-not-whole'],
    ]);
  });

  it('is taken whole or not at all', () => {
    expect(codesOf(...pair('70%', '30%', { itemCode: '991101001990000' }))).toEqual([
      ['localCode other-row-wrong'],
      ['itemCode item-unknown'],
    ]);
  });

  it('names an item once, and has one name and one unit', () => {
    expect(codesOf(...pair('70%', '30%', { itemCode: SCAN }))[1]).toEqual(['itemCode row-repeated']);
    expect(codesOf(...pair('70%', '30%', { localUnit: '部位' }))[1]).toEqual(['localName name-differs']);
  });

  it('two rows that say different terms of one item are both in quarantine', () => {
    expect(codesOf(told(), told({ selfPaidFirstRate: '20%' }))).toEqual([
      ['paymentClass terms-differ'],
      ['paymentClass terms-differ'],
    ]);
  });
});
