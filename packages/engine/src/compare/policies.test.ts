import type { CalendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { createPolicyLibrary, type PolicyLibrary } from '../library.ts';
import type { Plan } from '../plan/plan.ts';
import { libraryOf, readRepositoryPolicies } from '../testing/policy-files.ts';
import { coverClauses } from './clause-coverage.ts';
import { countNumbers } from './numbers.ts';
import { diffMoney, diffTables } from './policy-diff.ts';
import { viewPolicy } from './policy-view.ts';

const files = readRepositoryPolicies().filter((file) => /000000|990100-example|370600/.test(file.path));
const RESIDENT = 'policies/990100-example/resident.yaml';

function libraryAfter(edit: (text: string) => string): PolicyLibrary {
  const edited = files.map((file) => (file.path === RESIDENT ? { ...file, text: edit(file.text) } : file));
  const library = createPolicyLibrary(edited);
  if (!library.ok) throw new Error(JSON.stringify(library.refusal[0]));
  return library.value;
}

const library = libraryAfter((text) => text);

function planOf(from: PolicyLibrary, area: string, date: string): Plan {
  const day = date as CalendarDate;
  const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
  const insuranceType = area === '990100' ? 'resident' : 'employee';
  const plan = from.planFor({ area, insuranceType, benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

const before = planOf(library, '990100', '2026-03-02');
const cheaper = planOf(
  libraryAfter((text) => text.replace('amount: 1500元', 'amount: 1000元')),
  '990100',
  '2026-03-02',
);

describe('the effective policy', () => {
  test('names for every table layer, file, line and clause', () => {
    const { tables, filing, rounding } = viewPolicy(before);
    const deductible = tables.find(({ table }) => table === 'deductible')!;
    expect(deductible).toMatchObject({
      packId: '990100-resident',
      file: RESIDENT,
      citations: ['〔示例规〔2024〕8号 第九条〕'],
      from: '2024-01-01',
      verified: '2026-11-01',
      values: ['basis: per-stay', 'amount: 1500元'],
    });
    const line = files.find(({ path }) => path === RESIDENT)!.text.split('\n')[deductible.line - 1];
    expect(line).toContain('from: 2024-01-01');
    expect(filing).toContain('已办转诊备案：比例降低 10.00 个百分点');
    expect(filing).toContain('未备案：不能直接结算');
    expect(rounding).toBe('四舍五入到分，每段一次');
  });

  test('every amount and ratio has the layer and the clause that state it', () => {
    const employee = library.planFor({
      area: '990100',
      insuranceType: 'employee',
      benefit: 'inpatient',
      dates: { admittedOn: '2026-03-02', dischargedOn: '2026-03-02', settledOn: '2026-03-02' } as never,
    });
    const tables = employee.ok ? viewPolicy(employee.value).tables : [];
    const numbers = tables.flatMap((table) => table.numbers);
    expect(numbers).toContainEqual({
      path: 'rate level3|level3-top retired 第2项',
      value: '87%',
      packId: '990100-employee',
      citation: '〔示例规〔2024〕9号 第十三条〕',
      badge: null,
    });
    expect(numbers.every(({ packId, citation }) => packId !== '' && citation.length > 3)).toBe(true);
  });

  test('a row that cites a clause of its own states its number by that clause', () => {
    const cited = libraryAfter((text) =>
      text.replace('referral: { minusPoints: 10% }', 'referral: { minusPoints: 10%, cite: demo-a#第十三条 }'),
    );
    const referral = viewPolicy(planOf(cited, '990100', '2026-03-02')).tables.find(
      (one) => one.table === 'referral',
    )!;
    const clauses = referral.numbers.map(({ path, citation }) => `${path} ${citation}`);
    expect(clauses).toContain('referral minusPoints 〔示例规〔2024〕8号 第十三条〕');
    expect(clauses).toContain('emergency minusPoints 〔示例规〔2024〕8号 第十二条〕');
  });

  test('a table of a layer above says so', () => {
    const day = '2024-06-01';
    const account = viewPolicy(planOf(library, '370600', day)).tables.find(
      ({ table }) => table === 'referral',
    )!;
    expect(account.place).toBe('烟台市职工医保');
    const resident = library.planFor({
      area: '370600',
      insuranceType: 'resident',
      benefit: 'inpatient',
      dates: {
        admittedOn: day as CalendarDate,
        dischargedOn: day as CalendarDate,
        settledOn: day as CalendarDate,
      },
    });
    const tables = resident.ok ? viewPolicy(resident.value).tables : [];
    expect(resident.ok ? tables.map(({ packId }) => packId) : ['000000-resident']).toContain(
      '000000-resident',
    );
  });

  test('every cell is shown as the pack writes it, the notes about an entry are not', () => {
    const { tables } = viewPolicy(planOf(library, '370600', '2026-03-01'));
    const rates = tables.find(({ table }) => table === 'poolRates')!;
    expect(rates.values).toContain('rate level3|level3-top retired: 89%');
    expect(rates.values.join()).not.toContain('cite');
    expect(rates.badge).not.toBeNull();
    const referral = tables.find(({ table }) => table === 'referral')!;
    expect(referral.values).toContain('other-temporary firstSelfPay: 20%');
  });
});

describe('the difference of two policies', () => {
  test('journey 20: the deductible from 1,500 to 1,000 is the one table that changed', () => {
    expect(diffTables(before, cheaper)).toEqual([
      expect.objectContaining({
        table: 'deductible',
        change: 'values',
        removed: ['amount: 1500元'],
        added: ['amount: 1000元'],
      }),
    ]);
  });

  test('money on seeded bills: when the deductible falls the fund pays the difference', () => {
    const money = diffMoney(before, cheaper, { seed: '20260301', bills: 300 });
    expect(money.changed).toBeGreaterThan(100);
    expect(money.changed).toBeLessThanOrEqual(money.compared);
    expect(money.mostSaved!.saved).toBeLessThanOrEqual(50_000);
    const moved = money.payers.reduce((sum, payer) => sum + payer.after - payer.before, 0);
    expect(moved).toBe(0);
    const person = money.payers.find(({ payer }) => payer === 'borneByPerson')!;
    expect(person.after).toBeLessThan(person.before);
  });

  /** The pool is at its cap, and 大病 counts the deductible but not what is above the cap: 45 % × 500 × 60 %. */
  test('a bill above the cap loses 135.00 by a lower deductible, and is named', () => {
    expect(diffMoney(before, cheaper, { seed: '20260301', bills: 300 }).mostLost).toMatchObject({
      saved: -13_500,
      what: expect.stringContaining('已办临时外出备案'),
    });
  });

  test('the same seed draws the same bills, another seed others', () => {
    const options = { seed: '7', bills: 60 };
    const first = JSON.stringify(diffMoney(before, cheaper, options));
    expect(JSON.stringify(diffMoney(before, cheaper, options))).toBe(first);
    const other = diffMoney(before, cheaper, { seed: '8', bills: 60 });
    expect(JSON.stringify(other.payers)).not.toBe(JSON.stringify(JSON.parse(first).payers));
  });

  test('a policy compared with itself differs in nothing', () => {
    expect(diffTables(before, before)).toEqual([]);
    expect(diffMoney(before, before, { seed: '1', bills: 50 }).changed).toBe(0);
  });

  test('bills that only one of two policies settles are counted apart', () => {
    const open = planOf(
      libraryAfter((text) =>
        text
          .replace('filing: required', 'filing: reduced')
          .replace('unfiled: refused', 'unfiled: { factor: 50% }'),
      ),
      '990100',
      '2026-03-02',
    );
    const money = diffMoney(before, open, { seed: '1', bills: 100 });
    expect(money.settledOnlyAfter).toBeGreaterThan(0);
    expect(money.settledOnlyBefore).toBe(0);
  });

  test('a new clause with the same figures is a change of origin', () => {
    const cited = planOf(
      libraryAfter((text) => text.replace('demo-a#第九条', 'demo-a#第九条之一')),
      '990100',
      '2026-03-02',
    );
    expect(diffTables(before, cited)).toMatchObject([{ table: 'deductible', change: 'origin', added: [] }]);
  });
});

describe('what is counted', () => {
  test('a clause is covered when a case makes it move money', () => {
    const cases = files.filter((file) => file.path.endsWith('990100-example/resident.test.yaml'));
    const covered = coverClauses(library, cases);
    const isCovered = (article: string) =>
      covered.find((one) => one.citation.endsWith(` ${article}〕`) && one.place.includes('居民'))?.isCovered;
    expect(isCovered('第九条')).toBe(true);
    expect(isCovered('第二十条')).toBe(true);
    expect(isCovered('第十二条')).toBe(true);
    expect(coverClauses(library, []).some((one) => one.isCovered)).toBe(false);
  });

  test('numbers by what is known about them: the invented place apart, a mark of verification moves its numbers', () => {
    const counts = countNumbers(library);
    expect(counts.verified).toBe(0);
    expect(counts.unverified).toBeGreaterThan(50);
    const real = libraryAfter((text) => text.replace('fictional: true\n', ''));
    const after = countNumbers(real);
    expect(after.verified).toBeGreaterThan(20);
    expect(after.verified + after.fictional).toBe(counts.fictional);
    const sampled = libraryAfter((text) =>
      text
        .replace('fictional: true\n', '')
        .replace('basis: per-stay', 'sample: true\n          basis: per-stay'),
    );
    expect(countNumbers(sampled).sample).toBe(counts.sample + 1);
  });

  test('figures inside notes and conflicts decide nothing and are not counted', () => {
    const counts = countNumbers(libraryOf('990100-example'));
    const noted = libraryAfter((text) =>
      text.replace('basis: per-stay', 'note: 100元\n          basis: per-stay'),
    );
    expect(countNumbers(noted).fictional).toBe(counts.fictional);
  });
});
