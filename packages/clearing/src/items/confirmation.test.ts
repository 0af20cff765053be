import { month } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generationMoment } from '../calendar/clearing-dates.ts';
import { monthsAfter } from '../calendar/months.ts';
import { at, item } from '../testing/clearing.ts';
import { standingPeriod, takesConfirmations } from './confirmation.ts';
import { deferUnconfirmed, periodOf } from './period.ts';

describe('R-03 the month in which an item stands', () => {
  const march = at('2026-03-10');
  it.each([
    ['2026-03-31 23:59:59', '2026-03'],
    ['2026-04-20 23:59:59', '2026-03'],
    ['2026-04-21 00:00:00', '2026-04'],
    ['2026-05-21 00:00:00', '2026-05'],
    ['2026-06-21 00:00:00', '2026-05'],
    ['2027-01-01 00:00:00', '2026-05'],
  ])('decided in March and unconfirmed at %s: %s', (now, period) => {
    expect(standingPeriod({ decidedAt: march, confirmedAt: null }, at(now))).toBe(period);
  });

  it.each([
    ['2026-04-20 23:59:59', '2026-03'],
    ['2026-04-21 00:00:00', '2026-04'],
    ['2026-05-20 12:00:00', '2026-04'],
    ['2026-05-21 00:00:00', '2026-05'],
  ])('decided in March and confirmed at %s: %s for ever', (confirmed, period) => {
    const confirmable = { decidedAt: march, confirmedAt: at(confirmed) };
    for (const now of [confirmed, '2026-07-01 00:00:00', '2030-01-01 00:00:00']) {
      expect(standingPeriod(confirmable, at(now))).toBe(period);
    }
  });

  it('is the month into which the national run defers what is not confirmed', () => {
    const ours = item({ decidedAt: march });
    const signed = { confirmed: new Set<string>(), signedBy: 'a', signedAt: at('2026-04-20 23:59:59') };
    const { items } = deferUnconfirmed([ours], month('2026-03'), signed);
    const now = generationMoment(month('2026-03'));
    expect(items.map(periodOf)).toEqual([standingPeriod({ decidedAt: march, confirmedAt: null }, now)]);
  });

  it('C-03 is exactly one, at most two months after its own, and never goes back', () => {
    const moments = fc.integer({ min: at('2025-11-01'), max: at('2026-12-31') });
    fc.assert(
      fc.property(moments, fc.option(moments), moments, moments, (decided, confirmed, a, b) => {
        const confirmable = { decidedAt: decided as never, confirmedAt: confirmed as never };
        const [before, after] = [Math.min(a, b), Math.max(a, b)].map((now) =>
          standingPeriod(confirmable, Math.max(now, decided) as never),
        ) as string[] as [string, string];
        const own = periodOf({ decidedAt: decided as never, deferral: null });
        expect([own, monthsAfter(own, 1), monthsAfter(own, 2)]).toContain(after);
        expect(before <= after).toBe(true);
        if (confirmed !== null) expect(before).toBe(after);
      }),
    );
  });
});

it.each([
  ['2026-04-20 23:59:59', true],
  ['2026-04-21 00:00:00', false],
])('C-02 the clearing of March takes confirmations at %s: %s', (now, takes) => {
  expect(takesConfirmations(month('2026-03'), at(now))).toBe(takes);
});
