/**
 * The kinds of field that the national interface knows. A field constant joins the official code, the
 * Chinese label, the official type and length, and how its text becomes a value of the kernel; its
 * English name is the name of the constant in `dictionary/`.
 */
import type { CodeTable } from './code-table.ts';
import { isObject, type WireJson } from './json.ts';

/** Why a value was refused; each has an error number of its own (`errors/`). */
export type FieldRule =
  | 'missing'
  | 'too-long'
  | 'type'
  | 'dictionary'
  | 'decimals'
  | 'format'
  | 'range'
  | 'characters'
  | 'node'
  | 'rows';

/** What is wrong with one value, and what would be right, in Chinese. */
export type ValueFault = { readonly rule: FieldRule; readonly wanted: string };

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: ValueFault };

export type FieldKind =
  | 'text'
  | 'region'
  | 'json-text'
  | 'flag'
  | 'truth'
  | 'bytes'
  | 'word'
  | 'money'
  | 'unit-price'
  | 'quantity'
  | 'ratio'
  | 'whole'
  | 'decimal'
  | 'date'
  | 'date-time'
  | 'month'
  | 'year'
  | 'extension';

export type Field<T> = {
  readonly code: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Length as the standard prints it: `30`, or digits and decimals `16,2`. */
  readonly length: string;
  readonly table: CodeTable<string> | null;
  /** Other spellings of the code seen on the wire; read only. */
  readonly spellings: readonly string[];
  /** Further codes under which the same value is written, for clients that expect another edition. */
  readonly alsoWrittenAs: readonly string[];
  /**
   * Text that stands for "empty" in an answer: `0` for numbers, `""` for the rest (standard, encoding
   * rules).
   */
  readonly empty: '0' | '""';
  /** Reads a present scalar; text is trimmed, numbers are their source text. */
  read(text: string): Read<T>;
  /** JSON text of a value. */
  write(value: T): string;
};

export type ValueOf<F> = F extends Field<infer T> ? T : never;
export type AnyField = Field<never>;

export type FieldOptions = {
  spellings?: readonly string[];
  alsoWrittenAs?: readonly string[];
};

export const good = <T>(value: T): Read<T> => ({ ok: true, value });
export const bad = (rule: FieldRule, wanted: string): Read<never> => ({ ok: false, fault: { rule, wanted } });

export function field<T>(
  parts: Pick<Field<T>, 'code' | 'label' | 'kind' | 'length' | 'read' | 'write'> & {
    table?: CodeTable<string>;
    empty?: '0' | '""';
  },
  options: FieldOptions = {},
): Field<T> {
  return {
    table: null,
    empty: '""',
    ...parts,
    spellings: options.spellings ?? [],
    alsoWrittenAs: options.alsoWrittenAs ?? [],
  };
}

/** Control characters would break logs and PostgreSQL text; a lone surrogate would not survive UTF-8. */
const forbidden = /[^\P{Cc}\t\r\n]/u;

/** Refuses control characters and broken Unicode, then length in characters. */
export function checkText(text: string, longest: number): ValueFault | null {
  if (forbidden.test(text) || !text.isWellFormed()) {
    return { rule: 'characters', wanted: '请去掉控制字符和不完整的字符' };
  }
  if (text.length <= longest || [...text].length <= longest) return null;
  return { rule: 'too-long', wanted: `长度不超过 ${longest} 个字符` };
}

/** Java clients write a byte array as numbers from -128 to 127. */
function base64OfSigned(values: readonly WireJson[]): Read<string> {
  const bytes = new Uint8Array(values.length);
  for (const [index, value] of values.entries()) {
    const number = typeof value === 'string' && /^-?\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= -128 && number <= 255)) return bad('type', `第 ${index + 1} 个字节应为 -128 至 127`);
    bytes[index] = number;
  }
  return good(Buffer.from(bytes).toString('base64'));
}

/** A scalar of a message as text, or the reason why it is none. */
export function scalarText(value: WireJson, kind: FieldKind): Read<string> {
  if (typeof value === 'string') return good(value.trim());
  if (kind === 'truth' && typeof value === 'boolean') return good(String(value));
  if (kind === 'bytes' && Array.isArray(value) && value.length > 0) return base64OfSigned(value);
  if (kind === 'flag' && typeof value === 'boolean') return good(value ? '1' : '0');
  if ((kind === 'extension' || kind === 'json-text') && isObject(value)) return good(JSON.stringify(value));
  return bad('type', '填文字或数字，不是对象、数组或布尔值');
}
