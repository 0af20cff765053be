import {
  FEE_CATEGORIES,
  isWord,
  kindOfItemCode,
  PAYMENT_CLASSES,
  parseRate,
  parseYuan,
} from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { catalogueFiles, staleCatalogueFiles } from './generate-catalogues.ts';

type Row = Readonly<Record<string, string>>;

function rowsOf(text: string): Row[] {
  const [header, ...rows] = text.trimEnd().split('\n');
  const columns = header!.split(',');
  return rows.map((row) => {
    const fields = row.split(',');
    expect(fields).toHaveLength(columns.length);
    return Object.fromEntries(columns.map((column, index) => [column, fields[index]!]));
  });
}

const files = catalogueFiles();
const items = rowsOf(files.get('items.csv')!);
const KNOWN = 8;

test('the stored catalogues are the generated ones', () => {
  expect(staleCatalogueFiles()).toEqual([]);
});

test('the common list has 2,000 items and more of all kinds and categories, each code once', () => {
  expect(items.length).toBeGreaterThanOrEqual(2000);
  expect(new Set(items.map((item) => item.code)).size).toBe(items.length);
  expect(new Set(items.map((item) => item.kind))).toEqual(new Set(['drug', 'herb', 'consumable', 'service']));
  expect(new Set(items.map((item) => item.category))).toEqual(new Set(FEE_CATEGORIES));
});

function expectTerms(row: Row): void {
  expect(isWord(PAYMENT_CLASSES, row.payment_class)).toBe(true);
  const first = parseRate(row.self_paid_first_rate!);
  const isWhole = row.payment_class === 'A' ? 0 : row.payment_class === 'C' ? 10_000 : null;
  if (isWhole !== null) expect(first).toEqual({ ok: true, value: isWhole });
  else expect(first.ok && first.value > 0 && first.value < 10_000).toBe(true);
  if (row.ceiling_yuan !== '') {
    const ceiling = parseYuan(row.ceiling_yuan!);
    expect(ceiling.ok && ceiling.value > 0).toBe(true);
  }
}

test('every item has a code of its kind, is visibly synthetic and has consistent terms', () => {
  for (const item of items) {
    expect(kindOfItemCode(item.code!)).toBe(item.kind);
    expect(item.code).toMatch(/^(XZ99ZZ|ZZ99ZZ|T99|C99|99)/);
    expect(item.name).toMatch(/^示例/);
    expect(item.pinyin).toMatch(/^SL[A-Z0-9]+$/);
    const price = parseYuan(item.price_yuan!);
    expect(price.ok && price.value > 0).toBe(true);
    expectTerms(item);
  }
});

test('the items that examples name stand first with their terms', () => {
  const terms = items.slice(0, KNOWN).map((item) => {
    const { code, payment_class, self_paid_first_rate, ceiling_yuan, price_yuan } = item;
    return [code, payment_class, self_paid_first_rate, ceiling_yuan, price_yuan].join(' ');
  });
  expect(terms).toEqual([
    'XZ99ZZA001A001010100001 A 0.0000  98.00',
    'XZ99ZZA002A001010100002 B 0.1000  120.00',
    'XZ99ZZA003A001010100003 C 1.0000  260.00',
    'XZ99ZZA004A001010100004 B 0.1000  98.00',
    '991102000010000 A 0.0000  50.00',
    '991102000020000 C 1.0000  20.00',
    '991109000010000 A 0.0000 60.00 60.00',
    'C9900000000000000001 B 0.2000 1200.00 1200.00',
  ]);
});

test('P-01 each care place has terms of its own, for existing items and never for a known one', () => {
  const codes = new Set(items.slice(KNOWN).map((item) => item.code));
  const overrides = [...files].filter(([name]) => name !== 'items.csv');
  expect(overrides).toHaveLength(13);
  expect(new Set(overrides.map(([, text]) => text)).size).toBe(13);
  for (const [, text] of overrides) {
    const rows = rowsOf(text);
    expect(rows.length).toBeGreaterThan(50);
    expect(new Set(rows.map((row) => row.code)).size).toBe(rows.length);
    for (const row of rows) {
      expect(codes.has(row.code)).toBe(true);
      expectTerms(row);
    }
  }
});
