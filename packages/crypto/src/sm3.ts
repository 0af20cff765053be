import { createHmac, hash } from 'node:crypto';
import { bytesOf, plain, toHex } from './encoding.ts';
import { keyObjectOf } from './key-object.ts';

/** SM3 digest, 32 bytes (GB/T 32905-2016). */
export function sm3(bytes: Uint8Array): Uint8Array {
  return plain(hash('sm3', bytes, 'buffer'));
}

/** SM3 digest in lower-case hex; a text counts as its UTF-8 bytes. */
export function sm3Hex(value: string | Uint8Array): string {
  return toHex(sm3(bytesOf(value)));
}

/** HMAC with SM3, 32 bytes (GB/T 15852.2). */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sm3', keyObjectOf(key));
  for (const part of parts) mac.update(part);
  return plain(mac.digest());
}

/**
 * HMAC-SM3 of a text in hex, for look-up columns and pseudonyms. A plain digest of a certificate number is
 * found again by trying all numbers; without the key this one is not.
 */
export function keyedDigest(key: Uint8Array, text: string): string {
  return toHex(hmacSm3(key, bytesOf(text)));
}

/**
 * A 32-byte key for one purpose out of a master key: one block of the counter-mode derivation of
 * NIST SP 800-108 with HMAC-SM3. Different labels give unrelated keys.
 */
export function deriveKey(master: Uint8Array, label: string): Uint8Array {
  const blockCounter = Uint8Array.of(0, 0, 0, 1);
  const separator = Uint8Array.of(0);
  const lengthInBits = Uint8Array.of(0, 0, 1, 0);
  return hmacSm3(master, blockCounter, bytesOf(label), separator, lengthInBits);
}
