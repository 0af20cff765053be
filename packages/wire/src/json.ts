/**
 * JSON as the national interface needs it: every number keeps the text it was sent with, so that an
 * amount never passes through a floating-point value, and the same content has the same canonical text
 * whether a client sent `12.5` or `"12.5"` (envelope.md §3 of the public sources: numbers arrive in
 * both forms).
 */

/** A parsed message: numbers have become their source text; `null` stays. */
export type WireJson = string | boolean | null | WireJson[] | WireObject;
export type WireObject = { readonly [key: string]: WireJson };

export type JsonFault = 'not-utf8' | 'not-json';

const decoder = new TextDecoder('utf-8', { fatal: true });

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/**
 * Reads bytes as UTF-8 JSON (a byte-order mark is allowed); numbers become their source text. Never
 * throws.
 */
export function readJson(
  bytes: Uint8Array,
): { ok: true; value: WireJson; text: string } | { ok: false; fault: JsonFault } {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { ok: false, fault: 'not-utf8' };
  }
  const value = readJsonText(text);
  return value === undefined ? { ok: false, fault: 'not-json' } : { ok: true, value, text };
}

/** Deeper than any message of the interface; everything that walks a message may recurse. */
const DEEPEST = 32;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

/** Reads JSON text; `undefined` when it is not JSON or is nested deeper than any message. */
export function readJsonText(text: string): WireJson | undefined {
  try {
    const value = parseWithSource(text, (_key, item, context) =>
      typeof item === 'number' ? (context.source ?? String(item)) : item,
    ) as WireJson;
    return isDeeperThan(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of its own, never one inherited from Object.prototype. */
export function property(object: WireObject, key: string): WireJson | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** `null`, `""`, blanks and the literal text `"null"` all mean "not sent" (seen in the wild). */
export function isAbsent(value: WireJson | undefined): value is null | undefined | '' {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'string') return false;
  const trimmed = value.trim();
  return trimmed === '' || trimmed === 'null';
}

/** JSON text of a string. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
