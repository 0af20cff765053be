import { timingSafeEqual } from 'node:crypto';

/** The bytes of a text in UTF-8, or the bytes themselves. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? plain(Buffer.from(value, 'utf8')) : value;
}

export function toHex(bytes: Uint8Array): string {
  return view(bytes).toString('hex');
}

/** Undefined unless the text is lower-case hex of whole bytes. */
export function fromHex(text: string): Uint8Array | undefined {
  return /^(?:[0-9a-f]{2})*$/.test(text) ? plain(Buffer.from(text, 'hex')) : undefined;
}

export function toBase64Url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url');
}

/**
 * Undefined unless the text is the one canonical base64url form of some bytes. Node's decoder skips strange
 * characters and unused trailing bits, so that a changed character could decode to the same bytes.
 */
export function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? plain(bytes) : undefined;
}

/** Comparison in time that does not depend on where the bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return plain(Buffer.concat(parts));
}

/**
 * The same bytes as a plain array: what leaves this package never behaves like a Buffer (`slice`, `toJSON`).
 */
export function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
