import { canonicalJson } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type AdjudicationInput, adjudicate, adjudicateByStages } from '../adjudicate.ts';
import { createPolicyLibrary } from '../library.ts';
import { bills } from '../testing/arbitrary.ts';
import { readRepositoryPolicies } from '../testing/policy-files.ts';
import { generate, sourceOf } from './generate.ts';
import type { Plan } from './plan.ts';
import { integer } from './source.ts';

const loaded = createPolicyLibrary(readRepositoryPolicies());
if (!loaded.ok) throw new Error(JSON.stringify(loaded.refusal[0]));
const plans = loaded.value.allPlans().map(({ plan }) => plan);
const SEED = 20260301;

/** Everything that a settlement keeps, as text; a refusal with its detail. */
const bytesOf = (outcome: ReturnType<typeof adjudicate>): string =>
  outcome.ok ? JSON.stringify(outcome.value) : canonicalJson(outcome.refusal);

function differs(plan: Plan, input: AdjudicationInput): boolean {
  return bytesOf(adjudicate(plan, input)) !== bytesOf(adjudicateByStages(plan, input));
}

describe('the generated code of a plan', () => {
  test('gives the bytes of its stages, refusals included, for every plan of the repository', () => {
    for (const plan of plans) {
      plan.program.hot.generated = generate(plan);
      fc.assert(
        fc.property(bills(plan), (input) => {
          if (differs(plan, input)) throw new Error(`${plan.packId} ${plan.benefit} differs`);
        }),
        { numRuns: plan.area === '990100' ? 1_000 : 60, seed: SEED },
      );
    }
  });

  test('settles most bills itself: it is not a mere detour to the stages', () => {
    const ofExamples = plans.filter((plan) => plan.area === '990100');
    expect(ofExamples.length).toBeGreaterThan(4);
    for (const plan of ofExamples) {
      const generated = generate(plan);
      expect(generated, `${plan.packId} ${plan.benefit}`).not.toBeNull();
      const writer = { page: [] as number[], traceStart: 0, traceEnd: 0 };
      const settled = fc
        .sample(bills(plan), { numRuns: 200, seed: SEED })
        .filter((input) => generated!(plan, input, writer) !== null);
      expect(settled.length).toBeGreaterThan(100);
    }
  });

  test('has no text of a pack in it: names of this folder, words of the language and integers', () => {
    for (const plan of plans) {
      const source = sourceOf(plan);
      expect(source?.text() ?? '').toMatch(/^[\x20-\x7e\n]*$/);
      const quoted = source?.text().match(/['"`][^'"`]*['"`]/g) ?? [];
      expect(quoted).toEqual(source === null ? [] : ["'use strict'"]);
    }
    expect(() => integer(0.5)).toThrow('integers only');
    expect(() => integer('1' as unknown as number)).toThrow('integers only');
  });

  test('is not made for a stage with a field that the generator does not know', () => {
    const [plan] = plans;
    const { stages } = plan!.program;
    for (const [index, stage] of stages.entries()) {
      const data = { ...stage.data, somethingNew: 1 } as never;
      const program = { ...plan!.program, stages: stages.with(index, { ...stage, data }) };
      expect(sourceOf({ ...plan!, program })).toBeNull();
    }
  });

  test('is not made where code from text is forbidden: every bill goes stage by stage', async () => {
    vi.resetModules();
    const fresh = await import('./generate.ts');
    class Forbidden {
      constructor() {
        throw new EvalError('Code generation from strings disallowed for this context');
      }
    }
    vi.stubGlobal('Function', Forbidden);
    const made = plans.slice(0, 2).map((plan) => fresh.generate(plan));
    vi.unstubAllGlobals();
    expect(made).toEqual([null, null]);
    expect(fresh.generate(plans[0]!), 'it is not tried again').toBeNull();
  });
});
