import { describe, expect, test } from 'vitest';
import { adjudicate } from '../adjudicate.ts';
import { explain } from '../explain.ts';
import { createPolicyLibrary } from '../library.ts';
import { emptyBill } from '../lint/persons.ts';
import { sha256Hex } from '../pack/sha256.ts';
import { policyShelf } from '../shelf.ts';
import { fees } from '../testing/arbitrary.ts';
import { libraryOf, readRepositoryPolicies } from '../testing/policy-files.ts';
import { documentOf } from './document.ts';
import { type Plan, planFromDocument } from './plan.ts';

const library = libraryOf('990100-example', '370600-yantai', '130100-shijiazhuang');

function edited(what: string, by: string) {
  const files = readRepositoryPolicies()
    .filter((file) => /000000|990100/.test(file.path))
    .map((file) => ({ ...file, text: file.text.replace(what, by) }));
  const built = createPolicyLibrary(files);
  if (!built.ok) throw new Error(JSON.stringify(built.refusal));
  return built.value;
}

const day = '2026-03-01' as never;
const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
const question = { area: '990100', insuranceType: 'resident', benefit: 'inpatient', dates } as const;

function planOf(from: typeof library): Plan {
  const plan = from.planFor(question);
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

function saying(plan: Plan): string {
  const outcome = adjudicate(plan, emptyBill(plan, { fees: fees(26_000_000, 100, 200, 300), age: 47 }));
  const said = outcome.ok ? [outcome.value, explain(plan, outcome.value)] : outcome.refusal;
  return sha256Hex(JSON.stringify(said));
}

describe('a plan is its document', () => {
  test.each(library.allPlans().map(({ plan }) => [`${plan.packId} ${plan.benefit}`, plan] as const))(
    '%s: the hash is that of the document, which gives the same plan, word for word',
    (_, plan) => {
      const document = documentOf(plan.policy);
      expect(plan.hash).toBe(sha256Hex(document));
      const again = planFromDocument(document);
      if (!again.ok) throw new Error(JSON.stringify(again.refusal));
      expect(documentOf(again.value.policy)).toBe(document);
      expect(again.value.hash).toBe(plan.hash);
      expect(saying(again.value)).toBe(saying(plan));
    },
  );

  test.each([
    ['a number', 'amount: 1500元', 'amount: 1000元'],
    ['the clause', 'demo-a#第九条', 'demo-a#第九条之一'],
    ['the name of a cited document', '示例规〔2024〕8号', '示例规〔2024〕80号'],
    ['the title of the pack', 'DEMO-居民-A）', 'DEMO-居民-A 改）'],
  ])('another hash when %s changes', (_, what, by) => {
    expect(planOf(edited(what, by)).hash).not.toBe(planOf(edited('', '')).hash);
  });

  test('the same hash when only the lines moved', () => {
    expect(planOf(edited('pack: 990100-resident', '# moved\n\npack: 990100-resident')).hash).toBe(
      planOf(edited('', '')).hash,
    );
  });

  test.each([['not JSON'], ['{}'], ['{"engine":0}']])('%s is refused by name', (text) => {
    expect(planFromDocument(text)).toMatchObject({ refusal: { code: 'policy-version-unreadable' } });
  });
});

describe('packs exchanged while they are used', () => {
  const before = edited('', '');
  const after = edited('amount: 1500元', 'amount: 1000元');

  test('questions are answered by the new packs, the old plan is still found by its hash', () => {
    const shelf = policyShelf(before);
    const { library: shown } = shelf;
    const old = planOf(shown);
    expect(shown.planByHash(old.hash)).toBe(old);
    expect(shelf.replace(after)).toEqual([
      {
        packId: '990100-resident',
        benefit: 'inpatient',
        on: '2024-01-01',
        before: old.hash,
        after: planOf(after).hash,
      },
    ]);
    expect(planOf(shown).hash).toBe(planOf(after).hash);
    expect(shown.planByHash(old.hash)).toBe(old);
    expect(shown.planByHash('0'.repeat(64))).toBeNull();
    expect(shown.packs).toBe(after.packs);
  });

  test('the same packs again change nothing', () => {
    expect(policyShelf(before).replace(edited('', ''))).toEqual([]);
  });
});
