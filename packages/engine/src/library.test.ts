import type { CalendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { emptyAccumulators } from './accumulators.ts';
import { adjudicate } from './adjudicate.ts';
import { createPolicyLibrary, type PolicyLibrary } from './library.ts';
import { documentOf } from './plan/document.ts';
import { type Plan, planFromDocument } from './plan/plan.ts';
import { describeRefusal } from './refusals.ts';
import { fees } from './testing/arbitrary.ts';
import { libraryOf, readRepositoryPolicies } from './testing/policy-files.ts';

const days = (admitted: string, settled = admitted) => ({
  admittedOn: admitted as CalendarDate,
  dischargedOn: settled as CalendarDate,
  settledOn: settled as CalendarDate,
});

function edited(edit: (text: string) => string): PolicyLibrary {
  const files = readRepositoryPolicies()
    .filter((file) => /000000|990100-example/.test(file.path))
    .map((file) =>
      file.path.endsWith('990100-example/employee.yaml') ? { ...file, text: edit(file.text) } : file,
    );
  const library = createPolicyLibrary(files);
  if (!library.ok) throw new Error(JSON.stringify(library.refusal));
  return library.value;
}

const stay = (library: PolicyLibrary, dates: ReturnType<typeof days>) =>
  library.planFor({ area: '990100', insuranceType: 'employee', benefit: 'inpatient', dates });

function deductibleOn(library: PolicyLibrary, dates: ReturnType<typeof days>): number | string {
  const plan = stay(library, dates);
  if (!plan.ok) return plan.refusal.code;
  const outcome = adjudicate(plan.value, {
    referral: 'local',
    level: 'level3',
    group: 'active',
    age: 40,
    aidCategory: 'none',
    civilServant: false,
    fees: fees(1_000_000),
    accumulators: emptyAccumulators(plan.value.policyYearOf(dates.settledOn)),
    accountBalance: 0 as never,
    useAccount: false,
  });
  return outcome.ok ? outcome.value.parts.deductibleApplied : outcome.refusal.code;
}

describe('which version is in force', () => {
  const library = libraryOf('990100-example');

  test.each([
    ['the last day of the old version', days('2025-12-31'), 80_000],
    ['the first day of the new version', days('2026-01-01'), 90_000],
    [
      'a stay over New Year: the pack lets admission govern the deductible',
      days('2025-12-28', '2026-01-04'),
      80_000,
    ],
    ['before any policy', days('2023-12-31'), 'no-policy-in-force'],
  ])('%s', (_, dates, expected) => {
    expect(deductibleOn(library, dates)).toBe(expected);
  });

  test('a version past its own last day without successor stays in force as provisional', () => {
    const expiring = edited((text) =>
      text.replace('- from: 2026-01-01', '- from: 2026-01-01\n          to: 2026-06-30'),
    );
    const before = stay(expiring, days('2026-06-30'));
    const after = stay(expiring, days('2026-07-01'));
    expect(before.ok && before.value.provisional).toBe(false);
    expect(after.ok && after.value.provisional).toBe(true);
    expect(deductibleOn(expiring, days('2026-07-01'))).toBe(90_000);
    expect(before.ok && after.ok && before.value.hash !== after.value.hash).toBe(true);
  });

  test('a repealed policy is not in force', () => {
    const repealed = edited((text) =>
      text.replace('- from: 2026-01-01', '- from: 2026-01-01\n          repealed: 2026-07-01'),
    );
    expect(deductibleOn(repealed, days('2026-06-30'))).toBe(90_000);
    expect(deductibleOn(repealed, days('2026-07-01'))).toBe('no-policy-in-force');
  });

  test('one plan per epoch, named by its content', () => {
    const first = stay(library, days('2026-02-01'));
    const second = stay(library, days('2026-11-01'));
    const earlier = stay(library, days('2025-02-01'));
    expect(first.ok && second.ok && first.value === second.value).toBe(true);
    expect(first.ok && earlier.ok && first.value.hash !== earlier.value.hash).toBe(true);
    const again = stay(libraryOf('990100-example'), days('2026-02-01'));
    expect(first.ok && again.ok && first.value.hash).toBe(again.ok && again.value.hash);
  });

  test('the policy year begins on the day that the pack says', () => {
    const july = edited((text) => text.replace('fictional: true', 'fictional: true\npolicyYear: 07-01'));
    const plan = stay(july, days('2026-06-30'));
    expect(plan.ok && plan.value.policyYearOf('2026-06-30' as CalendarDate)).toBe(2025);
    expect(plan.ok && plan.value.policyYearOf('2026-07-01' as CalendarDate)).toBe(2026);
  });

  test('D6 the pack decides by which day a stay over the new year belongs to a policy year', () => {
    const both = libraryOf('990100-example', '990104-example-readings');
    const over = {
      admittedOn: '2025-12-20' as CalendarDate,
      dischargedOn: '2026-01-10' as CalendarDate,
      settledOn: '2026-01-11' as CalendarDate,
    };
    const yearIn = (area: string): number | null => {
      const question = { area, insuranceType: 'employee', benefit: 'inpatient', dates: over } as const;
      const plan = both.planFor(question);
      return plan.ok ? plan.value.yearOf(over) : null;
    };
    expect(yearIn('990104'), 'its pack says: of the admission').toBe(2025);
    expect(yearIn('990100'), 'the national layer says: of the discharge').toBe(2026);
  });

  test('F-12 V-11 what a layer says outside its tables is that of the nearest, and is kept with the plan', () => {
    const both = libraryOf('990100-example', '990104-example-readings');
    const planIn = (area: string): Plan => {
      const kind = { area, insuranceType: 'resident', benefit: 'inpatient' } as const;
      const plan = both.planFor({ ...kind, dates: days('2026-03-01') });
      if (!plan.ok) throw new Error(plan.refusal.code);
      return plan.value;
    };
    const own = planIn('990100');
    expect(own.policy.homeReturn).toMatchObject({
      byCommitment: 'other-temporary',
      packId: '990100-resident',
    });
    expect(own.policy.stayOverYearEnd).toBeUndefined();
    const other = planIn('990104');
    expect(other.policy.homeReturn).toMatchObject({ as: 'referral', packId: '000000-resident' });
    expect(other.policy.homeReturn?.clause.document).toBe('医保发〔2022〕22号');
    expect(other.policy.stayOverYearEnd).toMatchObject({ is: 'split' });
    const kept = planFromDocument(documentOf(other.policy));
    expect(kept).toMatchObject({ ok: true, value: { hash: other.hash } });
    expect(kept.ok && kept.value.policy.stayOverYearEnd?.is).toBe('split');
  });
});

describe('what is not provided is refused by name', () => {
  test('an area without pack', () => {
    const outcome = libraryOf('990100-example').planFor({
      area: '659001',
      insuranceType: 'resident',
      benefit: 'inpatient',
      dates: days('2026-03-01'),
    });
    expect(outcome.ok ? null : describeRefusal(outcome.refusal)).toBe(
      '659001 在 2026-03-01 没有生效的城乡居民基本医疗保险政策',
    );
  });

  test('a benefit that the pack does not give', () => {
    const outcome = libraryOf('990101-example-a1').planFor({
      area: '990101',
      insuranceType: 'employee',
      benefit: 'outpatient',
      dates: days('2026-03-01'),
    });
    expect(outcome.ok ? null : outcome.refusal.code).toBe('policy-not-provided');
    expect(outcome.ok ? null : describeRefusal(outcome.refusal)).toBe('该统筹区（990101）未提供起付标准');
  });

  test.each([
    ['a cell of the deductible', 'level3|level3-top: 900元', 'level3|level3-top: not-provided', '起付线'],
    ['a cell of the ratios', 'active: [80%, 83%, 86%]', 'active: not-provided', '统筹基金支付比例'],
    [
      'the cap',
      'limit: 15万元\n\n  outpatient',
      'limit: not-provided\n\n  outpatient',
      '统筹基金最高支付限额',
    ],
    ['the second layer', / {2}largeAmount:[\s\S]*?(?= {2}civilServant)/, '', '大额医疗费用补助'],
  ])('%s, as soon as a bill needs it', (_, what, by, named) => {
    const library = edited((text) => {
      const changed = text.replace(what, by);
      if (changed === text) throw new Error('the edit must change something');
      return changed;
    });
    const plan = stay(library, days('2026-03-01'));
    if (!plan.ok) throw new Error(plan.refusal.code);
    const outcome = adjudicate(plan.value, {
      referral: 'local',
      level: 'level3',
      group: 'active',
      age: 40,
      aidCategory: 'none',
      civilServant: false,
      fees: fees(5_000_000),
      accumulators: emptyAccumulators(2026),
      accountBalance: 0 as never,
      useAccount: false,
    });
    expect(outcome.ok ? null : outcome.refusal).toMatchObject({
      code: 'policy-not-provided',
      detail: { what: named },
    });
  });
});
