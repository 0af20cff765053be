/**
 * The closed list of errors of the interface. The code of an answer is always −1 on failure (the
 * standard knows no other), so the stable number stands at the head of the error text: `【2011】…`.
 */
import type { FieldRule } from '../field.ts';
import { personErrors, visitErrors } from './care-errors.ts';
import type { WireErrorEntry } from './kinds.ts';
import { messageErrors } from './message-errors.ts';
import { mobileErrors } from './mobile-errors.ts';
import { clearingErrors, settlementErrors, systemErrors } from './settlement-errors.ts';
import { supervisionErrors } from './supervision-errors.ts';

export { WHO_FIXES, type WhoFixes, type WireErrorEntry } from './kinds.ts';

export const wireErrors = {
  ...messageErrors,
  ...personErrors,
  ...visitErrors,
  ...settlementErrors,
  ...clearingErrors,
  ...systemErrors,
  ...supervisionErrors,
  ...mobileErrors,
} as const satisfies Record<string, WireErrorEntry>;

export type WireErrorName = keyof typeof wireErrors;

/** An error to answer with: its name, and the values that its text mentions. */
export type WireError = {
  readonly error: WireErrorName;
  readonly detail?: Readonly<Record<string, string | number>> | undefined;
  /** A whole sentence instead of the table's text (field errors say what was wrong themselves). */
  readonly message?: string | undefined;
};

const LONGEST_TEXT = 200;

export const ERROR_OF_RULE = {
  missing: 'field-missing',
  'too-long': 'field-too-long',
  type: 'field-type',
  dictionary: 'field-dictionary',
  decimals: 'amount-decimals',
  format: 'field-format',
  range: 'field-range',
  characters: 'field-characters',
  node: 'node-missing',
  rows: 'row-count',
} as const satisfies Record<FieldRule, WireErrorName>;

/** Fills `{name}`; a bracketed part with a missing value disappears. */
function fill(text: string, detail: Readonly<Record<string, string | number>>): string {
  const put = (part: string): string | null => {
    let complete = true;
    const filled = part.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = Object.hasOwn(detail, name) ? detail[name] : undefined;
      if (value === undefined) complete = false;
      return String(value);
    });
    return complete ? filled : null;
  };
  return text.replace(/\[([^\]]*)\]/g, (_whole, part: string) => put(part) ?? '');
}

export function shorten(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/**
 * The Chinese text of an error as it goes on the wire: number, what happened, what to do; ≤ 200
 * characters.
 */
export function errorText(error: WireError): string {
  const entry: WireErrorEntry = wireErrors[error.error];
  const what = error.message ?? `${fill(entry.text, error.detail ?? {})}。${entry.next}`;
  return shorten(`【${entry.number}】${what.replace(/\p{Cc}/gu, ' ')}`, LONGEST_TEXT);
}

const names = new Map<number, WireErrorName>(
  (Object.keys(wireErrors) as WireErrorName[]).map((name) => [wireErrors[name].number, name]),
);

/** The error that an answer's text names, or null when it carries no known number. */
export function errorOfText(text: string): WireErrorName | null {
  const match = /^【(\d{4})】/.exec(text);
  return match === null ? null : (names.get(Number(match[1])) ?? null);
}
