import { AID_CATEGORIES, createRandom, REFERRAL_CLASSES } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import {
  ASSUMED_INCOME,
  CALIBRATION,
  EXCLUDED,
  FILINGS,
  GROUPS,
  INCOMES,
  LEVELS_OF_STAYS,
  MEAN_BY_CARE,
  MEAN_STAY,
  MEAN_WITHOUT_STAY,
  OTHER_SIZES,
  OVER_LIMIT,
  SELF_PAID_FIRST,
  STAY_MEAN_BY_LEVEL,
  STAY_SIZES,
  VISIT_CARE,
} from './calibration.ts';
import { quantileSampler, samplerOf, type Weighted } from './sampler.ts';
import { type VisitColumns, visitColumns, visitStream } from './visits.ts';

const SIZE = 100_000;

function draw(options: Parameters<typeof visitStream>[0], size = SIZE): VisitColumns {
  const columns = visitColumns(size);
  visitStream(options).fill(columns);
  return columns;
}

const all = draw({ seed: '1', insuranceType: 'resident', scope: 'all' });
const stays = draw({ seed: '1', insuranceType: 'employee', scope: 'inpatient' });

const shareOf = (column: Uint8Array, value: number): number =>
  (column.reduce((n, each) => (each === value ? n + 1 : n), 0) * 1000) / column.length;
const totalOf = (columns: VisitColumns, at: number): number =>
  columns.excluded[at]! + columns.overLimit[at]! + columns.selfPaidFirst[at]! + columns.eligible[at]!;
const meanOf = (columns: VisitColumns, isWanted: (at: number) => boolean): number => {
  const chosen = [...columns.person.keys()].filter(isWanted);
  return chosen.reduce((sum, at) => sum + totalOf(columns, at), 0) / chosen.length;
};
const isStay = (at: number): boolean => VISIT_CARE[all.care[at]!] === 'inpatient';
const within = (value: number, expected: number, tolerance: number) => {
  expect(value).toBeGreaterThanOrEqual(expected - tolerance);
  expect(value).toBeLessThanOrEqual(expected + tolerance);
};

describe('marginals of 100,000 visits (tolerance: 6 thousandths of a share, 2.5 % of a mean)', () => {
  test('6.0 % are stays, as of 2024’s cross-province settlements', () => {
    within(shareOf(all.care, VISIT_CARE.indexOf('inpatient')), 60, 6);
  });

  test('a stay costs 22,473 yuan on average, as in the first half of 2022', () => {
    within(meanOf(stays, () => true) / MEAN_STAY, 1, 0.025);
  });

  test('a visit without stay costs 262 yuan on average: 144 yuan of the fund at the assumed 55 %', () => {
    within(meanOf(all, (at) => !isStay(at)) / MEAN_WITHOUT_STAY, 1, 0.025);
  });

  test.each(LEVELS_OF_STAYS.map((weight, level) => [level, weight] as const))(
    'stays at level %i: %i thousandths',
    (level, weight) => within(shareOf(stays.level, level), weight, 6),
  );

  test('groups, incomes and filing classes of persons', () => {
    // Visits of one person are not independent of each other: persons are counted, not visits.
    const first = [...stays.person.keys()].filter((at) => stays.person[at] !== stays.person[at - 1]);
    const ofPersons = (column: Uint8Array) => Uint8Array.from(first, (at) => column[at]!);
    GROUPS.employee.forEach((weight, group) => {
      within(shareOf(ofPersons(stays.group), group), weight, 6);
    });
    INCOMES.employee.forEach((weight, income) => {
      within(shareOf(ofPersons(stays.income), income), weight, 6);
    });
    const emergency = shareOf(stays.referral, REFERRAL_CLASSES.indexOf('emergency'));
    within(emergency, 60, 6);
    within(shareOf(stays.referral, 1), (FILINGS[1] * 940) / 1000, 8);
  });

  test('shares outside the catalogue, above ceilings and first borne are those assumed', () => {
    const sum = (column: Int32Array) => column.reduce((total, amount) => total + amount, 0);
    const total = [stays.excluded, stays.overLimit, stays.selfPaidFirst, stays.eligible].reduce(
      (n, column) => n + sum(column),
      0,
    );
    const meanShare = (entries: Weighted<number>) =>
      entries.reduce((n, [value, weight]) => n + value * weight, 0) / 1000;
    const said = CALIBRATION.find(({ what }) => what.startsWith('目录外'))?.figure.match(/\d+\.\d\d/g);
    expect(said?.map((text) => Number(text) * 10)).toEqual(
      [EXCLUDED, OVER_LIMIT, SELF_PAID_FIRST].map(meanShare),
    );
    within((sum(stays.excluded) * 1000) / total, meanShare(EXCLUDED), 3);
    within((sum(stays.overLimit) * 1000) / total, meanShare(OVER_LIMIT), 3);
    within((sum(stays.selfPaidFirst) * 1000) / total, meanShare(SELF_PAID_FIRST), 3);
  });
});

describe('visits are a sequence of persons', () => {
  test('one person’s visits follow each other and agree on who it is', () => {
    const same = [all.group, all.age, all.income, all.aid];
    const wrong = [...all.person.keys()].slice(1).filter((at) => {
      const step = all.person[at]! - all.person[at - 1]!;
      return step !== 1 && (step !== 0 || same.some((column) => column[at] !== column[at - 1]));
    });
    expect(wrong).toEqual([]);
  });

  test('only the lowest income group is in an aid category, and residents have no account', () => {
    const wrong = [...all.person.keys()].filter(
      (at) =>
        (all.aid[at] !== AID_CATEGORIES.indexOf('none') && all.income[at] !== 0) ||
        all.accountBalance[at] !== 0,
    );
    expect(wrong).toEqual([]);
    expect(shareOf(all.aid, AID_CATEGORIES.indexOf('none'))).toBeLessThan(960);
  });

  test('groups are those of the insurance type, with fitting ages', () => {
    expect(new Set(all.group)).toEqual(new Set([2, 3]));
    expect(new Set(stays.group)).toEqual(new Set([0, 1]));
    expect([...all.person.keys()].filter((at) => (all.group[at] === 3) !== all.age[at]! < 18)).toEqual([]);
  });

  test('every amount is a whole number of fen, none negative', () => {
    for (const column of [all.excluded, all.overLimit, all.selfPaidFirst, all.eligible])
      expect(column.every((amount) => Number.isInteger(amount) && amount >= 0)).toBe(true);
  });
});

describe('the seed alone decides', () => {
  const options = { seed: '20260301', insuranceType: 'resident', scope: 'all' } as const;

  test('the same seed gives the same visits; known ones, so that another machine can compare', () => {
    const columns = draw(options, 3);
    expect([...columns.eligible]).toEqual([14_506, 18_913, 32_433]);
    expect([...columns.person]).toEqual([...draw(options, 3).person]);
  });

  test('more visits only append, and runs of any length join', () => {
    const long = draw(options, 1000);
    const stream = visitStream(options);
    const eligible: number[] = [];
    for (const size of [1, 7, 992]) {
      const columns = visitColumns(size);
      stream.fill(columns);
      eligible.push(...columns.eligible);
    }
    expect(eligible).toEqual([...long.eligible]);
  });

  test('another seed, insurance type or scope gives other visits', () => {
    const base = [...draw(options, 50).eligible];
    for (const other of [{ seed: '2' }, { insuranceType: 'employee' }, { scope: 'inpatient' }] as const)
      expect([...draw({ ...options, ...other }, 50).eligible]).not.toEqual(base);
  });

  test.each([
    ['outpatient', [1, 3]],
    ['chronic', [2]],
    ['inpatient', [0]],
  ] as const)('the scope %s has its own kinds of care only', (scope, kinds) => {
    expect(new Set(draw({ ...options, scope }, 2000).care)).toEqual(new Set(kinds));
  });
});

describe('tables draw what they say, by whole numbers', () => {
  test('weights that do not sum to a thousand are a defect', () => {
    expect(() => samplerOf([500, 499])).toThrow('sum to 1000');
  });

  test('the mean of quantiles is 1000 thousandths', () => {
    for (const { at, value } of [STAY_SIZES, OTHER_SIZES]) {
      const twice = value
        .slice(1)
        .reduce((sum, high, i) => sum + (high + value[i]!) * (at[i + 1]! - at[i]!), 0);
      within(twice / 2 ** 21, 1000, 1);
    }
    const levels = LEVELS_OF_STAYS.reduce(
      (sum, weight, level) => sum + weight * STAY_MEAN_BY_LEVEL[level]!,
      0,
    );
    expect(levels / 1000).toBe(MEAN_STAY);
    expect(MEAN_BY_CARE.chronic).toBeGreaterThan(MEAN_BY_CARE.pharmacy);
  });

  test('the ends of the quantiles are reached and never passed', () => {
    const sample = quantileSampler({ at: [0, 1 << 19, 1 << 20], value: [10, 20, 1000] });
    expect(sample(() => 0)).toBe(10);
    expect(sample(() => 0x8000_0000)).toBe(20);
    expect(sample(() => 0xffff_ffff)).toBe(999);
    const { next } = createRandom('ends');
    const drawn = Array.from({ length: 10_000 }, () => sample(next));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...drawn)).toBeLessThan(1000);
  });

  test('every figure says where it was read or that it is assumed', () => {
    for (const { what, figure, note } of CALIBRATION) expect(`${what}${figure}${note}`).not.toBe('');
    expect(CALIBRATION.filter(({ source }) => source !== null).length).toBeGreaterThanOrEqual(5);
    expect(ASSUMED_INCOME).toEqual([...ASSUMED_INCOME].sort((a, b) => a - b));
  });
});
