import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';
import { assert } from '@zhijie/kernel';
import { sm2 as script } from 'sm-crypto-v2';
import { decodeDer, encodeDer, type RawSignature } from './der.ts';
import { derOfPrivate, derOfPublic, type Sm2PrivateKey, type Sm2PublicKey } from './keys.ts';

/** One way to compute signatures; both ways accept what the other made. */
export type SignatureEngine = {
  readonly name: 'native' | 'javascript';
  sign(key: Sm2PrivateKey, message: Uint8Array, userId: string): RawSignature;
  verify(key: Sm2PublicKey, message: Uint8Array, signature: RawSignature, userId: string): boolean;
};

const privateObjects = new WeakMap<Sm2PrivateKey, KeyObject>();
const publicObjects = new WeakMap<Sm2PublicKey, KeyObject>();

/**
 * OpenSSL through node:crypto. It is Node's streaming interface on an imported key that signs the SM3 digest
 * of whatever it is fed, so that feeding ZA first gives the signature of the standard; the one-shot
 * `crypto.sign` would put an empty identity in front. Node does not document this: `chooseEngine` checks it
 * before use.
 */
export const nativeEngine: SignatureEngine = {
  name: 'native',
  sign(key, message, userId) {
    const signer = createSign('sm3').update(key.publicKey.identityDigest(userId)).update(message);
    const raw = decodeDer(signer.sign(privateObject(key)));
    assert(raw !== undefined, 'OpenSSL writes SM2 signatures in DER');
    return raw;
  },
  verify(key, message, signature, userId) {
    const verifier = createVerify('sm3').update(key.identityDigest(userId)).update(message);
    return verifier.verify(publicObject(key), encodeDer(signature));
  },
};

/** sm-crypto-v2, two to ten times slower; used where the native way gives wrong answers, and to check it. */
export const scriptEngine: SignatureEngine = {
  name: 'javascript',
  sign(key, message, userId) {
    return script.doSignature(message, key.toHex(), { hash: true, publicKey: key.publicKey.hex, userId });
  },
  verify(key, message, signature, userId) {
    return script.doVerifySignature(message, signature, key.hex, { hash: true, userId });
  },
};

function privateObject(key: Sm2PrivateKey): KeyObject {
  const known = privateObjects.get(key);
  if (known !== undefined) return known;
  const object = createPrivateKey({ key: Buffer.from(derOfPrivate(key)), format: 'der', type: 'pkcs8' });
  privateObjects.set(key, object);
  return object;
}

function publicObject(key: Sm2PublicKey): KeyObject {
  const known = publicObjects.get(key);
  if (known !== undefined) return known;
  const object = createPublicKey({ key: Buffer.from(derOfPublic(key)), format: 'der', type: 'spki' });
  publicObjects.set(key, object);
  return object;
}
