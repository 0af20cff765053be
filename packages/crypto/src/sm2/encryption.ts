import { assert, Failure } from '@zhijie/kernel';
import { sm2 as script } from 'sm-crypto-v2';
import { fromHex, toHex } from '../encoding.ts';
import type { Sm2PrivateKey, Sm2PublicKey } from './keys.ts';

/** The library's name for C1 ‖ C3 ‖ C2, the order of GB/T 32918.4-2016. */
const C1_C3_C2 = 1;
const POINT_AND_DIGEST = 65 + 32;

/**
 * SM2 encryption: point `04 ‖ x ‖ y`, SM3 digest, cipher text of the plain length. For keys and other short
 * secrets, about 350 a second; the plain text must not be empty.
 */
export function encrypt(key: Sm2PublicKey, plain: Uint8Array): Uint8Array {
  assert(plain.length > 0, 'SM2 does not encrypt an empty text');
  return fromHex(`04${script.doEncrypt(plain, key.hex, C1_C3_C2)}`) as Uint8Array;
}

/** Throws a Failure when the bytes were changed or meant for another key. */
export function decrypt(key: Sm2PrivateKey, cipher: Uint8Array): Uint8Array {
  if (cipher.length <= POINT_AND_DIGEST || cipher[0] !== 4) {
    throw new Failure('Cannot decrypt: not an SM2 cipher text');
  }
  const plain = attempt(key, toHex(cipher.subarray(1)));
  // The library answers a wrong digest with an empty text, which is why none is ever encrypted.
  if (plain.length === 0) throw new Failure('Cannot decrypt: changed, or meant for another SM2 key');
  return plain;
}

function attempt(key: Sm2PrivateKey, hex: string): Uint8Array {
  try {
    return script.doDecrypt(hex, key.toHex(), C1_C3_C2, { output: 'array' });
  } catch (cause) {
    throw new Failure('Cannot decrypt: no point of the SM2 curve', { cause });
  }
}
