import { calendarDate, fen, month, parseDateTime, rate } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { payableNow } from './due.ts';
import { linesOf } from './instant.ts';
import { afterEntry, kindOf, type LineProgress, lineStateOf } from './match.ts';
import type { PayableItem } from './store.ts';
import {
  ABNORMAL,
  abnormality,
  areTermsComplete,
  cycleEnd,
  declareBy,
  instantPart,
  isAuditedLess,
  monthlyAverage,
  monthlyTerms,
  type PayTerms,
  payBy,
  pointsOf,
} from './terms.ts';

const at = (text: string) => {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};
const d = calendarDate;
const terms = (change: Partial<PayTerms>): PayTerms => ({
  ...monthlyTerms('H1'),
  mode: 'itemwise',
  share: rate(6000),
  ...change,
});

describe('I-03 days', () => {
  it('I-03 a month is declared by the 10th and paid within 20 working days after it', () => {
    expect(declareBy(month('2026-03'))).toBe('2026-04-10');
    expect(declareBy(month('2026-12'))).toBe('2027-01-10');
    // 1–5 May 2026 are holidays, Saturday 9 May is worked for them.
    expect(payBy(month('2026-03'), d('2026-04-10'))).toBe('2026-05-12');
    expect(payBy(month('2026-03'), d('2026-04-01'))).toBe('2026-05-12');
  });

  it('I-03 a declaration of the 11th goes with the next 10th', () => {
    expect(payBy(month('2026-03'), d('2026-04-11'))).toBe('2026-06-05');
    expect(payBy(month('2026-03'), d('2026-05-10'))).toBe('2026-06-05');
    expect(payBy(month('2026-03'), d('2026-05-11'))).not.toBe('2026-06-05');
  });
});

describe('I-01 terms', () => {
  it.each<[boolean, Partial<PayTerms>]>([
    [true, { mode: 'monthly', share: null, cycle: null }],
    [false, { mode: 'monthly', share: rate(6000), cycle: null }],
    [true, { mode: 'itemwise', share: rate(6000), cycle: null }],
    [false, { mode: 'itemwise', share: null, cycle: null }],
    [false, { mode: 'itemwise', share: rate(6000), cycle: 'day' }],
    [true, { mode: 'shortened', share: rate(10_000), cycle: 'ten-days' }],
    [false, { mode: 'shortened', share: rate(10_000), cycle: null }],
    [true, { mode: 'advance', share: rate(8000), cycle: null }],
  ])('I-01 are complete: %s', (isComplete, change) => {
    expect(areTermsComplete(terms(change))).toBe(isComplete);
  });

  it.each([
    ['itemwise', null, '2026-04-11 00:00:00', '2026-04-11 00:00:00'],
    ['itemwise', null, '2026-04-10 23:59:59', '2026-04-10 00:00:00'],
    ['shortened', 'day', '2026-04-10 23:59:59', '2026-04-10 00:00:00'],
    ['shortened', 'ten-days', '2026-04-10 23:59:59', '2026-04-01 00:00:00'],
    ['shortened', 'ten-days', '2026-04-11 00:00:00', '2026-04-11 00:00:00'],
    ['shortened', 'ten-days', '2026-04-20 12:00:00', '2026-04-11 00:00:00'],
    ['shortened', 'ten-days', '2026-04-21 00:00:00', '2026-04-21 00:00:00'],
    ['shortened', 'half-month', '2026-04-15 23:59:59', '2026-04-01 00:00:00'],
    ['shortened', 'half-month', '2026-04-16 00:00:00', '2026-04-16 00:00:00'],
  ] as const)('I-01 %s %s at %s pays what was decided before %s', (mode, cycle, now, until) => {
    expect(cycleEnd(terms({ mode, cycle }), at(now))).toBe(at(until));
  });

  it('I-07 the next-day share is rounded by the item, half up to the fen; lines are by month', () => {
    expect(instantPart(fen(1), terms({ share: rate(5000) }))).toBe(1);
    expect(instantPart(fen(999), terms({}))).toBe(599);
    const item = (itemId: string, of: string, claim: number) =>
      ({ itemId, month: month(of), claim: fen(claim) }) as PayableItem;
    const items = [item('a', '2026-03', 999), item('b', '2026-03', 1000), item('c', '2026-04', 10)];
    expect(linesOf(items, terms({})).map(({ period, amount }) => [period, amount])).toEqual([
      ['2026-03', 1199],
      ['2026-04', 6],
    ]);
  });
});

describe('I-02 the balance of the month', () => {
  const due = { providerId: 'H1', openReviews: 0, declared: 0, other: 0, paid: 0, underWay: 0, balance: 0 };

  it('I-02 is 100 % less deductions less what was paid', () => {
    expect(payableNow({ ...due, declared: 10_000, other: -500, paid: 6000, balance: 3500 })).toBe(3500);
  });

  it('V-13 deductions beyond what is due leave nothing to pay, and never less than nothing', () => {
    expect(payableNow({ ...due, declared: 10_000, other: -4001, paid: 6000, balance: -1 })).toBe(0);
    expect(payableNow({ ...due, declared: 10_000, other: -4000, paid: 6000, balance: 0 })).toBe(0);
    expect(payableNow({ ...due, declared: 10_000, other: -3999, paid: 6000, balance: 1 })).toBe(1);
  });

  it('never takes more than what stands on the account and is not under way', () => {
    expect(payableNow({ ...due, declared: 10_000, balance: 8000, underWay: 3000 })).toBe(5000);
  });
});

describe('I-06 abnormal data', () => {
  const plain = { items: 10, definite: 0, largestDay: 0, usualTotal: 0, usualDays: 0 };
  const days = ABNORMAL.daysAtLeast;

  it.each([
    [false, { items: 10, definite: 2 }],
    [true, { items: 10, definite: 3 }],
    [false, { items: 4, definite: 4 }],
    [false, { largestDay: 5000, usualTotal: 1000 * days, usualDays: days }],
    [true, { largestDay: 5001, usualTotal: 1000 * days, usualDays: days }],
    [false, { largestDay: 9_999_999, usualTotal: 1000, usualDays: days - 1 }],
  ])('I-06 stops: %s for %o', (stops, change) => {
    expect(abnormality({ ...plain, ...change }) !== null).toBe(stops);
  });
});

describe('a movement of the bank', () => {
  const line: LineProgress = { amount: 100, executed: 0, returned: 0, closed: 0, duplicated: 0 };
  const TREASURY = '41001234567890';
  const plain = { returnReason: null, isCharge: false, counterpartyAccount: null } as const;
  const out = (amount: number) => ({ ...plain, direction: 'out', amount }) as const;
  const back = (amount: number, returnReason: string | null) =>
    ({ ...plain, direction: 'in', amount, returnReason }) as const;
  const kindAt = (entry: Parameters<typeof kindOf>[0], of: LineProgress | null) =>
    kindOf(entry, of, new Set([TREASURY]));

  it.each([
    ['payment', out(100), line],
    ['payment', out(40), line],
    ['payment', out(60), { ...line, executed: 40 }],
    ['duplicate', out(61), { ...line, executed: 40 }],
    ['duplicate', out(100), { ...line, executed: 100 }],
    ['duplicate', out(1), { ...line, closed: 100 }],
    ['return', back(100, 'AC01'), { ...line, executed: 100 }],
    ['unknown', back(101, 'AC01'), { ...line, executed: 100 }],
    ['unknown', back(1, 'AC01'), { ...line, executed: 100, returned: 100 }],
    ['recovery', back(100, 'DUPL'), { ...line, executed: 100, duplicated: 100 }],
    ['unknown', back(101, 'DUPL'), { ...line, executed: 100, duplicated: 100 }],
    ['unknown', out(100), null],
    ['charge', { ...out(15), isCharge: true }, null],
    ['charge', { ...back(15, null), isCharge: true }, null],
    ['treasury', { ...back(100, null), counterpartyAccount: TREASURY }, null],
    ['treasury', { ...out(100), counterpartyAccount: TREASURY }, null],
    ['unknown', { ...back(100, null), counterpartyAccount: '41001234567891' }, null],
    // What names a line is that line's, whatever else the bank says.
    ['payment', { ...out(100), isCharge: true, counterpartyAccount: TREASURY }, line],
  ] as const)('is a %s', (kind, entry, of) => {
    expect(kindAt(entry, of)).toBe(kind);
  });

  it('takes the line further', () => {
    const entries = [out(40), out(60), out(60), back(60, 'DUPL'), back(100, 'AC01')];
    let progress: LineProgress = line;
    const kinds = entries.map((entry) => {
      const kind = kindAt(entry, progress);
      progress = afterEntry(progress, kind, entry.amount);
      return kind;
    });
    expect(kinds).toEqual(['payment', 'payment', 'duplicate', 'recovery', 'return']);
    expect(progress).toEqual({ ...line, executed: 100, returned: 100 });
  });

  it.each([
    ['proposed', { batchState: 'proposed' }],
    ['rejected', { batchState: 'rejected' }],
    ['waiting', {}],
    ['partly-paid', { executed: 40 }],
    ['paid', { executed: 100 }],
    ['returned', { executed: 100, returned: 100 }],
    ['owed-again', { executed: 100, returned: 100, owedAgain: 100 }],
    ['closed', { closed: 100 }],
    ['paid', { executed: 40, closed: 60 }],
  ] as const)('a line is %s for %o', (state, change) => {
    const released = {
      batchState: 'released',
      amount: 100,
      executed: 0,
      returned: 0,
      owedAgain: 0,
      closed: 0,
    } as const;
    expect(lineStateOf({ ...released, ...change })).toBe(state);
  });
});

it('G-01 people of other places are audited less when half the rate of the own is not reached', () => {
  const own = { claims: 10_000, deducted: 200 };
  const of = (claims: number, deducted: number) => isAuditedLess({ claims, deducted }, own);
  expect([of(10_000, 99), of(10_000, 100), of(0, 0), of(5000, 49), of(5000, 50)]).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
});

it('I-04 I-08 figures are rounded down, by integers', () => {
  expect([pointsOf(7999, 10_000), pointsOf(1, 3), pointsOf(0, 0)]).toEqual([7999, 3333, 0]);
  expect([monthlyAverage(1199), monthlyAverage(1200), monthlyAverage(-5)]).toEqual([99, 100, 0]);
});
