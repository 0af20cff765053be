import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AdjudicationInput, createPolicyLibrary, emptyAccumulators, type Plan } from '@zhijie/engine';
import {
  addFeeParts,
  assertSettlementParts,
  type CalendarDate,
  calendarDate,
  type FeeParts,
  type Fen,
  fen,
} from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjudicateSplit, daysAtYearEnd, splitFees } from './new-year.ts';

const POLICIES = fileURLToPath(new URL('../../../../../policies', import.meta.url));
const stay = (admittedOn: string, dischargedOn: string) => ({
  admittedOn: calendarDate(admittedOn),
  dischargedOn: calendarDate(dischargedOn),
});

const newYearOf = (day: string) => calendarDate(`${day.slice(0, 4)}-01-01`);

/** The resident's plan of the example place, which says what a deductible becomes over the new year. */
function planThat(newYear: 'carried' | 'charged-again' | null, starts = '01-01'): Plan {
  const paths = readdirSync(POLICIES, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(000000|990100)-.*\.yaml$/.test(path),
  );
  const files = paths.map((path) => {
    const text = readFileSync(`${POLICIES}/${path}`, 'utf8');
    if (!path.endsWith('990100-example/resident.yaml')) return { path, text };
    const settings = `stayOverYearEnd: { is: split, cite: demo-a#第十九条 }\npolicyYear: ${starts}\n`;
    const asks = text.replace('fictional: true\n', `fictional: true\n${settings}`);
    const says = newYear === null ? '' : `\n          newYear: ${newYear}`;
    return { path, text: asks.replace('amount: 1500元', `amount: 1500元${says}`) };
  });
  const library = createPolicyLibrary(files);
  if (!library.ok) throw new Error(JSON.stringify(library.refusal));
  const day: CalendarDate = calendarDate('2026-01-05');
  const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
  const kind = { area: '990100', insuranceType: 'resident', benefit: 'inpatient' } as const;
  const plan = library.value.planFor({ ...kind, dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

const feesOf = (eligible: number, excluded = 0): FeeParts => ({
  total: fen(eligible + excluded),
  excluded: fen(excluded),
  overLimit: fen(0),
  selfPaidFirst: fen(0),
  eligible: fen(eligible),
});

const inputOf = (fees: FeeParts): AdjudicationInput => ({
  referral: 'local',
  level: 'level3',
  group: 'adult',
  age: 50,
  aidCategory: 'none',
  civilServant: false,
  fees,
  accumulators: emptyAccumulators(2026),
  accountBalance: fen(0),
  useAccount: false,
});

describe('V-11 a stay over the new year', () => {
  test('10 days, 6 in the old year, 10 000: 6 000 and 4 000', () => {
    const days = daysAtYearEnd(stay('2025-12-26', '2026-01-05'), newYearOf('2026-01-05'));
    expect(days).toEqual({ before: 6, after: 4 });
    const { before, after } = splitFees(feesOf(1_000_000), days);
    expect([before.total, after.total]).toEqual([600_000, 400_000]);
  });

  test.each([
    ['inside one year', '2026-03-01', '2026-03-10', 0, 9],
    ['discharged on 1 January', '2025-12-30', '2026-01-01', 2, 0],
    ['admitted on 1 January', '2026-01-01', '2026-01-03', 0, 2],
    ['of one day', '2026-01-01', '2026-01-01', 0, 1],
    ['over a whole year', '2024-12-31', '2026-01-02', 366, 1],
  ])('%s', (_what, admittedOn, dischargedOn, before, after) => {
    expect(daysAtYearEnd(stay(admittedOn, dischargedOn), newYearOf(dischargedOn))).toEqual({ before, after });
  });

  test('the remainder: an odd fen goes where the larger part of it lies, on a tie to the old year', () => {
    const cents = (eligible: number, before: number, after: number) => {
      const two = splitFees(feesOf(eligible), { before, after });
      return [two.before.eligible, two.after.eligible];
    };
    expect(cents(1, 1, 1)).toEqual([1, 0]);
    expect(cents(3, 1, 1)).toEqual([2, 1]);
    expect(cents(1, 1, 2)).toEqual([0, 1]);
  });

  test('the two years add up to the bill in every column, whatever the days', () => {
    const amount = fc.integer({ min: 0, max: 90_000_000 });
    fc.assert(
      fc.property(amount, amount, amount, fc.nat(400), fc.nat(400), (a, b, c, before, after) => {
        fc.pre(before + after > 0);
        const fees = { ...feesOf(a, b), overLimit: fen(c), total: fen(a + b + c) as Fen };
        const two = splitFees(fees, { before, after });
        expect(addFeeParts(two.before, two.after)).toEqual(fees);
        for (const { total, ...parts } of [two.before, two.after]) {
          expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(total);
        }
      }),
    );
  });

  test('each year is adjudicated on its own counters; the bill is their sum', () => {
    const accumulatorsOf = (year: number) => ({
      ...emptyAccumulators(year),
      admissions: year === 2025 ? 2 : 0,
    });
    const split = adjudicateSplit(planThat('carried'), inputOf(feesOf(1_000_000, 50_000)), {
      ...stay('2025-12-26', '2026-01-05'),
      accumulatorsOf,
    });
    if (!split.ok || split.value === null) throw new Error('split');
    const { parts, before, after } = split.value;
    assertSettlementParts(parts);
    expect(parts.feeTotal).toBe(1_050_000);
    expect([before.year, after.year]).toEqual([2025, 2026]);
    expect([before.result.parts.feeEligible, after.result.parts.feeEligible]).toEqual([600_000, 400_000]);
    expect(before.input.accumulators).toMatchObject({ year: 2025, admissions: 2 });
    expect(after.input.accumulators).toMatchObject({ year: 2026, admissions: 0 });
    const { delta } = before.result;
    expect(delta.eligible + after.result.delta.eligible).toBe(1_000_000);
  });

  test('the pack says whether the deductible is carried or charged again', () => {
    const deductibles = (newYear: 'carried' | 'charged-again') => {
      const split = adjudicateSplit(planThat(newYear), inputOf(feesOf(2_000_000)), {
        ...stay('2025-12-26', '2026-01-05'),
        accumulatorsOf: emptyAccumulators,
      });
      if (!split.ok || split.value === null) throw new Error('split');
      return [split.value.before, split.value.after].map(({ result }) => result.parts.deductibleApplied);
    };
    expect(deductibles('carried')).toEqual([150_000, 0]);
    expect(deductibles('charged-again')).toEqual([150_000, 150_000]);
  });

  test('a pack that says nothing refuses by name; a stay inside one year is not split', () => {
    const plan = planThat(null);
    const input = inputOf(feesOf(1_000_000));
    const silent = adjudicateSplit(plan, input, {
      ...stay('2025-12-26', '2026-01-05'),
      accumulatorsOf: emptyAccumulators,
    });
    expect(silent).toMatchObject({ refusal: { code: 'policy-not-provided' } });
    const whole = { ...stay('2026-01-02', '2026-01-05'), accumulatorsOf: emptyAccumulators };
    expect(adjudicateSplit(plan, input, whole)).toEqual({ ok: true, value: null });
  });

  test('the year is the policy’s: from 1 July, a stay of June and July is split at its end', () => {
    const split = adjudicateSplit(planThat('carried', '07-01'), inputOf(feesOf(1_000_000)), {
      ...stay('2026-06-26', '2026-07-06'),
      accumulatorsOf: emptyAccumulators,
    });
    if (!split.ok || split.value === null) throw new Error('split');
    const { before, after } = split.value;
    expect([before.year, after.year]).toEqual([2025, 2026]);
    expect([before.input.fees.total, after.input.fees.total]).toEqual([500_000, 500_000]);
    const overNewYear = { ...stay('2025-12-26', '2026-01-05'), accumulatorsOf: emptyAccumulators };
    const one = adjudicateSplit(planThat('carried', '07-01'), inputOf(feesOf(1_000_000)), overNewYear);
    expect(one).toEqual({ ok: true, value: null });
  });
});
