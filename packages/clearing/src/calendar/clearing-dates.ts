import { type CalendarDate, dateOf, type Instant, type Month, startOfDay } from '@zhijie/kernel';
import { dayOfMonth, januaryOf, lastDayOf, monthsAfter } from './months.ts';
import { type DueDate, type WorkingCalendar, workingDaysAfter } from './working-days.ts';

/** Days and working days of 医保发〔2022〕22号 annex, articles 18–25, 40 and 46–50 (procedures C-02, PF-02). */
export const CLEARING_TERMS = {
  declareByDay: 20,
  generateOnDay: 21,
  confirmByDay: 25,
  submitToFinanceWorkingDays: 5,
  allocateToAreasWorkingDays: 5,
  payWorkingDays: 10,
  feedbackWorkingDays: 5,
} as const;

/** The steps of one clearing, in their order. */
export const CLEARING_STEPS = [
  'declare',
  'generate',
  'confirm',
  'issue',
  'submit-to-finance',
  'allocate-to-areas',
  'pay',
  'feed-back',
  'in-place',
] as const;
export type ClearingStep = (typeof CLEARING_STEPS)[number];

/** When earlier steps really happened; later terms count from them instead of from the plan. */
export type StepsDone = { readonly [S in 'issue' | 'submit-to-finance' | 'pay']?: CalendarDate };

const fixed = (on: CalendarDate): DueDate => ({ on, isProvisional: false });

/**
 * Due dates of the clearing of a business month (C-02). The 20th, 21st, 25th and month end of the month after
 * are calendar days; the rest counts working days from the step before. Everything is in place before the
 * next clearing is generated.
 */
export function clearingDates(
  calendar: WorkingCalendar,
  period: Month,
  done: StepsDone = {},
): Readonly<Record<ClearingStep, DueDate>> {
  const next = monthsAfter(period, 1);
  const terms = CLEARING_TERMS;
  const after = (from: DueDate, days: number): DueDate => {
    const due = workingDaysAfter(calendar, from.on, days);
    return { on: due.on, isProvisional: due.isProvisional || from.isProvisional };
  };
  const really = (step: keyof StepsDone, planned: DueDate): DueDate =>
    done[step] === undefined ? planned : fixed(done[step]);
  const issue = fixed(lastDayOf(next));
  const issued = really('issue', issue);
  const submit = after(issued, terms.submitToFinanceWorkingDays);
  const pay = after(really('submit-to-finance', submit), terms.payWorkingDays);
  return {
    declare: fixed(dayOfMonth(next, terms.declareByDay)),
    generate: fixed(dayOfMonth(next, terms.generateOnDay)),
    confirm: fixed(dayOfMonth(next, terms.confirmByDay)),
    issue,
    'submit-to-finance': submit,
    'allocate-to-areas': after(issued, terms.allocateToAreasWorkingDays),
    pay,
    'feed-back': after(really('pay', pay), terms.feedbackWorkingDays),
    'in-place': fixed(dayOfMonth(monthsAfter(period, 2), terms.generateOnDay - 1)),
  };
}

/** The moment at which the clearing of a business month is generated: the 21st, 00:00:00 China time. */
export function generationMoment(period: Month): Instant {
  return startOfDay(dayOfMonth(monthsAfter(period, 1), CLEARING_TERMS.generateOnDay));
}

/** Late from the first millisecond of the day after. `doneAt` null: not done yet, judged at `now`. */
export function isOverdue(due: DueDate, doneAt: Instant | null, now: Instant): boolean {
  return dateOf(doneAt ?? now) > due.on;
}

export type PrepaymentDates = Readonly<Record<'set' | 'submit-to-finance' | 'pay' | 'feed-back', DueDate>>;

/**
 * The yearly calendar of the prepayment (PF-02): set by 31 January, 5 working days to finance, 10 to pay, 5
 * to feed back, and all of it done by the end of February, whatever the holidays leave.
 */
export function prepaymentDates(
  calendar: WorkingCalendar,
  year: number,
  setOn: CalendarDate = lastDayOf(januaryOf(year)),
): PrepaymentDates {
  const end = lastDayOf(monthsAfter(januaryOf(year), 1));
  const byEnd = (due: DueDate): DueDate => (due.on > end ? fixed(end) : due);
  const submit = workingDaysAfter(calendar, setOn, CLEARING_TERMS.submitToFinanceWorkingDays);
  const pay = workingDaysAfter(calendar, submit.on, CLEARING_TERMS.payWorkingDays);
  const feedBack = workingDaysAfter(calendar, pay.on, CLEARING_TERMS.feedbackWorkingDays);
  return {
    set: fixed(lastDayOf(januaryOf(year))),
    'submit-to-finance': byEnd(submit),
    pay: byEnd(pay),
    'feed-back': byEnd(feedBack),
  };
}
