import { type Sm2PrivateKey, sign, toBase64Url } from '@zhijie/crypto';
import { canonicalJson } from '@zhijie/kernel';

/**
 * Posts a body to an insurer's own system and brings the text of its answer. Null: nobody there, another
 * status than 200, or nothing whole before the signal. Never throws for such a reason.
 */
export type CallCore = (
  endpoint: string,
  path: string,
  body: object,
  signal: AbortSignal,
) => Promise<string | null>;

const LARGEST_ANSWER = 64 * 1024;

/** Over HTTP; every body carries the gateway's signature in `x-gateway-signature` (SM2, DER, base64url). */
export function httpCore(privateKey: Sm2PrivateKey): CallCore {
  return async (endpoint, path, body, signal) => {
    const text = canonicalJson(body);
    try {
      const reply = await fetch(`${endpoint}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-gateway-signature': toBase64Url(sign(privateKey, text)),
        },
        body: text,
        redirect: 'error',
        signal,
      });
      if (reply.status !== 200 || reply.body === null) return null;
      return await textOf(reply.body);
    } catch {
      return null;
    }
  };
}

async function textOf(body: ReadableStream<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Any JSON value; null for what is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
