import type { Brand } from '../base/brand.ts';
import { assert } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { parseCalendarDate } from '../dates/calendar-date.ts';
import { pad } from '../dates/civil.ts';
import type { CalendarDate } from '../dates/types.ts';

/**
 * Citizen number (公民身份号码, GB 11643-1999): six digits of region, eight of birth, three of sequence (odd:
 * male, even: female) and a check character. Weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2; the sum
 * mod 11 picks from `1 0 X 9 8 7 6 5 4 3 2`. X is upper case. A number of
 * 15 digits gets 19 after the sixth and a check.
 *
 * Synthetic persons carry a region PP9900: no such county stands on real cards, so none can be met.
 */
export type CitizenNumber = Brand<string, 'CitizenNumber'>;

export type CitizenNumberRefusal = Refusal<
  | 'citizen-number-shape'
  | 'citizen-number-birth-date'
  | 'citizen-number-in-future'
  | 'citizen-number-check-digit'
>;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** The check character of the first 17 digits. */
export function citizenNumberCheck(first17: string): string {
  assert(/^\d{17}$/.test(first17), 'The check character is taken of 17 digits');
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * WEIGHTS[i]!;
  return CHECKS[sum % 11]!;
}

/**
 * Upper-cases x, completes 15 digits to 18. Refusals in this order: `citizen-number-shape`, `-birth-date` (no
 * such day), `-in-future` (after `today`, when given), `-check-digit`. They never carry the number.
 */
export function parseCitizenNumber(
  text: string,
  today?: CalendarDate,
): Result<CitizenNumber, CitizenNumberRefusal> {
  const upper = text.toUpperCase();
  const isOld = /^\d{15}$/.test(upper);
  if (!isOld && !/^\d{17}[\dX]$/.test(upper)) return refuse('citizen-number-shape');
  const first17 = isOld ? `${upper.slice(0, 6)}19${upper.slice(6)}` : upper.slice(0, 17);
  const birth = parseCalendarDate(birthText(first17));
  if (!birth.ok || birth.value < '1800-01-01') return refuse('citizen-number-birth-date');
  if (today !== undefined && birth.value > today) return refuse('citizen-number-in-future');
  const check = citizenNumberCheck(first17);
  if (!isOld && upper[17] !== check) return refuse('citizen-number-check-digit');
  return ok((first17 + check) as CitizenNumber);
}

/** True for the written form only: 18 characters, upper-case X, right check. */
export function isCitizenNumber(text: string): text is CitizenNumber {
  const parsed = parseCitizenNumber(text);
  return parsed.ok && parsed.value === text;
}

/** Builds a number with its check character. `sequence` 0 … 999: odd for a man, even for a woman. */
export function citizenNumberOf(parts: {
  readonly region: string;
  readonly birthDate: CalendarDate;
  readonly sequence: number;
}): CitizenNumber {
  const { region, birthDate, sequence } = parts;
  assert(/^\d{6}$/.test(region), 'A region has six digits');
  assert(Number.isInteger(sequence) && sequence >= 0 && sequence <= 999, 'A sequence has three digits');
  const first17 = region + birthDate.replaceAll('-', '') + pad(sequence, 3);
  return (first17 + citizenNumberCheck(first17)) as CitizenNumber;
}

function birthText(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}

export function birthDateOf(number: CitizenNumber): CalendarDate {
  return birthText(number) as CalendarDate;
}

export type Gender = 'male' | 'female';

export function genderOf(number: CitizenNumber): Gender {
  return Number(number[16]) % 2 === 1 ? 'male' : 'female';
}

/** True for a region PP9900, which no real card carries. */
export function isSyntheticCitizenNumber(number: CitizenNumber): boolean {
  return number.slice(2, 6) === '9900';
}
