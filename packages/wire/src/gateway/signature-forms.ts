/** The forms in which one SM2 signature is written: r ‖ s in 64 bytes, or DER; hex or Base64. */

function integer(value: Buffer): Buffer {
  let from = 0;
  while (from < value.length - 1 && value[from] === 0) from += 1;
  const short = value.subarray(from);
  const positive = short[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short;
  return Buffer.concat([Buffer.of(2, positive.length), positive]);
}

/** DER of r ‖ s. */
export function derOfRaw(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw);
  const body = Buffer.concat([integer(bytes.subarray(0, 32)), integer(bytes.subarray(32, 64))]);
  return Uint8Array.from(Buffer.concat([Buffer.of(0x30, body.length), body]));
}

/** r ‖ s of a DER sequence of two integers; null when the bytes are none. */
export function rawOfDer(der: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(der);
  const first = bytes[3] ?? 0;
  const second = bytes[5 + first] ?? 0;
  const isSequence =
    bytes[0] === 0x30 && bytes[1] === bytes.length - 2 && bytes[2] === 2 && bytes[4 + first] === 2;
  if (!isSequence || 6 + first + second !== bytes.length) return null;
  const raw = Buffer.alloc(64);
  for (const [value, end] of [
    [bytes.subarray(4, 4 + first), 32],
    [bytes.subarray(6 + first), 64],
  ] as const) {
    const short = value[0] === 0 ? value.subarray(1) : value;
    if (short.length > 32) return null;
    short.copy(raw, end - short.length);
  }
  return Uint8Array.from(raw);
}

export type SignatureForm = 'base64-raw' | 'base64-der' | 'hex-raw' | 'hex-der';

/** Reads a signature in any of its forms and says which one it was; null when it is none. */
export function readSignature(
  text: string,
): { readonly raw: Uint8Array; readonly form: SignatureForm } | null {
  const plain = text.replace(/\s/g, '');
  const isHex = /^(?:[0-9a-fA-F]{2})+$/.test(plain) && plain.length >= 128;
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(plain);
  if (!isHex && !isBase64) return null;
  const bytes = Uint8Array.from(Buffer.from(plain, isHex ? 'hex' : 'base64'));
  const coded = isHex ? 'hex' : 'base64';
  if (bytes.length === 64) return { raw: bytes, form: `${coded}-raw` };
  const raw = rawOfDer(bytes);
  return raw === null ? null : { raw, form: `${coded}-der` };
}
