import { bytesOf } from '../encoding.ts';
import { decodeDer, decodeRaw, encodeDer, encodeRaw } from './der.ts';
import { DEFAULT_USER_ID, type Sm2PrivateKey, type Sm2PublicKey } from './keys.ts';
import { chooseEngine } from './known-answer.ts';

export type SignatureOptions = {
  /** The signer's identity; `1234567812345678` (GB/T 35276) unless said. */
  userId?: string;
  /** `der`, 70 to 72 bytes, unless said; `raw` is r ‖ s in exactly 64 bytes. */
  format?: 'der' | 'raw';
};

/**
 * SM2 with SM3 (GB/T 32918.2-2016). Two signatures of one message differ: each uses a fresh random number.
 */
export function sign(
  key: Sm2PrivateKey,
  message: string | Uint8Array,
  options: SignatureOptions = {},
): Uint8Array {
  const raw = chooseEngine().sign(key, bytesOf(message), options.userId ?? DEFAULT_USER_ID);
  return options.format === 'raw' ? encodeRaw(raw) : encodeDer(raw);
}

/** False for every signature that is not this key's over this message in this exact format; never throws. */
export function verify(
  key: Sm2PublicKey,
  message: string | Uint8Array,
  signature: Uint8Array,
  options: SignatureOptions = {},
): boolean {
  const raw = options.format === 'raw' ? decodeRaw(signature) : decodeDer(signature);
  if (raw === undefined) return false;
  return chooseEngine().verify(key, bytesOf(message), raw, options.userId ?? DEFAULT_USER_ID);
}
