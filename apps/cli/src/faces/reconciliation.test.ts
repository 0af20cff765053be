import { openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { runScript } from '@zhijie/database';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { SHORT_BILL } from '../acceptance/bills.ts';
import { clientOf } from '../acceptance/network-under-test.ts';
import { stageClock, tell } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-20');
const DAY = '2026-03-20';
const LI_JIANGUO = '419900198503121358';
const PATH = `/agency/reconciliation?month=2026-03&day=${DAY}`;

describeInBrowser('the three parties of a day of Zhengzhou people in Beijing, through the pages', () => {
  const faces = useFaces(['11', '41'], { now: clock.now });
  const settled: string[] = [];

  /** Two bills of which the nation loses one and counts the other ¥1.00 higher. */
  beforeAll(async () => {
    const { url, network } = faces.network();
    const { hospital } = clientOf(url, 'H11010500001', clock.now);
    const patient = await hospital.identify(LI_JIANGUO);
    for (let n = 0; n < 2; n++) {
      const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
      settled.push((await settleVisit(hospital, visit, { usesPersonalAccount: false })).settlementId);
    }
    await runScript(
      network.databases.get('hub')!,
      'by hand',
      `DELETE FROM hub.trade WHERE settlement_id = '${settled[0]}';
       UPDATE hub.trade SET claim = claim + 100 WHERE settlement_id = '${settled[1]}'`,
    );
    clock.set('2026-03-21');
    await tell(url, { area: '000000', path: `reconciliation/days/${DAY}/compare`, body: {} });
  }, 120_000);

  const difference = (page: Page, n: number) =>
    page.getByRole('dialog').getByRole('article', { name: `差异 ${settled[n]}` });

  it('R-01 the board shows the day with its two differences', async () => {
    const page = await faces.openAs('agency-41/operator', '/agency/reconciliation');
    const row = page.getByRole('row').filter({ hasText: DAY });
    await row.getByText('未对平').waitFor();
    await page.getByRole('row').filter({ hasText: '2026-03-19' }).getByText('没有比对').waitFor();
    await expect.poll(() => row.getByRole('cell').nth(2).textContent()).toBe('2');
    await expectAccessible(page);
    await row.getByRole('link', { name: DAY }).click();
    await difference(page, 0).waitFor();
    expect(new URL(page.url()).searchParams.get('day')).toBe(DAY);
  }, 150_000);

  it('each difference says what every party has and who has to act', async () => {
    const page = await faces.openAs('agency-41/operator', PATH);
    await difference(page, 0).waitFor();
    await expect.poll(() => difference(page, 0).textContent()).toContain('本方有、对方缺');
    await expect.poll(() => difference(page, 0).textContent()).toContain('国家端 没有');
    const claims = /就医地 ¥([\d.]+)国家端 ¥([\d.]+)参保地 ¥([\d.]+)/.exec(
      (await difference(page, 1).textContent()) ?? '',
    )!;
    expect(claims[1]).toBe(claims[3]);
    expect((Number(claims[2]) - Number(claims[1])).toFixed(2)).toBe('1.00');
    await page.getByRole('dialog').getByText('还没有日对账单。').waitFor();
    await expectAccessible(page);
  }, 150_000);

  it('asked again what is missing is there; what cannot be taken back is refused and explained; the sheet is signed', async () => {
    const page = await faces.openAs('agency-41/operator', PATH);
    const missing = difference(page, 0);
    await missing.getByLabel('理由').fill('再问一次');
    await missing.getByRole('button', { name: '重新查询' }).click();
    await missing.getByText('已补平').waitFor();
    await expect.poll(() => missing.textContent()).toContain('再问一次');
    const other = difference(page, 1);
    await other.getByLabel('理由').fill('国家端多记一元');
    await other.getByRole('button', { name: '撤销' }).click();
    await other.getByRole('alert').getByText('没有办成，款项没有变动。').waitFor();
    await other.getByRole('button', { name: '说明' }).click();
    await other.getByText('已说明').waitFor();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('差异（0 条未了结）').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: '下载签名文件' }).click(),
    ]);
    expect(download.suggestedFilename()).toContain(DAY);
    await page.keyboard.press('Escape');
    await page.getByRole('row').filter({ hasText: DAY }).getByText('已对平').waitFor();
  });

  it('a post without the work sees that it is not its own', async () => {
    const page = await faces.openAs('agency-41/fund-manager', '/agency/reconciliation?month=2026-03');
    await page.getByText(/^本岗位不能打开这一页/).waitFor();
  });
});
