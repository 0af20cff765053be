import type { CalendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { emptyAccumulators } from './accumulators.ts';
import { adjudicate } from './adjudicate.ts';
import { explain } from './explain.ts';
import { createPolicyLibrary, type PolicyLibrary } from './library.ts';
import { applyOverlay, type Overlay } from './overlay.ts';
import { fees } from './testing/arbitrary.ts';
import { libraryOf, readRepositoryPolicies } from './testing/policy-files.ts';

const library = libraryOf('990100-example');
const HEAD = `overlay: trial
title: 试算（虚构）
overlays: 990100-resident
authority: t#1
sources: { t: { title: 试算方案（虚构）, grade: fictional } }
`;
const DEDUCTIBLE = `benefits:
  inpatient:
    tables:
      deductible: [{ cite: t#1, basis: per-stay, amount: 1000元 }]
`;

const overlayFile = (name: string) =>
  readRepositoryPolicies().find(({ path }) => path === `policies/overlays/${name}.yaml`)!;

function laid(text: string, over: PolicyLibrary = library): Overlay {
  const result = applyOverlay(over, { path: 'overlays/trial.yaml', text });
  if (!result.ok) throw new Error(JSON.stringify(result.refusal, null, 1));
  return result.value;
}

function problemsOf(text: string): string[] {
  const result = applyOverlay(library, { path: 'overlays/trial.yaml', text });
  expect(result.ok).toBe(false);
  return result.ok
    ? []
    : result.refusal.map(({ file, line, code, fix }) => `${file}:${line} ${code}${fix ? '' : ' (no fix)'}`);
}

type Planner = Pick<PolicyLibrary, 'planFor'>;
const RESIDENT_STAY = { area: '990100', insuranceType: 'resident', benefit: 'inpatient' } as const;
type Asked = Partial<Omit<Parameters<Planner['planFor']>[0], 'dates'>>;

function planOf(planner: Planner, day = '2026-03-01', asked: Asked = {}) {
  const on = day as CalendarDate;
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const plan = planner.planFor({ ...RESIDENT_STAY, ...asked, dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

function stay(plan: ReturnType<typeof planOf>, eligible: number) {
  const result = adjudicate(plan, {
    referral: 'long-term',
    level: 'level3',
    group: 'adult',
    age: 58,
    aidCategory: 'none',
    civilServant: false,
    fees: fees(eligible),
    accumulators: emptyAccumulators(2026),
    accountBalance: 0 as never,
    useAccount: false,
  });
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('an overlay replaces whole tables of a pack and clones nothing', () => {
  test('journey 20: the deductible of DEMO-居民-A falls by 500 yuan, the fund pays 65 % of it', () => {
    const overlay = applyOverlay(library, overlayFile('demo-a-deductible-1000'));
    if (!overlay.ok) throw new Error(JSON.stringify(overlay.refusal));
    const before = stay(planOf(library), 2_600_000);
    const after = stay(planOf(overlay.value), 2_600_000);
    expect(overlay.value.findings).toEqual([]);
    expect(before.parts.paidByPooledFund).toBe(1_592_500);
    expect(after.parts.paidByPooledFund).toBe(1_592_500 + 32_500);
    expect(after.parts.deductibleApplied).toBe(100_000);
    const texts = explain(planOf(overlay.value), after).map(({ text }) => text);
    expect(texts[0]).toContain('1000.00 元〔示例试算〔2026〕1号 第一条〕');
  });

  test('what it does not change is the plan of the library itself', () => {
    const overlay = laid(HEAD + DEDUCTIBLE);
    for (const asked of [
      { benefit: 'outpatient' },
      { benefit: 'chronic' },
      { insuranceType: 'employee' },
    ] as const)
      expect(planOf(overlay, '2026-03-01', asked)).toBe(planOf(library, '2026-03-01', asked));
    expect(planOf(overlay)).not.toBe(planOf(library));
    const [base, reform] = [planOf(library).policy.tables, planOf(overlay).policy.tables];
    expect([...reform].filter(([name, entry]) => base.get(name) !== entry).map(([name]) => name)).toEqual([
      'deductible',
    ]);
  });

  test('a table for every benefit goes to each of them', () => {
    const overlay = laid(`${HEAD}tables: { account: [{ cite: t#1, state: absent }] }\n`);
    for (const benefit of ['inpatient', 'outpatient', 'chronic'] as const) {
      const table = planOf(overlay, '2026-03-01', { benefit }).tables.find((one) => one.table === 'account');
      expect(table?.packId).toBe('trial');
    }
  });

  test('with a first day, the pack applies before it and the reform from it on', () => {
    const overlay = laid(`${HEAD}from: 2026-07-01\n${DEDUCTIBLE}`);
    expect(planOf(overlay, '2026-06-30')).toBe(planOf(library, '2026-06-30'));
    expect(stay(planOf(overlay, '2026-07-01'), 2_600_000).parts.deductibleApplied).toBe(100_000);
  });

  test('a stay over the first day keeps the table that its admission governs', () => {
    const text = `overlay: trial
title: 试算（虚构）
overlays: 990100-employee
from: 2026-07-01
authority: t#1
sources: { t: { title: 试算方案（虚构） } }
benefits:
  inpatient:
    tables:
      deductible: [{ cite: t#1, basis: per-stay, amount: 100元 }]
`;
    const dates = {
      admittedOn: '2026-06-30' as CalendarDate,
      dischargedOn: '2026-07-02' as CalendarDate,
      settledOn: '2026-07-02' as CalendarDate,
    };
    const question = { ...RESIDENT_STAY, insuranceType: 'employee', dates } as const;
    const plan = laid(text).planFor(question);
    const entry = plan.ok ? plan.value.policy.tables.get('deductible')?.entry : undefined;
    expect(entry).toMatchObject({ from: '2026-01-01' });
  });

  test('a whole stage list is replaced: aid before critical illness pays more of one and less of the other', () => {
    const overlay = applyOverlay(library, overlayFile('demo-a-aid-first'));
    if (!overlay.ok) throw new Error(JSON.stringify(overlay.refusal));
    const stages = planOf(overlay.value, '2026-07-01').policy.stages.map(({ id }) => id);
    expect(stages.indexOf('aid')).toBeLessThan(stages.indexOf('critical'));
    expect(planOf(overlay.value, '2026-06-30')).toBe(planOf(library, '2026-06-30'));
    expect(overlay.value.findings).toEqual([]);
  });

  test('one stage is inserted or removed by its id', () => {
    const overlay = laid(`${HEAD}benefits: { inpatient: { remove: [{ stage: critical, cite: t#2 }] } }\n`);
    expect(planOf(overlay).policy.stages.map(({ id }) => id)).not.toContain('critical');
  });

  test('over a layer above it reaches every area that does not decide for itself', () => {
    const both = libraryOf('990100-example', '990102-example-a2');
    const overlay = laid(
      `overlay: nation
title: 试算（虚构）
overlays: 000000-resident
authority: t#1
sources: { t: { title: 试算方案（虚构） } }
rounding: { mode: down, place: yuan, at: stage }
`,
      both,
    );
    for (const area of ['990100', '990102']) {
      const plan = planOf(overlay, '2026-03-01', { area });
      expect(plan.packId).toBe(`${area}-resident`);
      expect(plan.policy.rounding).toEqual({ mode: 'down', place: 'yuan', at: 'stage' });
      expect(plan.hash).not.toBe(planOf(both, '2026-03-01', { area }).hash);
    }
  });
});

describe('an overlay is listed by its content', () => {
  test('the same texts give the same hash; another base or another overlay gives another', () => {
    const one = laid(HEAD + DEDUCTIBLE);
    expect(laid(`# a comment\n${HEAD}${DEDUCTIBLE}`).hash).toBe(one.hash);
    expect(laid(HEAD + DEDUCTIBLE.replace('1000元', '1001元')).hash).not.toBe(one.hash);
    const files = readRepositoryPolicies()
      .filter(({ path }) => /000000|990100-example/.test(path))
      .map((file) => ({ ...file, text: file.text.replace('rate: 65%', 'rate: 66%') }));
    const other = createPolicyLibrary(files);
    if (!other.ok) throw new Error('The edited pack does not load');
    const over = laid(HEAD + DEDUCTIBLE, other.value);
    expect(over.overlayHash).toBe(one.overlayHash);
    expect(over.baseHash).not.toBe(one.baseHash);
    expect(over.hash).not.toBe(one.hash);
  });

  test('nothing under overlays/ is loaded as a pack, however broken', () => {
    const files = readRepositoryPolicies().filter(({ path }) => /000000|990100-example/.test(path));
    const broken = { path: 'policies/overlays/broken.yaml', text: 'pack: [' };
    expect(createPolicyLibrary([...files, broken]).ok).toBe(true);
  });
});

describe('a broken overlay is refused with file, line and fix', () => {
  test.each([
    [
      'a pack that does not exist',
      HEAD.replace('990100-resident', '990199-resident') + DEDUCTIBLE,
      'trial.yaml:3 unknown-base',
    ],
    [
      'a table that does not exist',
      HEAD + DEDUCTIBLE.replace('deductible', 'deductable'),
      'trial.yaml:9 unknown-table',
    ],
    [
      'a source that is not registered',
      HEAD + DEDUCTIBLE.replace('t#1', 'x#1'),
      'trial.yaml:9 unknown-source',
    ],
    [
      'an authority that is not registered',
      HEAD.replace('t#1', 'x#1') + DEDUCTIBLE,
      'trial.yaml:4 unknown-source',
    ],
    ['a bare number', HEAD + DEDUCTIBLE.replace('1000元', '1000'), 'trial.yaml:9 yaml'],
    ['an amount without unit', HEAD + DEDUCTIBLE.replace('1000元', '"1000"'), 'trial.yaml:9 bad-value'],
    ['a field that does not exist', `${HEAD}form: 1\n${DEDUCTIBLE}`, 'trial.yaml:6 yaml'],
    ['a word that does not exist', `${HEAD}form: x\n${DEDUCTIBLE}`, 'trial.yaml:6 schema'],
    ['nothing changed', HEAD, 'trial.yaml:1 empty-overlay'],
    [
      'a stage that does not exist',
      `${HEAD}benefits: { inpatient: { remove: [{ stage: x, cite: t#1 }] } }\n`,
      'trial.yaml:6 unknown-stage',
    ],
    [
      'an entry before the first day',
      `${HEAD}from: 2026-07-01\n${DEDUCTIBLE.replace('cite', 'from: 2026-01-01, cite')}`,
      'trial.yaml:10 overlay-from',
    ],
    [
      'one writer for what the pack decides by benefit',
      `${HEAD}tables: { deductible: [{ cite: t#1, basis: none }] }\n`,
      'trial.yaml:6 overlay-section',
    ],
    ['a syntax error', 'overlay: [', 'trial.yaml:1 yaml'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toContain(`overlays/${expected}`);
  });

  test('several problems are told at once', () => {
    const text = HEAD.replace('t#1', 'x#1') + DEDUCTIBLE.replace('1000元', '"1000"');
    expect(problemsOf(text).length).toBeGreaterThanOrEqual(2);
  });

  test('a ratio outside what the layer above allows is a finding', () => {
    const files = readRepositoryPolicies()
      .filter(({ path }) => /000000|990100-example/.test(path))
      .map((file) => ({ ...file, text: file.text.replace('within: [0%, 100%]', 'within: [40%, 70%]') }));
    const narrow = createPolicyLibrary(files);
    if (!narrow.ok) throw new Error('The edited packs do not load');
    const rates = DEDUCTIBLE.replace('deductible', 'poolRates').replace(
      'basis: per-stay, amount: 1000元',
      'over: stay, rate: 90%',
    );
    const codes = laid(HEAD + rates, narrow.value).findings.map(({ code }) => code);
    expect(codes).toEqual(['out-of-range']);
  });
});
