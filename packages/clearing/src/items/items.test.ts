import { calendarDate, fen, month } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, item, someItems } from '../testing/clearing.ts';
import { type ClearingItem, problemOf } from './item.ts';
import { deferItem, deferUnconfirmed, isLate, isReturn, periodOf, yearCloseBreaches } from './period.ts';
import { itemsOfTrade } from './trades.ts';

const sign = { reason: '对账未完', signedBy: 'changsha-2', signedAt: at('2026-02-10') };
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }) =>
  result.ok ? 'ok' : result.refusal.code;

describe('the period of an item', () => {
  test.each([
    ['2026-03-31 23:59:59', '2026-03'],
    ['2026-04-01 00:00:00', '2026-04'],
    ['2025-12-31 23:59:59', '2025-12'],
  ])('decided at %s in China is %s', (moment, period) => {
    expect(periodOf(item({ decidedAt: at(moment) }))).toBe(period);
  });

  test('C-01 each item is in exactly one period, whatever else is cleared', () => {
    const months = Array.from({ length: 12 }, (_, i) => month(`2026-${String(i + 1).padStart(2, '0')}`));
    fc.assert(
      fc.property(someItems, (items) => {
        const found = months.flatMap((period) => items.filter((one) => periodOf(one) === period));
        expect(found.map(({ itemId }) => itemId).toSorted()).toEqual(
          items.map(({ itemId }) => itemId).toSorted(),
        );
      }),
    );
  });
});

describe('C-03 a deferral', () => {
  const january = item({ decidedAt: at('2026-01-15') });

  test.each([
    ['2026-02', 'ok'],
    ['2026-03', 'ok'],
    ['2026-04', 'more-than-two-months'],
    ['2026-01', 'not-a-later-month'],
    ['2025-12', 'not-a-later-month'],
  ])('C-03 of a January bill to %s: %s', (to, answer) => {
    const deferred = deferItem(january, { ...sign, to: month(to) });
    expect(codeOf(deferred)).toBe(answer);
    if (deferred.ok) expect(periodOf(deferred.value)).toBe(to);
  });

  test('C-03 twice counts from the month of the bill, not of the first deferral', () => {
    const once = deferItem(january, { ...sign, to: month('2026-02') });
    if (!once.ok) throw new Error(once.refusal.code);
    const later = { ...sign, signedAt: at('2026-03-10') };
    expect(codeOf(deferItem(once.value, { ...later, to: month('2026-03') }))).toBe('ok');
    expect(codeOf(deferItem(once.value, { ...later, to: month('2026-04') }))).toBe('more-than-two-months');
  });

  test.each([
    ['2026-02-20 23:59:59', 'ok'],
    ['2026-02-21 00:00:00', 'period-already-generated'],
  ])('signed at %s, when the clearing of January is generated on 21 February: %s', (signedAt, answer) => {
    expect(codeOf(deferItem(january, { ...sign, signedAt: at(signedAt), to: month('2026-02') }))).toBe(
      answer,
    );
  });

  test('of an item that the hub heard of too late is allowed afterwards, into a month still open', () => {
    const heard = at('2026-02-22');
    const request = { ...sign, signedAt: at('2026-03-22'), to: month('2026-02') };
    expect(isLate(january, heard)).toBe(true);
    expect(isLate(january, at('2026-02-20 23:59:59'))).toBe(false);
    expect(codeOf(deferItem(january, { ...request, signedAt: at('2026-02-25') }, heard))).toBe('ok');
    expect(codeOf(deferItem(january, request, heard))).toBe('period-already-generated');
  });

  test('the first refusal of the list is given', () => {
    const unsigned = { reason: '', signedBy: '', signedAt: at('2026-09-01') };
    expect(codeOf(deferItem(january, { ...unsigned, to: month('2026-09') }))).toBe('deferral-unsigned');
    expect(codeOf(deferItem(january, { ...unsigned, reason: '因', to: month('2026-09') }))).toBe(
      'deferral-unsigned',
    );
    const late = { ...sign, signedAt: at('2026-09-01') };
    expect(codeOf(deferItem(january, { ...late, to: month('2026-05') }))).toBe('more-than-two-months');
  });
});

test('C-03 a December bill still open on 1 April is a breach, on 31 March not yet', () => {
  const december = item({ decidedAt: at('2025-12-31 23:59:59') });
  const newYear = item({ decidedAt: at('2026-01-01 00:00:00') });
  const open = [december, newYear];
  expect(yearCloseBreaches(open, calendarDate('2026-03-31'))).toEqual([]);
  expect(yearCloseBreaches(open, calendarDate('2026-04-01'))).toEqual([december]);
  expect(yearCloseBreaches(open, calendarDate('2027-04-01'))).toEqual(open);
});

describe('R-03 what is not confirmed by the 20th', () => {
  const given = { signedBy: 'beijing-1', signedAt: at('2026-04-20 23:59:59') };

  test('R-03 is excluded and deferred by one month; the confirmed rest stays', () => {
    const [one, two, other] = [item(), item(), item({ decidedAt: at('2026-02-10') })];
    const { items, exhausted } = deferUnconfirmed([one, two, other], month('2026-03'), {
      ...given,
      confirmed: new Set([one.settlementId]),
    });
    expect(items.map(periodOf)).toEqual(['2026-03', '2026-04', '2026-02']);
    expect(items[0]).toBe(one);
    expect(exhausted).toEqual([]);
  });

  test('R-03 C-03 at the limit of two months it is named instead', () => {
    const deferral = { months: 2, reason: '对账未完', signedBy: 'beijing-1', signedAt: at('2026-02-01') };
    const old = item({ decidedAt: at('2026-01-31'), deferral });
    const { items, exhausted } = deferUnconfirmed([old], month('2026-03'), {
      ...given,
      confirmed: new Set(),
    });
    expect([items, exhausted]).toEqual([[old], [old]]);
  });
});

describe('the items of a trade', () => {
  const trade = {
    careArea: '110000',
    settlementId: 'S1',
    insuredArea: '430100',
    insuranceType: 'resident',
    claim: fen(650_000),
    settledAt: at('2026-03-31 23:59:59'),
    reversalId: 'R1',
    reversedAt: at('2026-05-02'),
  } as const;

  test('T-04 T-05 a reversal after clearing is a negative item of its own month, marked as a return', () => {
    const [settlement, reversal] = itemsOfTrade(trade) as [ClearingItem, ClearingItem];
    expect([settlement.amount, periodOf(settlement)]).toEqual([650_000, '2026-03']);
    expect([reversal.amount, periodOf(reversal), reversal.itemId]).toEqual([-650_000, '2026-05', 'R1']);
    expect([isReturn(settlement), isReturn(reversal)]).toEqual([false, true]);
    expect([settlement, reversal].map(problemOf)).toEqual([null, null]);
  });

  test('a reversal in the month of its settlement is no return, nor one of a settlement nobody knows', () => {
    const same = itemsOfTrade({ ...trade, reversedAt: at('2026-03-31 23:59:59') });
    expect(same.map(isReturn)).toEqual([false, false]);
    const unknown = itemsOfTrade({ ...trade, settledAt: null });
    expect(unknown.map(({ kind }) => kind)).toEqual(['reversal']);
    expect(unknown.map(isReturn)).toEqual([false]);
  });

  test('C-03 a reversal before its deferred settlement clears is no return', () => {
    const deferral = { months: 2, reason: '对账未完', signedBy: 'b', signedAt: at('2026-04-01') };
    const items = itemsOfTrade({ ...trade, reversedAt: at('2026-04-02') }, deferral);
    expect(items.map(periodOf)).toEqual(['2026-05', '2026-04']);
    expect(items.map(isReturn)).toEqual([false, false]);
  });

  test('without reversal is one item', () => {
    expect(itemsOfTrade({ ...trade, reversalId: null, reversedAt: null })).toHaveLength(1);
  });
});

test.each<[string, Partial<ClearingItem>]>([
  ['no-id', { itemId: '' }],
  ['not-an-area', { careArea: '11000' }],
  ['not-an-area', { insuredArea: '980000' }],
  ['same-province', { insuredArea: '110100' }],
  ['no-such-insurance-type', { insuranceType: 'other' as never }],
  ['wrong-sign', { amount: fen(-1) }],
  ['wrong-sign', { kind: 'deduction', amount: fen(1) }],
  ['wrong-sign', { kind: 'restoration', amount: fen(-1) }],
  ['settlement-has-its-own-id', { itemId: 'S1' }],
  ['settlement-has-its-own-id', { kind: 'reversal', itemId: 'S9', settlementId: 'S9', amount: fen(-1) }],
  [
    'deferral-out-of-range',
    { deferral: { months: 3, reason: 'x', signedBy: 'y', signedAt: at('2026-03-01') } },
  ],
  [
    'deferral-out-of-range',
    { deferral: { months: 0, reason: 'x', signedBy: 'y', signedAt: at('2026-03-01') } },
  ],
  ['deferral-unsigned', { deferral: { months: 1, reason: ' ', signedBy: 'y', signedAt: at('2026-03-01') } }],
])('an item is wrong in itself: %s', (problem, change) => {
  expect(problemOf(item())).toBe(null);
  expect(problemOf(item(change))).toBe(problem);
});
