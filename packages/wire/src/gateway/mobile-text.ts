/**
 * The text that the mobile gateway signs (61xx to 64xx, e-credential). Everybody who writes it by hand gets
 * one of its rules wrong, so every rule can be switched to the common mistake, for explanations.
 */
import { isObject, quote, type WireJson, type WireObject } from '../json.ts';

/** Never part of the signed text. */
const UNSIGNED = new Set(['signData', 'encData', 'extra']);

/** Mistakes seen in clients; the right text has none of them. */
export type TextMistake =
  | 'empty-kept'
  | 'null-kept'
  | 'inner-unsorted'
  | 'case-order-missed'
  | 'extra-signed'
  | 'secret-missing';

type Mistakes = ReadonlySet<TextMistake>;

const ordinal = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const folded = (a: string, b: string): number => ordinal(a.toUpperCase(), b.toUpperCase());

function isEmpty(value: WireJson, mistakes: Mistakes): boolean {
  if (value === null) return !mistakes.has('null-kept');
  return value === '' && !mistakes.has('empty-kept');
}

/** Compact JSON with sorted keys; every leaf is a text, empty leaves are gone. */
function compact(value: WireJson, mistakes: Mistakes): string {
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !isEmpty(item, mistakes));
    return `[${kept.map((item) => compact(item, mistakes)).join(',')}]`;
  }
  if (!isObject(value)) return value === null ? 'null' : quote(String(value));
  const keys = Object.keys(value);
  const ordered = mistakes.has('inner-unsorted') ? keys : keys.toSorted(ordinal);
  const parts = ordered
    .filter((key) => !isEmpty(value[key]!, mistakes))
    .map((key) => `${quote(key)}:${compact(value[key]!, mistakes)}`);
  return `{${parts.join(',')}}`;
}

/**
 * `k=v&` of the outer object with its plain `data`, without signature, cipher text, `extra` and whatever is
 * empty; keys in ordinal order, then the whole `k=v&` texts once more without regard to case; `key=` and
 * the secret at the end. Numbers stand as they were sent.
 */
export function signedText(
  outer: WireObject,
  appSecret: string,
  mistakes: Mistakes = new Set<TextMistake>(),
): string {
  const pairs = Object.keys(outer)
    .filter((key) => !UNSIGNED.has(key) || (key === 'extra' && mistakes.has('extra-signed')))
    .filter((key) => !isEmpty(outer[key]!, mistakes))
    .toSorted(ordinal)
    .map((key) => {
      const value = outer[key]!;
      const text = typeof value === 'object' && value !== null ? compact(value, mistakes) : String(value);
      return `${key}=${text}&`;
    });
  const sorted = mistakes.has('case-order-missed') ? pairs : pairs.toSorted(folded);
  return `${sorted.join('')}${mistakes.has('secret-missing') ? '' : `key=${appSecret}`}`;
}
