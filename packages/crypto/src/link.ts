import { assert, Failure, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { concatBytes, equalBytes, fromBase64Url, fromHex, toBase64Url, toHex } from './encoding.ts';
import { type RandomBytes, systemRandomBytes } from './random.ts';
import { decrypt, encrypt } from './sm2/encryption.ts';
import type { Sm2PrivateKey, Sm2PublicKey } from './sm2/keys.ts';
import { hmacSm3 } from './sm3.ts';
import { applyCtr, SM4_BLOCK, SM4_KEY } from './sm4.ts';

/**
 * A secret that two nodes share for an hour. `id` is public: 16 hex digits by which the receiver finds it.
 */
export type LinkKey = { readonly id: string; readonly encKey: Uint8Array; readonly macKey: Uint8Array };

const FORM = 1;
const ID = 8;
const MAC = 32;
const WRAPPED = 1 + ID + SM4_KEY + MAC;

export function newLinkKey(randomBytes: RandomBytes = systemRandomBytes): LinkKey {
  return { id: toHex(randomBytes(ID)), encKey: randomBytes(SM4_KEY), macKey: randomBytes(MAC) };
}

/**
 * The key encrypted with SM2 to its recipient, base64url. Says nothing about who made it: the sender signs
 * it.
 */
export function wrapLinkKey(key: LinkKey, recipient: Sm2PublicKey): string {
  const id = fromHex(key.id);
  assert(id?.length === ID, 'A link key id is 16 hex digits');
  return toBase64Url(encrypt(recipient, concatBytes(Uint8Array.of(FORM), id, key.encKey, key.macKey)));
}

/** Throws a Failure when the text was changed or wrapped for another node. */
export function unwrapLinkKey(wrapped: string, recipient: Sm2PrivateKey): LinkKey {
  const cipher = fromBase64Url(wrapped);
  if (cipher === undefined) throw new Failure('Cannot unwrap the link key: not base64url');
  const plain = decrypt(recipient, cipher);
  if (plain.length !== WRAPPED || plain[0] !== FORM) {
    throw new Failure('Cannot unwrap the link key: not a link key of this version');
  }
  return {
    id: toHex(plain.subarray(1, 1 + ID)),
    encKey: plain.slice(1 + ID, 1 + ID + SM4_KEY),
    macKey: plain.slice(1 + ID + SM4_KEY),
  };
}

/**
 * `iv ‖ cipher ‖ mac`: SM4-CTR, then HMAC-SM3 over length of aad (8 bytes), aad, iv and cipher. `aad` travels
 * in the clear beside it; its length is covered so that no byte can move between it and the iv.
 */
export function seal(
  key: LinkKey,
  aad: Uint8Array,
  plain: Uint8Array,
  randomBytes: RandomBytes = systemRandomBytes,
): Uint8Array {
  const iv = randomBytes(SM4_BLOCK);
  const sealed = concatBytes(iv, applyCtr(key.encKey, iv, plain));
  return concatBytes(sealed, hmacSm3(key.macKey, lengthOf(aad), aad, sealed));
}

/**
 * Refuses `seal-broken` when any byte of the aad or of the sealed bytes was changed, or the key is another.
 */
export function open(
  key: LinkKey,
  aad: Uint8Array,
  sealed: Uint8Array,
): Result<Uint8Array, Refusal<'seal-broken'>> {
  if (sealed.length < SM4_BLOCK + MAC) return refuse('seal-broken');
  const body = sealed.subarray(0, -MAC);
  const mac = hmacSm3(key.macKey, lengthOf(aad), aad, body);
  if (!equalBytes(mac, sealed.subarray(-MAC))) return refuse('seal-broken');
  return ok(applyCtr(key.encKey, body.subarray(0, SM4_BLOCK), body.subarray(SM4_BLOCK)));
}

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeUInt32BE(bytes.length, 4);
  return length;
}
