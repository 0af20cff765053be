export {
  ACTING_SCOPES,
  type ActingFor,
  type ActingScope,
  type Actor,
  speaksForPerson,
} from './base/actor.ts';
export type * from './base/brand.ts';
export * from './base/canonical-json.ts';
export * from './base/defect.ts';
export * from './base/id-source.ts';
export * from './base/random.ts';
export * from './base/result.ts';
export {
  addDays,
  addMonths,
  ageOn,
  calendarDate,
  compareDates,
  daysBetween,
  parseCalendarDate,
  yearOf,
} from './dates/calendar-date.ts';
export * from './dates/date-time.ts';
export { dateOf, instant, month, monthOf, parseMonth } from './dates/instant.ts';
export type * from './dates/types.ts';
export * from './identifiers/area-code.ts';
export * from './identifiers/bank-card.ts';
export * from './identifiers/chronic-disease-code.ts';
export * from './identifiers/citizen-number.ts';
export * from './identifiers/diagnosis-code.ts';
export * from './identifiers/item-code.ts';
export * from './identifiers/masking.ts';
export * from './identifiers/mobile-number.ts';
export * from './identifiers/provider-id.ts';
export * from './identifiers/receipt-code.ts';
export * from './identifiers/staff-code.ts';
export * from './identifiers/uscc.ts';
export * from './money/amount-in-words.ts';
export * from './money/fen.ts';
export * from './money/price.ts';
export * from './money/rate.ts';
export * from './money/share.ts';
export * from './money/split.ts';
export * from './money/yuan-text.ts';
export { addFeeParts, assertFeeParts, type FeeParts, ZERO_FEE_PARTS } from './parts/fee-parts.ts';
export * from './parts/settlement-parts.ts';
export { LABELS } from './vocabulary/labels.ts';
export * from './vocabulary/words.ts';
