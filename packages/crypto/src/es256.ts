/**
 * ES256 (ECDSA on P-256 with SHA-256, RFC 7518 §3.4) for what parties outside the network verify with
 * ordinary libraries; inside, signatures are SM2.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

export type Es256PublicKey = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
};

export type Es256Key = {
  readonly publicKey: Es256PublicKey;
  /** The signature r‖s of a text, base64url. */
  sign(text: string): string;
};

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

export const sha256 = (bytes: Uint8Array | string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** The key that 32 secret bytes stand for, always the same; named by its thumbprint (RFC 7638). */
export function es256KeyOf(secret: Uint8Array): Es256Key {
  const scalar = (BigInt(`0x${Buffer.from(secret).toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const [x, y] = [base64Url(point.subarray(1, 33)), base64Url(point.subarray(33))];
  const kid = base64Url(sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`));
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const key = createPrivateKey({ key: { ...jwk, d: base64Url(d) }, format: 'jwk' });
  return {
    publicKey: { ...jwk, kid },
    sign: (text) =>
      sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  };
}

/** Whether a signature (r‖s, base64url) of a text is this key's. */
export function isEs256Signature({ kid: _kid, ...key }: Es256PublicKey, text: string, mark: string): boolean {
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const bytes = Buffer.from(mark, 'base64url');
  return verify('sha256', Buffer.from(text), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
}
