import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { POLICIES } from '../policy-files.ts';
import { pack } from './pack.ts';

let out: string[] = [];
let folder = '';
beforeEach(() => {
  out = [];
  const keep = (...texts: unknown[]) => void out.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  folder = mkdtempSync(join(tmpdir(), 'zhijie-pack-'));
  copyTo(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** The national layer and one place unless another is wanted: enough, and quick to load. */
function copyTo(target: string, place = '990100-example'): void {
  for (const name of ['000000-national', place])
    cpSync(join(POLICIES, name), join(target, name), { recursive: true });
}

function edit(file: string, what: string, by: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(what);
  writeFileSync(path, text.replace(what, by));
}

const run = (line: string): Promise<number> => pack.run(line.split(' '));
const text = (): string => out.join('\n');

describe('pack check', () => {
  test('counts packs, cases, clauses and numbers by what is known about them', async () => {
    expect(await run(`check --folder ${folder}`)).toBe(0);
    expect(text()).toMatch(
      /2 个政策包（1 个统筹区），6 个方案 7 个时段；\d+ 个案例，0 个不符；条款 \d+ 条，案例用到 \d+ 条；0 处错误，0 处提醒\n阈值 [\d,]+ 处，.*复核 [\d,]+ 张账单（结算 [\d,]+ 张，按名拒绝 [\d,]+ 张），0 张不同/,
    );
    expect(text()).toMatch(/数字 [\d,]+ 个：已核实 \d+，待核实 \d+，示例数据 \d+；另有虚构地区的 \d+ 个/);
  });

  test('as JSON it names every clause that no case uses', async () => {
    expect(await run(`check --folder ${folder} --json`)).toBe(0);
    const { clauses, clausesCovered, uncovered, numbers } = JSON.parse(text());
    expect(uncovered).toHaveLength(clauses - clausesCovered);
    expect(numbers.fictional).toBeGreaterThan(0);
  });

  test('one area, one file or all: only what is asked for is looked at', async () => {
    copyTo(folder, '990102-example-a2');
    expect(await run(`check 990102 --folder ${folder}`)).toBe(0);
    expect(text()).toContain('1 个政策包（1 个统筹区）');
    out = [];
    expect(await run(`check ${join(folder, '990102-example-a2', 'resident.yaml')} --folder ${folder}`)).toBe(
      0,
    );
    expect(text()).toContain('1 个政策包（1 个统筹区）');
    expect(await run(`check 123456 --folder ${folder}`)).toBe(2);
    expect(text()).toContain('没有统筹区 123456');
  });

  test('a doubt alone is exit 1, with file, line and fix', async () => {
    copyTo(folder, '990102-example-a2');
    const line = `check 990100 --folder ${folder} --date 2028-01-01`;
    expect(await run(line)).toBe(1);
    expect(text()).toMatch(/resident\.yaml:\d+ 提醒 stale：.*已超过一年（改法：/);
  });

  test('a case that differs by a fen is named with file and line, exit 1', async () => {
    edit('990100-example/resident.test.yaml', 'paidByPooledFund: 82.92元', 'paidByPooledFund: 82.93元');
    expect(await run(`check --folder ${folder}`)).toBe(1);
    expect(text()).toMatch(/990100-example\/resident\.test\.yaml:\d+ 案例不符：旅程1/);
  });

  test('commercial products that stand in the folder are checked too: alone, one of them, or with the packs', async () => {
    copyTo(folder, 'commercial');
    const one = `check ${join(folder, 'commercial', 'demo-a-2026.yaml')} --folder ${folder}`;
    expect(await run(one)).toBe(0);
    expect(text()).toMatch(/^商业补充保险产品 \d+ 个，写明责任的 \d+ 个/);
    edit('commercial/demo-a-2026.yaml', '80%', '180%');
    for (const line of [one, `check commercial --folder ${folder}`]) {
      out = [];
      expect(await run(line)).toBe(1);
      expect(text()).toMatch(/commercial\/demo-a-2026\.yaml:\d+ 错误 .*（改法：/);
    }
    out = [];
    expect(await run(`check ${join(folder, 'commercial', 'yantai-2024.yaml')} --folder ${folder}`)).toBe(0);
  });

  test('a pack that does not load is named with file, line and fix, exit 1', async () => {
    edit('990100-example/resident.yaml', 'rate: 65%', 'rate: 650%');
    expect(await run(`check --folder ${folder}`)).toBe(1);
    expect(text()).toMatch(/990100-example\/resident\.yaml:\d+ 错误 out-of-range：.*（改法：/);
  });
});

describe('pack show', () => {
  test('every table with layer, file, line and clause, and what each filing means', async () => {
    copyTo(folder, '370600-yantai');
    expect(await run(`show 370600 2026-03-01 --insurance employee --care inpatient --folder ${folder}`)).toBe(
      0,
    );
    expect(text()).toContain('■ 烟台市职工医保 住院，2026-03-01 生效');
    expect(text()).toContain('已办临时外出备案：先由个人负担 20.00%');
    expect(text()).toMatch(/统筹基金支付比例 poolRates（.*可信度 \w+）/);
    expect(text()).toMatch(/烟台市职工医保 370600-employee {2}370600-yantai\/employee\.yaml:\d+/);
    expect(text()).toContain('rate level3|level3-top retired: 89%');
  });

  test('as JSON, all benefits; what is not provided is named', async () => {
    expect(await run(`show 990100 2026-03-01 --folder ${folder} --json`)).toBe(0);
    const { policies, refusals } = JSON.parse(text());
    expect(policies.length + refusals.length).toBe(6);
    expect(policies[0].tables[0].file).toMatch(/^990100-example\//);
  });

  test('a day before any policy is exit 1 with the reason', async () => {
    expect(await run(`show 990100 2000-01-01 --folder ${folder}`)).toBe(1);
    expect(text()).toContain('990100 在 2000-01-01 没有生效的');
  });
});

describe('pack diff', () => {
  test('two days of one area: the table, its clause on each side and the cells', async () => {
    copyTo(folder, '370600-yantai');
    const line = 'diff 370600@2024-06-01 370600@2026-03-01 --insurance employee --care inpatient';
    expect(await run(`${line} --folder ${folder}`)).toBe(0);
    expect(text()).toContain('异地就医待遇差异 referral：数字变了');
    expect(text()).toContain('- referral: not-provided');
    expect(text()).toContain('+ referral firstSelfPay: 20%');
    expect(text()).toMatch(/只有后者能结算 \d+ 张/);
  });

  test('journey 20: two folders, one deductible changed: tables and money, by seed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'zhijie-pack-'));
    try {
      copyTo(other);
      edit('990100-example/resident.yaml', 'amount: 1500元', 'amount: 1000元');
      const line = `diff ${other} ${folder} --seed 20260301 --bills 1000 --date 2026-03-01`;
      expect(await run(`${line} --json`)).toBe(0);
      const first = text();
      const { diffs } = JSON.parse(first);
      expect(diffs).toHaveLength(1);
      expect(diffs[0].tables).toMatchObject([{ added: ['amount: 1000元'], removed: ['amount: 1500元'] }]);
      expect(diffs[0].money.mostSaved.saved).toBe(32_500);
      out = [];
      expect(await run(`${line} --json`)).toBe(0);
      expect(text()).toBe(first);
      out = [];
      expect(await run(line)).toBe(0);
      expect(text()).toMatch(/基本医疗保险统筹基金支出 ¥[\d,.]+ → ¥[\d,.]+（\+¥[\d,.]+）/);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  test('nothing changed is said', async () => {
    expect(await run(`diff ${folder} ${folder}`)).toBe(0);
    expect(text()).toBe('没有不同');
  });
});

describe('pack new', () => {
  test.each(['resident', 'employee'])(
    'a skeleton for %s lints, and refuses by name until it is filled',
    async (insurance) => {
      const made = `new 320100 --insurance ${insurance} --title 南京市医保 --name nanjing --from 2026-01-01`;
      expect(await run(`${made} --folder ${folder}`)).toBe(0);
      expect(text()).toContain('已新建，并通过检查');
      expect(existsSync(join(folder, '320100-nanjing', `${insurance}.yaml`))).toBe(true);
      out = [];
      expect(await run(`check --folder ${folder}`)).toBe(0);
      expect(text()).toContain('3 个政策包（2 个统筹区）');
      out = [];
      expect(await run(`show 320100 2026-03-01 --folder ${folder}`)).toBe(1);
      expect(text()).toContain('该统筹区（320100）未提供起付标准');
    },
  );

  test('the second insurance type goes into the same folder and uses its sources', async () => {
    await run(`new 320100 --insurance resident --name nanjing --folder ${folder}`);
    expect(await run(`new 320100 --insurance employee --folder ${folder}`)).toBe(0);
    expect(existsSync(join(folder, '320100-nanjing', 'employee.yaml'))).toBe(true);
  });

  test('a pack that exists is left alone, exit 1', async () => {
    const path = join(folder, '990100-example', 'resident.yaml');
    const before = readFileSync(path, 'utf8');
    expect(await run(`new 990100 --insurance resident --folder ${folder}`)).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

describe('a wrong call says what to write, exit 2', () => {
  test.each([
    ['', '请写 zhijie pack check、show、diff、new、publish 或 replay'],
    ['constructor', '没有 "constructor"'],
    ['show 370600', '写成 zhijie pack show 统筹区 日期'],
    ['show 3706 2026-03-01', 'AREA："3706" 不是六位区划，如 370600'],
    ['show 370600 2026-3-1', 'DATE："2026-3-1" 不是日期，写成 2026-03-01'],
    ['show 370600 2026-03-01 --insurance all', '--insurance："all" 应为 employee 或 resident'],
    ['show 370600 2026-03-01 --care dental', '--care："dental" 应为 outpatient、inpatient、chronic 之一'],
    ['diff 370600@2026-03-01', 'A 和 B 都要写'],
    ['diff nowhere 370600@2026-03-01', '"nowhere" 既不是文件夹，也不是 统筹区@日期'],
    ['diff 370600@2026 370600@2026-03-01', '370600@2026："2026" 不是日期'],
    ['diff 370600@2026-03-01 370600@2026-04-01 --bills many', '--bills："many" 应为'],
    ['new', '写成 zhijie pack new 统筹区 --insurance resident'],
    ['new 000000 --insurance resident', 'AREA："000000" 不是六位区划'],
    ['new 320100', '--insurance："" 应为 employee 或 resident'],
    ['new 320100 --insurance resident --name 南京', '--name："南京" 只用小写字母'],
    ['new 320100 --insurance resident --title a:b', '--title："a:b" 不能有冒号'],
    ['new 320100 --insurance resident --from soon', '--from："soon" 不是日期'],
  ])('zhijie pack %s', async (line, message) => {
    expect(await run(line)).toBe(2);
    expect(text()).toContain(message);
    expect(text()).toContain('zhijie pack check');
  });

  test('a folder that is not there is named, exit 1', async () => {
    expect(await run(`check --folder ${join(folder, 'nowhere')}`)).toBe(1);
    expect(text()).toContain('请用 --folder 指出政策包在哪里');
  });
});
