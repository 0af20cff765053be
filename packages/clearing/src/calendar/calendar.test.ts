import { addDays, type CalendarDate, calendarDate, month } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '../testing/clearing.ts';
import { clearingDates, generationMoment, isOverdue, prepaymentDates } from './clearing-dates.ts';
import { HOLIDAY_YEARS } from './holidays.ts';
import {
  CHINA_CALENDAR,
  isWorkingDay,
  workingCalendar,
  workingDaysAfter,
  workingDaysBetween,
} from './working-days.ts';

const d = calendarDate;
const after = (from: string, count: number) => workingDaysAfter(CHINA_CALENDAR, d(from), count);

describe('the official calendar', () => {
  test.each([
    [2025, 248],
    [2026, 248],
  ])('%i has %i working days', (year, days) => {
    const count = workingDaysBetween(CHINA_CALENDAR, d(`${year - 1}-12-31`), d(`${year}-12-31`));
    expect(count).toBe(days);
  });

  test.each([
    ['2026-02-13', true, 'Friday before the Spring Festival'],
    ['2026-02-14', true, 'Saturday that makes up'],
    ['2026-02-15', false, 'first day off'],
    ['2026-02-23', false, 'last day off, a Monday'],
    ['2026-02-24', true, 'Tuesday after'],
    ['2026-02-28', true, 'Saturday that makes up'],
    ['2026-03-01', false, 'an ordinary Sunday'],
    ['2026-01-04', true, 'Sunday that makes up'],
    ['2025-01-26', true, 'Sunday that makes up'],
    ['2025-10-08', false, 'Mid-Autumn joined to the National Day'],
    ['2026-10-10', true, 'Saturday that makes up'],
  ])('%s worked: %s (%s)', (date, isWorked) => {
    expect(isWorkingDay(CHINA_CALENDAR, d(date))).toBe(isWorked);
  });

  test('every make-up day is a weekend day, every table cites its notice and says how it was read', () => {
    expect(HOLIDAY_YEARS.map(({ year, document }) => [year, document])).toEqual([
      [2025, '国办发明电〔2024〕12号'],
      [2026, '国办发明电〔2025〕7号'],
    ]);
    for (const table of HOLIDAY_YEARS) {
      expect(table.readIn).not.toBe('');
      const [only] = [workingCalendar([table])];
      for (const day of table.makeUpDays) {
        expect(isWorkingDay(only, d(day))).toBe(true);
        expect(isWorkingDay(workingCalendar([{ ...table, makeUpDays: [] }]), d(day))).toBe(false);
      }
    }
  });

  test('a table with a date of another year, or a make-up day on a weekday, is a defect', () => {
    const table = HOLIDAY_YEARS[1]!;
    const wrong = { ...table, makeUpDays: ['2026-02-13'] };
    expect(() => workingCalendar([wrong])).toThrow('makes up for nothing');
    expect(() => workingCalendar([{ ...table, year: 2027 }])).toThrow('stands in the table of 2027');
  });
});

describe('working days', () => {
  test.each([
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-14', 1, '2026-02-24'],
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-04-30', 5, '2026-05-11'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-03-07', 0, '2026-03-07'],
    ['2025-12-31', 1, '2026-01-04'],
  ])('after %s the %i. is %s', (from, count, on) => {
    expect(after(from, count)).toEqual({ on, isProvisional: false });
  });

  test('in a year whose notice is not published are counted by weekday, and the date is provisional', () => {
    expect(after('2026-12-31', 1)).toEqual({ on: '2027-01-01', isProvisional: true });
    expect(after('2026-12-24', 5)).toEqual({ on: '2026-12-31', isProvisional: false });
  });

  test('counting forward and counting between agree', () => {
    fc.assert(
      fc.property(fc.nat({ max: 600 }), fc.integer({ min: 1, max: 30 }), (offset, count) => {
        const from = addDays(d('2025-01-01'), offset);
        const { on } = workingDaysAfter(CHINA_CALENDAR, from, count);
        expect(isWorkingDay(CHINA_CALENDAR, on)).toBe(true);
        expect(workingDaysBetween(CHINA_CALENDAR, from, on)).toBe(count);
      }),
    );
  });
});

describe('C-02 the calendar of a clearing', () => {
  const on = (dates: ReturnType<typeof clearingDates>) =>
    Object.fromEntries(Object.entries(dates).map(([step, due]) => [step, due.on]));

  test('C-02 of January 2026, across the Spring Festival', () => {
    expect(on(clearingDates(CHINA_CALENDAR, month('2026-01')))).toEqual({
      declare: '2026-02-20',
      generate: '2026-02-21',
      confirm: '2026-02-25',
      issue: '2026-02-28',
      'submit-to-finance': '2026-03-06',
      'allocate-to-areas': '2026-03-06',
      pay: '2026-03-20',
      'feed-back': '2026-03-27',
      'in-place': '2026-03-20',
    });
  });

  test('C-02 of March 2026, across Labour Day with a make-up Saturday', () => {
    expect(on(clearingDates(CHINA_CALENDAR, month('2026-03')))).toMatchObject({
      declare: '2026-04-20',
      confirm: '2026-04-25',
      issue: '2026-04-30',
      'submit-to-finance': '2026-05-11',
      pay: '2026-05-25',
    });
  });

  test('C-02 later terms count from the step that really happened', () => {
    const done = { issue: d('2026-04-27'), 'submit-to-finance': d('2026-04-28'), pay: d('2026-05-06') };
    expect(on(clearingDates(CHINA_CALENDAR, month('2026-03'), done))).toMatchObject({
      issue: '2026-04-30',
      'submit-to-finance': '2026-05-07',
      pay: '2026-05-14',
      'feed-back': '2026-05-12',
    });
  });

  test('C-02 of December 2026 is provisional where it needs the unpublished year', () => {
    const dates = clearingDates(CHINA_CALENDAR, month('2026-11'));
    expect(dates.issue).toEqual({ on: '2026-12-31', isProvisional: false });
    expect(dates['submit-to-finance'].isProvisional).toBe(true);
    expect(dates['feed-back'].isProvisional).toBe(true);
  });

  test.each([
    ['2026-04-25 23:59:59', false],
    ['2026-04-26 00:00:00', true],
  ])('C-02 a confirmation at %s is overdue: %s', (moment, isLate) => {
    const { confirm } = clearingDates(CHINA_CALENDAR, month('2026-03'));
    expect(isOverdue(confirm, at(moment), at('2026-06-01'))).toBe(isLate);
    expect(isOverdue(confirm, null, at(moment))).toBe(isLate);
  });

  test('C-02 the clearing is generated on the 21st at midnight of China', () => {
    expect(generationMoment(month('2026-12'))).toBe(at('2027-01-21 00:00:00'));
  });
});

describe('PF-02 the calendar of the prepayment', () => {
  const on = (dates: Readonly<Record<string, { on: CalendarDate }>>) =>
    Object.values(dates).map((due) => due.on);

  test('PF-02 of 2025 ends with February', () => {
    expect(on(prepaymentDates(CHINA_CALENDAR, 2025, d('2025-01-15')))).toEqual([
      '2025-01-31',
      '2025-01-22',
      '2025-02-11',
      '2025-02-18',
    ]);
  });

  test('PF-02 set on the last day of 2026, the feedback is cut to the end of February', () => {
    expect(on(prepaymentDates(CHINA_CALENDAR, 2026))).toEqual([
      '2026-01-31',
      '2026-02-06',
      '2026-02-27',
      '2026-02-28',
    ]);
  });
});
