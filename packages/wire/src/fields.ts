/**
 * The kinds of field that the national interface knows. A field constant joins the official code, the
 * Chinese label, the official type and length, and how its text becomes a value of the kernel; its
 * English name is the name of the constant in `dictionary/`.
 */
import {
  assert,
  type CalendarDate,
  type Fen,
  formatDateTime,
  formatQuantity,
  formatRate,
  formatUnitPrice,
  formatYuan,
  type Instant,
  type Month,
  month,
  parseCalendarDate,
  parseDateTime,
  parseQuantity,
  parseRate,
  parseUnitPrice,
  parseYuan,
  type Quantity,
  type Rate,
  type UnitPrice,
} from '@zhijie/kernel';
import type { CodeTable } from './code-table.ts';
import { type Extension, readExtension, writeExtension } from './extension.ts';
import { isObject, quote, type WireJson } from './json.ts';

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
  | 'json-text'
  | 'flag'
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

type Options = {
  spellings?: readonly string[];
  alsoWrittenAs?: readonly string[];
};

const good = <T>(value: T): Read<T> => ({ ok: true, value });
const bad = (rule: FieldRule, wanted: string): Read<never> => ({ ok: false, fault: { rule, wanted } });

function field<T>(
  parts: Pick<Field<T>, 'code' | 'label' | 'kind' | 'length' | 'read' | 'write'> & {
    table?: CodeTable<string>;
    empty?: '0' | '""';
  },
  options: Options = {},
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

/**
 * From this length on a text is prose for people; shorter ones are numbers and names that must arrive
 * whole.
 */
const PROSE = 100;

/**
 * What is too long for its field is cut when it is prose; anything else would be a wrong value: a
 * defect.
 */
function writeText(code: string, longest: number, value: string): string {
  const characters = value.length <= longest ? null : [...value];
  if (characters === null || characters.length <= longest) return quote(value);
  assert(longest >= PROSE, `"${value}" is too long for ${code} (${longest} characters)`);
  return quote(`${characters.slice(0, longest - 1).join('')}…`);
}

export function text(code: string, label: string, longest: number, options?: Options): Field<string> {
  return field(
    {
      code,
      label,
      kind: 'text',
      length: String(longest),
      read: (value) => {
        const fault = checkText(value, longest);
        return fault === null ? good(value) : { ok: false, fault };
      },
      write: (value) => writeText(code, longest, value),
    },
    options,
  );
}

/** The extension field where no rule gives it a meaning: text that some clients send as a JSON object. */
export function jsonText(code: string, label: string, longest: number, options?: Options): Field<string> {
  return { ...text(code, label, longest, options), kind: 'json-text' };
}

/** Yes or no, `1` or `0` on the wire. */
export function flag(code: string, label: string, options?: Options): Field<boolean> {
  return field(
    {
      code,
      label,
      kind: 'flag',
      length: '3',
      read: (value) =>
        value === '1' ? good(true) : value === '0' ? good(false) : bad('dictionary', '填 0（否）或 1（是）'),
      write: (value) => (value ? '"1"' : '"0"'),
    },
    options,
  );
}

/** A value of an official code table, read into the word that the kernel uses for it. */
export function word<W extends string>(
  code: string,
  label: string,
  longest: number,
  table: CodeTable<W>,
  options?: Options,
): Field<W> {
  return field(
    {
      code,
      label,
      kind: 'word',
      length: String(longest),
      table,
      read: (value) => {
        const found = table.wordOf(value);
        if (found !== undefined) return good(found);
        const known = table.unsupported[value];
        if (known !== undefined) return bad('dictionary', `“${known}”暂不办理，可填 ${table.choices}`);
        return bad('dictionary', `可填 ${table.choices}`);
      },
      write: (value) => quote(table.codeOf(value)),
    },
    options,
  );
}

/** Like `word`, for a table that places extend: a word or code that is not in it passes as it is. */
export function openWord(
  code: string,
  label: string,
  longest: number,
  table: CodeTable<string>,
): Field<string> {
  const plain = text(code, label, longest);
  return {
    ...plain,
    table,
    read: (value) => {
      const found = table.wordOf(value);
      return found === undefined ? plain.read(value) : good(found);
    },
    write: (value) => (Object.hasOwn(table.codes, value) ? quote(table.codeOf(value)) : plain.write(value)),
  };
}

/** Digits before and after the point, or null when the text is not a plain decimal. */
function decimalShape(value: string): { whole: string; decimals: string; plain: string } | null {
  const match = /^([+-]?)(\d{1,20})(?:\.(\d{1,20}))?$/.exec(value);
  if (match === null) return null;
  const whole = match[2]!.replace(/^0+(?=\d)/, '');
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  const sign = match[1] === '-' && `${whole}${decimals}` !== '0' ? '-' : '';
  return { whole, decimals, plain: `${sign}${whole}${decimals === '' ? '' : `.${decimals}`}` };
}

/**
 * A decimal with at most `places` decimals that mean something; zeros at the end mean nothing
 * (`12.5000`).
 */
function readDecimal(value: string, wholeDigits: number, places: number): Read<string> {
  const shape = decimalShape(value);
  if (shape === null) return bad('type', '填普通十进制数，例如 12.34');
  if (shape.decimals.length > places) return bad('decimals', `最多 ${places} 位小数`);
  if (shape.whole.length > wholeDigits) return bad('range', `整数部分最多 ${wholeDigits} 位`);
  return good(shape.plain);
}

type Parsed<T> = { ok: true; value: T } | { ok: false };

function numeric<T>(
  shape: { kind: FieldKind; length: string; wholeDigits: number; places: number },
  parse: (plain: string) => Parsed<T>,
  format: (value: T) => string,
) {
  return (code: string, label: string, options?: Options): Field<T> =>
    field(
      {
        code,
        label,
        kind: shape.kind,
        length: shape.length,
        empty: '0',
        read: (value) => {
          const plain = readDecimal(value, shape.wholeDigits, shape.places);
          if (!plain.ok) return plain;
          const parsed = parse(plain.value);
          return parsed.ok ? good(parsed.value) : bad('range', '数值超出可办理的范围');
        },
        write: format,
      },
      options,
    );
}

/** An amount in yuan with two decimals; fen inside. Nine whole digits: the kernel's limit of one amount. */
export const money = numeric<Fen>(
  { kind: 'money', length: '16,2', wholeDigits: 9, places: 2 },
  parseYuan,
  formatYuan,
);

/** A price in yuan with up to six decimals; millionths of a yuan inside. */
export const unitPrice = numeric<UnitPrice>(
  { kind: 'unit-price', length: '16,6', wholeDigits: 8, places: 6 },
  parseUnitPrice,
  formatUnitPrice,
);

/** A count with up to four decimals; negative for a refund row. */
export const quantity = numeric<Quantity>(
  { kind: 'quantity', length: '16,4', wholeDigits: 8, places: 4 },
  parseQuantity,
  formatQuantity,
);

/** A share of one with four decimals: `0.8550` is 85.50 %. */
export const ratio = numeric<Rate>(
  { kind: 'ratio', length: '5,4', wholeDigits: 1, places: 4 },
  parseRate,
  formatRate,
);

/** A whole number of up to `digits` digits. */
export function whole(code: string, label: string, digits: number, options?: Options): Field<number> {
  return numeric<number>(
    { kind: 'whole', length: String(digits), wholeDigits: digits, places: 0 },
    (plain) => ({ ok: true, value: Number(plain) }),
    (value) => String(Math.trunc(value)),
  )(code, label, options);
}

/** Days of a course and the like: a decimal that nobody calculates with stays text. */
export function decimal(
  code: string,
  label: string,
  digits: number,
  places: number,
  options?: Options,
): Field<string> {
  return numeric<string>(
    { kind: 'decimal', length: `${digits},${places}`, wholeDigits: digits - places, places },
    (plain) => ({ ok: true, value: plain }),
    (value) => value,
  )(code, label, options);
}

/** `yyyy-MM-dd`; a time of day after it is ignored, because some clients send one. */
export function date(code: string, label: string, options?: Options): Field<CalendarDate> {
  return field<CalendarDate>(
    {
      code,
      label,
      kind: 'date',
      length: '10',
      read: (value) => {
        const shape = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?$/.exec(value);
        const parsed = shape === null ? null : parseCalendarDate(shape[1]!);
        return parsed?.ok ? good(parsed.value) : bad('format', '填日期 yyyy-MM-dd');
      },
      write: quote,
    },
    options,
  );
}

/**
 * `yyyy-MM-dd HH:mm:ss`, China Standard Time; a date alone means its first second, fractions are
 * dropped.
 */
export function dateTime(code: string, label: string, options?: Options): Field<Instant> {
  return field(
    {
      code,
      label,
      kind: 'date-time',
      length: '19',
      read: (value) => {
        const shape = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?)?$/.exec(value);
        const parsed = shape === null ? null : parseDateTime(`${shape[1]} ${shape[2] ?? '00:00:00'}`);
        return parsed?.ok ? good(parsed.value) : bad('format', '填时间 yyyy-MM-dd HH:mm:ss');
      },
      write: (value) => quote(formatDateTime(value)),
    },
    options,
  );
}

/** Year and month, `yyyyMM` on the wire (with or without a hyphen), `yyyy-MM` inside. */
export function yearMonth(code: string, label: string, options?: Options): Field<Month> {
  return field(
    {
      code,
      label,
      kind: 'month',
      length: '6',
      read: (value) => {
        const shape = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(value);
        return shape === null ? bad('format', '填年月 yyyyMM') : good(month(`${shape[1]}-${shape[2]}`));
      },
      write: (value) => quote(value.replace('-', '')),
    },
    options,
  );
}

/** A calendar year, four digits as text on the wire. */
export function year(code: string, label: string, options?: Options): Field<number> {
  return field(
    {
      code,
      label,
      kind: 'year',
      length: '4',
      read: (value) => (/^\d{4}$/.test(value) ? good(Number(value)) : bad('format', '填四位年度')),
      write: (value) => quote(String(value).padStart(4, '0')),
    },
    options,
  );
}

/** The out-of-area extension (rules 2.1): a JSON object, usually as a JSON string. */
export function extension(code: string, label: string, options?: Options): Field<Extension> {
  return field(
    {
      code,
      label,
      kind: 'extension',
      length: '4000',
      read: (value) => {
        const read = readExtension(value);
        return read.ok ? good(read.value) : bad(read.rule, read.wanted);
      },
      write: (value) => quote(writeExtension(value)),
    },
    options,
  );
}

/** A scalar of a message as text, or the reason why it is none. */
export function scalarText(value: WireJson, kind: FieldKind): Read<string> {
  if (typeof value === 'string') return good(value.trim());
  if (kind === 'flag' && typeof value === 'boolean') return good(value ? '1' : '0');
  if ((kind === 'extension' || kind === 'json-text') && isObject(value)) return good(JSON.stringify(value));
  return bad('type', '填文字或数字，不是对象、数组或布尔值');
}
