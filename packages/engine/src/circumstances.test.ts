import type { CalendarDate } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { emptyAccumulators } from './accumulators.ts';
import { type AdjudicationInput, adjudicate } from './adjudicate.ts';
import type { Circumstances } from './circumstances.ts';
import { fees } from './testing/arbitrary.ts';
import { libraryOf } from './testing/policy-files.ts';

const day = '2026-03-01' as CalendarDate;
const library = libraryOf('990104-example-readings', '370600-yantai');
const planIn = (area: string, insuranceType: 'employee' | 'resident') => {
  const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
  const plan = library.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
};
const readings = planIn('990104', 'employee');
const stay: AdjudicationInput = {
  referral: 'local',
  level: 'level3',
  group: 'active',
  age: 40,
  aidCategory: 'none',
  civilServant: false,
  fees: fees(1_000_000),
  accumulators: emptyAccumulators(2026),
  accountBalance: 0 as AdjudicationInput['accountBalance'],
  useAccount: false,
};
const deductible = (circumstances?: Circumstances): number | string => {
  const outcome = adjudicate(readings, circumstances === undefined ? stay : { ...stay, circumstances });
  return outcome.ok ? outcome.value.parts.deductibleApplied : outcome.refusal.code;
};

test('what one bill states is forgotten before the next', () => {
  const plain = deductible();
  expect(deductible({ provider: 'H99010400001' })).toBe(150_000);
  expect(deductible()).toBe(plain);
  expect(deductible({ cause: 'work-injury' })).toBe('cause-not-covered');
  expect(deductible()).toBe(plain);
});

test('a stay that goes on from another is no new admission where only the difference is paid', () => {
  const continuedFrom = { reason: 'new-year', deductiblePaid: 100_000 } as Circumstances['continuedFrom'];
  const outcome = adjudicate(readings, { ...stay, circumstances: { continuedFrom: continuedFrom! } });
  expect(outcome).toMatchObject({ ok: true });
  expect(outcome.ok && outcome.value.delta).toMatchObject({ admissions: 0, admissionsByLevel: 0 });
  const whole = { reason: 'transfer', deductiblePaid: 30_000 } as Circumstances['continuedFrom'];
  const charged = adjudicate(readings, { ...stay, circumstances: { continuedFrom: whole! } });
  expect(charged.ok && charged.value.delta).toMatchObject({ admissions: 1, admissionsByLevel: 1_000_000 });
});

test('a refusal says which fact the bill does not state', () => {
  const outcome = adjudicate(planIn('370600', 'resident'), { ...stay, group: 'adult' });
  expect(outcome).toMatchObject({
    ok: false,
    refusal: { detail: { what: '统筹基金支付比例（取决于缴费档次，账单没有写明）' } },
  });
});

test('words outside the lists and negative counts are defects, not zeros', () => {
  expect(() => deductible({ contributionTier: 'tier9' as 'tier1' })).toThrow('words of their lists');
  expect(() => deductible({ daysInStay: -1 })).toThrow('not negative');
  expect(() => deductible({ enrolledMonths: 1.5 })).toThrow('not negative');
});
