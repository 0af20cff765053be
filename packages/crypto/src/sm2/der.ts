import { fromHex, toHex } from '../encoding.ts';
import { isScalar } from './curve.ts';

/** A signature as 128 hex digits, r before s, both from 1 to the order less one. */
export type RawSignature = string;

/** The SEQUENCE of two INTEGERs of GB/T 35276-2017, 7.3. */
export function encodeDer(raw: RawSignature): Uint8Array {
  const body = integer(raw.slice(0, 64)) + integer(raw.slice(64));
  return fromHex(`30${byte(body.length / 2)}${body}`) as Uint8Array;
}

/** Undefined unless the bytes are the one shortest encoding of a signature in range. */
export function decodeDer(bytes: Uint8Array): RawSignature | undefined {
  const found = /^30..02(..)(.+)$/.exec(toHex(bytes));
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  const length = Number.parseInt(found[1], 16) * 2;
  const r = found[2].slice(0, length);
  const s = found[2].slice(length + 4);
  const raw = checkRaw(fixed(r) + fixed(s));
  return raw !== undefined && toHex(encodeDer(raw)) === toHex(bytes) ? raw : undefined;
}

export function decodeRaw(bytes: Uint8Array): RawSignature | undefined {
  return bytes.length === 64 ? checkRaw(toHex(bytes)) : undefined;
}

export function encodeRaw(raw: RawSignature): Uint8Array {
  return fromHex(raw) as Uint8Array;
}

function checkRaw(hex: string): RawSignature | undefined {
  return hex.length === 128 && isScalar(hex.slice(0, 64)) && isScalar(hex.slice(64)) ? hex : undefined;
}

function fixed(hex: string): string {
  return hex.replace(/^(?:00)+/, '').padStart(64, '0');
}

function integer(hex: string): string {
  const shortest = hex.replace(/^(?:00)+/, '');
  const positive = shortest >= '8' ? `00${shortest}` : shortest;
  return `02${byte(positive.length / 2)}${positive}`;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
