import { readdirSync, readFileSync } from 'node:fs';
import {
  type AdjudicationInput,
  adjudicate,
  type CaseResult,
  createPolicyLibrary,
  emptyAccumulators,
  type PolicyFile,
  runCases,
} from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import { calendarDate, fen } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import type { InsuredDeps } from '../deps.ts';
import { billOf, earlierOf, snapshotOf, unsaidOf } from '../testing/case-bill.ts';
import { at } from '../testing/harness.ts';
import { decide } from './decide.ts';

const POLICIES = new URL('../../../../../policies/', import.meta.url);
const files: PolicyFile[] = readdirSync(POLICIES, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^\d{6}-.*\.yaml$/.test(path))
  .map((path) => ({ path: `policies/${path}`, text: readFileSync(new URL(path, POLICIES), 'utf8') }));

function libraryOf(texts: readonly PolicyFile[]) {
  const library = createPolicyLibrary(texts);
  if (!library.ok) throw new Error(library.refusal[0]!.message);
  return library.value;
}

const policies = libraryOf(files);
const deps = { policies } as Partial<InsuredDeps> as InsuredDeps;

/** Why a case was left to the engine: the first field of each that no bill and no feed has. */
const unsaid: string[] = [];

/** Every case beside the packs, settled by what a node does with a bill. */
function throughDecide(): CaseResult[] {
  return runCases(policies, files, (plan, input, dates) => {
    const fields = unsaidOf(input);
    unsaid.push(...fields.slice(0, 1));
    if (fields.length > 0) return adjudicate(plan, input);
    const decided = decide(deps, snapshotOf(plan, input, dates), {
      bill: billOf(plan, input, dates),
      settlementId: 'S1',
      at: at('2026-03-10 09:00:00'),
      settledOn: dates.settledOn,
      earlier: earlierOf(input),
    });
    return decided.ok ? { ok: true, value: decided.value.adjudication } : decided;
  });
}

const results = throughDecide();

/** The cases that a line of `policies/DIMENSIONS.md` names, as `370600-yantai/employee.test.yaml D14 …`. */
const namedIn = (dimension: string): string[] => {
  const row = readFileSync(new URL('DIMENSIONS.md', POLICIES), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${dimension} `))!;
  return [...row.matchAll(/`(\d{6})-(employee|resident)` ([^<|]+)/g)].map(
    ([, area, insurance, name]) => `${area} ${insurance} ${name!.trim()}`,
  );
};
const keyOf = ({ file, name }: CaseResult): string => {
  const [, area, insurance] = /(\d{6})-[^/]*\/(\w+)\.test/.exec(file)!;
  return `${area} ${insurance} ${name}`;
};

/** What a node decides otherwise, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '360100 employee D14 在备案地以外就医的待遇来源没有写，按名拒绝':
    'F-08: outside the filed place is unfiled',
  '370600 employee 2023 版：未备案的待遇没有找到，按名拒绝':
    'F-10: filing in time settles, so it is asked for',
  '990100 resident D27 本年有病种已支付，却没有写明是这一病种的多少，按名拒绝':
    'D12: a node adds up what it paid for the disease',
};

describe('a node pays what the packs say', () => {
  test.each(namedIn('D14'))('%s', (named) => {
    const found = results.filter((result) => keyOf(result) === named);
    expect(found.map((result) => result.differences)).toEqual([[]]);
  });

  test('every case of every pack, but for those that say something no bill says', () => {
    const differing = results.filter((result) => !result.ok);
    expect(differing.map(keyOf).toSorted()).toEqual(Object.keys(OTHERWISE).toSorted());
    expect(results.length - unsaid.length).toBeGreaterThan(1_600);
    expect(new Set(unsaid)).toContain('isSelectedProvider');
  });
});

describe('what a plan asks about and nobody states', () => {
  const on = calendarDate('2026-03-01');
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const nothing = fen(0);
  const total = fen(1_000_000);
  const person: AdjudicationInput = {
    referral: 'local',
    level: 'level3',
    group: 'active',
    age: 40,
    aidCategory: 'none',
    civilServant: false,
    fees: { total, excluded: nothing, overLimit: nothing, selfPaidFirst: nothing, eligible: total },
    accumulators: emptyAccumulators(2026),
    accountBalance: nothing,
    useAccount: false,
  };
  const decided = (area: string, input: AdjudicationInput, own: Partial<Bill> = {}) => {
    const insuranceType = input.group === 'active' ? 'employee' : 'resident';
    const plan = policies.planFor({ area, insuranceType, benefit: 'inpatient', dates });
    if (!plan.ok) throw new Error(plan.refusal.code);
    const question = { settlementId: 'S1', at: at('2026-03-01 09:00:00'), settledOn: on };
    const bill = { ...billOf(plan.value, input, dates), ...own };
    const result = decide(deps, snapshotOf(plan.value, input, dates), {
      ...question,
      bill,
      earlier: { transferredFrom: bill.isTransfer === true ? 'unknown' : null, diseasePaid: [] },
    });
    return result.ok ? result.value : result.refusal;
  };
  const warningsOf = (found: ReturnType<typeof decided>) =>
    'decision' in found ? found.decision.warnings : [found.code];

  test('is assumed in words: 南昌 waives the deductible by cause', () => {
    expect(warningsOf(decided('360100', person))).toEqual([
      '参保地按就医事由区分待遇，账单没有写明，按普通就医计算。',
    ]);
  });

  test('is not assumed where the bill states it, nor told where no table asks', () => {
    const diagnoses = [{ code: 'O80.900', name: '自然分娩', isMain: true }];
    const delivery = decided('360100', person, { diagnoses });
    expect(delivery).toMatchObject({ input: { circumstances: { cause: 'childbirth' } } });
    expect(warningsOf(delivery)).toEqual([]);
    const elsewhere = decided('410100', person, { diagnoses });
    expect(warningsOf(elsewhere)).toEqual([]);
    expect(elsewhere).toMatchObject({ input: { circumstances: { careArea: '410100' } } });
    expect('input' in elsewhere && elsewhere.input.circumstances).not.toHaveProperty('cause');
  });

  test('is refused by name where nothing is assumed: 烟台 by contribution tier (D12)', () => {
    const resident = { ...person, group: 'adult' } as const;
    expect(decided('370600', resident)).toMatchObject({
      code: 'policy-not-provided',
      detail: { what: expect.stringContaining('缴费档次') },
    });
    const fed = { ...resident, circumstances: { contributionTier: 'tier2' } } as const;
    expect(decided('370600', fed)).toMatchObject({ decision: { parts: { paidByPooledFund: 552_000 } } });
  });

  test('V-09 a third party that is liable is refused whatever the plan asks', () => {
    expect(decided('410100', person, { isTrauma: true, involvesThirdParty: true })).toMatchObject({
      code: 'cause-not-covered',
    });
  });

  test('D5 a transfer from a stay that is not settled here is told as a stay of its own', () => {
    expect(warningsOf(decided('210100', person, { isTransfer: true }))).toEqual([
      '账单写明转院，但没有查到转出医院已结算的住院，起付线按单独一次住院计算。',
    ]);
  });
});
