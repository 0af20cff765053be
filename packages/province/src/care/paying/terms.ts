import { CHINA_CALENDAR, monthsAfter, workingDaysAfter } from '@zhijie/clearing';
import {
  addDays,
  type CalendarDate,
  calendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  type Month,
  monthOf,
  type Rate,
  rate,
  share,
  startOfDay,
} from '@zhijie/kernel';

/**
 * How an institution is paid (医保办发〔2025〕13号 articles 1 and 9; procedures I-01): only by the month; by a
 * shorter cycle; item by item; or an advance by the month. An advance needs neither of the other two.
 */
export type PayMode = 'monthly' | 'shortened' | 'itemwise' | 'advance';
export type Cycle = 'day' | 'ten-days' | 'half-month';

export type PayTerms = {
  readonly providerId: string;
  readonly fromOn: CalendarDate;
  readonly mode: PayMode;
  readonly cycle: Cycle | null;
  /** 1/10 000 of what is settled (next-day share), or of an average month (advance). */
  readonly share: Rate | null;
  readonly isCrossProvinceIncluded: boolean;
};

/** Whoever has no terms is paid by the month, cross-province bills at the month end only (I-05). */
export const monthlyTerms = (providerId: string): PayTerms => ({
  providerId,
  fromOn: calendarDate('2000-01-01'),
  mode: 'monthly',
  cycle: null,
  share: null,
  isCrossProvinceIncluded: false,
});

/** A mode names what it needs and nothing else. */
export function areTermsComplete({
  mode,
  cycle,
  share: of,
}: Omit<PayTerms, 'fromOn' | 'providerId'>): boolean {
  return (mode === 'shortened') === (cycle !== null) && (mode === 'monthly') === (of === null);
}

export const PAY_DEADLINES = {
  /** 医保办发〔2025〕13号 article 16: declared by the 10th, paid within 20 working days after it. */
  declareByDay: 10,
  payWorkingDays: 20,
} as const;

const dayOf = (period: Month, day: number): CalendarDate =>
  calendarDate(`${period}-${String(day).padStart(2, '0')}`);

/** The last day on which a month's declaration is in time (I-03). */
export const declareBy = (period: Month): CalendarDate =>
  dayOf(monthsAfter(period, 1), PAY_DEADLINES.declareByDay);

/**
 * The last day to pay what was declared on a day (I-03): 20 working days after the 10th. A late declaration
 * goes with the next 10th.
 */
export function payBy(period: Month, declaredOn: CalendarDate): CalendarDate {
  let deadline = declareBy(period);
  while (deadline < declaredOn)
    deadline = dayOf(monthsAfter(monthOf(deadline), 1), PAY_DEADLINES.declareByDay);
  return workingDaysAfter(CHINA_CALENDAR, deadline, PAY_DEADLINES.payWorkingDays).on;
}

/** The first moment whose items are not in the last finished cycle: what was decided before it is due. */
export function cycleEnd(terms: PayTerms, now: Instant): Instant {
  const today = dateOf(now);
  if (terms.mode === 'itemwise' || terms.cycle === 'day') return startOfDay(today);
  const period = monthOf(today);
  const day = Number(today.slice(8));
  if (terms.cycle === 'half-month') return startOfDay(dayOf(period, day > 15 ? 16 : 1));
  return startOfDay(dayOf(period, day > 20 ? 21 : day > 10 ? 11 : 1));
}

/** The part of an item that is paid at once, fen, rounded half up to the fen. */
export const instantPart = (claim: Fen, terms: PayTerms): Fen => share(claim, terms.share ?? rate(10_000));

/** Out of 10 000 items without a finding, so many are looked at by a person (I-02; our default). */
export const SAMPLE_RATE = 500;

/** When instant settlement stops by itself (I-06; our defaults). */
export const ABNORMAL = {
  /** Definite findings in more than this part of the items, 1/10 000, of at least `itemsAtLeast`. */
  definiteAbove: 2000,
  itemsAtLeast: 5,
  /** More than so many times the usual day, of at least `daysAtLeast` days with bills. */
  timesUsualDay: 5,
  daysAtLeast: 10,
} as const;

export type Conspicuous = {
  readonly items: number;
  readonly definite: number;
  /** Largest claim of one day among the items, fen. */
  readonly largestDay: number;
  /** Claims of the days before them, fen, and on how many days. */
  readonly usualTotal: number;
  readonly usualDays: number;
};

/** Why the items are abnormal, for people; null when they are not (I-06). */
export function abnormality(of: Conspicuous): string | null {
  const { items, definite, largestDay, usualTotal, usualDays } = of;
  if (items >= ABNORMAL.itemsAtLeast && definite * 10_000 > items * ABNORMAL.definiteAbove)
    return `${items} 笔中 ${definite} 笔有明确违规`;
  if (usualDays < ABNORMAL.daysAtLeast) return null;
  if (largestDay * usualDays <= usualTotal * ABNORMAL.timesUsualDay) return null;
  return `单日金额超过平日的 ${ABNORMAL.timesUsualDay} 倍`;
}

/** Targets to the end of 2026 (I-04), 1/10 000. */
export const INSTANT_TARGETS = { money: rate(8000), institutions: rate(8000) } as const;

/** 1/10 000 of a whole, rounded down; zero of nothing. */
export const pointsOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Number((BigInt(part) * 10_000n) / BigInt(whole));

/**
 * Whether people of other places are audited less than the own (医保发〔2022〕22号 annex articles 52–56; G-01):
 * the part of their claims that is taken off is less than half of that of the own. Fen; our default.
 */
export const isAuditedLess = (cross: Audited, local: Audited): boolean =>
  cross.claims > 0 &&
  local.claims > 0 &&
  2n * BigInt(cross.deducted) * BigInt(local.claims) < BigInt(local.deducted) * BigInt(cross.claims);
export type Audited = { readonly claims: number; readonly deducted: number };

/** Terms of lending working capital (I-08); the notice's text is not at hand: defaults. */
export const WORKING_CAPITAL = { surplusMonthsAtLeast: 12, lastMonthToApply: 3 } as const;

/** The day after a month, as the moment before which its items were decided. */
export const endOfMonth = (period: Month): Instant => startOfDay(dayOf(monthsAfter(period, 1), 1));

/** The average of twelve months, fen, rounded down. */
export const monthlyAverage = (yearTotal: number): Fen => fen(Math.floor(Math.max(yearTotal, 0) / 12));

/** A day is over only when the next has begun. */
export const isOver = (period: Month, now: Instant): boolean => now >= endOfMonth(period);

/** So many days before a day. */
export const daysBefore = (on: CalendarDate, days: number): CalendarDate => addDays(on, 0 - days);
