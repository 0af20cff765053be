import { assert } from './defect.ts';

/**
 * One text per value: object keys sorted by UTF-16 code unit, no white space, integers only.
 *
 * It is what digests are taken of, so whatever has two spellings (a float, `undefined`, `NaN`, an integer
 * above 2^53) is a Defect. A bigint is written as a string of digits.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), `Canonical JSON holds safe integers only, not ${value}`);
    return String(value === 0 ? 0 : value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  assert(typeof value === 'object', `Canonical JSON cannot hold a value of type ${typeof value}`);
  const prototype = Object.getPrototypeOf(value);
  assert(prototype === Object.prototype || prototype === null, 'Canonical JSON holds plain objects only');
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${members.join(',')}}`;
}
