/** Files of rows by position, as hospitals hand them in and fetch them: the columns are a node's fields. */
import { type Decoded, decodeRows } from '../decode.ts';
import type { Node, NodeValue } from '../message.ts';
import { firstFileOf, tabRows, zipOf } from './zip.ts';

/** An unpacked file larger than this is refused, bytes: some 400 000 rows. */
const LONGEST = 64 * 1024 * 1024;

/** Why a file cannot be read at all; a faulty row is told as any faulty field. */
export type RowFileFault = 'file-not-zip' | 'not-utf8';

export type ReadRows<N> = Decoded<NodeValue<N>> | { readonly ok: false; readonly fault: RowFileFault };

/**
 * Rows of an archive of one UTF-8 text: tab-separated, empty or `null` without a value, a title line or blank
 * lines ignored. Refuses with the first row that is wrong.
 */
export function readRowFile<N extends Node>(node: N, archive: Uint8Array): ReadRows<N> {
  const file = firstFileOf(archive, LONGEST);
  if (file === null) return { ok: false, fault: 'file-not-zip' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.content);
  } catch {
    return { ok: false, fault: 'not-utf8' };
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const codes = node.fields.map(([, field]) => field.code);
  const labels = node.fields.map(([, field]) => field.label);
  const first = lines[0]?.split('\t')[0]?.trim();
  const hasTitle = first === codes[0] || first === labels[0];
  const rows = (hasTitle ? lines.slice(1) : lines).map((line) => {
    const cells = line.split('\t');
    const values = codes.map((code, at) => [code, cellOf(cells[at])] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== null));
  });
  return decodeRows(node, rows);
}

function cellOf(cell: string | undefined): string | null {
  const value = cell?.trim() ?? '';
  return value === '' || value === 'null' ? null : value;
}

type Row = Readonly<Record<string, unknown>>;

/** The archive of rows; a value that is null or absent is written as `null`. */
export function writeRowFile(node: Node, name: string, rows: readonly Row[]): Uint8Array {
  const cells = rows.map((row) =>
    node.fields.map(([key, field]) => {
      const value = row[key];
      if (value === null || value === undefined) return null;
      const written: unknown = JSON.parse(field.write(value));
      return typeof written === 'string' ? written : field.write(value);
    }),
  );
  return zipOf(name, tabRows(cells));
}
