/** What a submission must contain and how long it holds: pure. */
import {
  addDays,
  addMonths,
  assert,
  type CalendarDate,
  calendarDate,
  daysBetween,
  type FilingCategory,
  filingGroupOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { type AreaRules, areaRulesFrom } from './regions.ts';

/** Rules of an insured area; wrong data is our own mistake and stops at once. */
export function areaRulesOf(deps: Pick<InsuredDeps, 'areaRules'>, area: string): AreaRules {
  const rules = areaRulesFrom(deps.areaRules?.(area) ?? {});
  assert(rules.ok, `Filing rules of area ${area} break F-05`);
  return rules.value;
}

export type FilingDocument =
  | 'insurance-code'
  | 'id-card'
  | 'social-card'
  | 'filing-form'
  | 'household-register'
  | 'residence-proof'
  | 'dispatch-letter'
  | 'employer-letter'
  | 'contract'
  | 'referral-certificate';

const IDENTITY: readonly FilingDocument[] = ['insurance-code', 'id-card', 'social-card'];

// S1 art 8: one document of each list. The last list of A1–A3 may be replaced by a commitment letter.
const EXTRA: Readonly<Record<FilingCategory, readonly FilingDocument[] | null>> = {
  'retiree-resettled': ['household-register'],
  'long-term-resident': ['residence-proof'],
  'stationed-worker': ['dispatch-letter', 'employer-letter', 'contract'],
  referral: ['referral-certificate'],
  'emergency-rescue': null,
  'other-temporary': null,
};

export type Papers = {
  readonly documents: readonly FilingDocument[];
  readonly commitment: boolean;
  /** A referral that continues the treatment of the same disease needs no new certificate (F-16). */
  readonly renewsSameDisease: boolean;
};

/**
 * Whether the papers suffice (F-02) and whether the filing stands by commitment. Refuses
 * `commitment-not-allowed` for the temporary group and `document-missing` naming what is missing.
 */
export function examinePapers(
  category: FilingCategory,
  papers: Papers,
): Result<{ byCommitment: boolean }, Refusal<'commitment-not-allowed' | 'document-missing'>> {
  const { documents, commitment } = papers;
  const has = (one: readonly FilingDocument[]) => one.some((document) => documents.includes(document));
  const missing = (one: readonly FilingDocument[]) =>
    refuse('document-missing', { field: 'documents', detail: { category, oneOf: one.join(' ') } });
  if (commitment && filingGroupOf(category) !== 'long-term') {
    return refuse('commitment-not-allowed', { field: 'commitment', detail: { category } });
  }
  if (!has(IDENTITY)) return missing(IDENTITY);
  if (category !== 'emergency-rescue' && !has(['filing-form'])) return missing(['filing-form']);
  const extra = EXTRA[category];
  if (extra === null || has(extra)) return ok({ byCommitment: false });
  if (category === 'referral' && papers.renewsSameDisease) return ok({ byCommitment: false });
  return commitment ? ok({ byCommitment: true }) : missing(extra);
}

/** First and last day, and the day until which a change is locked (F-05, F-16). */
export function validityOf(
  category: FilingCategory,
  startsOn: CalendarDate,
  rules: AreaRules,
): { endsOn: CalendarDate | null; lockedUntil: CalendarDate | null } {
  if (filingGroupOf(category) === 'long-term') {
    return {
      endsOn: null,
      lockedUntil: rules.lockMonths === 0 ? null : addMonths(startsOn, rules.lockMonths),
    };
  }
  return { endsOn: addDays(addMonths(startsOn, rules.temporaryMonths), -1), lockedUntil: null };
}

const SUNDAY_1970 = calendarDate('1970-01-04');

/** Monday to Friday; public holidays are not known here, so a due day is never too late. */
function isWorkingDay(date: CalendarDate): boolean {
  const weekday = ((daysBetween(SUNDAY_1970, date) % 7) + 7) % 7;
  return weekday >= 1 && weekday <= 5;
}

/** The last day on which a filing submitted on a day is decided in time: 2 working days later (F-04). */
export function decisionDueOn(submittedOn: CalendarDate): CalendarDate {
  let due = submittedOn;
  for (let left = 2; left > 0; ) {
    due = addDays(due, 1);
    if (isWorkingDay(due)) left -= 1;
  }
  return due;
}
