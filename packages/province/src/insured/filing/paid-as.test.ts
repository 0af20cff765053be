import { readdirSync, readFileSync } from 'node:fs';
import { type AdjudicationInput, createPolicyLibrary, emptyAccumulators, type Plan } from '@zhijie/engine';
import { calendarDate, fen, type InsuranceType, type PersonGroup } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import type { InsuredDeps } from '../deps.ts';
import type { Snapshot } from '../entitlement/store.ts';
import { decide } from '../settlement/decide.ts';
import { billOf, snapshotOf } from '../testing/case-bill.ts';
import { at } from '../testing/harness.ts';
import type { StoredFiling } from './store.ts';

const POLICIES = new URL('../../../../../policies/', import.meta.url);
const USED = /^(000000|120000|130100|330100|340100|360100|370600|990100)-.*\.yaml$/;
const files = readdirSync(POLICIES, { recursive: true, encoding: 'utf8' })
  .filter((path) => USED.test(path) && !path.includes('.test.'))
  .map((path) => ({ path: `policies/${path}`, text: readFileSync(new URL(path, POLICIES), 'utf8') }));

const day = calendarDate('2026-03-01');
const dates = { admittedOn: day, dischargedOn: day, settledOn: day };

function library() {
  const built = createPolicyLibrary(files);
  if (!built.ok) throw new Error(built.refusal[0]!.message);
  return built.value;
}
const policies = library();

/** First stay of the year at a third-level hospital, 10 000 yuan in scope. */
function inputFor(insuranceType: InsuranceType): AdjudicationInput {
  const group: PersonGroup = insuranceType === 'employee' ? 'active' : 'adult';
  const total = fen(1_000_000);
  const nothing = fen(0);
  return {
    referral: 'unfiled',
    level: 'level3',
    group,
    age: 40,
    aidCategory: 'none',
    civilServant: false,
    fees: { total, excluded: nothing, overLimit: nothing, selfPaidFirst: nothing, eligible: total },
    accumulators: emptyAccumulators(2026),
    accountBalance: nothing,
    useAccount: false,
  };
}

type Asked = {
  readonly area: string;
  readonly insuranceType?: InsuranceType;
  readonly careArea: string;
  readonly filing?: Partial<StoredFiling>;
};

function planOf(area: string, insuranceType: InsuranceType): Plan {
  const plan = policies.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

/** What the node decides of it: class, fen of the pooled fund and what is said; or the refusal. */
function decided({ area, insuranceType = 'employee', careArea, filing }: Asked) {
  const plan = planOf(area, insuranceType);
  const own = inputFor(insuranceType);
  const [filed] = snapshotOf(plan, { ...own, referral: 'long-term' }, dates).filings;
  const filings = filing === undefined ? [] : [{ ...filed!, ...filing }];
  const snapshot: Snapshot = { ...snapshotOf(plan, own, dates), filings };
  const bill = { ...billOf(plan, own, dates), careArea };
  const result = decide({ policies } as Partial<InsuredDeps> as InsuredDeps, snapshot, {
    bill,
    settlementId: 'S1',
    at: at('2026-03-01 10:00:00'),
    settledOn: day,
  });
  if (!result.ok) return { refused: result.refusal.code, what: result.refusal.detail?.what };
  const { referralClass, parts, warnings } = result.value.decision;
  return { referralClass, pool: parts.paidByPooledFund, warnings };
}

const UNFILED = '未查到有效的异地就医备案。出院结算前补办备案，仍可直接结算。';

describe('F-11 places of care that need no filing', () => {
  test('石家庄 pays 京津冀 as at home: (10 000 − 600) × 85 %', () => {
    expect(decided({ area: '130100', careArea: '110000' })).toEqual({
      referralClass: 'local',
      pool: 799_000,
      warnings: ['参保地规定到就医地就医不需备案。'],
    });
  });

  test.each([
    ['天津 of 京津冀', '120000', '110000'],
    ['杭州 of 长三角', '330100', '310000'],
    ['合肥 of 长三角', '340100', '310000'],
  ])('%s: as which class is not provided, so it is refused by name', (_, area, careArea) => {
    expect(decided({ area, careArea })).toEqual({
      refused: 'policy-not-provided',
      what: '到免备案地区就医按哪一类待遇',
    });
  });

  test('a filing goes before the exemption that concerns the unfiled only', () => {
    const filing = { care_areas: ['110000'] };
    expect(decided({ area: '120000', careArea: '110000', filing })).toMatchObject({
      referralClass: 'long-term',
      pool: 664_000,
    });
  });

  test('who is not exempted stays unfiled and is told so', () => {
    const found = decided({ area: '130100', careArea: '540000' });
    expect(found).toMatchObject({ referralClass: 'unfiled', warnings: [UNFILED] });
  });
});

describe('F-12 home again during a long-term filing', () => {
  const home = (area: string, byCommitment = false, insuranceType: InsuranceType = 'resident') =>
    decided({
      area,
      insuranceType,
      careArea: area,
      filing: { care_areas: ['440100'], by_commitment: byCommitment },
    });

  test('烟台 states the edge: (10 000 × 80 % − 800) × 86 %', () => {
    expect(home('370600', false, 'employee')).toMatchObject({ referralClass: 'long-term', pool: 619_200 });
  });

  test('a place that says nothing pays the national floor, the referral benefit', () => {
    const referred = decided({
      area: '990100',
      insuranceType: 'resident',
      careArea: '110000',
      filing: { category: 'referral', care_areas: ['110000'] },
    });
    expect(home('990100')).toMatchObject({ referralClass: 'referral', pool: referred.pool });
    expect(home('130100', false, 'employee')).toMatchObject({ referralClass: 'local', pool: 799_000 });
  });

  test('by commitment the place says what is paid until the papers are there, or nothing is settled', () => {
    const other = decided({
      area: '990100',
      insuranceType: 'resident',
      careArea: '110000',
      filing: { category: 'other-temporary', care_areas: ['110000'] },
    });
    expect(home('990100', true)).toMatchObject({ referralClass: 'other-temporary', pool: other.pool });
    expect(home('370600', true, 'employee')).toEqual({
      refused: 'policy-not-provided',
      what: '长期备案期间回参保地就医（承诺备案，补齐材料以前）的待遇',
    });
  });
});

describe('D14 without a filing for the place', () => {
  const elsewhere = { care_areas: ['440100'] };

  test('烟台 pays outside the filed place at 80 %, and says why', () => {
    const found = decided({ area: '370600', careArea: '540000', filing: elsewhere });
    expect(found).toMatchObject({ referralClass: 'unfiled', pool: 619_200 });
    expect(found.warnings).toEqual(['就医地不在备案地范围内，按参保地在备案地以外就医的规定结算。']);
  });

  test('烟台 without any filing is refused', () => {
    expect(decided({ area: '370600', careArea: '540000' })).toMatchObject({ refused: 'filing-required' });
  });

  test('a place without a rule for the edge has its unfiled rule: 南昌 (10 000 × 80 % − 800) × 85 %', () => {
    expect(decided({ area: '360100', careArea: '540000', filing: elsewhere })).toMatchObject({
      referralClass: 'unfiled',
      pool: 612_000,
      warnings: expect.arrayContaining([UNFILED]),
    });
  });

  test('in the own province no filing is needed, and nobody says that one is missing', () => {
    for (const area of ['370600', '360100']) {
      const found = decided({ area, careArea: `${area.slice(0, 2)}0700` });
      expect(found.warnings).toContain('省内就医不需备案，按参保地省内临时外出的规定结算。');
      expect(found.warnings).not.toContain(UNFILED);
    }
  });
});
