import {
  amountInWords,
  type CalendarDate,
  formatYuanForPeople,
  type Month,
  ok,
  type Refusal,
  type Result,
  refuse,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { CLEARING_TERMS, clearingDates } from '../calendar/clearing-dates.ts';
import {
  CHINA_CALENDAR,
  type DueDate,
  type WorkingCalendar,
  workingDaysAfter,
} from '../calendar/working-days.ts';
import type { Usage } from './usage.ts';

/** PF-03: the request comes within 3 working days of signing the current clearing. */
export const REQUEST_WORKING_DAYS = 3;
/** The draft proposes whole ten-thousand yuan; the notice states no unit. */
const TEN_THOUSAND_YUAN = 1_000_000n;
const YELLOW = 70n;

/** Why an urgent increase is refused; the first of this list that applies. */
export const INCREASE_REFUSALS = ['not-red', 'before-signing', 'too-late', 'amount-not-positive'] as const;
export type IncreaseRefusal = Refusal<(typeof INCREASE_REFUSALS)[number]>;

export type IncreaseRequest = {
  readonly careProvince: string;
  /** The business month whose clearing was signed. */
  readonly period: Month;
  readonly usage: Usage;
  readonly signedOn: CalendarDate;
  readonly requestedOn: CalendarDate;
  /** What is asked for; left out, what brings the usage below yellow. */
  readonly amount?: TotalFen;
};

/** A draft of the urgent increase: amount in figures and words, and by when each step is due. */
export type IncreaseDraft = {
  readonly careProvince: string;
  readonly period: Month;
  readonly amount: TotalFen;
  readonly figures: string;
  readonly words: string;
  readonly after: TotalFen;
  readonly purpose: 'prepayment';
  readonly requestBy: DueDate;
  readonly submitToFinanceBy: DueDate;
  readonly payBy: DueDate;
  /** In place before the next clearing is generated. */
  readonly inPlaceBy: DueDate;
};

/** Drafts the urgent increase that red usage allows (PF-03; 5 working days to finance, 10 to pay). */
export function draftIncrease(
  request: IncreaseRequest,
  calendar: WorkingCalendar = CHINA_CALENDAR,
): Result<IncreaseDraft, IncreaseRefusal> {
  const { careProvince, period, usage, signedOn, requestedOn } = request;
  if (usage.level !== 'red') return refuse('not-red', { detail: { basisPoints: usage.basisPoints } });
  if (requestedOn < signedOn) return refuse('before-signing');
  const requestBy = workingDaysAfter(calendar, signedOn, REQUEST_WORKING_DAYS);
  if (requestedOn > requestBy.on) return refuse('too-late', { detail: { by: requestBy.on } });
  const amount = request.amount ?? proposedIncrease(usage);
  if (amount <= 0) return refuse('amount-not-positive', { field: 'amount' });
  const submitToFinanceBy = workingDaysAfter(
    calendar,
    requestedOn,
    CLEARING_TERMS.submitToFinanceWorkingDays,
  );
  return ok({
    careProvince,
    period,
    amount,
    figures: formatYuanForPeople(amount),
    words: amountInWords(amount),
    after: totalFen(usage.prepayment + amount),
    purpose: 'prepayment',
    requestBy,
    submitToFinanceBy,
    payBy: workingDaysAfter(calendar, submitToFinanceBy.on, CLEARING_TERMS.payWorkingDays),
    inPlaceBy: clearingDates(calendar, period)['in-place'],
  });
}

/** The smallest whole number of ten thousand yuan after which the same usage is below yellow. */
export function proposedIncrease({ used, prepayment }: Usage): TotalFen {
  const atYellow = (BigInt(used) * 100n) / YELLOW;
  const missing = atYellow + 1n - BigInt(prepayment);
  if (missing <= 0n) return totalFen(0);
  const units = (missing + TEN_THOUSAND_YUAN - 1n) / TEN_THOUSAND_YUAN;
  return totalFen(Number(units * TEN_THOUSAND_YUAN));
}
