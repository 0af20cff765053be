import { assert, Failure } from '@zhijie/kernel';
import { sm2 as script } from 'sm-crypto-v2';
import { bytesOf, fromHex, toHex } from '../encoding.ts';
import { type RandomBytes, systemRandomBytes } from '../random.ts';
import { sm3 } from '../sm3.ts';
import { CURVE, isScalar, PRIVATE_KEY_DER, PUBLIC_KEY_DER, privateKeyDer, publicKeyDer } from './curve.ts';

/** The signer's identity that GB/T 35276 gives to those who have agreed on none. */
export const DEFAULT_USER_ID = '1234567812345678';

/** A point of the curve, written `04 ‖ x ‖ y`. */
export class Sm2PublicKey {
  readonly hex: string;
  readonly #digests = new Map<string, Uint8Array>();

  constructor(hex: string) {
    assert(/^04[0-9a-f]{128}$/.test(hex), 'An SM2 public key is an uncompressed point in lower-case hex');
    this.hex = hex;
  }

  /**
   * ZA, which binds a signature to the signer's identity, the curve and the key (GB/T 32918.2-2016, 5.5):
   * SM3 of bit length of the identity, the identity, a, b, G and the public point.
   */
  identityDigest(userId: string): Uint8Array {
    const known = this.#digests.get(userId);
    if (known !== undefined) return known;
    const id = bytesOf(userId);
    assert(id.length < 8192, 'The bit length of an SM2 identity fits two bytes');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length * 8);
    const rest = Buffer.from(CURVE.a + CURVE.b + CURVE.gx + CURVE.gy + this.hex.slice(2), 'hex');
    const digest = sm3(Buffer.concat([length, id, rest]));
    this.#digests.set(userId, digest);
    return digest;
  }

  toPem(): string {
    return pem('PUBLIC KEY', publicKeyDer(this.hex));
  }
}

/**
 * A scalar with its public key. The scalar is private, so that a key that strays into a log shows nothing.
 */
export class Sm2PrivateKey {
  readonly publicKey: Sm2PublicKey;
  readonly #scalar: string;

  constructor(scalar: string) {
    assert(isScalar(scalar), 'An SM2 private key lies between 1 and the order of the curve');
    this.#scalar = scalar;
    this.publicKey = new Sm2PublicKey(script.getPublicKeyFromPrivateKey(scalar));
  }

  toHex(): string {
    return this.#scalar;
  }

  toPem(): string {
    return pem('PRIVATE KEY', privateKeyDer(this.#scalar, this.publicKey.hex));
  }
}

export type Sm2KeyPair = { readonly privateKey: Sm2PrivateKey; readonly publicKey: Sm2PublicKey };

export function generateKeyPair(randomBytes: RandomBytes = systemRandomBytes): Sm2KeyPair {
  for (let attempt = 0; attempt < 64; attempt++) {
    const scalar = toHex(randomBytes(32));
    if (!isUsableScalar(scalar)) continue;
    const privateKey = new Sm2PrivateKey(scalar);
    return { privateKey, publicKey: privateKey.publicKey };
  }
  throw new Failure('Cannot generate an SM2 key: the random source gives no scalar in range');
}

/**
 * From 64 hex digits or a PEM (PKCS #8 or SEC 1). Throws a Failure when the text is no private key of this
 * curve.
 */
export function importPrivate(text: string): Sm2PrivateKey {
  if (!text.includes('-----BEGIN')) return privateFrom(text.trim().toLowerCase());
  const der = derOf(text, ['PRIVATE KEY', 'EC PRIVATE KEY']);
  for (const form of PRIVATE_KEY_DER) {
    const found = form.exec(der);
    if (found === null) continue;
    const key = privateFrom(found[1] ?? '');
    if (found[2] !== undefined && found[2] !== key.publicKey.hex) {
      throw new Failure('Cannot import the SM2 private key: the public key inside belongs to another key');
    }
    return key;
  }
  throw new Failure('Cannot import the SM2 private key: the PEM holds no key of the SM2 curve');
}

/** From an uncompressed point in hex or a PEM. Throws a Failure when it is no point of the curve. */
export function importPublic(text: string): Sm2PublicKey {
  const hex = text.includes('-----BEGIN')
    ? PUBLIC_KEY_DER.exec(derOf(text, ['PUBLIC KEY']))?.[1]
    : text.trim().toLowerCase();
  if (hex === undefined || !/^04[0-9a-f]{128}$/.test(hex) || !isOnCurve(hex)) {
    throw new Failure('Cannot import the SM2 public key: not an uncompressed point of the SM2 curve');
  }
  return new Sm2PublicKey(hex);
}

function isOnCurve(point: string): boolean {
  try {
    return script.verifyPublicKey(point);
  } catch {
    return false; // the library throws for some points and answers false for others
  }
}

function privateFrom(scalar: string): Sm2PrivateKey {
  if (!isUsableScalar(scalar)) {
    throw new Failure('Cannot import the SM2 private key: not a number below the order of the curve');
  }
  return new Sm2PrivateKey(scalar);
}

/** GB/T 32918.1-2016, 6.1 leaves out order less one, with which no signature could be computed. */
function isUsableScalar(scalar: string): boolean {
  return isScalar(scalar) && scalar !== CURVE.order.replace(/3$/, '2');
}

function pem(label: string, derHex: string): string {
  const lines =
    Buffer.from(derHex, 'hex')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function derOf(text: string, labels: readonly string[]): string {
  for (const label of labels) {
    const body = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`).exec(
      text,
    )?.[1];
    if (body !== undefined) return Buffer.from(body, 'base64').toString('hex');
  }
  throw new Failure(`Cannot import the SM2 key: no PEM block labelled ${labels.join(' or ')}`);
}

/** The DER bytes that OpenSSL imports; a key that OpenSSL generates itself would sign plain ECDSA. */
export function derOfPublic(key: Sm2PublicKey): Uint8Array {
  return fromHex(publicKeyDer(key.hex)) as Uint8Array;
}

export function derOfPrivate(key: Sm2PrivateKey): Uint8Array {
  return fromHex(privateKeyDer(key.toHex(), key.publicKey.hex)) as Uint8Array;
}
