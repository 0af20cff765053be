/** A catalogue as a file of people: Excel or CSV in, Excel out; ids are texts both ways. */
import {
  readTexts,
  type SheetOf,
  type SheetRefusal,
  type TextRow,
  textRows,
  writeWorkbook,
} from '@zhijie/documents';
import { readCsv } from '@zhijie/engine';
import {
  formatPercent,
  formatUnitPrice,
  type Instant,
  ok,
  type PaymentClass,
  type Result,
} from '@zhijie/kernel';
import type { CareCatalogue, ReleaseRow, RowField, ToldRow } from '@zhijie/province';

export const COLUMNS: readonly { readonly key: RowField; readonly header: string; readonly width: number }[] =
  [
    { key: 'localCode', header: '本地项目编码', width: 28 },
    { key: 'localName', header: '本地项目名称', width: 26 },
    { key: 'localUnit', header: '本地计价单位', width: 14 },
    { key: 'itemCode', header: '国家编码', width: 28 },
    { key: 'share', header: '份额', width: 10 },
    { key: 'paymentClass', header: '支付类别', width: 10 },
    { key: 'selfPaidFirstRate', header: '先行自付比例', width: 14 },
    { key: 'ceiling', header: '限价（元）', width: 14 },
  ];
const HEADERS = Object.fromEntries(COLUMNS.map(({ key, header }) => [key, header])) as Record<
  RowField,
  string
>;
export const headerOf = (field: RowField): string => HEADERS[field];

/** Of one file; a larger list is imported in parts. */
export const MOST_ROWS = 50_000;
const SHEET = '目录对照';

const isWorkbook = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** CSV of spreadsheets in China is UTF-8 or GB 18030. */
function csvText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const toldRow = ({ row, texts }: TextRow): ToldRow => ({ row, ...(texts as Record<RowField, string>) });

/** The rows of a file as written. Refusals: `not-a-workbook`, `too-many-rows`, `header-missing`. */
export async function readCatalogueFile(
  bytes: Uint8Array,
): Promise<Result<readonly ToldRow[], SheetRefusal>> {
  const read = isWorkbook(bytes)
    ? await readTexts(bytes, COLUMNS, MOST_ROWS)
    : textRows(readCsv(csvText(bytes)), COLUMNS, MOST_ROWS);
  return read.ok ? ok(read.value.map(toldRow)) : read;
}

const told = (row: Omit<ToldRow, 'row'>): string[] => COLUMNS.map(({ key }) => row[key]);
const columns = COLUMNS.map(({ header, width }) => ({ header, width }));

/** A release as it was told, with what is wrong with each row; edited and imported again it is a new file. */
export function releaseWorkbook(
  rows: readonly (Pick<ReleaseRow, 'told'> & { readonly problems: readonly { readonly line: string }[] })[],
  at: Instant,
): Promise<Uint8Array> {
  const sheet: SheetOf = {
    name: SHEET,
    isLandscape: true,
    columns: [...columns, { header: '检查结果', width: 60 }],
    rows: rows.map((row) => [...told(row.told), row.problems.map(({ line }) => line).join('；') || '可导入']),
  };
  return writeWorkbook([sheet], at);
}

const CLASS_WORDS: Readonly<Record<PaymentClass, string>> = { A: '甲', B: '乙', C: '丙' };

/** The list that counts now, each item standing for itself: where a new file begins. */
export function currentWorkbook(items: ReturnType<CareCatalogue['items']>, at: Instant): Promise<Uint8Array> {
  const rows = items.map(({ itemCode, name, unit, paymentClass, selfPaidFirstRate, ceiling }) =>
    told({
      localCode: itemCode,
      localName: name,
      localUnit: unit,
      itemCode,
      share: '100.00%',
      paymentClass: CLASS_WORDS[paymentClass],
      selfPaidFirstRate: formatPercent(selfPaidFirstRate),
      ceiling: ceiling === null ? '' : formatUnitPrice(ceiling),
    }),
  );
  return writeWorkbook([{ name: SHEET, isLandscape: true, columns, rows }], at);
}
