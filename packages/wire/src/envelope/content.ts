/** Telling a repeated call from another call under the same message id. */
import { sm3Hex } from '@zhijie/crypto';
import { isObject, readJsonText, type WireJson } from '../json.ts';
import type { RequestEnvelope } from './request.ts';

/**
 * Digest (SM3, hex) of what a call asks for: transaction, regions, institution, input. Times, operator
 * and sign-in number do not belong to it, nor the order of keys, nor whether an empty field was sent.
 */
export function contentDigest(envelope: Pick<RequestEnvelope, 'rawDigestInput'>): string {
  return sm3Hex(envelope.rawDigestInput);
}

/**
 * Path of the first field that differs between two calls (`rawDigestInput` of each), or null when none
 * does.
 */
export function differingField(first: string, second: string): string | null {
  const a = readJsonText(first);
  const b = readJsonText(second);
  return a === undefined || b === undefined ? 'input' : difference(a, b, '');
}

function difference(a: WireJson | undefined, b: WireJson | undefined, path: string): string | null {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      const found = difference(a[index], b[index], `${path}[${index + 1}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isObject(a) && isObject(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const found = difference(a[key], b[key], path === '' ? key : `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return a === b ? null : path;
}
