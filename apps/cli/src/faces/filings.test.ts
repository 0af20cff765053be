import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWorkbook } from '@zhijie/documents';
import { type AreaCode, LABELS } from '@zhijie/kernel';
import { syntheticPersons } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Download } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SHEET } from '../api/filing-import/rows.ts';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-02');
const PEOPLE = syntheticPersons('journey-22', '430100' as AreaCode, 300)
  .filter(({ coverages }) => coverages[0]!.status === 'in-force')
  .slice(0, 195)
  .map((person) => ({ ...person, filings: [] }));
const HEADERS = ['身份证号', '险种', '备案类型', '就医地区划', '开始日期', '材料', '承诺'];

/** One application a person: with papers, or without the proof of residence and without a commitment. */
const row = (n: number, isComplete: boolean) => {
  const { citizenNumber, coverages } = PEOPLE[n % PEOPLE.length]!;
  const papers = isComplete ? '身份证、备案登记表' : '身份证';
  const commitment = isComplete ? '是' : '否';
  const insurance = LABELS.insuranceType[coverages[0]!.insuranceType];
  return [String(citizenNumber), insurance, '异地长期居住人员', '110000', '2026-03-02', papers, commitment];
};

async function textOf(download: Download): Promise<string> {
  const path = join(tmpdir(), `zhijie-${process.pid}-${download.suggestedFilename()}`);
  await download.saveAs(path);
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}

describeInBrowser('journey 22: 200 filings from Excel', () => {
  const faces = useFaces(['11', '43'], { now: clock.now });
  let workbook = new Uint8Array();
  beforeAll(async () => {
    await faces.network().network.provinces.get('43')!.insured.seed(PEOPLE);
    const rows = [
      ...Array.from({ length: 180 }, (_, n) => row(n, true)),
      ...Array.from({ length: 15 }, (_, n) => row(180 + n, false)),
      ...Array.from({ length: 5 }, (_, n) => row(n, true)),
    ];
    const columns = HEADERS.map((header) => ({ header, width: 20 }));
    workbook = new Uint8Array(await writeWorkbook([{ name: SHEET, columns, rows }], clock.now()));
  }, 120_000);

  it('F-02 180 stand by rule, 15 lack papers with the reason, 5 exist: progress, messages, a file of the rest', async () => {
    expect(PEOPLE).toHaveLength(195);
    const page = await faces.openAs('agency-43/reviewer', '/agency/filings');
    const file = {
      name: 'filings.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(workbook),
    };
    await page.getByLabel('备案申请的 Excel 文件').setInputFiles(file);
    await page.waitForURL(/work=/);
    // A reload in the middle finds the work again.
    await page.reload();
    const summary = page.getByText(/^自动生效 \d+，/);
    await summary.waitFor({ timeout: 40_000 });
    const results = page.getByRole('region', { name: '每行的结果' });
    expect(
      await summary.textContent(),
      (await results.getByRole('row').filter({ hasText: '未办理' }).allTextContents())
        .slice(0, 12)
        .join('\n'),
    ).toContain('自动生效 180，待审核 0，未办理 20');
    await expect.poll(() => results.getByText('备案材料不齐全').count()).toBeGreaterThanOrEqual(15);
    const messages = await results.getByRole('row').filter({ hasText: '已有同一就医地' }).allTextContents();
    expect(messages).toHaveLength(5);
    expect(messages[0]).toContain('您的异地就医备案未办成');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载未办理的行' }).click(),
    ]);
    const lines = (await textOf(download)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toBe('\ufeff行,证件号,结果,原因,怎么办,短信预览');
  }, 150_000);

  it('columns stay hidden after a reload, and the export has the columns that are shown', async () => {
    const page = await faces.openAs('agency-43/reviewer', '/agency/filings');
    const file = {
      name: 'filings.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(workbook),
    };
    await page.getByLabel('备案申请的 Excel 文件').setInputFiles(file);
    await page.getByText(/^自动生效 \d+，/).waitFor({ timeout: 40_000 });
    const results = page.getByRole('region', { name: '每行的结果' });
    await results.getByRole('button', { name: /列$/ }).click();
    await page.getByRole('checkbox', { name: '怎么办' }).uncheck();
    await page.reload();
    await page.getByText(/^自动生效 \d+，/).waitFor({ timeout: 40_000 });
    expect(await results.getByRole('columnheader', { name: '怎么办' }).count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      results.getByRole('button', { name: '导出' }).click(),
    ]);
    const [header] = (await textOf(download)).split('\r\n');
    expect(header).toBe('\ufeff行,证件号,结果,原因,短信预览');
    await expectAccessible(page);
  }, 150_000);
});
