import { Defect } from './defect.ts';

/**
 * One text per value: object keys sorted by UTF-16 code unit, no white space, integers only.
 *
 * It is what digests are taken of, so whatever has two spellings (a float, `undefined`, `NaN`, an integer
 * above 2^53) is a Defect. A bigint is written as a string of digits.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new Defect(`Canonical JSON holds safe integers only, not ${value}`);
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}"`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new Defect(`Canonical JSON cannot hold a value of type ${typeof value}`);
  }
}

/** By index, because `map` would skip the holes of a sparse array. */
function canonicalArray(values: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < values.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(values[i]);
  return `[${text}]`;
}

function canonicalObject(record: Record<string, unknown>): string {
  const prototype = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Defect('Canonical JSON holds plain objects only');
  }
  let text = '';
  for (const key of sortedKeys(record)) {
    text += (text === '' ? '' : ',') + quotedKey(key) + canonicalJson(record[key]);
  }
  return `{${text}}`;
}

/** Most records come with their keys in order. */
function sortedKeys(record: Record<string, unknown>): string[] {
  const keys = Object.keys(record);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}

/** `"key":`, remembered: a few hundred names make up all our records. Bounded, as keys may be data. */
const QUOTED = new Map<string, string>();
const QUOTED_AT_MOST = 2_000;

function quotedKey(key: string): string {
  let text = QUOTED.get(key);
  if (text === undefined) {
    text = `${JSON.stringify(key)}:`;
    if (QUOTED.size < QUOTED_AT_MOST) QUOTED.set(key, text);
  }
  return text;
}
