import { assert, Failure } from '@zhijie/kernel';
import { bytesOf, concatBytes, equalBytes, fromBase64Url, toBase64Url } from './encoding.ts';
import { type RandomBytes, systemRandomBytes } from './random.ts';
import { deriveKey, hmacSm3 } from './sm3.ts';
import { decryptCbc, encryptCbc, SM4_BLOCK, SM4_KEY } from './sm4.ts';

/**
 * A secret for columns that hold names, certificate numbers and phones; its id stands in every stored text.
 */
export type FieldKey = { readonly id: string; readonly bytes: Uint8Array };

const FORM = 'f1';
const MAC = 32;

/**
 * Stored text `f1.KEYID.base64url(iv ‖ cipher ‖ mac)`: SM4-CBC, whose padding hides how long a name is, then
 * HMAC-SM3 over form, key id, iv and cipher. The same text encrypts differently each time; for look-up there
 * is `keyedDigest`.
 */
export function encryptField(
  key: FieldKey,
  text: string,
  randomBytes: RandomBytes = systemRandomBytes,
): string {
  assert(/^[A-Za-z0-9_-]{1,40}$/.test(key.id), 'A field key id has letters, digits, _ and - only');
  const { encryption, authentication } = subkeys(key);
  const iv = randomBytes(SM4_BLOCK);
  const sealed = concatBytes(iv, encryptCbc(encryption, iv, bytesOf(text)));
  const mac = hmacSm3(authentication, bytesOf(`${FORM}.${key.id}.`), sealed);
  return `${FORM}.${key.id}.${toBase64Url(concatBytes(sealed, mac))}`;
}

/** Throws a Failure when none of the keys has the stored id or when any character of the text was changed. */
export function decryptField(keys: readonly FieldKey[], stored: string): string {
  const [form, id, body, ...rest] = stored.split('.');
  const bytes = fromBase64Url(body ?? '');
  if (form !== FORM || rest.length > 0 || bytes === undefined || bytes.length < 2 * SM4_BLOCK + MAC) {
    throw new Failure('Cannot decrypt the field: not a stored field');
  }
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined) throw new Failure(`Cannot decrypt the field: no key "${id}"`);
  const { encryption, authentication } = subkeys(key);
  const sealed = bytes.subarray(0, -MAC);
  const mac = hmacSm3(authentication, bytesOf(`${FORM}.${key.id}.`), sealed);
  if (!equalBytes(mac, bytes.subarray(-MAC))) throw new Failure('Cannot decrypt the field: it was changed');
  const plain = decryptCbc(encryption, sealed.subarray(0, SM4_BLOCK), sealed.subarray(SM4_BLOCK));
  return Buffer.from(plain).toString('utf8');
}

type Subkeys = { readonly encryption: Uint8Array; readonly authentication: Uint8Array };
const derived = new WeakMap<Uint8Array, Subkeys>();

function subkeys(key: FieldKey): Subkeys {
  assert(key.bytes.length >= SM4_KEY, 'A field key has at least 16 bytes');
  const known = derived.get(key.bytes);
  if (known !== undefined) return known;
  const pair = {
    encryption: deriveKey(key.bytes, 'field encryption').subarray(0, SM4_KEY),
    authentication: deriveKey(key.bytes, 'field authentication'),
  };
  derived.set(key.bytes, pair);
  return pair;
}
