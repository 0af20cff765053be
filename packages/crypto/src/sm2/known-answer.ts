import type { SignatureEngine } from './engines.ts';
import { nativeEngine, scriptEngine } from './engines.ts';
import { DEFAULT_USER_ID, Sm2PrivateKey } from './keys.ts';

/**
 * The examples of GB/T 32918.5-2017, annexes A and C, on the recommended curve. A public key pair: never use
 * it.
 */
export const STANDARD_EXAMPLE = {
  privateKey: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  message: 'message digest',
  signature:
    'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  plain: 'encryption standard',
  cipher:
    '0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73' +
    'e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0' +
    '59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766' +
    '21886ca989ca9c7d58087307ca93092d651efa',
} as const;

/**
 * Whether an engine accepts the standard's signature, refuses others, and makes some that its peer accepts.
 */
export function answersCorrectly(engine: SignatureEngine, peer: SignatureEngine): boolean {
  try {
    const key = new Sm2PrivateKey(STANDARD_EXAMPLE.privateKey);
    const message = Buffer.from(STANDARD_EXAMPLE.message);
    const { signature } = STANDARD_EXAMPLE;
    const other = Buffer.from(`${STANDARD_EXAMPLE.message}!`);
    return (
      engine.verify(key.publicKey, message, signature, DEFAULT_USER_ID) &&
      !engine.verify(key.publicKey, other, signature, DEFAULT_USER_ID) &&
      !engine.verify(key.publicKey, message, signature, '') &&
      peer.verify(key.publicKey, other, engine.sign(key, other, DEFAULT_USER_ID), DEFAULT_USER_ID)
    );
  } catch {
    return false;
  }
}

let chosen: SignatureEngine | undefined;

/** The native engine if it answers the standard's example, else the slower one; decided once per process. */
export function chooseEngine(): SignatureEngine {
  chosen ??= answersCorrectly(nativeEngine, scriptEngine) ? nativeEngine : scriptEngine;
  return chosen;
}
