import { sm3 } from '@zhijie/crypto';
import { canonicalJson } from '@zhijie/kernel';

const encoder = new TextEncoder();

/** SM3 of the canonical JSON text of a fact, 32 bytes: what the journal keeps of it. */
export function digestOf(value: unknown): Uint8Array {
  return sm3(encoder.encode(canonicalJson(value)));
}
