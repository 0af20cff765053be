import { calendarDate } from '../dates/calendar-date.ts';
import { startOfDay } from '../dates/date-time.ts';
import { monthOf } from '../dates/instant.ts';
import type { Instant } from '../dates/types.ts';
import { assert } from './defect.ts';
import { createRandom } from './random.ts';

export type IdKind =
  | 'settlement'
  | 'reversal'
  | 'visit'
  | 'filing'
  | 'message'
  | 'transfer'
  | 'person'
  | 'event'
  | 'session'
  | 'claim'
  | 'slip';

/**
 * Makes identifiers of 30 printable characters: a letter for the kind, the area (6), the month yyyymm (6),
 * the millisecond inside the month (7, so that neighbours in time are neighbours in an index) and 50 random
 * bits (10). The letters are Crockford's base 32: no I, L, O, U.
 */
export type IdSource = { next(kind: IdKind, area: string, at: Instant): string };

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 10;
const LETTERS = {
  settlement: 'S',
  reversal: 'R',
  visit: 'V',
  filing: 'F',
  message: 'M',
  transfer: 'T',
  person: 'P',
  event: 'E',
  session: 'N',
  claim: 'C',
  slip: 'K',
} as const satisfies Record<IdKind, string>;

function millisecondInMonth(at: Instant, month: string): string {
  let rest = at - startOfDay(calendarDate(`${month}-01`));
  let text = '';
  for (let i = 0; i < 7; i++) {
    text = ALPHABET[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function idSource(fiveBits: () => ArrayLike<number>): IdSource {
  return {
    next(kind, area, at) {
      assert(/^\d{6}$/.test(area), `An identifier needs an area of six digits, not "${area}"`);
      const month = monthOf(at);
      const random = Array.from(fiveBits(), (byte) => ALPHABET[byte & 31]!).join('');
      return LETTERS[kind] + area + month.replace('-', '') + millisecondInMonth(at, month) + random;
    },
  };
}

/** `randomBytes(n)` must give n bytes from a cryptographic source; nodes pass Node's own. */
export function randomIdSource(randomBytes: (n: number) => Uint8Array): IdSource {
  return idSource(() => {
    const bytes = randomBytes(RANDOM_CHARACTERS);
    assert(bytes.length === RANDOM_CHARACTERS, 'The source of randomness gave too few or too many bytes');
    return bytes;
  });
}

/** The same seed and the same calls give the same identifiers. For tests and simulations. */
export function seededIdSource(seed: number | string): IdSource {
  const random = createRandom(seed);
  return idSource(() => Array.from({ length: RANDOM_CHARACTERS }, () => random.below(32)));
}
