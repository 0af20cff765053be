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

/** Lines of a file with a byte order mark, as spreadsheets want Chinese. */
export const csvLines = (lines: readonly (readonly CsvCell[])[]): string =>
  `\ufeff${lines.map((line) => line.map(cellText).join(',')).join('\r\n')}\r\n`;
