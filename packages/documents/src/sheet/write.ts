import { formatYuan, type Instant, type TotalFen } from '@zhijie/kernel';
import { unzipSync, zipSync } from 'fflate';
import type { CellObject, Sheet } from 'write-excel-file/node';

/** What stands in a cell: a text (ids too, always), an amount in fen, a count. */
export type SheetValue = string | { readonly yuan: TotalFen } | { readonly count: number } | null;

export type SheetColumn = { readonly header: string; readonly width: number };

export type SheetOf = {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetValue[])[];
  /** Rows in bold at the end. */
  readonly totals?: readonly (readonly SheetValue[])[];
  readonly isLandscape?: boolean;
};

/** Excel keeps fifteen digits of a number: what has more is written as text, so that no fen is lost. */
const MOST_FEN_OF_A_NUMBER = 999_999_999_999_999;

const RULES = { borderColor: '#8a95a1', borderStyle: 'thin', alignVertical: 'center' } as const;

function cellOf(value: SheetValue, isBold: boolean): CellObject {
  const style = { ...RULES, ...(isBold ? { fontWeight: 'bold' as const } : {}) };
  if (value === null) return { ...style };
  // Text format: whoever edits the cell gets a text again, and an 18-digit number keeps its digits.
  if (typeof value === 'string') return { ...style, value, type: String, format: '@' };
  if ('count' in value) return { ...style, value: value.count, type: Number, format: '0' };
  const text = formatYuan(value.yuan);
  if (Math.abs(value.yuan) > MOST_FEN_OF_A_NUMBER)
    return { ...style, value: text, type: String, align: 'right' };
  // The nearest double of at most fifteen digits is written by its shortest spelling: the same digits again.
  return { ...style, value: Number(text), type: Number, format: '#,##0.00' };
}

const headerCell = ({ header }: SheetColumn): CellObject => ({
  ...RULES,
  value: header,
  type: String,
  fontWeight: 'bold',
  align: 'center',
  backgroundColor: '#eef2f6',
});

const sheetOf = ({ name, columns, rows, totals = [], isLandscape = false }: SheetOf): Sheet<never> => ({
  sheet: name,
  columns: columns.map(({ width }) => ({ width })),
  stickyRowsCount: 1,
  ...(isLandscape ? { orientation: 'landscape' as const } : {}),
  data: [
    columns.map(headerCell),
    ...rows.map((row) => row.map((value) => cellOf(value, false))),
    ...totals.map((row) => row.map((value) => cellOf(value, true))),
  ],
});

/**
 * An Excel workbook: ids are texts, amounts numbers with two decimals and exact to the fen. The same tables
 * give the same bytes: the time in the archive is the one given.
 */
export async function writeWorkbook(sheets: readonly SheetOf[], at: Instant): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const made = await writeXlsxFile(sheets.map(sheetOf), { fontFamily: '宋体', fontSize: 11 }).toBuffer();
  return zipSync(unzipSync(new Uint8Array(made)), { mtime: new Date(at), level: 6 });
}
