import { ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';

/** What an inquiry about fees says of the stay besides its total: 医保发〔2022〕22号 annex, article 58 (B-01). */
export const INQUIRY_FACTS = [
  'certificateNumber',
  'name',
  'gender',
  'institution',
  'inpatientNumber',
  'invoiceNumber',
  'admittedOn',
  'dischargedOn',
] as const;
export type InquiryFacts = Readonly<Record<(typeof INQUIRY_FACTS)[number], string>>;

/** Refusals: `field-missing`, `date-malformed`, each naming the field. */
export function inquiryFacts(
  given: Readonly<Record<string, string>>,
): Result<InquiryFacts, Refusal<'field-missing' | 'date-malformed'>> {
  for (const name of INQUIRY_FACTS) {
    if ((given[name] ?? '').trim() === '') return refuse('field-missing', { field: `facts.${name}` });
  }
  const facts = Object.fromEntries(INQUIRY_FACTS.map((name) => [name, given[name]!.trim()])) as InquiryFacts;
  for (const name of ['admittedOn', 'dischargedOn'] as const) {
    if (!parseCalendarDate(facts[name]).ok) return refuse('date-malformed', { field: `facts.${name}` });
  }
  const isBackwards = facts.dischargedOn < facts.admittedOn;
  return isBackwards ? refuse('date-malformed', { field: 'facts.dischargedOn' }) : ok(facts);
}
