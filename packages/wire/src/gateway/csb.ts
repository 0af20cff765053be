/**
 * The CSB header style: signature = Base64 of HMAC-SHA1 over the four other headers as `key=value`
 * pairs in alphabetical order, joined with `&`. Window 30 minutes. The body is not covered. SHA-1 is
 * what that gateway prescribes; nothing else here uses it.
 */
import { createHmac } from 'node:crypto';
import type { Instant, Result } from '@zhijie/kernel';
import { type GatewayHeaders, header, isInWindow, sameSecret } from './header.ts';
import type { GatewayRejection } from './rejection.ts';

export type CsbCredentials = { readonly accessKey: string; readonly secretKey: string };

const SIGNED = ['_api_access_key', '_api_name', '_api_timestamp', '_api_version'] as const;

function signatureOf(secretKey: string, values: Readonly<Record<(typeof SIGNED)[number], string>>): string {
  const text = SIGNED.map((name) => `${name}=${values[name]}`).join('&');
  return createHmac('sha1', secretKey).update(text, 'utf8').digest('base64');
}

/** The headers that a client sends; `apiName` is the transaction number or the name of the service. */
export function signCsb(
  credentials: CsbCredentials,
  call: { readonly apiName: string; readonly apiVersion: string },
  at: Instant,
): Record<string, string> {
  const values = {
    _api_access_key: credentials.accessKey,
    _api_name: call.apiName,
    _api_timestamp: String(at),
    _api_version: call.apiVersion,
  };
  return { ...values, _api_signature: signatureOf(credentials.secretKey, values) };
}

/**
 * Who calls, or why the gateway refuses. One edition sends seconds instead of milliseconds; both are
 * read.
 */
export function verifyCsb(
  headers: GatewayHeaders,
  secretKeyOf: (accessKey: string) => string | undefined,
  now: Instant,
): Result<{ accessKey: string; apiName: string }, GatewayRejection> {
  const accessKey = header(headers, '_api_access_key');
  const apiName = header(headers, '_api_name');
  const timestamp = header(headers, '_api_timestamp');
  const version = header(headers, '_api_version');
  const signature = header(headers, '_api_signature');
  if (!accessKey || !apiName || !timestamp || !version || !signature) {
    return { ok: false, refusal: 'gateway-headers-missing' };
  }
  if (!isInWindow(timestamp, now)) return { ok: false, refusal: 'gateway-timestamp' };
  const secretKey = secretKeyOf(accessKey);
  if (secretKey === undefined) return { ok: false, refusal: 'gateway-unknown-caller' };
  const expected = signatureOf(secretKey, {
    _api_access_key: accessKey,
    _api_name: apiName,
    _api_timestamp: timestamp,
    _api_version: version,
  });
  if (!sameSecret(expected, signature)) return { ok: false, refusal: 'gateway-signature' };
  return { ok: true, value: { accessKey, apiName } };
}
