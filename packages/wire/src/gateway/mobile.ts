/**
 * The envelope of the mobile payment and e-credential gateway (61xx to 64xx): SM4 cipher text, SM2
 * signature. No algorithm text is public; these are the steps in which two independent code bases agree.
 */
import {
  importPrivate,
  importPublic,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sign,
  sm4,
  toHex,
  verify,
} from '@zhijie/crypto';
import { Failure, formatDateTime, type Instant } from '@zhijie/kernel';
import { isObject, property, quote, readJsonText, type WireJson, type WireObject } from '../json.ts';
import { signedText } from './mobile-text.ts';

export type MobileFault =
  | 'not-json'
  | 'app-unknown'
  | 'type-unsupported'
  | 'cipher-missing'
  | 'cipher-unreadable'
  | 'signature-missing'
  | 'signature-wrong';

/** What a caller is known by: the secret is shared, the key belongs to the one who signs. */
export type MobileApp = { readonly appId: string; readonly appSecret: string };

const upperHex = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));

/**
 * The SM4 key of an application: the first 16 characters, as bytes, of the upper-case hex of its secret
 * encrypted under the first 16 characters of its id. An id shorter than 16 bytes gives no key (a Failure).
 */
export function mobileKey({ appId, appSecret }: MobileApp): Uint8Array {
  const first = ascii(appId).subarray(0, 16);
  if (first.length < 16) throw new Failure('Cannot derive the SM4 key: the appId is shorter than 16 bytes');
  return ascii(upperHex(sm4.encryptEcb(first, ascii(appSecret))).slice(0, 16));
}

/** Cipher text of a business object: upper-case hex. */
export function encryptMobile(app: MobileApp, data: WireJson): string {
  return upperHex(sm4.encryptEcb(mobileKey(app), Buffer.from(JSON.stringify(data), 'utf8')));
}

/** The business object of a cipher text, numbers as their source text; null when it cannot be read. */
export function decryptMobile(app: MobileApp, cipher: string): WireJson | null {
  if (!/^(?:[0-9a-fA-F]{32})+$/.test(cipher)) return null;
  try {
    const plain = sm4.decryptEcb(mobileKey(app), Buffer.from(cipher, 'hex'));
    return readJsonText(new TextDecoder('utf-8', { fatal: true }).decode(plain)) ?? null;
  } catch {
    return null;
  }
}

/** From Base64 of the 32-byte scalar, as the gateways hand it out (Java may put a zero byte in front). */
export function mobilePrivateKey(base64: string): Sm2PrivateKey {
  const bytes = Buffer.from(base64.trim(), 'base64');
  const scalar = bytes.length === 33 && bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return importPrivate(scalar.toString('hex'));
}

/** From Base64 of the 65-byte point; a point without its leading `04` is read too. */
export function mobilePublicKey(base64: string): Sm2PublicKey {
  const hex = Buffer.from(base64.trim(), 'base64').toString('hex');
  return importPublic(hex.length === 128 ? `04${hex}` : hex);
}

/**
 * Base64 of r ‖ s over the text. The secret is passed as the signer's identity in the code seen, and
 * ignored there: the identity that counts is the standard's default.
 */
export function signMobile(key: Sm2PrivateKey, text: string): string {
  return Buffer.from(sign(key, text, { format: 'raw' })).toString('base64');
}

export function verifyMobile(key: Sm2PublicKey, text: string, signature: string): boolean {
  return verify(key, text, Uint8Array.from(Buffer.from(signature, 'base64')), { format: 'raw' });
}

/** The outer object with its plain `data`, as it is signed on both sides. */
function plainOuter(outer: WireObject, data: WireJson): WireObject {
  return { ...outer, data };
}

type Outgoing = {
  readonly data: WireJson;
  readonly at: Instant;
  readonly version?: string | undefined;
  /** Further keys of the outer object, signed with it: how an answer ended. */
  readonly besides?: Readonly<Record<string, string | number | boolean>>;
};

/** Writes a signed and encrypted message. `version` 2.0.1 unless said. */
export function encodeMobile(
  app: MobileApp & { readonly privateKey: Sm2PrivateKey },
  message: Outgoing,
): Uint8Array {
  const outer: Record<string, string> = {
    appId: app.appId,
    encType: 'SM4',
    signType: 'SM2',
    version: message.version ?? '2.0.1',
    timestamp: formatDateTime(message.at).replace(/\D/g, ''),
  };
  const besides = message.besides ?? {};
  const said = Object.fromEntries(Object.entries(besides).map(([key, value]) => [key, String(value)]));
  const signed = signedText(plainOuter({ ...said, ...outer }, message.data), app.appSecret);
  const signData = signMobile(app.privateKey, signed);
  const all = { ...besides, ...outer, encData: encryptMobile(app, message.data), signData };
  const pairs = Object.entries(all).map(([key, value]) => `${quote(key)}:${JSON.stringify(value)}`);
  return new TextEncoder().encode(`{${pairs.join(',')}}`);
}

export type MobileMessage = {
  readonly appId: string;
  readonly version: string;
  readonly timestamp: string;
  /** The business object; numbers are their source text. */
  readonly data: WireJson;
};

export type ReadMobile =
  | { readonly ok: true; readonly value: MobileMessage }
  | { readonly ok: false; readonly refusal: MobileFault };

type KnownApp = MobileApp & { readonly publicKey: Sm2PublicKey };

const refused = (refusal: MobileFault): ReadMobile => ({ ok: false, refusal });

/**
 * Decrypts, puts the object back as `data`, and verifies. A plain `data` beside the cipher text counts for
 * nothing; an unencrypted or unsigned message is refused. Never throws for any bytes.
 */
export function decodeMobile(bytes: Uint8Array, appOf: (appId: string) => KnownApp | undefined): ReadMobile {
  const outer = readJsonText(Buffer.from(bytes).toString('utf8'));
  if (!isObject(outer)) return refused('not-json');
  const text = (key: string): string => {
    const value = property(outer, key);
    return typeof value === 'string' ? value : '';
  };
  const app = appOf(text('appId'));
  if (app === undefined) return refused('app-unknown');
  const types = [text('encType').toUpperCase(), text('signType').toUpperCase()];
  if (types[0] !== 'SM4' || types[1] !== 'SM2') return refused('type-unsupported');
  if (text('encData') === '') return refused('cipher-missing');
  if (text('signData') === '') return refused('signature-missing');
  const data = decryptMobile(app, text('encData'));
  if (data === null) return refused('cipher-unreadable');
  const signed = signedText(plainOuter(outer, data), app.appSecret);
  if (!verifyMobile(app.publicKey, signed, text('signData'))) return refused('signature-wrong');
  return {
    ok: true,
    value: { appId: app.appId, version: text('version'), timestamp: text('timestamp'), data },
  };
}
