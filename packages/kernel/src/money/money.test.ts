import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addFen,
  amountInWords,
  checkedLineAmount,
  Defect,
  type Fen,
  fen,
  formatPercent,
  formatQuantity,
  formatRate,
  formatUnitPrice,
  formatYuan,
  formatYuanForPeople,
  HALF_UP_FEN,
  LARGEST_FEN,
  lineAmount,
  maxFen,
  minFen,
  negateFen,
  parseQuantity,
  parseRate,
  parseUnitPrice,
  parseYuan,
  quantity,
  type Rounding,
  rate,
  share,
  split,
  subtractFen,
  sumFen,
  sumTotalFen,
  totalFen,
  unitPrice,
  ZERO_FEN,
} from '../index.ts';

const anyFen = fc.integer({ min: -LARGEST_FEN, max: LARGEST_FEN }).map(fen);
const someFen = fc.oneof(anyFen, fc.integer({ min: -1_000_000, max: 1_000_000 }).map(fen));
const anyRate = fc.integer({ min: 0, max: 10_000 }).map(rate);

describe('fen', () => {
  it('is a safe integer of at most 9×10^11', () => {
    for (const n of [0.5, Number.NaN, LARGEST_FEN + 1, -LARGEST_FEN - 1, 2 ** 60]) {
      expect(() => fen(n)).toThrow(Defect);
    }
    expect(fen(LARGEST_FEN)).toBe(900_000_000_000);
    expect(() => addFen(fen(LARGEST_FEN), fen(1))).toThrow(Defect);
    expect(() => subtractFen(fen(-LARGEST_FEN), fen(1))).toThrow(Defect);
  });

  it('adds, subtracts, compares', () => {
    expect(addFen(fen(10), fen(20))).toBe(30);
    expect(addFen()).toBe(0);
    expect(sumFen([fen(1), fen(2), fen(-5)])).toBe(-2);
    expect(subtractFen(fen(10), fen(30))).toBe(-20);
    expect([minFen(fen(3), fen(1)), maxFen(fen(3), fen(9), fen(4))]).toEqual([1, 9]);
  });

  it('has no minus zero', () => {
    expect(negateFen(ZERO_FEN)).toBe(0);
    expect(fen(-0)).toBe(0);
    expect(share(fen(-1), rate(1000))).toBe(0);
    expect(parseYuan('-0.00')).toEqual({ ok: true, value: 0 });
  });

  it('sums into totals up to 2^53 − 1', () => {
    expect(sumTotalFen([fen(LARGEST_FEN), fen(LARGEST_FEN)])).toBe(1.8e12);
    expect(() => sumTotalFen([totalFen(2 ** 53 - 1), fen(1)])).toThrow(Defect);
  });
});

describe('yuan text', () => {
  it.each([
    ['12.34', 1234],
    ['12', 1200],
    ['-3.5', -350],
    ['0.1', 10],
    ['0.29', 29],
    ['1.005'.slice(0, 4), 100],
    ['0012.30', 1230],
    ['9000000000.00', 900_000_000_000],
  ])('T-03 reads %s as %i fen', (text, amount) => {
    expect(parseYuan(text)).toEqual({ ok: true, value: amount });
  });

  it.each([
    ['', 'not-an-amount'],
    [' ', 'not-an-amount'],
    [' 1', 'not-an-amount'],
    ['1\n', 'not-an-amount'],
    ['+1', 'not-an-amount'],
    ['1e3', 'not-an-amount'],
    ['1,000', 'not-an-amount'],
    ['.5', 'not-an-amount'],
    ['5.', 'not-an-amount'],
    ['--5', 'not-an-amount'],
    ['NaN', 'not-an-amount'],
    ['0x10', 'not-an-amount'],
    ['１２', 'not-an-amount'],
    ['9'.repeat(5000), 'not-an-amount'],
    ['1.005', 'too-many-decimals'],
    ['1.000', 'too-many-decimals'],
    ['9000000000.01', 'too-large'],
    ['-9000000000.01', 'too-large'],
  ])('T-03 refuses %j: %s', (text, code) => {
    const parsed = parseYuan(text);
    expect(parsed.ok ? parsed.value : parsed.refusal.code).toBe(code);
  });

  it('T-03 adds 0.1 and 0.2 to 0.3', () => {
    const [a, b] = [parseYuan('0.1'), parseYuan('0.2')];
    expect(a.ok && b.ok && formatYuan(addFen(a.value, b.value))).toBe('0.30');
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(someFen, (amount) => {
        expect(parseYuan(formatYuan(amount))).toEqual({ ok: true, value: amount });
      }),
    );
  });

  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [-350, '-¥3.50'],
    [99_999, '¥999.99'],
    [1_234_560, '¥12,345.60'],
    [987_654_321, '¥9,876,543.21'],
  ])('%i fen for people is %s', (amount, text) => {
    expect(formatYuanForPeople(fen(amount))).toBe(text);
  });
});

describe('amount in words', () => {
  it.each([
    [1_640_902, '壹万陆仟肆佰零玖元零贰分'],
    [8_292, '捌拾贰元玖角贰分'],
    [32_504, '叁佰贰拾伍元零肆分'],
    [140_950, '壹仟肆佰零玖元伍角'],
    [600_714, '陆仟零柒元壹角肆分'],
    [7_612_388, '柒万陆仟壹佰贰拾叁元捌角捌分'],
    [100_005, '壹仟元零伍分'],
    [1_000_000, '壹万元整'],
    [1_407_500, '壹万肆仟零柒拾伍元整'],
    [986_419_761, '玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分'],
    [0, '零元整'],
    [5, '伍分'],
    [50, '伍角'],
    [55, '伍角伍分'],
    [100_000_100, '壹佰万零壹元整'],
    [10_050_000, '壹拾万零伍佰元整'],
    [100_000_000_00, '壹亿元整'],
    [100_010_000_00, '壹亿零壹万元整'],
    [900_000_000_000, '玖拾亿元整'],
    [1_000_000_010_00, '壹拾亿零壹拾元整'],
    [-1_640_902, '负壹万陆仟肆佰零玖元零贰分'],
  ])('%i fen is %s', (amount, words) => {
    expect(amountInWords(fen(amount))).toBe(`人民币${words}`);
  });

  it('writes totals beyond one amount', () => {
    expect(amountInWords(totalFen(120_000_000_000_000))).toBe('人民币壹万贰仟亿元整');
  });

  it('never has two zeros in a row nor a zero before 元 (except 零元整)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LARGEST_FEN }), (amount) => {
        expect(amountInWords(fen(amount))).not.toMatch(/零零|零元|零万|零亿/);
      }),
    );
  });
});

/** The definition, in exact integers: the multiple of the unit nearest to amount × rate. */
function exactShare(amount: number, r: number, { mode, place }: Rounding): bigint {
  const unit = { fen: 1n, jiao: 10n, yuan: 100n }[place] * 10_000n;
  const product = BigInt(Math.abs(amount)) * BigInt(r);
  const floor = product / unit;
  const twice = 2n * (product - floor * unit);
  const up = {
    down: false,
    up: twice > 0n,
    'half-up': twice >= unit,
    'half-even': twice > unit || (twice === unit && floor % 2n === 1n),
  }[mode];
  const size = ((up ? floor + 1n : floor) * unit) / 10_000n;
  return amount < 0 ? -size : size;
}

const anyRounding: fc.Arbitrary<Rounding> = fc.record({
  mode: fc.constantFrom('half-up', 'half-even', 'down', 'up'),
  place: fc.constantFrom('fen', 'jiao', 'yuan'),
});

describe('share', () => {
  it.each([
    [13_820, 6000, 8292],
    [1, 5000, 1],
    [-1, 5000, -1],
    [1, 4999, 0],
    [333, 3333, 111],
    [9_900_000, 8000, 7_920_000],
    [900_000_000_000, 10_000, 900_000_000_000],
    [100, 1_000_000, 10_000],
  ])('%i fen at %i/10 000 is %i fen', (amount, r, result) => {
    expect(share(fen(amount), rate(r))).toBe(result);
  });

  it('rounds by the rule that the policy states', () => {
    const of = (amount: number, mode: Rounding['mode'], place: Rounding['place']) =>
      share(fen(amount), rate(10_000), { mode, place });
    expect(of(1250, 'half-up', 'yuan')).toBe(1300);
    expect(of(1250, 'half-even', 'yuan')).toBe(1200);
    expect(of(1350, 'half-even', 'yuan')).toBe(1400);
    expect(of(1299, 'down', 'yuan')).toBe(1200);
    expect(of(1201, 'up', 'yuan')).toBe(1300);
    expect(of(-1201, 'up', 'yuan')).toBe(-1300);
    expect(of(125, 'half-up', 'jiao')).toBe(130);
  });

  it('equals exact arithmetic for every amount, rate and rounding', () => {
    const rates = fc.oneof(anyRate, fc.integer({ min: 10_001, max: 20_000 }).map(rate));
    const half = fc.integer({ min: -LARGEST_FEN / 2, max: LARGEST_FEN / 2 }).map(fen);
    fc.assert(
      fc.property(half, rates, anyRounding, (amount, r, rounding) => {
        expect(BigInt(share(amount, r, rounding))).toBe(exactShare(amount, r, rounding));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(anyFen, anyRate, (amount, r) => {
        expect(BigInt(share(amount, r))).toBe(exactShare(amount, r, HALF_UP_FEN));
      }),
      { numRuns: 2000 },
    );
  });

  it('is monotone in the amount and in the rate', () => {
    fc.assert(
      fc.property(someFen, someFen, anyRate, anyRate, anyRounding, (a, b, r, s, rounding) => {
        const [low, high] = [Math.min(a, b) as Fen, Math.max(a, b) as Fen];
        expect(share(low, r, rounding)).toBeLessThanOrEqual(share(high, r, rounding));
        const [less, more] = [rate(Math.min(r, s)), rate(Math.max(r, s))];
        const size = fen(Math.abs(a) % 1e11);
        expect(share(size, less, rounding)).toBeLessThanOrEqual(share(size, more, rounding));
      }),
    );
  });

  it('mirrors negative amounts', () => {
    fc.assert(
      fc.property(someFen, anyRate, anyRounding, (amount, r, rounding) => {
        const size = fen(Math.abs(amount) % 1e11);
        expect(share(negateFen(size), r, rounding)).toBe(negateFen(share(size, r, rounding)));
      }),
    );
  });
});

describe('split', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [100, [0, 1], [0, 100]],
    [5, [3, 3, 3, 3], [2, 1, 1, 1]],
    [10, [1, 2, 4], [1, 3, 6]],
    [7000, [7, 3], [4900, 2100]],
    [0, [0, 0], [0, 0]],
    [0, [], []],
  ])('%i fen over %j is %j', (amount, weights, parts) => {
    expect(split(fen(amount), weights)).toEqual(parts);
  });

  it('needs a weight for an amount, and integer weights not below zero', () => {
    expect(() => split(fen(1), [0, 0])).toThrow(Defect);
    expect(() => split(fen(1), [])).toThrow(Defect);
    expect(() => split(fen(1), [0.5])).toThrow(Defect);
    expect(() => split(fen(1), [-1, 2])).toThrow(Defect);
  });

  it('sums to the amount exactly, each part less than a fen from its exact share', () => {
    const weights = fc.array(fc.oneof(fc.nat(), fc.maxSafeInteger().map(Math.abs)), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(someFen, weights, (amount, given) => {
        const used = given.some((weight) => weight > 0) ? given : [1, ...given];
        const parts = split(amount, used);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(amount);
        const sum = used.reduce((total, weight) => total + BigInt(weight), 0n);
        parts.forEach((part, i) => {
          const error = BigInt(part) * sum - BigInt(amount) * BigInt(used[i]!);
          expect((error < 0n ? -error : error) < sum).toBe(true);
          if (used[i] === 0) expect(part).toBe(0);
        });
      }),
    );
  });
});

describe('rates, prices and quantities', () => {
  it('are read and written at their own decimals', () => {
    expect(parseRate('0.8550')).toEqual({ ok: true, value: 8550 });
    expect(parseRate('1')).toEqual({ ok: true, value: 10_000 });
    expect([formatRate(rate(8550)), formatPercent(rate(8550)), formatPercent(rate(5))]).toEqual([
      '0.8550',
      '85.50%',
      '0.05%',
    ]);
    expect(parseUnitPrice('98')).toEqual({ ok: true, value: 98_000_000 });
    expect(parseUnitPrice('0.123456')).toEqual({ ok: true, value: 123_456 });
    expect([98_000_000, 123_456, 1_500_000, 0].map((n) => formatUnitPrice(unitPrice(n)))).toEqual([
      '98.00',
      '0.123456',
      '1.50',
      '0.00',
    ]);
    expect(parseQuantity('-2.5')).toEqual({ ok: true, value: -25_000 });
    expect([20_000, 5_000, -25_000, 0, 100_000].map((n) => formatQuantity(quantity(n)))).toEqual([
      '2',
      '0.5',
      '-2.5',
      '0',
      '10',
    ]);
  });

  it.each([
    [parseRate, '0.85501', 'too-many-decimals'],
    [parseRate, '-0.1', 'not-a-rate'],
    [parseRate, '85%', 'not-a-rate'],
    [parseRate, '100.0001', 'too-large'],
    [parseUnitPrice, '0.1234567', 'too-many-decimals'],
    [parseUnitPrice, '-1', 'not-a-price'],
    [parseUnitPrice, '9999999999', 'too-large'],
    [parseUnitPrice, 'x', 'not-a-price'],
    [parseQuantity, '1.00001', 'too-many-decimals'],
    [parseQuantity, 'x', 'not-a-quantity'],
  ] as const)('%o refuses %s: %s', (parse, text, code) => {
    const parsed = parse(text);
    expect(parsed.ok ? parsed.value : parsed.refusal.code).toBe(code);
  });

  it('are read back as written', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        fc.nat(9e15),
        fc.integer({ min: -9e15, max: 9e15 }),
        (r, p, q) => {
          expect(parseRate(formatRate(rate(r)))).toEqual({ ok: true, value: r });
          expect(parseUnitPrice(formatUnitPrice(unitPrice(p)))).toEqual({ ok: true, value: p });
          expect(parseQuantity(formatQuantity(quantity(q)))).toEqual({ ok: true, value: q });
        },
      ),
    );
  });

  it('outside their bounds are defects', () => {
    for (const n of [-1, 0.5, 1_000_001]) expect(() => rate(n)).toThrow(Defect);
    for (const n of [-1, 0.5, 2 ** 53]) expect(() => unitPrice(n)).toThrow(Defect);
    for (const n of [0.5, 2 ** 53, -(2 ** 53)]) expect(() => quantity(n)).toThrow(Defect);
  });
});

describe('price times quantity', () => {
  it.each([
    ['98.00', '2', 19_600],
    ['0.005', '1', 1],
    ['0.0049', '1', 0],
    ['0.005', '-1', -1],
    ['0.333333', '3', 100],
    ['1200', '0.5', 60_000],
    ['9000000000', '1', 900_000_000_000],
  ])('%s yuan times %s is %i fen', (price, count, amount) => {
    const [p, q] = [parseUnitPrice(price), parseQuantity(count)];
    expect(p.ok && q.ok && lineAmount(p.value, q.value)).toBe(amount);
  });

  it('equals exact arithmetic for small and for large factors', () => {
    const prices = fc.oneof(fc.nat({ max: 1e9 }), fc.nat({ max: 9e15 }));
    const counts = fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -90_000, max: 90_000 }));
    fc.assert(
      fc.property(prices, counts, (p, q) => {
        const exact = BigInt(p) * BigInt(q);
        const size = ((exact < 0n ? -exact : exact) + 50_000_000n) / 100_000_000n;
        fc.pre(size <= 900_000_000_000n);
        expect(BigInt(lineAmount(unitPrice(p), quantity(q)))).toBe(exact < 0n ? -size : size);
      }),
      { numRuns: 2000 },
    );
  });

  it('beyond an amount is refused where it is checked, in both directions, and else a defect', () => {
    const most = checkedLineAmount(unitPrice(9e13), quantity(1_000_000));
    expect(most).toEqual({ ok: true, value: LARGEST_FEN });
    for (const count of [1_000_001, 2_000_000, -2_000_000, 9e15]) {
      const beyond = checkedLineAmount(unitPrice(9e13), quantity(count));
      expect(!beyond.ok && beyond.refusal.code).toBe('too-large');
    }
    expect(() => lineAmount(unitPrice(9e15), quantity(9e15))).toThrow(Defect);
    expect(() => lineAmount(unitPrice(9e15), quantity(10_001))).toThrow(Defect);
  });
});
