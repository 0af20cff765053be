/**
 * Archives as 9101 and 9102 carry them: one UTF-8 text of tab-separated rows. Written without a time, so
 * that the same rows are the same bytes.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = Buffer.from('PK\u0005\u0006', 'latin1');
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

/**
 * The first entry of the directory at the end of an archive. Sizes stand there for certain: programs that
 * write as they go (Java's among them) leave them out of the header before the file. Throws beyond the bytes.
 */
function centralEntry(bytes: Buffer) {
  const end = bytes.lastIndexOf(END_BYTES);
  if (end < 0 || bytes.readUInt16LE(end + 10) === 0) return null;
  const at = bytes.readUInt32LE(end + 16);
  const local = bytes.readUInt32LE(at + 42);
  if (bytes.readUInt32LE(at) !== CENTRAL || bytes.readUInt32LE(local) !== LOCAL) return null;
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  return {
    name: bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString('utf8'),
    method: bytes.readUInt16LE(at + 10),
    checksum: bytes.readUInt32LE(at + 16),
    packed: bytes.subarray(start, start + bytes.readUInt32LE(at + 20)),
  };
}

/** The first file of an archive; null when there is none, it is damaged or larger than `longest` bytes. */
export function firstFileOf(
  archive: Uint8Array,
  longest: number,
): { readonly name: string; readonly content: Uint8Array } | null {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    const entry = centralEntry(bytes);
    if (entry === null) return null;
    const { name, method, checksum, packed } = entry;
    const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: longest });
    if (content.length > longest || crc32(content) !== checksum) return null;
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
