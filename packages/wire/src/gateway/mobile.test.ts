import { readFileSync } from 'node:fs';
import { fromHex, generateKeyPair, sign, sm4 } from '@zhijie/crypto';
import { instant } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonText, type WireJson, type WireObject } from '../json.ts';
import { explainSignature } from './explain-signature.ts';
import {
  decodeMobile,
  decryptMobile,
  encodeMobile,
  encryptMobile,
  mobileKey,
  mobilePrivateKey,
  mobilePublicKey,
  signMobile,
  verifyMobile,
} from './mobile.ts';
import { signedText, type TextMistake } from './mobile-text.ts';
import { derOfRaw, rawOfDer, readSignature } from './signature-forms.ts';

const pair = generateKeyPair((length) => new Uint8Array(length).fill(7));
const stranger = generateKeyPair((length) => new Uint8Array(length).fill(9));
const app = { appId: '43AF047BBA47FC8A1AE8EFB232BDBBCB', appSecret: '4117E877F5FA0A0188891283E4B617D5' };
const known = { ...app, publicKey: pair.publicKey };
const appOf = (appId: string) => (appId === app.appId ? known : undefined);
const at = instant(1_795_224_900_000);
const object = (text: string) => readJsonText(text) as WireObject;
const data = object(
  '{"orgId":"H11010500001","amount":12.50,"empty":"","none":null,"rows":[{"b":true,"a":1}]}',
);

const encoded = () => encodeMobile({ ...app, privateKey: pair.privateKey }, { data, at });
/** The message with some keys changed; undefined takes one away. */
const changed = (own: Record<string, unknown>) =>
  Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(encoded()).toString('utf8')), ...own }));

describe('the SM4 key of an application', () => {
  test('is the first 16 characters of an upper-case hex text, used as bytes', () => {
    const key = Buffer.from(mobileKey(app)).toString('ascii');
    expect(key).toMatch(/^[0-9A-F]{16}$/);
    const first = Buffer.from(app.appId.slice(0, 16));
    const whole = Buffer.from(sm4.encryptEcb(first, Buffer.from(app.appSecret))).toString('hex');
    expect(whole.toUpperCase().startsWith(key)).toBe(true);
  });

  test('cipher text is upper-case hex, read in either case, with another secret not at all', () => {
    const cipher = encryptMobile(app, data);
    expect(cipher).toMatch(/^(?:[0-9A-F]{32})+$/);
    expect(decryptMobile(app, cipher.toLowerCase())).toEqual(decryptMobile(app, cipher));
    expect(decryptMobile({ ...app, appSecret: 'other' }, cipher)).toBeNull();
    expect(decryptMobile(app, cipher.slice(2))).toBeNull();
  });
});

describe('the signed text', () => {
  test('drops what is empty, stringifies leaves, sorts keys, ends with the secret', () => {
    const outer = object(
      '{"version":"2.0.1","appId":"A","signType":"SM2","encType":"SM4","timestamp":"20261121093500","signData":"x",' +
        '"encData":"y","extra":"z","note":"","data":{"b":1.50,"a":{"d":null,"c":false},"e":"","f":[2,""]}}',
    );
    expect(signedText(outer, 'S')).toBe(
      'appId=A&data={"a":{"c":"false"},"b":"1.50","f":["2"]}&encType=SM4&signType=SM2' +
        '&timestamp=20261121093500&version=2.0.1&key=S',
    );
  });

  test('is sorted once more without regard to case', () => {
    expect(signedText(object('{"Zone":"1","area":"2","B":"3"}'), 'S')).toBe('area=2&B=3&Zone=1&key=S');
    const once = new Set<TextMistake>(['case-order-missed']);
    expect(signedText(object('{"Zone":"1","area":"2","B":"3"}'), 'S', once)).toBe('B=3&Zone=1&area=2&key=S');
  });

  test('is the same whatever the order of keys', () => {
    const value = fc.oneof(fc.string(), fc.constant(null), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (fields) => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse());
        const text = signedText({ data: fields as WireJson }, 'S');
        expect(signedText({ data: reversed as WireJson }, 'S')).toBe(text);
      }),
    );
  });
});

describe('a message of the mobile gateway', () => {
  test('is read by whom it is for, numbers as they were sent', () => {
    const read = decodeMobile(encoded(), appOf);
    expect(read).toMatchObject({ ok: true, value: { appId: app.appId, timestamp: '20261121093500' } });
    expect(read.ok && read.value.data).toMatchObject({ amount: '12.50', rows: [{ a: '1', b: true }] });
  });

  test.each([
    ['not-json', () => Buffer.from('[]')],
    ['app-unknown', () => changed({ appId: 'B'.repeat(32) })],
    ['type-unsupported', () => changed({ signType: 'MD5' })],
    ['cipher-missing', () => changed({ encData: '' })],
    ['signature-missing', () => changed({ signData: undefined })],
    ['cipher-unreadable', () => changed({ encData: 'AB'.repeat(16) })],
    ['signature-wrong', () => changed({ timestamp: '20261121093501' })],
    ['signature-wrong', () => changed({ signData: signMobile(stranger.privateKey, 'x') })],
    ['signature-wrong', () => changed({ encData: encryptMobile(app, { amount: '1' }) })],
  ] as const)('%s', (refusal, bytes) => {
    expect(decodeMobile(bytes(), appOf)).toEqual({ ok: false, refusal });
  });

  test('a plain object beside the cipher text counts for nothing', () => {
    const bytes = changed({ data: { amount: '0.01' } });
    const read = decodeMobile(bytes, appOf);
    expect(read.ok && read.value.data).toMatchObject({ amount: '12.50' });
  });

  test('any bytes are refused by name, never with a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, cipher) => {
        expect(decodeMobile(bytes, appOf).ok).toBe(false);
        expect(decodeMobile(changed({ encData: cipher }), appOf).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('keys and signatures', () => {
  const scalar = Buffer.from(pair.privateKey.toHex(), 'hex');
  const point = Buffer.from(pair.publicKey.hex, 'hex');

  test('keys come as Base64 of the bare numbers, with or without the leading byte', () => {
    for (const key of [scalar, Buffer.concat([Buffer.of(0), scalar])]) {
      expect(mobilePrivateKey(key.toString('base64')).toHex()).toBe(pair.privateKey.toHex());
    }
    for (const key of [point, point.subarray(1)]) {
      expect(mobilePublicKey(key.toString('base64')).hex).toBe(pair.publicKey.hex);
    }
    expect(() => mobilePrivateKey('AAAA')).toThrow();
    expect(() => mobilePublicKey('AAAA')).toThrow();
  });

  test('a signature is Base64 of 64 bytes under the default identity', () => {
    const signature = signMobile(pair.privateKey, '待签');
    expect(Buffer.from(signature, 'base64')).toHaveLength(64);
    expect(verifyMobile(pair.publicKey, '待签', signature)).toBe(true);
    expect(verifyMobile(pair.publicKey, '待签 ', signature)).toBe(false);
    const other = Buffer.from(sign(pair.privateKey, '待签', { format: 'raw', userId: app.appSecret }));
    expect(verifyMobile(pair.publicKey, '待签', other.toString('base64'))).toBe(false);
  });

  test('r ‖ s and DER are forms of one signature, in hex or Base64', () => {
    for (let n = 0; n < 40; n += 1) {
      const raw = sign(pair.privateKey, String(n), { format: 'raw' });
      const der = derOfRaw(raw);
      expect(rawOfDer(der)).toEqual(raw);
      for (const [bytes, kind] of [
        [raw, 'raw'],
        [der, 'der'],
      ] as const) {
        const text = Buffer.from(bytes);
        expect(readSignature(text.toString('base64'))).toEqual({ raw, form: `base64-${kind}` });
        expect(readSignature(text.toString('hex').toUpperCase())).toEqual({ raw, form: `hex-${kind}` });
      }
    }
    const small = fromHex(`${'00'.repeat(31)}01${'00'.repeat(32)}`)!;
    expect(rawOfDer(derOfRaw(small))).toEqual(small);
    for (const bad of ['', '!', 'AAAA', 'ab'.repeat(70)]) expect(readSignature(bad)).toBeNull();
  });
});

describe('journey 11: a signature that does not match', () => {
  const body = `{"appId":"${app.appId}","encType":"SM4","signType":"SM2","version":"2.0.1","timestamp":"1",
    "data":{"orgCodg":"H1","payOrdId":"","amount":1.50}}`;
  const question = { body, appSecret: app.appSecret, privateKey: pair.privateKey };
  const explain = (own: Partial<Parameters<typeof explainSignature>[0]> = {}) => {
    const explained = explainSignature({ ...question, ...own });
    if (!explained.ok) throw new Error(explained.refusal.code);
    return explained.value;
  };

  test('an empty field kept: the first differing character is marked and the mistake named', () => {
    const { text, dropped } = explain();
    expect(dropped).toEqual(['data.payOrdId']);
    const theirText = text.replace('"H1"', '"H1","payOrdId":""');
    const { difference } = explain({ theirText });
    expect(difference).toMatchObject({ at: text.indexOf('"H1"') + 4, mistakes: ['empty-kept'] });
    expect(explain({ theirText: text }).difference).toBe('same');
    expect(explain({ theirText: 'something else' }).difference).toMatchObject({ mistakes: [] });
  });

  test('fixed, it is green: their signature over our text fits', () => {
    const { text, ours, sm3, signedDigest } = explain();
    expect([sm3, signedDigest].every((digest) => /^[0-9a-f]{64}$/.test(digest!))).toBe(true);
    expect(ours!.raw).toHaveLength(128);
    expect(Buffer.from(ours!.base64, 'base64').toString('hex')).toBe(ours!.raw);
    expect(ours!.der.startsWith('30')).toBe(true);
    for (const signature of [ours!.base64, ours!.base64Der, ours!.raw, ours!.der]) {
      expect(explain({ signature }).theirs).toMatchObject({ fits: true, mistake: null, raw: ours!.raw });
    }
    expect(verifyMobile(pair.publicKey, text, ours!.base64)).toBe(true);
  });

  test.each(['empty-kept', 'inner-unsorted', 'secret-missing'] as const)(
    'their signature alone tells that they made the mistake %s',
    (mistake) => {
      const outer = object(body);
      const signature = signMobile(pair.privateKey, signedText(outer, app.appSecret, new Set([mistake])));
      expect(explain({ signature }).theirs).toMatchObject({ fits: false, mistake });
    },
  );

  test('their signature tells a wrong identity, and a stranger’s key tells nothing', () => {
    const { text } = explain();
    const own = (userId: string) =>
      Buffer.from(sign(pair.privateKey, text, { format: 'raw', userId })).toString('base64');
    expect(explain({ signature: own(app.appSecret) }).theirs?.mistake).toBe('secret-as-identity');
    expect(explain({ signature: own('') }).theirs?.mistake).toBe('empty-identity');
    const foreign = signMobile(stranger.privateKey, text);
    expect(explain({ signature: foreign }).theirs).toMatchObject({ fits: false, mistake: null });
  });

  test('a message as it was sent is decrypted first, and its own signature judged', () => {
    const explained = explain({ body: Buffer.from(encoded()).toString('utf8') });
    expect(explained.text).toContain('"amount":"12.50"');
    expect(explained.theirs).toMatchObject({ fits: true, form: 'base64-raw' });
  });

  test.each([
    ['body-not-json', { body: 'x' }],
    ['cipher-unreadable', { body: '{"appId":"short","encData":"AB"}' }],
    ['signature-unreadable', { signature: 'no signature' }],
  ] as const)('%s', (code, own) => {
    expect(explainSignature({ ...question, ...own })).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('the vector in spec (values checked with another library)', () => {
  const file = new URL('../../../../spec/vectors/wire/mobile-gateway.json', import.meta.url);
  const vector: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
  const own = { appId: vector.appId!, appSecret: vector.appSecret! };
  const publicKey = mobilePublicKey(vector.publicKey!);

  test('key, cipher text and signed text come out as written', () => {
    expect(Buffer.from(mobileKey(own)).toString('ascii')).toBe(vector.sm4Key);
    expect(decryptMobile(own, vector.encData!)).toEqual(object(vector.data!));
    expect(signedText(object(vector.message!), own.appSecret)).toBe(vector.signedText);
    const explained = explainSignature({ body: vector.message!, appSecret: own.appSecret, publicKey });
    expect(explained).toMatchObject({
      ok: true,
      value: { sm3: vector.sm3, signedDigest: vector.signedDigest },
    });
  });

  test('its signature fits, and the whole message is read', () => {
    expect(mobilePrivateKey(vector.privateKey!).publicKey.hex).toBe(publicKey.hex);
    expect(verifyMobile(publicKey, vector.signedText!, vector.signature!)).toBe(true);
    expect(readSignature(vector.signatureDer!)?.raw).toEqual(readSignature(vector.signature!)?.raw);
    const { data: _plain, ...outer } = object(vector.message!);
    const sent = JSON.stringify({ ...outer, encData: vector.encData, signData: vector.signature });
    expect(decodeMobile(Buffer.from(sent), () => ({ ...own, publicKey }))).toMatchObject({
      ok: true,
      value: { data: { amount: '12.50' } },
    });
  });
});
