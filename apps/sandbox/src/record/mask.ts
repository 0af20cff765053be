import { maskIdCard, maskName, maskPhone } from '@zhijie/kernel';

/** Numbers that lead to a person wherever they stand: identity cards of 18 and 15 digits, telephones. */
const NUMBERS = /(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])/g;
/** Text of this length in a masked view is a file or worse; its beginning tells enough. */
const LONGEST = 400;

const maskNumber = (number: string): string =>
  number.length === 11 ? maskPhone(number) : maskIdCard(number);

/** One personal value: a name, a number, or anything else that nobody knows. */
export function maskValue(value: string): string {
  const plain = value.trim();
  if (plain === '') return value;
  if (/^\d{11}$/.test(plain)) return maskPhone(plain);
  if (/^[0-9A-Za-z]{8,}$/.test(plain)) return maskIdCard(plain);
  if (plain.length <= 20 && /^[\p{L}·•. ]+$/u.test(plain)) return maskName(plain);
  return `${Array.from(plain)[0] ?? ''}***`;
}

function maskedText(text: string, personal: readonly string[]): string {
  let masked = text;
  for (const value of personal) {
    const plain = value.trim();
    // One character alone occurs everywhere and tells nobody's name.
    if (plain.length >= 2 && masked.includes(plain)) masked = masked.replaceAll(plain, maskValue(plain));
  }
  masked = masked.replace(NUMBERS, maskNumber);
  return masked.length <= LONGEST ? masked : `${masked.slice(0, 60)}…（共 ${text.length} 字符）`;
}

const STRING = /"(?:[^"\\]|\\.)*"/g;

function decoded(token: string): string | null {
  try {
    return JSON.parse(token) as string;
  } catch {
    return null;
  }
}

/** JSON text inside a JSON string, as the extension fields carry it. */
function maskedInside(text: string, personal: readonly string[]): string {
  return /^\s*[{[]/.test(text) ? maskedJson(text, personal) : maskedText(text, personal);
}

function maskedJson(text: string, personal: readonly string[]): string {
  const masked = text.replace(STRING, (token) => {
    const value = decoded(token);
    if (value === null) return maskedText(token, personal);
    const changed = maskedInside(value, personal);
    return changed === value ? token : JSON.stringify(changed);
  });
  // Numbers without quotes.
  return masked.replace(NUMBERS, maskNumber);
}

/** Text that is no JSON could hold anything: Chinese and longer numbers are covered. */
const coverEverything = (text: string): string =>
  text.replace(/\p{Script=Han}+/gu, '□').replace(/\d{6,}[Xx]?/g, (run) => '*'.repeat(run.length));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A message as it may be shown to everybody: names, numbers of certificates and telephones in part.
 * `personal` are the values of personal fields, wherever they stand again.
 */
export function maskMessage(text: string, personal: readonly string[]): string {
  if (!isJson(text)) return coverEverything(text);
  // The longest first, so that no value is broken by a shorter one inside it.
  const ordered = [...personal].sort((a, b) => b.length - a.length);
  return maskedJson(text, ordered);
}

/** A sentence, as an answer says it. */
export const maskSentence = (text: string, personal: readonly string[]): string =>
  maskedText(
    text,
    [...personal].sort((a, b) => b.length - a.length),
  );
