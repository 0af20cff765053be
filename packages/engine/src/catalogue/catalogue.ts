import {
  assert,
  FEE_CATEGORIES,
  type FeeCategory,
  PAYMENT_CLASSES,
  type PaymentClass,
  parseRate,
  parseUnitPrice,
  type Rate,
  type UnitPrice,
} from '@zhijie/kernel';
import { sha256Hex } from '../pack/sha256.ts';
import { readCsv } from './read-csv.ts';

/** One item as people see it. */
export type CatalogueItem = {
  readonly row: number;
  readonly itemCode: string;
  readonly name: string;
  readonly pinyin: string;
  readonly kind: string;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly selfPaidFirstRate: Rate;
  readonly ceiling: UnitPrice | null;
  readonly unit: string;
  readonly specification: string;
  readonly price: UnitPrice | null;
};

/**
 * The catalogue of one place of care, by columns: it decides the scope of every fee there, whoever
 * insures the
 * person (procedures P-01, P-03: 就医地目录). Immutable; the hash names its content.
 */
export type Catalogue = {
  readonly area: string;
  readonly hash: string;
  readonly size: number;
  rowOf(itemCode: string): number | undefined;
  item(row: number): CatalogueItem;
  /** Up to `limit` items whose code begins with, or whose name or pinyin contains, the text. */
  search(text: string, limit?: number): CatalogueItem[];
  readonly columns: CatalogueColumns;
};

export type CatalogueColumns = {
  readonly codes: readonly string[];
  readonly names: readonly string[];
  readonly pinyin: readonly string[];
  readonly kinds: readonly string[];
  readonly units: readonly string[];
  readonly specifications: readonly string[];
  /** Indices into `FEE_CATEGORIES` and `PAYMENT_CLASSES`. */
  readonly category: Uint8Array;
  readonly paymentClass: Uint8Array;
  /** 1/10 000. */
  readonly selfPaidFirstRate: Uint16Array;
  /** Micro-yuan; −1 where there is none. */
  readonly ceiling: Float64Array;
  readonly price: Float64Array;
};

const ITEM_COLUMNS = [
  'code',
  'name',
  'pinyin',
  'kind',
  'category',
  'payment_class',
  'self_paid_first_rate',
  'ceiling_yuan',
  'unit',
  'spec',
  'price_yuan',
] as const;
const OVERRIDE_COLUMNS = ['code', 'payment_class', 'self_paid_first_rate', 'ceiling_yuan'] as const;
type Row = Readonly<Record<string, string>>;

/**
 * Reads the item file and the place's own file, whose rows replace class, first self-pay ratio and ceiling of
 * the same code. A malformed file is a Defect of the installation: it names the row.
 */
export function loadCatalogue(area: string, itemsCsv: string, overrideCsv: string | null = null): Catalogue {
  const rows = table(itemsCsv, ITEM_COLUMNS, 'items.csv');
  const overrides = new Map<string, Row>();
  for (const row of overrideCsv === null ? [] : table(overrideCsv, OVERRIDE_COLUMNS, `${area}.csv`)) {
    assert(!overrides.has(row.code!), `${area}.csv lists ${row.code} twice`);
    overrides.set(row.code!, row);
  }
  const catalogue = catalogueOver(area, columnsOf(rows, overrides));
  for (const code of overrides.keys())
    assert(catalogue.rowOf(code) !== undefined, `${area}.csv lists ${code}, items.csv does not`);
  return catalogue;
}

function catalogueOver(area: string, columns: CatalogueColumns): Catalogue {
  const rowByCode = new Map(columns.codes.map((code, row) => [code, row]));
  const size = columns.codes.length;
  assert(rowByCode.size === size, 'items.csv lists a code twice');
  const item = (row: number) => itemAt(columns, row);
  return {
    area,
    hash: hashOf(columns),
    size,
    rowOf: (itemCode) => rowByCode.get(itemCode),
    item,
    search: (text, limit = 20) => searchRows(columns, text, limit).map(item),
    columns,
  };
}

/** What a place of care decides about an item: these are what the money of a line depends on. */
export type ItemTerms = Pick<CatalogueItem, 'paymentClass' | 'selfPaidFirstRate' | 'ceiling'>;

/** The same items, some under other terms: a later version of the list. An unknown code has no effect. */
export function withTerms(catalogue: Catalogue, terms: ReadonlyMap<string, ItemTerms>): Catalogue {
  const { area, columns } = catalogue;
  const paymentClass = columns.paymentClass.slice();
  const selfPaidFirstRate = columns.selfPaidFirstRate.slice();
  const ceiling = columns.ceiling.slice();
  for (const [code, own] of terms) {
    const row = catalogue.rowOf(code);
    if (row === undefined) continue;
    paymentClass[row] = PAYMENT_CLASSES.indexOf(own.paymentClass);
    selfPaidFirstRate[row] = own.selfPaidFirstRate;
    ceiling[row] = own.ceiling ?? -1;
  }
  return catalogueOver(area, { ...columns, paymentClass, selfPaidFirstRate, ceiling });
}

function table(csv: string, columns: readonly string[], file: string): Row[] {
  const [head, ...rows] = readCsv(csv);
  for (const column of columns) assert(head?.includes(column), `${file} has no column ${column}`);
  return rows.map((row, index) => {
    assert(
      row.length === head!.length,
      `${file}, line ${index + 2}: ${row.length} fields, not ${head!.length}`,
    );
    return Object.fromEntries(head!.map((name, i) => [name, row[i]!]));
  });
}

function columnsOf(rows: readonly Row[], overrides: ReadonlyMap<string, Row>): CatalogueColumns {
  const effective = rows.map((row) => {
    const own = overrides.get(row.code!);
    return own === undefined ? row : ({ ...row, ...own } as Row);
  });
  const text = (name: string) => effective.map((row) => row[name]!);
  const numbers = (read: (row: Row) => number) => effective.map(read);
  return {
    codes: text('code'),
    names: text('name'),
    pinyin: text('pinyin'),
    kinds: text('kind'),
    units: text('unit'),
    specifications: text('spec'),
    category: Uint8Array.from(numbers((row) => wordIndex(FEE_CATEGORIES, row, 'category'))),
    paymentClass: Uint8Array.from(numbers((row) => wordIndex(PAYMENT_CLASSES, row, 'payment_class'))),
    selfPaidFirstRate: Uint16Array.from(numbers(firstRateOf)),
    ceiling: Float64Array.from(numbers((row) => priceOf(row, 'ceiling_yuan'))),
    price: Float64Array.from(numbers((row) => priceOf(row, 'price_yuan'))),
  };
}

function wordIndex(words: readonly string[], row: Row, column: string): number {
  const index = words.indexOf(row[column]!);
  assert(index >= 0, `Item ${row.code}: ${column} is "${row[column]}"`);
  return index;
}

function firstRateOf(row: Row): number {
  const text = row.self_paid_first_rate!;
  const parsed = parseRate(text === '' ? '0' : text);
  assert(parsed.ok && parsed.value <= 10_000, `Item ${row.code}: self_paid_first_rate is "${text}"`);
  return parsed.value;
}

function priceOf(row: Row, column: string): number {
  const text = row[column]!;
  if (text === '') return -1;
  const parsed = parseUnitPrice(text);
  assert(parsed.ok, `Item ${row.code}: ${column} is "${text}"`);
  return parsed.value;
}

function itemAt(columns: CatalogueColumns, row: number): CatalogueItem {
  const ceiling = columns.ceiling[row]!;
  const price = columns.price[row]!;
  return {
    row,
    itemCode: columns.codes[row]!,
    name: columns.names[row]!,
    pinyin: columns.pinyin[row]!,
    kind: columns.kinds[row]!,
    category: FEE_CATEGORIES[columns.category[row]!]!,
    paymentClass: PAYMENT_CLASSES[columns.paymentClass[row]!]!,
    selfPaidFirstRate: columns.selfPaidFirstRate[row]! as Rate,
    ceiling: ceiling < 0 ? null : (ceiling as UnitPrice),
    unit: columns.units[row]!,
    specification: columns.specifications[row]!,
    price: price < 0 ? null : (price as UnitPrice),
  };
}

function searchRows(columns: CatalogueColumns, text: string, limit: number): number[] {
  const wanted = text.trim().toUpperCase();
  const found: number[] = [];
  if (wanted === '') return found;
  for (let row = 0; row < columns.codes.length && found.length < limit; row++) {
    const matches =
      columns.codes[row]!.startsWith(wanted) ||
      columns.names[row]!.toUpperCase().includes(wanted) ||
      columns.pinyin[row]!.toUpperCase().includes(wanted);
    if (matches) found.push(row);
  }
  return found;
}

/** Of what decides money: code, category, class, ratio, ceiling; a corrected name is the same catalogue. */
function hashOf(columns: CatalogueColumns): string {
  const { category, paymentClass, selfPaidFirstRate, ceiling } = columns;
  const rows = columns.codes.map((code, row) =>
    [code, category[row], paymentClass[row], selfPaidFirstRate[row], ceiling[row]].join(','),
  );
  return sha256Hex(rows.toSorted().join('\n'));
}
