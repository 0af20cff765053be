import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { POLICIES } from '../policy-files.ts';
import { calc } from './calc.ts';

let out: string[] = [];
beforeEach(() => {
  out = [];
  const keep = (...texts: unknown[]) => void out.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

const args = (line: string): string[] => line.split(' ');
const STAY = '--area 990100 --care inpatient --total 30000.00 --excluded 2400.00 --self-paid-first 1600.00';
const ON = '--group adult --age 47 --date 2026-03-02 --json';

async function calculated(line: string) {
  expect(await calc.run(args(line))).toBe(0);
  return JSON.parse(out.join('\n'));
}

describe('journey 4: why this number', () => {
  test('the fund pays 15,925.00, the person 14,075.00, in figures and words', async () => {
    const { parts, explanation } = await calculated(`${STAY} --filing long-term ${ON}`);
    expect(parts).toMatchObject({ feeEligible: 2_600_000, paidByFunds: 1_592_500, borneByPerson: 1_407_500 });
    expect(explanation.inWords.borneByPerson).toBe('人民币壹万肆仟零柒拾伍元整');
  });

  test('every bar opens the rule text, place and effective date', async () => {
    const { explanation } = await calculated(`${STAY} --filing long-term ${ON}`);
    expect(explanation.bars.at(-1).to).toBe(0);
    for (const bar of explanation.bars) {
      const line = explanation.formulas[bar.formula];
      expect(line.citation).toMatch(/^〔.+ .+〕$/);
      expect(line.place).not.toBe('');
      expect(line.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});

describe('journey 5: the same bill, three filings', () => {
  test.each([
    ['long-term', 1_592_500, 0, 1_407_500],
    ['referral', 1_347_500, 0, 1_652_500],
    ['other-temporary', 1_102_500, 58_500, 1_839_000],
  ])('%s', async (filing, pool, critical, person) => {
    const { parts } = await calculated(`${STAY} --filing ${filing} ${ON}`);
    expect(parts).toMatchObject({
      paidByPooledFund: pool,
      paidByCriticalIllness: critical,
      borneByPerson: person,
    });
  });

  test('each says in one sentence what another filing would change', async () => {
    const { counterfactuals } = await calculated(`${STAY} --filing referral ${ON}`);
    const texts = counterfactuals.map((one: { text: string }) => one.text).join('\n');
    expect(texts).toContain('若事先办理异地长期居住备案，个人少付 2,450.00 元');
    expect(texts).toContain('若事先办理临时外出备案，个人多付 1,865.00 元');
  });
});

/**
 * Journey 7's basic figures (pooled 41,300.00 and 大病 3,200.00 of 63,123.88 in scope) are not those of
 * DEMO-居民-A: its 65 % after 1,500.00 gives 40,055.52. They are inputs of the commercial layer.
 */
test('journey 7: the DEMO pack does not give the basic figures that the journey starts from', async () => {
  const line = '--area 990100 --filing long-term --total 76123.88 --excluded 13000.00';
  const { parts } = await calculated(`${line} ${ON}`);
  expect(parts).toMatchObject({ feeEligible: 6_312_388, paidByPooledFund: 4_005_552 });
});

/**
 * Worked example A4 beside journey 7, under the real Yantai packs (待核实): total over 70 000, the person about
 * 20 000. Assumed: employee, retired, level 3, at home, first stay; 76,123.88 in all, 13,000.00 outside the
 * catalogue (both from journey 7), no 乙类 share; no commercial product.
 */
test('worked example A4: one bill under the Yantai packs is marked unverified', async () => {
  const line = '--area 370600 --insurance employee --group retired --age 70 --filing local --level level3';
  const bill = '--total 76123.88 --excluded 13000.00 --date 2026-03-02 --json';
  const { parts, badge, unverified } = await calculated(`${line} ${bill}`);
  // (63,123.88 − 800) × 89 % = 55,468.25; the person: 800 + 6,855.63 + 13,000
  expect(parts).toMatchObject({ paidByPooledFund: 5_546_825, borneByPerson: 2_065_563 });
  expect(badge).toBe('待核实');
  expect(unverified.map(({ citation }: { citation: string }) => citation).join()).toContain('住院报销比例');
});

test('journey 20: the deductible changed in a copy of the pack changes the fund by 325.00', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-calc-'));
  try {
    for (const name of ['000000-national', '990100-example'])
      cpSync(join(POLICIES, name), join(folder, name), { recursive: true });
    const file = join(folder, '990100-example', 'resident.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('amount: 1500元', 'amount: 1000元'));
    const before = await calculated(`${STAY} --filing long-term ${ON}`);
    out = [];
    const after = await calculated(`${STAY} --filing long-term ${ON} --policies ${folder}`);
    expect(before.parts.paidByFunds).toBe(1_592_500);
    expect(after.parts.paidByFunds).toBe(1_625_000);
    expect(after.planHash).not.toBe(before.planHash);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('as text: who pays, why, what else, what is left, what was assumed', async () => {
  expect(await calc.run(args(`${STAY} --filing long-term --date 2026-03-02`))).toBe(0);
  const text = out.join('\n');
  expect(text).toContain('示例市居民医保（虚构，DEMO-居民-A）〔虚构〕');
  expect(text).toContain('个人付的大写为人民币壹万肆仟零柒拾伍元整');
  expect(text).toContain('统筹基金本年度至多还可支付 184,075.00 元');
  expect(text).toContain('没有给出医院等级：按三级医院');
});

test('lines of a file are split by the catalogue of the place of care', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-calc-'));
  try {
    const file = join(folder, 'bill.csv');
    writeFileSync(file, 'code,quantity,price\n不存在,1,5.00\n');
    const line = `--area 990100 --care-area 110000 --lines ${file} --date 2026-03-02`;
    expect(await calc.run(args(line))).toBe(2);
    expect(out.join('\n')).toContain('明细：第 1 行：就医地目录中没有编码 不存在（--lines）');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a call that is wrong names the flag and what to write', () => {
  test.each([
    ['--date 2026-03-02 --total 1', '缺少 --area（参保统筹区，如 990100）'],
    ['--area 990100 --total 1', '缺少 --date（如 2026-03-02）'],
    ['--area 990100 --date 2026-3-2 --total 1', '结算日期："2026-3-2" 不是日期，写成 2026-03-02（--date）'],
    ['--area 990100 --date 2026-03-02', '总费用：没有给出；请给出总费用，或给出明细和就医地（--total）'],
    [
      '--area 990100 --date 2026-03-02 --total 1,000',
      '不是金额，写成元，至多两位小数，如 1234.50（--total）',
    ],
    ['--area 990100 --date 2026-03-02 --total 1 --filing none', '（--filing）'],
    ['--area 990100 --date 2026-03-02 --total 1 --excluded 2', '请核对这四个数（--total）'],
    ['--area 990100 --date 2026-03-02 --total 1 --accumulated poolPaid', '--accumulated："poolPaid" 应写成'],
    ['--area 990100 --date 2026-03-02 --total 1 --accumulated pool=1', '没有累计项 pool'],
    [
      '--area 990100 --date 2026-03-02 --total 1 --admitted 2026-03-05',
      '晚于出院日期 2026-03-02（--admitted）',
    ],
    ['--area 990100 --date 2026-03-02 --total 1 --age 200', '"200" 不是 0 到 120 的整数（--age）'],
  ])('%s', async (line, message) => {
    expect(await calc.run(args(line))).toBe(2);
    expect(out.join('\n')).toContain(message);
  });

  test('F-14 a refusal of the policy is exit 1 and shows what each filing would give', async () => {
    expect(await calc.run(args(`${STAY} --filing unfiled --date 2026-03-02`))).toBe(1);
    expect(out.join('\n')).toContain('该统筹区要求先办理异地就医备案');
    expect(out.join('\n')).toContain('若事先办理转诊备案，个人付 16,525.00 元');
  });

  test('an area without policy is refused by name, never taken as zero', async () => {
    expect(await calc.run(args('--area 659001 --date 2026-03-02 --total 1'))).toBe(1);
    expect(out.join('\n')).toContain('659001 在 2026-03-02 没有生效的');
  });
});
