import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { stageClock, tell } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { confirmAs, marchClearing } from './testing/march-clearing.ts';

const clock = stageClock('2026-03-20');
const PATH = '/agency/clearing/2026-03';

describeInBrowser('journey 9: the March clearing of Hunan people in Beijing, through the pages', () => {
  const faces = useFaces(['11', '43'], { now: clock.now });

  const ask = (area: string, path: string, body: object) => tell(faces.network().url, { area, path, body });
  beforeAll(() => marchClearing(faces.network(), clock), 120_000);

  const text = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';

  it('C-01 Hunan owes ¥9,864,197.61, in figures and words; the figure opens to the three deducted bills', async () => {
    const page = await faces.openAs('agency-43/operator', '/agency/clearing');
    await page.getByRole('link', { name: '2026-03' }).click();
    await page.getByText('人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分').first().waitFor();
    const shown = await text(page);
    expect(shown).toContain('人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分');
    expect(shown).toContain('1,284 笔 ¥9,876,543.21');
    expect(shown).toContain('3 笔 -¥12,345.60 退');
    await page.getByRole('button', { name: /-¥12,345.60/ }).click();
    const items = page.getByRole('dialog');
    await items.getByText('-¥5,000.00 退').waitFor();
    await expect.poll(() => items.getByRole('row').count()).toBe(5);
    expect(new URL(page.url()).searchParams.get('part')).toBe('deductions');
    await page.reload();
    await page.getByRole('dialog').getByText('-¥4,345.60 退').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expectAccessible(page);
  });

  it('P-02 who proposes cannot confirm: the button is not there, and the service refuses; another confirms', async () => {
    const maker = await faces.openAs('agency-43/operator', PATH);
    await maker.getByRole('button', { name: '提出确认' }).click();
    await maker.getByText('待复核').waitFor();
    expect(await maker.getByRole('button', { name: '复核确认' }).count()).toBe(0);
    const checker = await faces.openAs('agency-43/checker', PATH);
    await checker.getByRole('button', { name: '复核确认' }).click();
    await checker.getByText('已确认').waitFor();
  });

  it('C-04 bank, serial and date are recorded; the matrix row turns 已付', async () => {
    await confirmAs(faces.network(), '110000');
    await ask('000000', 'clearing/2026-03/steps', { requestKey: 'issue', step: 'issue' });
    const page = await faces.openAs('agency-43/fund-manager', PATH);
    await page.getByText('付款通知书').first().waitFor();
    await page.getByRole('button', { name: '送财政' }).click();
    await page.getByRole('button', { name: '登记付款' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('付款银行').fill('示例银行长沙分行');
    await form.getByLabel('银行流水号').fill('20260421000123');
    await form.getByRole('button', { name: '登记付款' }).click();
    await form.getByText('已登记付款').waitFor();
    await form.getByRole('button', { name: '好' }).click();
    const row = page.getByRole('row', { name: /湖南省 → 北京市/ });
    await row.getByText('已付').waitFor();
    await expect.poll(() => row.textContent()).toContain('示例银行长沙分行 20260421000123');
    await expect.poll(() => row.textContent()).toContain('2026-04-21');
    await expectAccessible(page);
  });

  it('the nation sees the gross and the net of the same money', async () => {
    const page = await faces.openAs('nation-hub/nation-operator', '/nation/matrix?month=2026-03');
    await page.getByText('-¥9,864,197.61').first().waitFor();
    const hunan = await page.getByRole('row', { name: /^湖南省 ¥/ }).textContent();
    expect(hunan).toContain('¥9,864,197.61');
    await expectAccessible(page);
  });
});
