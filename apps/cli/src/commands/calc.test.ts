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

const JOURNEY_7 =
  '--area 990100 --filing long-term --total 76123.88 --excluded 13000.00 --product demo-a-2026';
const SLIP_7 = '--settled paidByPooledFund=41300.00,paidByCriticalIllness=3200.00';

/**
 * Journey 7's basic figures (pooled 41,300.00 and 大病 3,200.00 of 63,123.88 in scope) are not those of
 * DEMO-居民-A: its 65 % after 1,500.00 gives 40,055.52. They are given as the slip of the public settlement.
 */
describe('journey 7: three payers', () => {
  test('by the slip of the public settlement: insurer 6,899.10, patient 24,724.78, total 76,123.88', async () => {
    const { oneStop, parts, assumptions } = await calculated(`${JOURNEY_7} ${SLIP_7} ${ON}`);
    expect(oneStop.basis).toBe('slip');
    expect(oneStop.payers).toEqual({
      total: 7_612_388,
      funds: 4_450_000,
      hospital: 0,
      commercial: 689_910,
      personalAccount: 0,
      familyAccount: 0,
      cash: 2_472_478,
    });
    expect(oneStop.commercial[0].layers[0]).toMatchObject({ base: 1_862_388, ratio: 8_000, paid: 689_910 });
    expect(oneStop.inWords.cash).toBe('人民币贰万肆仟柒佰贰拾肆元柒角捌分');
    // K-08: the public settlement knows nothing of the insurer.
    expect(parts).toMatchObject({ paidByFunds: 4_450_000, borneByPerson: 3_162_388 });
    expect(assumptions.join()).toContain('医保各项支付按给出的票据');
  });

  test('its bars follow each other from the bill down to nothing, the insurer with its clause', async () => {
    const { oneStop } = await calculated(`${JOURNEY_7} ${SLIP_7} ${ON}`);
    const amounts = oneStop.bars.map((bar: { amount: number }) => bar.amount);
    expect(amounts).toEqual([4_130_000, 320_000, 689_910, 2_472_478]);
    expect(oneStop.bars.at(-1).to).toBe(0);
    expect(oneStop.bars[2].citation).toBe('〔示例惠〔2025〕1号 第三条〕');
  });

  test('by the packs alone the basic figures differ, and so does what the insurer pays', async () => {
    const { oneStop, parts } = await calculated(`${JOURNEY_7} ${ON}`);
    // (63,123.88 − 1,500) × 65 % = 40,055.52; person in scope 23,068.36; 大病 (23,068.36 − 14,000) × 60 % = 5,441.02
    // in-scope rest 17,627.34; insurer (17,627.34 − 10,000) × 80 % = 6,101.87
    expect(parts).toMatchObject({ paidByPooledFund: 4_005_552, paidByCriticalIllness: 544_102 });
    expect(oneStop).toMatchObject({ basis: 'calculated', payers: { commercial: 610_187, cash: 2_452_547 } });
  });

  test('as text, and with the account and a relative after the insurer', async () => {
    const line = `${JOURNEY_7} --account 500.00 --family child=5000.00 --date 2026-03-02`;
    expect(await calc.run(args(line))).toBe(0);
    const text = out.join('\n');
    expect(text).toContain('本人个人账户  500.00 元');
    expect(text).toContain('子女的共济账户  5,000.00 元');
    expect(text).toContain('示例市惠民保（虚构，DEMO-居民-A 的商业补充）〔虚构〕：');
    expect(text).toContain('7,627.34 × 80% = 6,101.87 元');
  });

  test('K-07 a product that is refused is named and leaves the rest as it is', async () => {
    const line = `--area 990100 --filing long-term --total 30000.00 --product xihu-yilian-2025 ${ON}`;
    const { oneStop } = await calculated(line);
    expect(oneStop.commercial[0].refusal.text).toContain('不在其中');
    expect(oneStop.payers.commercial).toBe(0);
  });
});

describe('a place whose figures are template figures', () => {
  const YONGZHOU = '--area 431100 --insurance employee --total 10000.00 --filing referral --date 2026-03-02';

  test('every figure of the text says 示例数据，未核实', async () => {
    expect(await calc.run(args(YONGZHOU))).toBe(0);
    expect(out[0]).toContain('〔示例数据〕');
    const figures = out
      .join('\n')
      .split('\n')
      .filter((line) => /^ {2}(统筹基金付|个人现金付|若.*元|起付线 )/.test(line));
    expect(figures.length).toBeGreaterThan(6);
    for (const line of figures) expect(line).toMatch(/（示例数据，未核实）$/);
    expect(out.join('\n')).toMatch(/还没有人核对过的数字：\n.*（示例数据，未核实）/);
  });

  test('so does every step, bar, formula, alternative and unverified number of the JSON', async () => {
    const { steps, explanation, counterfactuals, unverified } = await calculated(`${YONGZHOU} --json`);
    for (const step of steps) expect(step).toMatchObject({ isSample: true });
    for (const bar of explanation.bars) expect(bar.badge).toBe('示例数据，未核实');
    for (const line of explanation.formulas) expect(line.isSample).toBe(true);
    for (const one of counterfactuals.filter((other: { reason: unknown }) => other.reason === null))
      expect(one).toMatchObject({ isSample: true, isVerified: false });
    expect(unverified.map(({ isSample }: { isSample: boolean }) => isSample)).not.toContain(false);
  });
});

/**
 * Worked example A4 beside journey 7, under the real Yantai packs (待核实): the founding text prints a total over
 * 70,000 and about 20,000 paid. Everything else is assumed: totals as in journey 7, level 3, at home, first stay,
 * no 乙类 share, the holder healthy and in his second year of 烟台市民健康保 2024 (the only ratio that is printed).
 */
describe('worked example A4: 烟台, beside journey 7', () => {
  const HELD = '--product yantai-2024 --years 2 --date 2024-06-03 --json';

  test('a retired employee: the public layers leave less than the product’s deductible', async () => {
    const line = '--area 370600 --insurance employee --group retired --age 70 --filing local --level level3';
    const bill = `--total 76123.88 --excluded 13000.00 ${HELD}`;
    const { oneStop, badge, unverified, assumptions } = await calculated(`${line} ${bill}`);
    // (63,123.88 − 800) × 89 % = 55,468.25; the person: 800 + 6,855.63 in scope, 13,000.00 outside
    expect(oneStop.payers).toMatchObject({ funds: 5_546_825, commercial: 0, cash: 2_065_563 });
    expect(oneStop.commercial[0].layers[0]).toMatchObject({ base: 765_563, bound: 'deductible' });
    expect(badge).toBe('待核实');
    expect(unverified.map(({ citation }: { citation: string }) => citation).join()).toContain('住院报销比例');
    expect(assumptions.join()).toContain('烟台市民健康保（2024 年度）的数字待核实');
  });

  test('a resident of the second tier, by slip: the insurer pays 3,810.11 and the person 19,481.71', async () => {
    // Assumed besides: 3,000.00 outside the catalogue and the second tier; the split is given as a slip gives it:
    // (73,123.88 − 800) × 60 % = 43,394.33; 大病 (29,729.55 − 14,000) × 60 % = 9,437.73
    const slip = '--settled paidByPooledFund=43394.33,paidByCriticalIllness=9437.73';
    const line = `--area 370600 --total 76123.88 --excluded 3000.00 ${slip} ${HELD}`;
    const { oneStop } = await calculated(line);
    // (20,291.82 − 15,000) × 72 % = 3,810.11
    expect(oneStop.payers).toMatchObject({ commercial: 381_011, cash: 1_948_171 });
    expect(oneStop.unverified[0]).toMatchObject({ label: '住院医保范围内自付' });
  });
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
    ['--area 990100 --date 2026-03-02 --total 1 --product no', '商业补充保险：没有产品 no，可用'],
    ['--area 990100 --date 2026-03-02 --total 1 --family cousin=1', '没有 "cousin" 这个值'],
    ['--area 990100 --date 2026-03-02 --total 1 --settled pool=1', '没有 pool 这一项，可用 paidByPooledFund'],
    ['--area 990100 --date 2026-03-02 --total 1 --settled paidByPooledFund=2', '请核对（--settled）'],
    ['--area 990100 --date 2026-03-02 --total 1 --product demo-a-2026 --years 0', '至少是 1（--years）'],
    [
      '--area 990100 --date 2026-03-02 --total 1 --product demo-a-2026 --listed drugs=1',
      '所选产品没有责任 drugs，可用 in-catalogue（--listed）',
    ],
    [
      '--area 990100 --date 2026-03-02 --total 1 --product demo-a-2026 --product-used demo-a-2026/in-catalogue=1:2',
      '已赔付大于已计入；请核对（--product-used）',
    ],
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

describe('what only some places ask about', () => {
  const YANTAI = '--area 370600 --insurance resident --filing long-term --total 20000.00 --date 2026-03-02';

  test('D12 a ratio by contribution tier is refused by name until the tier is stated', async () => {
    expect(await calc.run(args(YANTAI))).toBe(1);
    expect(out.join()).toContain('取决于缴费档次，账单没有写明');
    out = [];
    const { parts } = await calculated(`${YANTAI} --stated contributionTier=tier2 --json`);
    expect(parts).toMatchObject({ paidByPooledFund: 1_152_000, borneByPerson: 848_000 });
  });

  test('D14 in the own province no filing is assumed to be at home, nor said to be missing', async () => {
    const place = '--area 370600 --insurance employee --group active --total 10000.00 --date 2026-03-02';
    const { parts, assumptions } = await calculated(`${place} --stated route=in-province --json`);
    expect(parts).toMatchObject({ paidByPooledFund: 619_200 });
    expect(assumptions).toContain('没有给出备案类别：按省内临时外出就医（写明用 --filing 或 referral）');
    expect(assumptions.join()).not.toContain('在参保地就医');
  });

  test('what this place asks about and the bill leaves out is named, with what was taken and the flag', async () => {
    const nanchang = '--area 360100 --insurance resident --total 10000.00 --date 2026-03-02 --json';
    const { assumptions } = await calculated(nanchang);
    expect(assumptions).toContain(
      '没有写明就医原因，该地的起付标准、统筹基金支付比例与它有关：按普通就医；' +
        '写明后金额可能不同（写明用 --stated cause=… 或 circumstances.cause）',
    );
    expect(assumptions).toContain(
      '没有写明连续参保年数，该地的大病保险待遇与它有关：按没有连续参保年数；' +
        '这张账单不因此改变（写明用 --stated continuousYears=… 或 circumstances.continuousYears）',
    );
    out = [];
    const stated = await calculated(`${nanchang} --stated cause=ordinary,continuousYears=1`);
    expect(stated.assumptions.join()).not.toMatch(/没有写明(就医原因|连续参保年数)/);
  });

  test('a place that asks about nothing more has no such assumption', async () => {
    const line = '--area 411000 --insurance resident --total 10000.00 --date 2026-03-02 --json';
    const { assumptions } = await calculated(line.replace('411000', '431100'));
    expect(assumptions.join()).not.toContain('没有写明');
  });

  test('D31 care abroad is not the insurance’s, and the refusal names the flag', async () => {
    expect(await calc.run(args(`${YANTAI} --stated cause=abroad`))).toBe(1);
    expect(out.join()).toContain('社会保险法第三十条');
    expect(out.join()).toContain('（--stated）');
  });

  test.each([
    ['contributionTier=tier9', '可用 tier1、tier2、tier3'],
    ['colour=red', '没有 "colour" 这一项'],
    ['hasFamilyDoctor=maybe', '可用 yes、no'],
    ['essentialDrugs=1.234', '至多两位小数'],
    ['transferredWith=1.00,carriedOver=1.00', '不能与 transferredWith 同时填写'],
    ['tier2', '应写成 名称=值'],
  ])('%s is refused and says what to write', async (stated, told) => {
    expect(await calc.run(args(`${YANTAI} --stated ${stated}`))).toBe(2);
    expect(out.join()).toContain(told);
    expect(out.join()).toContain('--stated');
  });
});
