import { describe, expect, test } from 'vitest';
import { checkThresholds } from './oracle.ts';
import { libraryOf } from './testing/policy-files.ts';

/** The plans of the examples and of one place per algebra of D13; `zhijie pack check` does all of them. */
const library = libraryOf('990100-example', '370600-yantai', '130100-shijiazhuang', '611000-shangluo');
const plans = library.allPlans().map(({ plan }) => plan);

/** The rest are refusals, which both engines must give alike; an agreement on refusals alone proves little. */
const SETTLED_AT_LEAST = 0.5;

test.each(plans.map((plan) => [`${plan.packId} ${plan.benefit} ${plan.hash.slice(0, 8)}`, plan] as const))(
  '%s equals the second engine at every threshold −1, 0, +1 fen',
  (_, plan) => {
    const { thresholds, bills, settled, refused, differences } = checkThresholds(plan);
    expect(differences).toEqual([]);
    expect(thresholds).toBeGreaterThan(100);
    expect(bills).toBeGreaterThan(2 * thresholds);
    expect(settled + refused).toBe(bills);
    expect(settled / bills).toBeGreaterThan(SETTLED_AT_LEAST);
  },
);

describe('a compiled plan that differs by one fen at one threshold', () => {
  const [plan] = plans.filter((one) => one.packId === '990100-resident' && one.benefit === 'inpatient');

  test('is found, with person, amount and payer', () => {
    const deductible = plan!.policy.tables.get('deductible')!;
    const entry = { ...deductible.entry, amount: '1500.01元' } as typeof deductible.entry;
    const tables = new Map(plan!.policy.tables).set('deductible', { ...deductible, entry });
    const { differences } = checkThresholds({ ...plan!, policy: { ...plan!.policy, tables } });
    expect(differences[0]).toMatch(
      /成年居民、基层医疗机构、参保地就医，政策范围内费用 1500.01 元：统筹基金 引擎 0.01 元，复核 0.00 元/,
    );
  });
});
