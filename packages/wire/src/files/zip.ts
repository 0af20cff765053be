/**
 * Archives as 9101 and 9102 carry them: one UTF-8 text of tab-separated rows. Written without a time, so
 * that the same rows are the same bytes.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Version 2.0, names in UTF-8, deflated, 1980-01-01 00:00. */
const COMMON = [20, 0x0800, 8, 0, 0x0021] as const;

function header(signature: number, shorts: readonly number[], sizes: readonly number[]): Buffer {
  const made = Buffer.alloc(4 + shorts.length * 2 + sizes.length * 4);
  let at = made.writeUInt32LE(signature, 0);
  for (const value of shorts) at = made.writeUInt16LE(value, at);
  for (const value of sizes) at = made.writeUInt32LE(value, at);
  return made;
}

const shorts = (...values: number[]): Buffer => header(0, values, []).subarray(4);

/** An archive of one file. */
export function zipOf(name: string, content: Uint8Array): Uint8Array {
  const title = Buffer.from(name, 'utf8');
  const packed = deflateRawSync(content);
  const sizes = [crc32(content), packed.length, content.length];
  const file = Buffer.concat([header(LOCAL, COMMON, sizes), shorts(title.length, 0), title, packed]);
  const tail = shorts(title.length, 0, 0, 0, 0, 0, 0, 0, 0);
  const entry = Buffer.concat([header(CENTRAL, [20, ...COMMON], sizes), tail, title]);
  const end = Buffer.concat([header(END, [0, 0, 1, 1], [entry.length, file.length]), shorts(0)]);
  return Uint8Array.from(Buffer.concat([file, entry, end]));
}

/** Whether bytes begin as an archive does, also one without files. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < 22) return false;
  const signature = Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE(0);
  return signature === LOCAL || signature === END;
}

/** The first file of an archive; null when there is none, it is damaged or larger than `longest` bytes. */
export function firstFileOf(
  archive: Uint8Array,
  longest: number,
): { readonly name: string; readonly content: Uint8Array } | null {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== LOCAL) return null;
  const method = bytes.readUInt16LE(8);
  const size = bytes.readUInt32LE(18);
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const packed = bytes.subarray(start, start + size);
  const name = bytes.subarray(30, 30 + bytes.readUInt16LE(26)).toString('utf8');
  try {
    const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: longest });
    if (content.length > longest || crc32(content) !== bytes.readUInt32LE(14)) return null;
    return { name, content: Uint8Array.from(content) };
  } catch {
    return null;
  }
}

/** Rows of a file: fields joined by tabs, one row per line, `null` where there is no value. */
export function tabRows(rows: readonly (readonly (string | null)[])[]): Uint8Array {
  const cell = (value: string | null): string =>
    value === null || value === '' ? 'null' : value.replace(/[\t\r\n]+/g, ' ');
  return new TextEncoder().encode(rows.map((row) => `${row.map(cell).join('\t')}\n`).join(''));
}
