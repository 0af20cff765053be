import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { POLICIES } from '../policy-files.ts';
import type { WhatIfReport } from '../whatif/result.ts';
import { pack } from './pack.ts';
import { loadPacks } from './pack-arguments.ts';
import { whatif } from './whatif.ts';
import { checkOverlays } from './whatif-check.ts';

/** The national layer and the example area: enough, and quick to load. */
const home = mkdtempSync(join(tmpdir(), 'zhijie-whatif-'));
const folder = join(home, 'policies');
const file = (name: string): string => join(home, name);

beforeAll(() => {
  for (const name of ['000000-national', '990100-example', 'overlays'])
    cpSync(join(POLICIES, name), join(folder, name), { recursive: true });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

let out: string[] = [];
let progress: string[] = [];
beforeEach(() => {
  out = [];
  progress = [];
  vi.restoreAllMocks();
  const keep = (...texts: unknown[]) => void out.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    progress.push(String(text));
    return true;
  });
});

const text = (): string => out.join('\n');
const run = (line: string): Promise<number> => whatif.run([...line.split(' '), '--folder', folder]);

async function reportOf(line: string): Promise<WhatIfReport> {
  out = [];
  expect(await run(`${line} --json`)).toBe(0);
  return JSON.parse(text()) as WhatIfReport;
}

type Side = { plan: string; refused?: string; parts: Record<string, number>; moves: number[][] };
type Line = { visit: number; person: number; bill: { group: string }; before: Side; after: Side };
type Head = {
  hash: string;
  plans: { hash: string; rules: { stage: string; clause: { article: string } }[] }[];
};

const JOURNEY =
  '990100-resident demo-a-deductible-1000 --population 20260301 --care inpatient --on 2026-03-01';

describe('journey 20: the deductible from 1,500 to 1,000 yuan over 10,000 synthetic stays, seed 20260301', () => {
  let report: WhatIfReport;
  let head: Head;
  let visits: Line[];
  beforeAll(async () => {
    const line = `${JOURNEY} --size 10000 --csv ${file('20.csv')} --trace ${file('20.jsonl')} --trace-visits 10000`;
    vi.spyOn(console, 'log').mockImplementation((said) => void out.push(String(said)));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    report = await reportOf(line);
    const [first = '', ...rest] = readFileSync(file('20.jsonl'), 'utf8').trim().split('\n');
    head = JSON.parse(first) as Head;
    visits = rest.map((each) => JSON.parse(each) as Line);
  });

  test('the change of every payer is the sum of the differences of the stays, to the fen', () => {
    expect(visits).toHaveLength(10_000);
    const settled = visits.filter(({ before, after }) => before.parts && after.parts);
    expect(report.result.settled).toBe(settled.length);
    const changed = (part: string) =>
      settled.reduce((sum, { before, after }) => sum + after.parts[part]! - before.parts[part]!, 0);
    for (const { payer, before, after } of report.result.payers) expect(after - before).toBe(changed(payer));
    const { fund, borne } = report.result;
    expect(fund.after - fund.before).toBe(changed('paidByFunds'));
    expect(fund.after - fund.before).toBe(borne.before - borne.after);
    expect(fund.after - fund.before).toBe(192_335_446);
  });

  test('the pool pays more by its ratio of what the deductible fell, stay by stay', () => {
    const ratios = { 'long-term': 6500, referral: 5500, emergency: 5500, 'other-temporary': 4500 } as const;
    const wrong = visits.filter(({ bill, before, after }) => {
      if (!before.parts || !after.parts) return false;
      const { referral } = bill as unknown as { referral: keyof typeof ratios };
      const fell = before.parts.deductibleApplied! - after.parts.deductibleApplied!;
      const more = after.parts.paidByPooledFund! - before.parts.paidByPooledFund!;
      const isCapped = after.parts.paidByPooledFund === before.parts.paidByPooledFund;
      const expected = (fell * ratios[referral]) / 10_000;
      return fell > 50_000 || (!isCapped && Math.abs(more - expected) > 1);
    });
    expect(wrong).toEqual([]);
  });

  test('every stay of the trace names its two rule versions, whose rules stand in the first line', () => {
    const known = new Map(head.plans.map((plan) => [plan.hash, plan.rules]));
    expect(known.size).toBe(2);
    expect(head.hash).toBe(report.provenance.hash);
    for (const side of ['before', 'after'] as const) {
      const plans = new Set(visits.map((visit) => visit[side].plan).filter((plan) => plan !== null));
      expect([...plans]).toEqual([report.provenance.plans[0]![side]]);
    }
    const first = visits.find(({ after }) => after.moves?.length > 0)!.after;
    const rules = first.moves.map(([rule]) => known.get(first.plan)![rule!]!);
    expect(rules.map(({ stage }) => stage)).toContain('deductible');
    expect(rules.every(({ clause }) => clause.article !== '')).toBe(true);
  });

  test('the change is shown by income group, and its parts sum to the whole', () => {
    const income = report.result.dimensions.find(({ name }) => name === 'income')!;
    expect(income.rows.map(({ label }) => label)).toEqual([
      '低收入组',
      '中间偏下收入组',
      '中间收入组',
      '中间偏上收入组',
      '高收入组',
    ]);
    const { fund } = report.result;
    expect(income.rows.reduce((sum, row) => sum + row.fund.after - row.fund.before, 0)).toBe(
      fund.after - fund.before,
    );
  });

  test('a colleague reproduces the same hash from pack, overlay, seed and size', async () => {
    const again = await reportOf(`${JOURNEY} --size 10000`);
    expect(again.provenance.resultHash).toBe(report.provenance.resultHash);
    expect(again.result).toEqual(report.result);
    expect(report.provenance.resultHash).toMatch(/^[0-9a-f]{64}$/);
    const other = await reportOf(`${JOURNEY.replace('20260301', '20260302')} --size 500`);
    expect(other.provenance.hash).toBe(report.provenance.hash);
    expect(other.provenance.resultHash).not.toBe(report.provenance.resultHash);
  });

  test('the CSV opens in a spreadsheet and holds the same figures', () => {
    const csv = readFileSync(file('20.csv'), 'utf8');
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    const rows = csv.slice(1).trim().split('\r\n');
    expect(rows[0]).toBe('表,类别,指标,单位,现行,试算,变化');
    expect(rows).toContain(`出处,结果哈希,,,,${report.provenance.resultHash},`);
    expect(rows.some((row) => row.startsWith('合计,基金支付,金额,元,') && row.endsWith(',1923354.46'))).toBe(
      true,
    );
    expect(rows.every((row) => row.replace(/"[^"]*"/g, '').split(',').length === 7)).toBe(true);
  });
});

describe('what the report says', () => {
  test('progress goes to the error stream in lines, the report to the output', async () => {
    expect(await run(`${JOURNEY} --size 9000`)).toBe(0);
    expect(progress.at(-1)).toBe('试算 100%（9,000 / 9,000 人次）\n');
    expect(text()).toContain('■ 各方支付');
    expect(text()).toContain('注：政策和试算都是虚构的。');
    expect(text()).not.toContain('人次）\n试算');
  });

  test('the last line is the call that gives the same hash', async () => {
    const line = '990100 demo-a-aid-first --population 甲 --size 3000';
    expect(await run(line)).toBe(0);
    const command = text().split('重算：').at(-1)!;
    expect(command).toContain("--population '甲' --size 3000 --on 2026-07-01");
    const { provenance } = await reportOf(command.replace('npx zhijie whatif ', '').replaceAll("'", ''));
    expect(provenance.overlay.overlayId).toBe('demo-a-aid-first');
  });

  test('a benefit that the reform does not touch is not changed, and one unit of the year is a person', async () => {
    const { result } = await reportOf('990100-resident demo-a-deductible-1000 --population 1 --size 5000');
    const rows = result.dimensions.find(({ name }) => name === 'care')!.rows;
    const stays = rows.find(({ value }) => value === 'inpatient')!;
    expect(stays.winners).toBeGreaterThan(0);
    // A pharmacy purchase feeds no counter that a stay reads.
    const pharmacy = rows.find(({ value }) => value === 'pharmacy')!;
    expect(pharmacy.winners + pharmacy.losers).toBe(0);
    const { winners, losers, unchanged, count } = result.personChange;
    expect(winners + losers + unchanged).toBe(count);
    expect(count).toBe(result.persons);
    expect(result.shares.reduce((sum, { after }) => sum + after, 0)).toBe(result.settled);
  });

  test('a person’s year carries counters: the second layer pays less when the first pays more', async () => {
    const { result } = await reportOf(`${JOURNEY} --size 4000`);
    const critical = result.payers.find(({ payer }) => payer === 'paidByCriticalIllness')!;
    expect(critical.after).toBeLessThan(critical.before);
    expect(result.visitChange.losers).toBeGreaterThan(0);
  });

  test('who pays more after a deductible cut is explained, in words and by the visit that loses most', async () => {
    expect(await run(`${JOURNEY} --size 3000 --html ${file('losers.html')}`)).toBe(0);
    const page = readFileSync(file('losers.html'), 'utf8');
    const said = /基金合计多付，仍有 [\d,]+ 人次多付，按人全年算的有 [\d,]+ 人：.*居民大病保险支出少付 /;
    expect(page).toMatch(said);
    const [, worst] = page.split('多付最多的一次');
    expect(worst).toMatch(/居民大病保险支出少付 .*此前计入年度累计的自付由 .* 变为 .*到起付线的远近不同。/);
  });

  test('cliffs that only move are told as such', async () => {
    const { result } = await reportOf(`${JOURNEY} --size 10`);
    expect(result.cliffs.added).toEqual([]);
    expect(result.cliffs.removed).toEqual([]);
    expect(result.cliffs.moved.length).toBeGreaterThan(0);
    for (const { amount, to } of result.cliffs.moved) expect(to).toBe(amount - 50_000);
  });

  test('the page is one file without script or address of a third party, with a table beside each chart', async () => {
    expect(await run(`${JOURNEY} --size 3000 --html ${file('page.html')}`)).toBe(0);
    const page = readFileSync(file('page.html'), 'utf8');
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(|https?:/);
    const charts = page.match(/<svg /g)!.length;
    expect(charts).toBeGreaterThanOrEqual(8);
    expect(page.match(/role="img" aria-labelledby=/g)).toHaveLength(charts);
    const figures = page.split('<section class="figure">').slice(1);
    expect(figures).toHaveLength(charts);
    for (const figure of figures)
      expect(figure).toMatch(/<table[^>]*><caption>.*<th scope="col">.*<th scope="row">/s);
    expect(page).toContain('prefers-color-scheme:dark');
    expect(page).toContain('@media print');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the title of an overlay cannot put markup into the page or a formula into the sheet', async () => {
    const path = join(folder, 'overlays', 'demo-a-deductible-1000.yaml');
    const evil = file('evil.yaml');
    const title = 'title: "=1+<script>alert(1)</script>"';
    writeFileSync(evil, readFileSync(path, 'utf8').replace(/^title: .*$/m, title));
    const line = JOURNEY.replace('demo-a-deductible-1000', evil);
    expect(await run(`${line} --size 100 --html ${file('evil.html')} --csv ${file('evil.csv')}`)).toBe(0);
    expect(readFileSync(file('evil.html'), 'utf8')).not.toContain('<script>');
  });
});

describe('a wrong call names the argument and what to write, exit 2', () => {
  test.each([
    ['990100-resident', '写成 zhijie whatif BASE OVERLAY'],
    ['990100-resident demo-a-deductible-1000', '--population：""'],
    ['990100-resident demo-a-deductible-1000 --population 1 --size 0', '--size："0" 应为 1 至'],
    ['990100-resident demo-a-deductible-1000 --population 1 --size 1e6', '--size："1e6" 应为 1 至'],
    [
      '990100-resident demo-a-deductible-1000 --population 1 --care dental',
      '--care："dental" 应为 all、inpatient',
    ],
    ['990100-resident demo-a-deductible-1000 --population 1 --on 2026-3-1', '--on："2026-3-1" 不是日期'],
    ['990100-resident demo-a-deductible-1000 --population 1 --csv nowhere/a.csv', '--csv：没有文件夹'],
    [
      '990100-resident demo-a-deductible-1000 --population 1 --csv a.x --html a.x',
      '--html 和 --csv 是同一个文件',
    ],
    ['990100-resident demo-a-deductible-1000 --population 1 --trace-visits x', '--trace-visits："x" 应为'],
    ['990100-resident nothing --population 1', 'OVERLAY："nothing" 不是试算文件'],
    ['370600 demo-a-deductible-1000 --population 1', 'BASE："370600" 不是政策包编号或统筹区'],
    ['990100-employee demo-a-deductible-1000 --population 1', 'BASE："990100-employee" 不在这个试算之内'],
  ])('zhijie whatif %s', async (line, message) => {
    expect(await run(line)).toBe(2);
    expect(text()).toContain(message);
    expect(text()).toContain('zhijie whatif BASE OVERLAY');
    expect(existsSync('a.x')).toBe(false);
  });
});

describe('what cannot be calculated says why, exit 1', () => {
  test('an overlay that does not load: each problem with file, line and fix', async () => {
    writeFileSync(file('broken.yaml'), 'overlay: broken\ntitle: x\noverlays: 990100-resident\nsources: {}\n');
    expect(await run(`990100 ${file('broken.yaml')} --population 1`)).toBe(1);
    expect(text()).toMatch(/broken\.yaml:\d+ 错误 schema：.*缺少字段 authority（改法：补上缺少的字段）/);
  });

  test('no visit that both policies settle: nothing is compared', async () => {
    const rows = ['local', 'long-term', 'referral', 'emergency', 'other-temporary', 'unfiled'];
    const refused = rows.map((row) => `${row}: refused`).join(', ');
    const text = `overlay: closed
title: 试算（虚构）
overlays: 990100-resident
authority: t#1
sources: { t: { title: 方案（虚构） } }
benefits:
  inpatient:
    tables:
      referral: [{ cite: t#1, filing: required, rows: { ${refused} } }]
`;
    writeFileSync(file('closed.yaml'), text);
    expect(await run(`990100 ${file('closed.yaml')} --population 1 --size 50 --care inpatient`)).toBe(1);
    expect(out.join()).toContain('不能试算：没有一次就诊两方都能直接结算：该统筹区');
  });

  test('a day without policy', async () => {
    expect(await run('990100 demo-a-deductible-1000 --population 1 --on 2000-01-01')).toBe(1);
    expect(text()).toContain('不能试算：990100 在 2000-01-01 没有生效的');
  });
});

describe('pack check takes an overlay', () => {
  const check = (line: string): Promise<number> =>
    pack.run(['check', ...line.split(' '), '--folder', folder]);

  test.each(['demo-a-deductible-1000', 'demo-a-aid-first'])(
    '%s is usable, listed by its hash',
    async (name) => {
      expect(await check(join(folder, 'overlays', `${name}.yaml`))).toBe(0);
      expect(text()).toMatch(
        new RegExp(`^试算 ${name}（改 990100-resident）：可用，政策包与试算合并哈希 [0-9a-f]{64}$`),
      );
    },
  );

  test('all of a policy folder, each by its id', () => {
    const overlays = checkOverlays(loadPacks(folder), folder);
    expect(overlays.map(({ overlayId }) => overlayId)).toEqual([
      'demo-a-aid-first',
      'demo-a-deductible-1000',
    ]);
    expect(overlays.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('a broken one is named with file, line and fix, exit 1', async () => {
    const path = join(folder, 'overlays', 'demo-a-deductible-1000.yaml');
    writeFileSync(file('bad.yaml'), readFileSync(path, 'utf8').replace('1000元 }', '1000 }'));
    expect(await check(file('bad.yaml'))).toBe(1);
    expect(text()).toMatch(/bad\.yaml:\d+ 错误 yaml：值 1000 是裸数字（改法：/);
    expect(text()).toContain('不能使用');
  });
});
