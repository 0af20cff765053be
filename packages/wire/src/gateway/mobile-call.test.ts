import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { decodeInput } from '../decode.ts';
import { encodeAnswer, encodeFailure } from '../envelope/answer.ts';
import { readRequest } from '../envelope/request.ts';
import { exampleInput } from '../examples/messages.ts';
import { exampleMobileApp } from '../examples/mobile-app.ts';
import { readJsonText, type WireJson } from '../json.ts';
import {
  decodeMobile,
  encodeMobile,
  encryptMobile,
  mobileKey,
  mobilePrivateKey,
  mobilePublicKey,
  verifyMobile,
} from './mobile.ts';
import {
  encodeMobileAnswer,
  encodeMobileNotice,
  isNoticeTaken,
  type KnownMobileApp,
  MOBILE_PATHS,
  readMobileCall,
} from './mobile-call.ts';
import { signedText } from './mobile-text.ts';

const { appId, appSecret } = exampleMobileApp;
const at = instant(1_795_224_900_000);
const known: KnownMobileApp = {
  appId,
  appSecret,
  publicKey: mobilePublicKey(exampleMobileApp.publicKey),
  privateKey: mobilePrivateKey(exampleMobileApp.platformPrivateKey),
  providers: ['H11010500001'],
};
const appOf = (id: string) => (id === appId ? known : undefined);
const data = {
  payOrdId: 'H1101050000120261121093500ABCDEFGHJK',
  orgCodg: 'H11010500001',
  amount: '12.50',
} as const satisfies WireJson;
const sign = (value: WireJson) =>
  encodeMobile(
    { appId, appSecret, privateKey: mobilePrivateKey(exampleMobileApp.privateKey) },
    { data: value, at },
  );
const read = (body: Uint8Array, path = '/org/local/api/hos/pay_order') =>
  readMobileCall(body, { path, sentAt: '2026-11-21 09:35:00' }, appOf);

describe('a call of the mobile gateway', () => {
  test.each(Object.entries(MOBILE_PATHS))('%s is transaction %s', (path, number) => {
    expect(read(sign(data), `/org/local/api/hos/${path}`)).toMatchObject({
      ok: true,
      value: { interfaceNumber: number },
    });
  });

  test('becomes the same question in the ordinary envelope, amounts as they were sent', () => {
    const call = read(sign(data), '/org/local/api/hos/6204?x=1');
    if (!call.ok) throw new Error('refused');
    const request = readRequest(call.value.request, { path: '/org/local/api/hos/6204', maxBytes: 10_000 });
    expect(request).toMatchObject({
      ok: true,
      value: { interfaceNumber: '6204', providerId: 'H11010500001', careRegion: '110000', input: { data } },
    });
  });

  test('the same bytes are the same message; the institution may be known from the order alone', () => {
    const { orgCodg: _, ...rest } = data;
    const one = read(sign(rest));
    const other = read(sign({ ...rest, amount: '13.00' }));
    if (!one.ok || !other.ok) throw new Error('refused');
    const idOf = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')).msgid as string;
    expect(idOf(one.value.request)).toMatch(/^MB[0-9A-F]{28}$/);
    expect(idOf(other.value.request)).not.toBe(idOf(one.value.request));
    const again = read(sign(rest));
    expect(again.ok && idOf(again.value.request)).toBe(idOf(one.value.request));
  });

  test.each([
    ['mobile-not-json', () => read(Buffer.from('x'))],
    ['mobile-app-unknown', () => readMobileCall(sign(data), { path: '/6202', sentAt: '' }, () => undefined)],
    ['mobile-app-unknown', () => read(sign({ ...data, orgCodg: 'H11010500002' }))],
    ['mobile-path-unknown', () => read(sign(data), '/org/local/api/hos/payOrder')],
    ['mobile-institution-missing', () => read(sign({ amount: '1' }))],
    ['mobile-institution-missing', () => read(sign([]))],
    ['mobile-signature-wrong', () => read(tampered({ timestamp: '20261121093501' }))],
    ['mobile-signature-missing', () => read(tampered({ signData: '' }))],
    ['mobile-cipher-missing', () => read(tampered({ encData: null, data }))],
    ['mobile-cipher-unreadable', () => read(tampered({ encData: 'AB'.repeat(16) }))],
    ['mobile-type-unsupported', () => read(tampered({ encType: 'AES' }))],
  ] as const)('%s', (error, ask) => {
    expect(ask()).toMatchObject({ ok: false, refusal: { error } });
  });

  function tampered(own: Record<string, unknown>): Uint8Array {
    return Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(sign(data)).toString('utf8')), ...own }));
  }
});

describe('the answer', () => {
  const receipt = { reference: '1', receivedAt: at, answeredAt: at };
  const client = (platformKey: string) => (id: string) =>
    id === appId ? { appId, appSecret, publicKey: mobilePublicKey(platformKey) } : undefined;

  test('is encrypted, and signed with the key of the platform, its end included', () => {
    const output = { paymentOrderId: 'P', paymentToken: 'T', cashierPage: 'http://x/' };
    const plain = encodeAnswer({ interfaceNumber: '6201', output, receipt });
    const bytes = encodeMobileAnswer({ app: known, version: '1.0.0' }, plain, at);
    const outer = JSON.parse(Buffer.from(bytes).toString('utf8'));
    expect(outer).toMatchObject({ code: 0, success: true, version: '1.0.0', appId });
    expect(decodeMobile(bytes, client(exampleMobileApp.platformPublicKey))).toMatchObject({
      ok: true,
      value: { data: { payOrdId: 'P', payToken: 'T', cashierUrl: 'http://x/' } },
    });
    expect(decodeMobile(bytes, client(exampleMobileApp.publicKey))).toEqual({
      ok: false,
      refusal: 'signature-wrong',
    });
    const forged = Buffer.from(JSON.stringify({ ...outer, code: 1 }));
    expect(decodeMobile(forged, client(exampleMobileApp.platformPublicKey)).ok).toBe(false);
  });

  test('of a refusal says why, and is no success', () => {
    const plain = encodeFailure({ error: 'order-unknown', detail: { orderId: 'X' } }, receipt);
    const bytes = encodeMobileAnswer({ app: known, version: '' }, plain, at);
    const outer = JSON.parse(Buffer.from(bytes).toString('utf8'));
    expect(outer).toMatchObject({ code: -1, success: false });
    expect(outer.message).toMatch(/^【7021】没有这个支付订单：X/);
  });
});

test('the example application is the one of the known answers, whose every step comes out the same', () => {
  const path = fileURLToPath(new URL('../../../../spec/vectors/wire/mobile-gateway.json', import.meta.url));
  const vector = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  expect(vector).toMatchObject({
    appId,
    appSecret,
    privateKey: exampleMobileApp.privateKey,
    publicKey: exampleMobileApp.publicKey,
    platformPublicKey: exampleMobileApp.platformPublicKey,
  });
  expect(Buffer.from(mobileKey({ appId, appSecret })).toString('ascii')).toBe(vector.sm4Key);
  expect(encryptMobile({ appId, appSecret }, readJsonText(vector.answerData!)!)).toBe(vector.answerEncData);
  const outer = readJsonText(vector.answer!) as Record<string, WireJson>;
  const text = signedText({ ...outer, data: readJsonText(vector.answerData!)! }, appSecret);
  expect(text).toBe(vector.answerSignedText);
  const key = mobilePublicKey(exampleMobileApp.platformPublicKey);
  expect(verifyMobile(key, text, outer.signData as string)).toBe(true);
});

describe('a notice of a paid order', () => {
  const input = exampleInput('6302', 'story');
  const decoded = decodeInput('6302', input);

  test('goes out encrypted and signed by the platform', () => {
    if (!decoded.ok) throw new Error('unreadable');
    const bytes = encodeMobileNotice(known, decoded.value, at);
    const platform = mobilePublicKey(exampleMobileApp.platformPublicKey);
    const read = decodeMobile(bytes, () => ({ appId, appSecret, publicKey: platform }));
    expect(read).toMatchObject({ ok: true, value: { data: { ownpayAmt: '59.20', callType: '02' } } });
  });

  test.each([
    [true, () => sign({ success: true, message: '' })],
    [true, () => Buffer.from('{"success":true}')],
    [true, () => Buffer.from('{"code":0,"data":{"success":"true"}}')],
    [false, () => Buffer.from('{"success":false}')],
    [false, () => Buffer.from('{"code":0}')],
    [false, () => Buffer.from('busy')],
  ] as const)('is taken: %s', (isTaken, answer) => {
    expect(isNoticeTaken(known, answer())).toBe(isTaken);
  });
});
