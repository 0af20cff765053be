import { calendarDate, type FilingCategory } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { DEFAULT_AREA_RULES } from './regions.ts';
import { decisionDueOn, examinePapers, type FilingDocument, type Papers, validityOf } from './rules.ts';

const papers = (documents: FilingDocument[], own: Partial<Papers> = {}): Papers => ({
  documents,
  commitment: false,
  renewsSameDisease: false,
  ...own,
});
const FORM: FilingDocument[] = ['id-card', 'filing-form'];

describe('F-02 the papers of a filing', () => {
  test.each<[FilingCategory, Papers, string]>([
    ['retiree-resettled', papers([...FORM, 'household-register']), 'filed'],
    ['retiree-resettled', papers(FORM), 'document-missing'],
    ['retiree-resettled', papers(FORM, { commitment: true }), 'by commitment'],
    ['long-term-resident', papers([...FORM, 'residence-proof']), 'filed'],
    ['long-term-resident', papers(FORM, { commitment: true }), 'by commitment'],
    ['stationed-worker', papers([...FORM, 'contract']), 'filed'],
    ['stationed-worker', papers([...FORM, 'employer-letter']), 'filed'],
    ['stationed-worker', papers([...FORM, 'household-register']), 'document-missing'],
    ['referral', papers([...FORM, 'referral-certificate']), 'filed'],
    ['referral', papers(FORM), 'document-missing'],
    ['referral', papers(FORM, { commitment: true }), 'commitment-not-allowed'],
    ['emergency-rescue', papers(['social-card']), 'filed'],
    ['emergency-rescue', papers([]), 'document-missing'],
    ['other-temporary', papers(FORM), 'filed'],
    ['other-temporary', papers(['id-card']), 'document-missing'],
  ])('%s with %o is %s', (category, given, expected) => {
    const result = examinePapers(category, given);
    const filed = result.ok && result.value.byCommitment ? 'by commitment' : 'filed';
    expect(result.ok ? filed : result.refusal.code).toBe(expected);
  });

  test('F-16 the same disease is filed again without a certificate, and without any local stay', () => {
    expect(examinePapers('referral', papers(FORM, { renewsSameDisease: true })).ok).toBe(true);
  });
});

describe('F-05 how long a filing holds', () => {
  const start = calendarDate('2026-01-01');
  test('the long-term group has no end and is locked for a while', () => {
    const expected = { endsOn: null, lockedUntil: '2026-07-01' };
    expect(validityOf('long-term-resident', start, DEFAULT_AREA_RULES)).toEqual(expected);
  });
  test('the temporary group holds six months to the day', () => {
    const expected = { endsOn: '2026-06-30', lockedUntil: null };
    expect(validityOf('referral', start, DEFAULT_AREA_RULES)).toEqual(expected);
  });
});

test.each([
  ['2026-03-02', '2026-03-04'],
  ['2026-03-05', '2026-03-09'],
  ['2026-03-06', '2026-03-10'],
  ['2026-03-07', '2026-03-10'],
])('F-04 a filing submitted on %s is decided by %s, two working days later', (submitted, due) => {
  expect(decisionDueOn(calendarDate(submitted))).toBe(due);
});
