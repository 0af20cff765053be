import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  calendarDate,
  compareDates,
  Defect,
  dateOf,
  daysBetween,
  formatDateTime,
  instant,
  month,
  monthOf,
  parseCalendarDate,
  parseDateTime,
  parseMonth,
  startOfDay,
  yearOf,
} from '../index.ts';

const d = calendarDate;

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '2026-1-01',
  '20260101',
  '',
  '2026-01-01 ',
  '0000-01-01',
])('"%s" is no date', (text) => {
  expect(parseCalendarDate(text)).toEqual({ ok: false, refusal: { code: 'not-a-date' } });
  expect(() => calendarDate(text)).toThrow(Defect);
});

test.each(['2024-02-29', '2000-02-29', '1880-01-01', '9999-12-31'])('"%s" is a date', (text) => {
  expect(parseCalendarDate(text)).toEqual({ ok: true, value: text });
});

test('a month is a year and a month that exists', () => {
  expect(parseMonth('2026-12')).toEqual({ ok: true, value: '2026-12' });
  for (const text of ['2026-13', '2026-00', '202601', '2026-1']) {
    expect(parseMonth(text).ok).toBe(false);
    expect(() => month(text)).toThrow(Defect);
  }
});

test('the built-in calendar agrees on every day of 1880 … 2140', () => {
  const first = Date.UTC(1880, 0, 1) / 86_400_000;
  for (let i = 0; i < 261 * 365; i++) {
    const text = new Date((first + i) * 86_400_000).toISOString().slice(0, 10);
    if (addDays(d('1880-01-01'), i) !== text) expect.fail(`day ${i} is ${text}`);
  }
  expect(addDays(d('2026-03-01'), -1)).toBe('2026-02-28');
});

test('days between two dates count forward', () => {
  expect(daysBetween(d('2026-03-02'), d('2026-04-30'))).toBe(59);
  expect(daysBetween(d('2024-03-01'), d('2024-02-28'))).toBe(-2);
  expect(compareDates(d('2026-01-31'), d('2026-02-01'))).toBe(-1);
  expect(compareDates(d('2026-02-01'), d('2026-02-01'))).toBe(0);
  expect(compareDates(d('2027-01-01'), d('2026-12-31'))).toBe(1);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2026-03-15', -3, '2025-12-15'],
  ['2026-06-30', 6, '2026-12-30'],
  ['2026-01-01', -13, '2024-12-01'],
] as const)('%s and %i months is %s', (from, months, to) => {
  expect(addMonths(d(from), months)).toBe(to);
});

test('a year of life is complete on the birthday, born on 29 February on 1 March', () => {
  expect(ageOn(d('1956-05-08'), d('2026-05-07'))).toBe(69);
  expect(ageOn(d('1956-05-08'), d('2026-05-08'))).toBe(70);
  expect(ageOn(d('2024-02-29'), d('2025-02-28'))).toBe(0);
  expect(ageOn(d('2024-02-29'), d('2025-03-01'))).toBe(1);
  expect(ageOn(d('2026-01-01'), d('2026-01-01'))).toBe(0);
  expect(() => ageOn(d('2026-01-02'), d('2026-01-01'))).toThrow(Defect);
  expect(yearOf(d('2026-01-01'))).toBe(2026);
});

describe('moments', () => {
  it('fall on the day and in the month of China', () => {
    const lastOfUtc = instant(Date.UTC(2026, 11, 31, 15, 59, 59, 999));
    expect(dateOf(lastOfUtc)).toBe('2026-12-31');
    expect(dateOf(instant(lastOfUtc + 1))).toBe('2027-01-01');
    expect(monthOf(lastOfUtc)).toBe('2026-12');
    expect(monthOf(instant(lastOfUtc + 1))).toBe('2027-01');
    expect(monthOf(d('2026-11-30'))).toBe('2026-11');
  });

  it('are written without milliseconds', () => {
    expect(formatDateTime(instant(0))).toBe('1970-01-01 08:00:00');
    expect(formatDateTime(instant(Date.UTC(2026, 2, 2, 15, 4, 5, 999)))).toBe('2026-03-02 23:04:05');
    expect(formatDateTime(startOfDay(d('2026-03-02')))).toBe('2026-03-02 00:00:00');
    expect(() => instant(1.5)).toThrow(Defect);
  });

  it.each([
    '2026-03-02T10:00:00',
    '2026-03-02 24:00:00',
    '2026-03-02 10:60:00',
    '2026-02-29 10:00:00',
    '2026-03-02 10:00',
    '2026-03-02',
    '',
  ])('"%s" is no moment', (text) => {
    expect(parseDateTime(text)).toEqual({ ok: false, refusal: { code: 'not-a-date-time' } });
  });

  it('are read back to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 60_000_000_000 }), (seconds) => {
        const at = instant(seconds * 1000);
        expect(parseDateTime(formatDateTime(at))).toEqual({ ok: true, value: at });
        expect(formatDateTime(at).slice(0, 10)).toBe(dateOf(at));
      }),
    );
  });
});
