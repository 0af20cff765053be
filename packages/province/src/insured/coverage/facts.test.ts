import { calendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { type FedFacts, factsAfter, factsOn, refusalOfFacts, wholeMonthsBetween } from './facts.ts';

const day = calendarDate;
const said = (effectiveOn: string, facts: FedFacts) => ({ effectiveOn: day(effectiveOn), ...facts });

describe('what the feed says of a coverage besides its status', () => {
  const first = factsAfter([], said('2025-01-01', { contributionTier: 'tier1', hasFamilyDoctor: true }));
  const both = factsAfter(first, said('2026-01-01', { contributionTier: 'tier2' }));

  test('D12 the tier of the day governs: a stay of December is paid by last year’s', () => {
    expect(factsOn(both, day('2025-12-31')).contributionTier).toBe('tier1');
    expect(factsOn(both, day('2026-01-01')).contributionTier).toBe('tier2');
    expect(factsOn(both, day('2026-01-01')).hasFamilyDoctor).toBe(true);
  });

  test('before the first word nothing is known', () => {
    expect(factsOn(both, day('2024-12-31'))).toEqual({});
  });

  test('the same said again changes nothing; another word for the same day replaces the first', () => {
    expect(factsAfter(both, said('2026-02-01', { contributionTier: 'tier2' }))).toBe(both);
    const corrected = factsAfter(both, said('2026-01-01', { contributionTier: 'tier3' }));
    expect(factsOn(corrected, day('2026-03-01')).contributionTier).toBe('tier3');
    expect(corrected).toHaveLength(both.length);
  });

  test('a late word of an earlier day stands before the later one', () => {
    const late = factsAfter(both, said('2025-06-01', { contributionTier: 'tier3' }));
    expect(factsOn(late, day('2025-07-01')).contributionTier).toBe('tier3');
    expect(factsOn(late, day('2026-07-01')).contributionTier).toBe('tier2');
  });

  test.each([
    ['a tier of an employee', 'employee', { contributionTier: 'tier1' }, 'contributionTier'],
    ['a rank of nobody in office', 'resident', { civilServantRank: 'section' }, 'civilServantRank'],
    ['an enrolment that begins later', 'resident', { enrolledSince: day('2026-02-01') }, 'enrolledSince'],
  ] as const)('%s is refused by its field', (_, insurance_type, facts, field) => {
    const coverage = { insurance_type, is_civil_servant: false };
    expect(refusalOfFacts(coverage, said('2026-01-01', facts))).toMatchObject({
      code: 'fact-does-not-apply',
      field,
    });
  });

  test.each([
    ['2025-01-31', '2025-02-28', 0],
    ['2025-01-31', '2025-03-31', 2],
    ['2020-03-01', '2026-03-01', 72],
    ['2026-03-02', '2026-03-01', 0],
  ])('D26 from %s to %s are %i whole months', (from, to, months) => {
    expect(wholeMonthsBetween(day(from), day(to))).toBe(months);
  });
});
