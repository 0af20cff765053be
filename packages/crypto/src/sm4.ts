import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '@zhijie/kernel';
import { concatBytes } from './encoding.ts';
import { keyObjectOf } from './key-object.ts';

/**
 * SM4 block cipher (GB/T 32907-2016) in the modes that OpenSSL offers; none of them alone detects changes.
 */
export type Sm4Options = {
  /** ECB and CBC only: `pkcs7` unless said; `none` asks for whole blocks. */
  padding?: 'pkcs7' | 'none';
};

export const SM4_BLOCK = 16;
export const SM4_KEY = 16;

export function encryptEcb(key: Uint8Array, plain: Uint8Array, options: Sm4Options = {}): Uint8Array {
  return run('encrypt', 'sm4-ecb', key, null, plain, options);
}

export function decryptEcb(key: Uint8Array, cipher: Uint8Array, options: Sm4Options = {}): Uint8Array {
  return run('decrypt', 'sm4-ecb', key, null, cipher, options);
}

export function encryptCbc(
  key: Uint8Array,
  iv: Uint8Array,
  plain: Uint8Array,
  options: Sm4Options = {},
): Uint8Array {
  return run('encrypt', 'sm4-cbc', key, iv, plain, options);
}

export function decryptCbc(
  key: Uint8Array,
  iv: Uint8Array,
  cipher: Uint8Array,
  options: Sm4Options = {},
): Uint8Array {
  return run('decrypt', 'sm4-cbc', key, iv, cipher, options);
}

/** Encrypts or, the same operation, decrypts. An `iv` must never serve twice with one key. */
export function applyCtr(key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  return run('encrypt', 'sm4-ctr', key, iv, bytes, {});
}

function run(
  direction: 'encrypt' | 'decrypt',
  algorithm: 'sm4-ecb' | 'sm4-cbc' | 'sm4-ctr',
  key: Uint8Array,
  iv: Uint8Array | null,
  input: Uint8Array,
  options: Sm4Options,
): Uint8Array {
  assert(key.length === SM4_KEY, 'An SM4 key has 16 bytes');
  assert(iv === null || iv.length === SM4_BLOCK, 'An SM4 initial vector has 16 bytes');
  const open = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  const cipher = open(algorithm, keyObjectOf(key), iv);
  cipher.setAutoPadding(options.padding !== 'none');
  return concatBytes(cipher.update(input), cipher.final());
}
