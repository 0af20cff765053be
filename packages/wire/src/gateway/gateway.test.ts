import { type Instant, instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { encodeGatewayRejection, signCsb, signTif, verifyCsb, verifyTif } from './index.ts';

const now = instant(1_795_000_000_000);
const later = (minutes: number): Instant => instant(now + minutes * 60_000);
const codeOf = (result: { ok: boolean; refusal?: string }) => (result.ok ? 'accepted' : result.refusal);

describe('x-tif', () => {
  const credentials = { account: 'hospital-1', secret: 'not-a-secret' };
  const secretOf = (account: string) => (account === 'hospital-1' ? 'not-a-secret' : undefined);
  const headers = signTif(credentials, now, 'n'.repeat(32));

  test('the signature is SHA-256 of time, secret, nonce, time', () => {
    // printf '1795000000not-a-secretnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn1795000000' | sha256sum
    expect(headers['x-tif-signature']).toBe(
      '68f84c857b73c7ee5d41868c149435b7c14c51477cfa676f6d72d58e4bc2d45d',
    );
  });

  test('accepts what a client signs, in either case, inside the window', () => {
    expect(verifyTif(headers, secretOf, now)).toEqual({ ok: true, value: { account: 'hospital-1' } });
    const capitals = { ...headers, 'x-tif-signature': headers['x-tif-signature']!.toUpperCase() };
    expect(verifyTif(capitals, secretOf, later(30)).ok).toBe(true);
  });

  test('refuses each way it can be wrong', () => {
    const { 'x-tif-nonce': _nonce, ...missing } = headers;
    expect(codeOf(verifyTif(missing, secretOf, now))).toBe('gateway-headers-missing');
    expect(codeOf(verifyTif(headers, secretOf, later(31)))).toBe('gateway-timestamp');
    expect(codeOf(verifyTif(headers, secretOf, later(-31)))).toBe('gateway-timestamp');
    expect(codeOf(verifyTif({ ...headers, 'x-tif-timestamp': 'soon' }, secretOf, now))).toBe(
      'gateway-timestamp',
    );
    expect(codeOf(verifyTif(headers, () => undefined, now))).toBe('gateway-unknown-caller');
    expect(codeOf(verifyTif(headers, () => 'another', now))).toBe('gateway-signature');
    expect(codeOf(verifyTif({ ...headers, 'x-tif-signature': 'short' }, secretOf, now))).toBe(
      'gateway-signature',
    );
  });
});

describe('CSB', () => {
  const credentials = { accessKey: 'key-1', secretKey: 'not-a-secret' };
  const secretOf = (key: string) => (key === 'key-1' ? 'not-a-secret' : undefined);
  const headers = signCsb(credentials, { apiName: '1101', apiVersion: '1.0.0' }, now);

  test('the signature is HMAC-SHA1 over the sorted headers, Base64', () => {
    // printf '_api_access_key=key-1&_api_name=1101&_api_timestamp=1795000000000&_api_version=1.0.0' |
    //   openssl dgst -sha1 -hmac not-a-secret -binary | base64
    expect(headers._api_signature).toBe('9sLSpTFKSJoqBQ1bPfVouLj87Xo=');
  });

  test('accepts what a client signs, with milliseconds or seconds', () => {
    expect(verifyCsb(headers, secretOf, later(29))).toMatchObject({
      ok: true,
      value: { accessKey: 'key-1', apiName: '1101' },
    });
    const seconds = signCsb(credentials, { apiName: 'x', apiVersion: '1' }, instant(1_795_000_000));
    expect(verifyCsb(seconds, secretOf, now).ok).toBe(true);
  });

  test('refuses each way it can be wrong', () => {
    const { _api_version: _version, ...missing } = headers;
    expect(codeOf(verifyCsb(missing, secretOf, now))).toBe('gateway-headers-missing');
    expect(codeOf(verifyCsb(headers, secretOf, later(31)))).toBe('gateway-timestamp');
    expect(codeOf(verifyCsb(headers, () => undefined, now))).toBe('gateway-unknown-caller');
    expect(codeOf(verifyCsb({ ...headers, _api_name: '2207' }, secretOf, now))).toBe('gateway-signature');
  });
});

test('a rejection has the body and the words of the public edition', () => {
  const body = JSON.parse(new TextDecoder().decode(encodeGatewayRejection('gateway-headers-missing')));
  expect(body).toEqual({ code: 401, message: '缺少服务网关的请求头!' });
});
