/**
 * The x-tif header style (three independent client code bases agree): signature = hex SHA-256 of
 * timestamp + secret + nonce + timestamp, timestamp in seconds. The body is not covered.
 */
import { createHash } from 'node:crypto';
import type { Instant, Result } from '@zhijie/kernel';
import { type GatewayHeaders, header, isInWindow, sameSecret } from './header.ts';
import type { GatewayRejection } from './rejection.ts';

export type TifCredentials = { readonly account: string; readonly secret: string };

function signatureOf(secret: string, timestamp: string, nonce: string): string {
  return createHash('sha256').update(`${timestamp}${secret}${nonce}${timestamp}`, 'utf8').digest('hex');
}

/** The headers that a client sends; `nonce` is random, usually 32 characters. */
export function signTif(credentials: TifCredentials, at: Instant, nonce: string): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'x-tif-paasid': credentials.account,
    'x-tif-timestamp': timestamp,
    'x-tif-nonce': nonce,
    'x-tif-signature': signatureOf(credentials.secret, timestamp, nonce),
  };
}

/**
 * Who calls, or why the gateway refuses. One client writes the signature in capitals, so case does not
 * count.
 */
export function verifyTif(
  headers: GatewayHeaders,
  secretOf: (account: string) => string | undefined,
  now: Instant,
): Result<{ account: string }, GatewayRejection> {
  const account = header(headers, 'x-tif-paasid');
  const timestamp = header(headers, 'x-tif-timestamp');
  const nonce = header(headers, 'x-tif-nonce');
  const signature = header(headers, 'x-tif-signature');
  if (account === null || timestamp === null || nonce === null || signature === null) {
    return { ok: false, refusal: 'gateway-headers-missing' };
  }
  if (!isInWindow(timestamp, now)) return { ok: false, refusal: 'gateway-timestamp' };
  const secret = secretOf(account);
  if (secret === undefined) return { ok: false, refusal: 'gateway-unknown-caller' };
  if (!sameSecret(signatureOf(secret, timestamp, nonce), signature.toLowerCase())) {
    return { ok: false, refusal: 'gateway-signature' };
  }
  return { ok: true, value: { account } };
}
