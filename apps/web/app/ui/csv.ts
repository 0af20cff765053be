import { type CsvCell, csvLines } from '../../src/csv.ts';

export type { CsvCell };

type CsvColumn<Row> = { readonly title: string; readonly csv?: (row: Row) => CsvCell };

/** Rows written before the page may draw and listen again. */
const AT_ONCE = 500;
/** Of what every part of a file begins with, only the first part's stays. */
const MARK = '\ufeff'.length;

/** Pieces of a file with a byte order mark, as spreadsheets want Chinese. */
export async function csvPieces<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
): Promise<string[]> {
  const kept = columns.filter(({ csv }) => csv !== undefined);
  const pieces = [csvLines([kept.map(({ title }) => title)])];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const lines = rows.slice(from, from + AT_ONCE).map((row) => kept.map(({ csv }) => csv!(row)));
    pieces.push(csvLines(lines).slice(MARK));
    await new Promise((done) => setTimeout(done));
  }
  return pieces;
}

/** Gives the rows to the browser as a file. */
export async function saveCsv<Row>(
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const pieces = await csvPieces(columns, rows);
  const url = URL.createObjectURL(new Blob(pieces, { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
