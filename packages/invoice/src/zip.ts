import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const MOST_FILES = 500;

/**
 * The files of a zip archive whose names are wanted; null when it is none, or when they unpack to more than
 * `largest` bytes together.
 */
export function unzip(
  bytes: Uint8Array,
  { wants, largest }: { readonly wants: (name: string) => boolean; readonly largest: number },
): ReadonlyMap<string, Uint8Array> | null {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(archive);
  if (end === null) return null;
  const files = new Map<string, Uint8Array>();
  let left = largest;
  let at = archive.readUInt32LE(end + 16);
  const count = archive.readUInt16LE(end + 10);
  if (count > MOST_FILES) return null;
  try {
    for (let index = 0; index < count; index++) {
      if (archive.readUInt32LE(at) !== ENTRY) return null;
      const nameLength = archive.readUInt16LE(at + 28);
      const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
      if (wants(name)) {
        const content = contentAt(archive, at, left);
        left -= content.length;
        files.set(name, content);
      }
      at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
  } catch {
    return null;
  }
  return files;
}

function endOf(archive: Buffer): number | null {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 65_557); at--) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  return null;
}

/** Throws for a method that is neither stored nor deflated, and for more than `most` bytes. */
function contentAt(archive: Buffer, entry: number, most: number): Uint8Array {
  const method = archive.readUInt16LE(entry + 10);
  const packed = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const data = archive.subarray(start, start + packed);
  if (method === 0 && data.length <= most) return data;
  if (method === 8) return inflateRawSync(data, { maxOutputLength: Math.max(1, most) });
  throw new Error('This way of packing is not read');
}
