import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enrolledSince, joinPeriods, monthsIn, ownPeriods } from './periods.ts';

const period = (from: string, to: string, area = '370600') => ({ from, to, area });

test('PS2 months of arrears do not count; the last month counts when a day of it was in force', () => {
  const dates = { startedOn: '2025-01-10', endsOn: '2025-12-15' };
  const changes = [
    { status: 'arrears', on: '2025-05-01' },
    { status: 'in-force', on: '2025-07-20' },
  ];
  expect(ownPeriods('370600', dates, changes)).toEqual([
    period('2025-01', '2025-04'),
    period('2025-07', '2025-12'),
  ]);
  expect(ownPeriods('370600', { ...dates, endsOn: '2025-02-01' }, [])).toEqual([
    period('2025-01', '2025-01'),
  ]);
});

test('PS2 months counted by two places count once', () => {
  const joined = joinPeriods([period('2020-01', '2020-12')], [period('2020-06', '2021-06', '410100')]);
  expect(joined).toEqual([period('2020-01', '2020-12'), period('2021-01', '2021-06', '410100')]);
  expect(monthsIn(joined)).toBe(18);
});

test('PS2 joining periods in any order gives the same months, each once', () => {
  const any = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([start, length]) => {
      const month = (n: number) => `${2015 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
      return period(month(start), month(start + length));
    }),
  );
  fc.assert(
    fc.property(any, any, (a, b) => {
      const joined = joinPeriods(a, b);
      expect(monthsIn(joined)).toBe(monthsIn(joinPeriods(b, a)));
      expect(joinPeriods(joined, joined)).toEqual(joined);
    }),
  );
});

test('PS2 a short break leaves an enrolment unbroken, a long one begins it anew', () => {
  const periods = [period('2018-01', '2020-12'), period('2021-03', '2026-06')];
  expect(enrolledSince(periods, { startsOn: '2026-07-01', tolerated: 3 })).toBe('2018-01-01');
  expect(enrolledSince(periods, { startsOn: '2026-07-01', tolerated: 1 })).toBe('2021-03-01');
  expect(enrolledSince(periods, { startsOn: '2026-12-01', tolerated: 3 })).toBe('2026-12-01');
  expect(enrolledSince([], { startsOn: '2026-07-01', tolerated: 3 })).toBe('2026-07-01');
});
