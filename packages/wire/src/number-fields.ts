/** Amounts, prices, counts and shares: read from their decimal text, never through a float. */
import {
  type Fen,
  formatQuantity,
  formatRate,
  formatUnitPrice,
  formatYuan,
  parseQuantity,
  parseRate,
  parseUnitPrice,
  parseYuan,
  type Quantity,
  type Rate,
  type UnitPrice,
} from '@zhijie/kernel';
import { bad, type Field, type FieldKind, type FieldOptions, field, good, type Read } from './field.ts';

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
  return (code: string, label: string, options?: FieldOptions): Field<T> =>
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
export function whole(code: string, label: string, digits: number, options?: FieldOptions): Field<number> {
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
  options?: FieldOptions,
): Field<string> {
  return numeric<string>(
    { kind: 'decimal', length: `${digits},${places}`, wholeDigits: digits - places, places },
    (plain) => ({ ok: true, value: plain }),
    (value) => value,
  )(code, label, options);
}
