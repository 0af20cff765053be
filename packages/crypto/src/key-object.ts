import { createSecretKey, type KeyObject } from 'node:crypto';

// Making the object costs as much as authenticating a message; a key is used thousands of times.
const known = new WeakMap<Uint8Array, KeyObject>();

/** The key as OpenSSL holds it. The bytes of a key never change after its first use. */
export function keyObjectOf(bytes: Uint8Array): KeyObject {
  const made = known.get(bytes) ?? createSecretKey(bytes);
  known.set(bytes, made);
  return made;
}
