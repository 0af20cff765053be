import { type Fen, lineAmount, type Quantity, type UnitPrice } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { classifyLine, type LineApproval } from './classify-line.ts';
import { readCsv } from './read-csv.ts';

const HEAD =
  'code,name,pinyin,kind,category,payment_class,self_paid_first_rate,ceiling_yuan,unit,spec,price_yuan';
const ITEMS = `${HEAD}
DRUG-A,甲类片,JLP,drug,western-drug,A,,,盒,,98.00
DRUG-B,乙类胶囊,YLJN,drug,western-drug,B,0.1000,,盒,,120.00
DRUG-C,丙类片,BLP,drug,western-drug,C,1.0000,,盒,,260.00
BED,"床位费, 普通",CWF,service,bed,A,,60.00,日,,80.00
STENT,支架,ZJ,consumable,materials,B,0.2000,1200.00,个,"2 "" 型",3000.00
`;
const catalogue = loadCatalogue('110000', ITEMS);

function classified(itemCode: string, price: number, quantity: number, approval: LineApproval = 'default') {
  const unitPrice = Math.round(price * 1e6) as UnitPrice;
  const count = Math.round(quantity * 1e4) as Quantity;
  const amount = lineAmount(unitPrice, count);
  const line = classifyLine(catalogue, { itemCode, unitPrice, quantity: count, amount, approval });
  if (!line.ok) throw new Error(line.refusal.code);
  const { total, excluded, overLimit, selfPaidFirst, eligible } = line.value.fees;
  return [total, excluded, overLimit, selfPaidFirst, eligible];
}

describe('the place of care classifies each line alone (P-01, D15)', () => {
  test.each([
    ['甲: wholly in scope', 'DRUG-A', 98, 1, 'default', [9_800, 0, 0, 0, 9_800]],
    [
      '乙: its share first, of the rest the ratio later (A6 reading 1)',
      'DRUG-B',
      98,
      1,
      'default',
      [9_800, 0, 0, 980, 8_820],
    ],
    ['丙: wholly the person’s', 'DRUG-C', 20, 1, 'default', [2_000, 2_000, 0, 0, 0]],
    ['above the ceiling: the excess is over limit', 'BED', 80, 2, 'default', [16_000, 0, 4_000, 0, 12_000]],
    ['exactly at the ceiling: nothing is over', 'BED', 60, 3, 'default', [18_000, 0, 0, 0, 18_000]],
    [
      'ceiling first, then the share of what is below it',
      'STENT',
      3000,
      1,
      'default',
      [300_000, 0, 180_000, 24_000, 96_000],
    ],
    ['a return mirrors its sale', 'STENT', 3000, -1, 'default', [-300_000, 0, -180_000, -24_000, -96_000]],
    ['not approved for this patient', 'DRUG-A', 98, 1, 'self-paid', [9_800, 9_800, 0, 0, 0]],
    ['no approval brings 丙 into scope', 'DRUG-C', 20, 1, 'reimbursable', [2_000, 2_000, 0, 0, 0]],
    ['half a fen of the share rounds up', 'DRUG-B', 0.05, 1, 'default', [5, 0, 0, 1, 4]],
    ['nothing bought', 'DRUG-B', 98, 0, 'default', [0, 0, 0, 0, 0]],
  ] as const)('%s', (_, code, price, quantity, approval, expected) => {
    expect(classified(code, price, quantity, approval)).toEqual(expected);
  });

  test('every line is conserved and a return is the negative of its sale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('DRUG-A', 'DRUG-B', 'DRUG-C', 'BED', 'STENT'),
        fc.integer({ min: 0, max: 5_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (code, price, count) => {
          const sale = classified(code, price / 1e6, count / 1e4);
          const [total, ...parts] = sale;
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(classified(code, price / 1e6, -count / 1e4)).toEqual(sale.map((part) => 0 - part));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['an unknown item', 'NOPE', 98, 'unknown-item'],
    ['an amount one fen too high', 'DRUG-A', 98.01, 'amount-mismatch'],
    ['an amount one fen too low', 'DRUG-A', 97.99, 'amount-mismatch'],
  ])('refused: %s', (_, itemCode, amount, code) => {
    const outcome = classifyLine(catalogue, {
      itemCode,
      unitPrice: 98_000_000 as UnitPrice,
      quantity: 10_000 as Quantity,
      amount: Math.round(amount * 100) as Fen,
    });
    expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
  });
});

describe('the catalogue of a place', () => {
  test('is searched by code, name and pinyin', () => {
    expect(catalogue.search('bed').map((item) => item.name)).toEqual(['床位费, 普通']);
    expect(catalogue.search('胶囊').map((item) => item.itemCode)).toEqual(['DRUG-B']);
    expect(catalogue.search('LP')).toHaveLength(2);
    expect(catalogue.search(' ')).toEqual([]);
  });

  test('its own file replaces class, share and ceiling, and changes the hash', () => {
    const own = loadCatalogue(
      '110000',
      ITEMS,
      'code,payment_class,self_paid_first_rate,ceiling_yuan\nDRUG-A,B,0.2,50.00\n',
    );
    expect(own.item(0)).toMatchObject({ paymentClass: 'B', selfPaidFirstRate: 2000, ceiling: 50_000_000 });
    expect(own.item(1)).toEqual(catalogue.item(1));
    expect(own.hash).not.toBe(catalogue.hash);
    expect(loadCatalogue('x', ITEMS).hash).toBe(catalogue.hash);
  });

  test.each([
    ['a class that does not exist', ITEMS.replace(',A,,,盒', ',D,,,盒')],
    ['a row too short', `${ITEMS}X,Y\n`],
    ['a code twice', `${ITEMS}${ITEMS.split('\n')[1]}\n`],
    ['a missing column', ITEMS.replace('payment_class', 'class')],
  ])('a defect of the installation: %s', (_, text) => {
    expect(() => loadCatalogue('110000', text)).toThrow();
  });
});

test.each([
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['\ufeffa,"b,""c"""\n', [['a', 'b,"c"']]],
  [
    'a,\n,b',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['', []],
])('CSV %j', (text, rows) => {
  expect(readCsv(text)).toEqual(rows);
});
