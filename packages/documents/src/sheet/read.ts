import {
  type CalendarDate,
  type Fen,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';

/** What a column must hold. `id` and `text` are texts; `yuan` is read to the fen; `date` is a day. */
export type ReadColumn = {
  readonly key: string;
  readonly header: string;
  readonly kind: 'id' | 'text' | 'yuan' | 'date' | 'choice';
  readonly isRequired?: boolean;
  /** Of a `choice`: what may stand there, and the word that it means. */
  readonly choices?: Readonly<Record<string, string>>;
};

export type CellValue = string | Fen | CalendarDate | null;

/** `row`: as Excel numbers it. */
export type ReadRow = {
  readonly row: number;
  readonly values: Readonly<Record<string, CellValue>>;
  /** The letter of each column in this file. */
  readonly letters: Readonly<Record<string, string>>;
};

/** One cell that cannot be taken: where it is and what to write instead. */
export type CellProblem = {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly header: string;
  readonly text: string;
  readonly fix: string;
};

export type SheetRefusal =
  | Refusal<'not-a-workbook' | 'sheet-missing' | 'too-many-rows'>
  | Refusal<'header-missing'>
  | (Refusal<'cells-wrong'> & { readonly problems: readonly CellProblem[] });

/** A number of the sheet by the text in the file: no digit is lost before it is looked at. */
type Written = { readonly written: string };
type Raw = string | boolean | Date | Written | null;

const isWritten = (raw: Raw): raw is Written => typeof raw === 'object' && raw !== null && 'written' in raw;

const MOST_ROWS = 5000;
const MOST_PROBLEMS = 200;

/** A, B, … Z, AA: the name of a column by its place, from 0. */
export function columnLetter(index: number): string {
  const rest = String.fromCharCode(65 + (index % 26));
  return index < 26 ? rest : columnLetter(Math.floor(index / 26) - 1) + rest;
}

type Wrong = { readonly text: string; readonly fix: string };
type Read = Result<CellValue, Refusal<'cell'> & Wrong>;

const wrong = (text: string, fix: string): Read => ({ ok: false, refusal: { code: 'cell', text, fix } });

/**
 * Excel stores 0.29 as 0.28999999999999998: to fifteen digits, which is what it shows and keeps, it is what
 * was typed. A sum with more decimals than a fen stays one and is refused.
 */
function typedText(written: string): string {
  if (!/[.eE]/.test(written)) return written;
  const [whole = '', decimals = ''] = Number(written).toPrecision(15).split('.');
  const kept = decimals.replace(/0+$/, '');
  return kept === '' ? whole : `${whole}.${kept}`;
}

function readYuan(raw: Exclude<Raw, null>): Read {
  const text = isWritten(raw)
    ? typedText(raw.written)
    : typeof raw === 'string'
      ? raw.replaceAll(',', '')
      : '';
  const amount = parseYuan(text.trim().replace(/^¥/, ''));
  if (amount.ok) return amount;
  if (amount.refusal.code === 'too-many-decimals') return wrong('金额小于一分', '至多写两位小数');
  if (amount.refusal.code === 'too-large') return wrong('金额过大', '至多 9000000000.00');
  return wrong('金额读不出', '写成数字，如 1200.00');
}

function readDate(raw: Exclude<Raw, null>): Read {
  const text =
    raw instanceof Date ? raw.toISOString().slice(0, 10) : typeof raw === 'string' ? raw.trim() : '';
  const date = parseCalendarDate(text.replace(/^(\d{4})[/.](\d{2})[/.](\d{2})$/, '$1-$2-$3'));
  return date.ok ? date : wrong('没有这一天', '写成 2026-05-08');
}

function readText(raw: Exclude<Raw, null>, { kind, choices = {} }: ReadColumn): Read {
  if (typeof raw !== 'string') {
    if (kind === 'id')
      return wrong('编号成了数字，可能已经丢了位数', '把这一列设为“文本”格式，再重新填写这一格');
    return wrong('应为文字', '把这一格设为“文本”格式，再重新填写');
  }
  const text = raw.trim();
  if (kind !== 'choice') return ok(text);
  const word = choices[text];
  return word === undefined
    ? wrong(`没有“${text}”这一项`, `写${Object.keys(choices).join('、')}之一`)
    : ok(word);
}

function readCell(raw: Raw, column: ReadColumn): Read {
  if (raw === null || raw === '') return column.isRequired === false ? ok(null) : wrong('没有填写', '请补上');
  if (column.kind === 'yuan') return readYuan(raw);
  if (column.kind === 'date') return readDate(raw);
  return readText(raw, column);
}

type Place<C = ReadColumn> = { readonly column: C; readonly index: number };

/** A cell as people see it: a number keeps the digits of the file, a day is written as a day. */
function seenText(raw: Raw): string {
  if (raw === null) return '';
  if (raw instanceof Date) return raw.toISOString().slice(0, 10);
  return isWritten(raw) ? typedText(raw.written) : String(raw).trim();
}

/** Where each column stands, by its header; columns may be in any order and others may stand between them. */
function placesOf<C extends Pick<ReadColumn, 'header'>>(
  header: readonly Raw[],
  columns: readonly C[],
): Result<Place<C>[], Refusal<'header-missing'>> {
  const names = header.map((raw) => (typeof raw === 'string' ? raw.trim() : ''));
  const missing = columns.filter(({ header: name }) => !names.includes(name)).map(({ header: name }) => name);
  if (missing.length > 0) return refuse('header-missing', { detail: { headers: missing.join('、') } });
  return ok(columns.map((column) => ({ column, index: names.indexOf(column.header) })));
}

async function sheetsOf(bytes: Uint8Array): Promise<readonly { sheet: string; data: Raw[][] }[] | null> {
  const { default: readXlsxFile } = await import('read-excel-file/node');
  try {
    const read = await readXlsxFile(Buffer.from(bytes), { parseNumber: (written: string) => ({ written }) });
    return read as unknown as { sheet: string; data: Raw[][] }[];
  } catch {
    return null;
  }
}

/**
 * Reads one table of a workbook, its header in the first row. Every row is looked at; one wrong cell refuses
 * the whole file, naming sheet, row and column of every wrong cell (at most 200), so that nothing is taken by
 * halves. Refusals: `not-a-workbook`, `sheet-missing`, `too-many-rows` (5000), `header-missing`,
 * `cells-wrong`.
 */
export async function readTable(
  bytes: Uint8Array,
  sheetName: string,
  columns: readonly ReadColumn[],
): Promise<Result<readonly ReadRow[], SheetRefusal>> {
  const sheets = await sheetsOf(bytes);
  if (sheets === null) return refuse('not-a-workbook');
  const found = sheets.find(({ sheet }) => sheet === sheetName);
  if (found === undefined) return refuse('sheet-missing', { detail: { sheet: sheetName } });
  const [header = [], ...body] = found.data;
  if (body.length > MOST_ROWS) return refuse('too-many-rows', { detail: { most: MOST_ROWS } });
  const places = placesOf(header, columns);
  if (!places.ok) return places;
  const problems: CellProblem[] = [];
  const rows: ReadRow[] = [];
  const letters = Object.fromEntries(
    places.value.map(({ column, index }) => [column.key, columnLetter(index)]),
  );
  body.forEach((cells, index) => {
    if (cells.every((raw) => raw === null || raw === '')) return;
    const row = index + 2;
    const values: Record<string, CellValue> = {};
    for (const { column, index: at } of places.value) {
      const cell = readCell(cells[at] ?? null, column);
      if (cell.ok) values[column.key] = cell.value;
      else {
        const { text, fix } = cell.refusal;
        problems.push({ sheet: sheetName, row, column: columnLetter(at), header: column.header, text, fix });
      }
    }
    rows.push({ row, values, letters });
  });
  if (problems.length === 0) return ok(rows);
  return { ok: false, refusal: { code: 'cells-wrong', problems: problems.slice(0, MOST_PROBLEMS) } };
}

/** A row as it is written, right or wrong. `row`: as Excel numbers it. */
export type TextRow = { readonly row: number; readonly texts: Readonly<Record<string, string>> };
type TextColumn = Pick<ReadColumn, 'key' | 'header'>;

/**
 * A table of cells, its header in the first row, as texts by column. Nothing is judged: that is for whoever
 * knows what the columns mean. Refusals: `too-many-rows`, `header-missing`.
 */
export function textRows(
  [header = [], ...body]: readonly (readonly Raw[])[],
  columns: readonly TextColumn[],
  most: number,
): Result<readonly TextRow[], Refusal<'too-many-rows' | 'header-missing'>> {
  if (body.length > most) return refuse('too-many-rows', { detail: { most } });
  const places = placesOf(header, columns);
  if (!places.ok) return places;
  const rows = body.flatMap((cells, index): TextRow[] => {
    const texts = places.value.map(
      ({ column, index: at }) => [column.key, seenText(cells[at] ?? null)] as const,
    );
    return texts.every(([, text]) => text === '')
      ? []
      : [{ row: index + 2, texts: Object.fromEntries(texts) }];
  });
  return ok(rows);
}

/** `textRows` of the first sheet of a workbook. Refusal besides: `not-a-workbook`. */
export async function readTexts(
  bytes: Uint8Array,
  columns: readonly TextColumn[],
  most: number,
): Promise<Result<readonly TextRow[], SheetRefusal>> {
  const sheets = await sheetsOf(bytes);
  const first = sheets?.[0];
  return first === undefined ? refuse('not-a-workbook') : textRows(first.data, columns, most);
}
