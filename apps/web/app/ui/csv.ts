import { formatYuan, type TotalFen } from '@zhijie/kernel';

/** A text, a number, or an amount in fen that is written in yuan. */
export type CsvCell = string | number | null | { readonly fen: number | null };

/** Numbers that are names stay text: a spreadsheet cuts them at fifteen digits otherwise. */
const isLongNumber = (text: string): boolean => /^\d{12,}$/.test(text);

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.fen === null ? '' : formatYuan(cell.fen as TotalFen);
  const text = String(cell);
  // A text that begins like a formula must not become one.
  const safe = /^[=+\-@\t\r]/.test(text) && typeof cell === 'string' ? `'${text}` : text;
  const kept = isLongNumber(safe) ? `="${safe}"` : safe;
  return /[",\n\r]/.test(kept) ? `"${kept.replaceAll('"', '""')}"` : kept;
}

type CsvColumn<Row> = { readonly title: string; readonly csv?: (row: Row) => CsvCell };

/** With a byte order mark, as spreadsheets want Chinese. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const kept = columns.filter(({ csv }) => csv !== undefined);
  const lines = rows.map((row) => kept.map(({ csv }) => cellText(csv!(row))).join(','));
  return `\ufeff${[kept.map(({ title }) => cellText(title)).join(','), ...lines].join('\r\n')}\r\n`;
}

/** Gives the rows to the browser as a file. */
export function saveCsv<Row>(name: string, columns: readonly CsvColumn<Row>[], rows: readonly Row[]): void {
  const url = URL.createObjectURL(new Blob([csvText(columns, rows)], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
