/** What the scan box was given: a scanner and a card reader type as people do, and end with Enter. */

export type Scanned =
  | { readonly is: 'code'; readonly code: string }
  | { readonly is: 'id-card'; readonly number: string }
  | { readonly is: 'social-card'; readonly number: string; readonly cardSerial?: string }
  | { readonly is: 'words'; readonly text: string };

/** A code, or the token that a face gave at the camera's page. */
const CODE = /^(?:\d{28}|EC\d{6}[0-9A-F]{32})$/;
const CITIZEN = /^\d{17}[\dX]$/;
/** The card's number; readers add the serial after a bar. */
const CARD = /^([A-Z0-9]{9,18})(?:\|([A-Z0-9]{6,64}))?$/;

export function readScan(typed: string): Scanned {
  const text = typed.trim().toUpperCase();
  if (CODE.test(text)) return { is: 'code', code: text };
  if (CITIZEN.test(text)) return { is: 'id-card', number: text };
  const card = CARD.exec(text);
  if (card === null) return { is: 'words', text: typed.trim() };
  const [, number = '', cardSerial] = card;
  return { is: 'social-card', number, ...(cardSerial === undefined ? {} : { cardSerial }) };
}

/** An item of a bill from a hospital's file: code, price, quantity; a header row may stand first. */
export type FileLine = { readonly itemCode: string; readonly price: string; readonly quantity: string };
export type FileLines =
  | { readonly ok: true; readonly lines: readonly FileLine[] }
  | { readonly ok: false; readonly row: number; readonly text: string };

const AMOUNT = /^\d{1,10}(\.\d{1,6})?$/;
const MOST = 100;

/** Reads CSV with a comma, a semicolon or a tab; all or nothing, and the first bad row is named. */
export function readLines(csv: string): FileLines {
  const rows = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row) => row.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"|"$/g, '')))
    .map((cells, index) => ({ cells, row: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const body = AMOUNT.test(rows[0]?.cells[1] ?? '') ? rows : rows.slice(1);
  if (body.length === 0) return { ok: false, row: 1, text: '文件里没有明细' };
  if (body.length > MOST) return { ok: false, row: MOST + 1, text: `一次至多 ${MOST} 行，请分开` };
  const lines: FileLine[] = [];
  for (const { cells, row } of body) {
    const [itemCode = '', price = '', quantity = ''] = cells;
    if (itemCode === '') return { ok: false, row, text: '没有目录编码' };
    if (!AMOUNT.test(price)) return { ok: false, row, text: `单价“${price}”不是金额` };
    if (!AMOUNT.test(quantity)) return { ok: false, row, text: `数量“${quantity}”不是数` };
    lines.push({ itemCode, price, quantity });
  }
  return { ok: true, lines };
}
