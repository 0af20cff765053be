import { calendarDate, month, totalFen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustPrepayment, poolOf, prepaymentAmount } from './amount.ts';
import { forecastRed } from './forecast.ts';
import { draftIncrease, proposedIncrease } from './increase.ts';
import { noticeLog, usageOf } from './usage.ts';

const t = totalFen;
const d = calendarDate;
const QUOTA = t(1_200_000_000);
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }) =>
  result.ok ? 'ok' : result.refusal.code;

describe('PF-01 the amount', () => {
  test.each([
    [30, 36, 24, 60],
    [1, 0, 0, 1],
    [1, 1, 0, 1],
    [0, 0, 0, 0],
    [2, 2, 3, 5],
  ])('PF-01 of %i, %i and %i in the fourth quarter is %i', (october, november, december, amount) => {
    expect(prepaymentAmount([t(october), t(november), t(december)])).toBe(amount);
  });

  test('PF-01 of the largest totals is exact', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(prepaymentAmount([t(most), t(0), t(0)])).toBe(Number((2n * BigInt(most) + 1n) / 3n));
    expect(() => prepaymentAmount([t(most), t(most), t(most)])).toThrow('is not a total in fen');
  });

  test('PF-01 is the nearest fen to two thirds of the quarter', () => {
    const amount = fc.nat({ max: 9e14 }).map(t);
    fc.assert(
      fc.property(amount, amount, amount, (a, b, c) => {
        const thrice = 3n * BigInt(prepaymentAmount([a, b, c])) - 2n * (BigInt(a) + BigInt(b) + BigInt(c));
        expect([-1n, 0n, 1n]).toContain(thrice);
      }),
    );
  });

  test('PF-01 PF-02 the adjustment gives back what an ended pair had, and pays in the rest', () => {
    const standing = [
      { careProvince: '11', insuredProvince: '43', amount: t(100) },
      { careProvince: '11', insuredProvince: '41', amount: t(70) },
    ];
    const needed = [
      { careProvince: '11', insuredProvince: '43', amount: t(160) },
      { careProvince: '31', insuredProvince: '43', amount: t(20) },
    ];
    expect(
      adjustPrepayment(standing, needed).map((one) => [one.careProvince, one.insuredProvince, one.change]),
    ).toEqual([
      ['11', '41', -70],
      ['11', '43', 60],
      ['31', '43', 20],
    ]);
    expect(() => adjustPrepayment([standing[0]!, standing[0]!], [])).toThrow('occurs twice');
  });

  test('PF-01 a care province uses all prepayments as one pool', () => {
    const shares = [
      { careProvince: '11', insuredProvince: '43', amount: t(100) },
      { careProvince: '11', insuredProvince: '41', amount: t(70) },
      { careProvince: '31', insuredProvince: '41', amount: t(5) },
    ];
    expect(poolOf(shares, '11')).toBe(170);
  });
});

describe('PF-03 the alert', () => {
  test.each([
    [69_999_999, 'normal', 6_999],
    [70_000_000, 'yellow', 7_000],
    [89_999_999, 'yellow', 8_999],
    [90_000_000, 'red', 9_000],
    [100_000_001, 'red', 10_000],
    [0, 'normal', 0],
    [-5, 'normal', 0],
  ])('PF-03 %i of 100,000,000 fen is %s at %i/10 000', (used, level, basisPoints) => {
    expect(usageOf(t(used), t(100_000_000))).toMatchObject({ level, basisPoints });
  });

  test.each([
    [6_999, 'normal'],
    [7_000, 'yellow'],
    [8_999, 'yellow'],
    [9_000, 'red'],
  ])('PF-03 69.99 / 70 / 89.99 / 90 %%: %i of 10,000 fen is %s', (used, level) => {
    expect(usageOf(t(used), t(10_000)).level).toBe(level);
  });

  test('PF-03 without any prepayment any use is red, and none is normal', () => {
    expect(usageOf(t(1), t(0))).toMatchObject({ level: 'red', basisPoints: 10_000 });
    expect(usageOf(t(0), t(0))).toMatchObject({ level: 'normal', basisPoints: 0 });
  });

  test('PF-03 is exact at the largest totals', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const edge = Number((BigInt(most) * 9n) / 10n);
    expect(usageOf(t(edge), t(most)).level).toBe('yellow');
    expect(usageOf(t(edge + 1), t(most)).level).toBe('red');
  });
});

describe('journey 10: quota ¥12,000,000.00', () => {
  const seen = [
    { on: d('2026-03-10'), used: t(432_000_000) },
    { on: d('2026-03-20'), used: t(864_000_000) },
    { on: d('2026-03-22'), used: t(880_000_000) },
    { on: d('2026-03-28'), used: t(1_092_000_000) },
  ];

  test('¥8,640,000.00 is 72 % and yellow, ¥10,920,000.00 is 91 % and red', () => {
    expect(usageOf(t(864_000_000), QUOTA)).toMatchObject({ level: 'yellow', basisPoints: 7_200 });
    expect(usageOf(t(1_092_000_000), QUOTA)).toMatchObject({ level: 'red', basisPoints: 9_100 });
  });

  test('the log has one notice per change of level', () => {
    expect(noticeLog(seen, QUOTA).map(({ text }) => text)).toEqual([
      '2026-03-20 预付金使用率 72.00%（已用 ¥8,640,000.00，预付金 ¥12,000,000.00）：黄色预警',
      '2026-03-28 预付金使用率 91.00%（已用 ¥10,920,000.00，预付金 ¥12,000,000.00）：红色预警',
    ]);
  });

  test('PF-03 at yellow on the 20th the forecast of red is the 25th', () => {
    expect(forecastRed(seen[1]!, QUOTA)).toEqual({
      redOn: '2026-03-25',
      atMonthEnd: 1_339_200_000,
      levelAtMonthEnd: 'red',
    });
  });

  test('PF-03 when red: a draft of the increase with the amount in words, due before the next clearing', () => {
    const usage = usageOf(t(1_092_000_000), QUOTA);
    const draft = draftIncrease({
      careProvince: '11',
      period: month('2026-03'),
      usage,
      signedOn: d('2026-04-24'),
      requestedOn: d('2026-04-27'),
    });
    if (!draft.ok) throw new Error(draft.refusal.code);
    expect(draft.value).toMatchObject({
      amount: 361_000_000,
      figures: '¥3,610,000.00',
      words: '人民币叁佰陆拾壹万元整',
      after: 1_561_000_000,
      requestBy: { on: '2026-04-29' },
      submitToFinanceBy: { on: '2026-05-07' },
      payBy: { on: '2026-05-20' },
      inPlaceBy: { on: '2026-05-20' },
    });
    expect(usageOf(usage.used, draft.value.after).level).toBe('normal');
  });
});

describe('PF-03 the urgent increase', () => {
  const red = usageOf(t(95), t(100));
  const request = {
    careProvince: '11',
    period: month('2026-01'),
    usage: red,
    signedOn: d('2026-02-13'),
    requestedOn: d('2026-02-25'),
    amount: t(50),
  };

  test.each([
    ['2026-02-13', 'ok'],
    ['2026-02-25', 'ok'],
    ['2026-02-26', 'too-late'],
    ['2026-02-12', 'before-signing'],
  ])('PF-03 signed before the Spring Festival and requested on %s: %s', (requestedOn, answer) => {
    expect(codeOf(draftIncrease({ ...request, requestedOn: d(requestedOn) }))).toBe(answer);
  });

  test('PF-03 needs red, before anything else, and an amount', () => {
    const yellow = usageOf(t(89), t(100));
    expect(codeOf(draftIncrease({ ...request, usage: yellow, requestedOn: d('2026-05-01') }))).toBe(
      'not-red',
    );
    expect(codeOf(draftIncrease({ ...request, amount: t(0) }))).toBe('amount-not-positive');
  });

  test('PF-03 the proposal is the least ten-thousand yuan that ends below yellow', () => {
    const unit = 1_000_000;
    fc.assert(
      fc.property(fc.nat({ max: 1e13 }).map(t), fc.nat({ max: 1e13 }).map(t), (used, prepayment) => {
        const amount = proposedIncrease({ ...usageOf(used, prepayment) });
        fc.pre(used > 0);
        expect(amount % unit).toBe(0);
        expect(usageOf(used, t(prepayment + amount)).level).toBe('normal');
        if (amount > 0) expect(usageOf(used, t(prepayment + amount - unit)).level).not.toBe('normal');
      }),
    );
  });
});

describe('the forecast of red', () => {
  test.each([
    ['2026-02-14', 50, '2026-02-26'],
    ['2026-02-01', 90, '2026-02-01'],
    ['2026-02-01', 89, '2026-02-02'],
    ['2026-02-28', 89, null],
    ['2026-02-14', 44, null],
    ['2026-02-14', 45, '2026-02-28'],
    ['2026-02-14', 0, null],
  ])('seen on %s with %i of 100 used: %s', (on, used, redOn) => {
    expect(forecastRed({ on: d(on), used: t(used) }, t(100)).redOn).toBe(redOn);
  });

  test('is the first day on which the pace reaches 90 %, and agrees with the month end', () => {
    const share = fc.integer({ min: 1, max: 1_000_000_000 }).map(t);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), share, share, (day, used, prepayment) => {
        const seen = { on: d(`2026-03-${String(day).padStart(2, '0')}`), used };
        const { redOn, levelAtMonthEnd } = forecastRed(seen, prepayment);
        const isRedAfter = (days: number): boolean =>
          BigInt(used) * BigInt(days) * 10n >= 9n * BigInt(prepayment) * BigInt(day);
        expect(redOn !== null).toBe(isRedAfter(31));
        if (levelAtMonthEnd === 'red') expect(redOn).not.toBe(null);
        if (redOn === null || isRedAfter(day)) return;
        const found = Number(redOn.slice(8));
        expect([isRedAfter(found), isRedAfter(found - 1)]).toEqual([true, false]);
      }),
    );
  });
});
