import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { whatif } from '../commands/whatif.ts';
import { POLICIES } from '../policy-files.ts';
import type { WhatIfReport } from '../whatif/result.ts';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-20');
const PATH = '/agency/what-if?pack=990100-resident&care=inpatient&on=2026-03-01&seed=20260301&size=10000';
/** A thread loads its packs first, on a machine that others use too. */
const RUN = { timeout: 60_000 };
const home = mkdtempSync(join(tmpdir(), 'zhijie-what-if-'));
/** The national layer and the example area: enough for the command, and quick to load. */
const folder = join(home, 'policies');
beforeAll(() => {
  for (const name of ['000000-national', '990100-example', 'overlays'])
    cpSync(join(POLICIES, name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Clicks something that gives a file, and reads it. */
async function fileFrom(page: Page, name: string | RegExp, role: 'button' | 'link' = 'button') {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole(role, { name }).click(),
  ]);
  const path = join(home, download.suggestedFilename());
  await download.saveAs(path);
  return { path, text: readFileSync(path, 'utf8') };
}

/** What `zhijie whatif` says of the same input. */
async function reportOf(overlay: string): Promise<WhatIfReport> {
  let said = '';
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    said = String(text);
  });
  const progress = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const population = '--population 20260301 --size 10000 --care inpatient --on 2026-03-01';
  const code = await whatif.run([
    '990100-resident',
    overlay,
    ...population.split(' '),
    '--folder',
    folder,
    '--json',
  ]);
  log.mockRestore();
  progress.mockRestore();
  expect(code).toBe(0);
  return JSON.parse(said) as WhatIfReport;
}

describeInBrowser('journey 20 through the page: the deductible from 1,500 to 1,000 yuan', () => {
  const faces = useFaces(['99'], { now: clock.now });
  let shared = '';
  let hash = '';

  it('10,000 stays of seed 20260301: a bad value is named, then fund, income groups, CSV, trace and hash', async () => {
    const page = await faces.openAs('agency-99/operator', PATH);
    const amount = page.getByLabel('起付标准：起付标准');
    await amount.fill('1000');
    const run = page.getByRole('button', { name: '试算', exact: true });
    await run.click();
    const alert = page.getByRole('alert');
    await alert.getByText('value-refused · deductible/amount').waitFor();
    await expect.poll(() => alert.textContent()).toMatch(/下一步：.*元/);
    await amount.fill('1000元');
    await run.click();
    const result = page.getByRole('region', { name: '试算结果' });
    await result.waitFor(RUN);
    await result.getByText('¥1,923,354.46').first().waitFor();
    const income = result.getByRole('region', { name: '按收入组：基金支付的变化' });
    await income.getByText('表', { exact: true }).click();
    const rows = await income.getByRole('row').allTextContents();
    expect(rows.map((row) => row.slice(0, row.indexOf('收入组')))).toEqual(
      ['', '低', '中间偏下', '中间', '中间偏上', '高'].map((name, n) =>
        n === 0 ? rows[0]!.slice(0, -1) : name,
      ),
    );
    await expectAccessible(page);
    hash = (await result.locator('.hashes code').first().textContent()) ?? '';
    shared = await page.getByLabel('分享链接').inputValue();

    const csv = await fileFrom(page, '下载全部表格（CSV）');
    expect(csv.text).toMatch(/合计,基金支付,金额,元,[\d.]+,[\d.]+,1923354\.46\r\n/);
    expect(csv.text).toContain(`出处,结果哈希,,,,${hash},`);
    const yaml = await fileFrom(page, '下载试算文件（YAML）');
    const [command, example] = [await reportOf(yaml.path), await reportOf('demo-a-deductible-1000')];
    expect(command.provenance.resultHash).toBe(hash);
    expect(command.result).toEqual(example.result);

    await page.getByText(/^少付最多的一次/).click();
    await result
      .getByText(/起付线内由个人负担/)
      .first()
      .waitFor();
    const trace = await fileFrom(page, /下载前 10,000 人次的逐步明细/, 'link');
    const [head = '', ...visits] = trace.text.trim().split('\n');
    const { plans } = JSON.parse(head) as { plans: { hash: string; rules: unknown[] }[] };
    expect(visits).toHaveLength(10_000);
    const [plan] = command.provenance.plans;
    expect(plans.map((one) => one.hash)).toEqual([plan!.before, plan!.after]);
  }, 150_000);

  it('a colleague opens the link and calculates the same hash', async () => {
    const { pathname, search } = new URL(shared);
    const page = await faces.openAs('agency-99/checker', pathname + search);
    await page.getByLabel('起付标准：起付标准').waitFor();
    await expect.poll(() => page.getByLabel('起付标准：起付标准').inputValue()).toBe('1000元');
    await page.getByRole('button', { name: '试算', exact: true }).click();
    await page.getByText('与分享的结果相同').waitFor(RUN);
    await expect.poll(() => page.locator('.hashes code').first().textContent()).toBe(hash);
  }, 150_000);

  it('a long run is found again after a reload, goes on, and stops when it is told to', async () => {
    const page = await faces.openAs(
      'agency-99/operator',
      `${PATH.replace('size=10000', 'size=5000000')}&overlay=demo-a-deductible-1000`,
    );
    await page.getByRole('button', { name: '试算', exact: true }).click();
    await page.getByText(/^试算：正在办理，[1-9]\d* \/ 5000000$/).waitFor(RUN);
    await page.reload();
    await page.getByText(/^试算：正在办理，[1-9]\d* \/ 5000000$/).waitFor(RUN);
    await page.getByRole('button', { name: '停下' }).click();
    await page.getByText(/^试算：已停下/).waitFor(RUN);
    await page.getByText('没有结果。').waitFor();
  }, 150_000);
});
