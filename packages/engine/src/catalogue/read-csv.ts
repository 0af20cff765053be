/**
 * RFC 4180: fields separated by commas, a field in quotes may contain commas, quotes (doubled) and line
 * breaks. A byte order mark is dropped; an empty last line is no row.
 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quoted(text, at + 1) : plain(text, at);
    row.push(field.value);
    at = field.end;
    if (text[at] === ',') {
      at++;
      if (at === text.length) row.push('');
      continue;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

type Field = { value: string; end: number };

function plain(text: string, from: number): Field {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(from, end), end };
}

function quoted(text: string, from: number): Field {
  let value = '';
  let at = from;
  while (at < text.length) {
    const next = text.indexOf('"', at);
    if (next < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, next);
    if (text[next + 1] !== '"') return { value, end: next + 1 };
    value += '"';
    at = next + 2;
  }
  return { value, end: at };
}
