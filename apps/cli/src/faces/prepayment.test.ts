import { describeInBrowser } from '@zhijie/web/testing/browser';
import { beforeAll, expect, it } from 'vitest';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { careInBeijing, noteUsage, prepaidPool } from './testing/prepaid-pool.ts';

const clock = stageClock('2025-10-01');

describeInBrowser('journey 10: the prepaid alarm, through the page', () => {
  const faces = useFaces(['11', '43'], { now: clock.now });
  beforeAll(() => prepaidPool(faces.network(), clock), 120_000);

  it('PF-03 72 % of ¥12,000,000.00 is yellow, with the day on which it would turn red', async () => {
    const where = faces.network();
    clock.set('2026-03-20');
    await careInBeijing(where, 8_640_000, '2026-03-20');
    await noteUsage(where);
    const page = await faces.openAs('agency-11/operator', '/agency/prepayment');
    await page.getByText('72.00%', { exact: true }).waitFor();
    const pool = page.getByRole('region', { name: '北京市预付金池' });
    const shown = (await pool.textContent()) ?? '';
    expect(shown).toContain('黄色预警');
    expect(shown).toContain('已用 ¥8,640,000.00，预付金 ¥12,000,000.00');
    expect(shown).toContain('预计转红2026-03-25');
    expect(await page.getByRole('article', { name: '紧急调增草稿' }).count()).toBe(0);
    await expectAccessible(page);
  });

  it('PF-03 91 % is red: the draft in words and the log of both notices', async () => {
    const where = faces.network();
    clock.set('2026-03-27');
    await careInBeijing(where, 2_280_000, '2026-03-27');
    await noteUsage(where);
    const page = await faces.openAs('agency-11/operator', '/agency/prepayment?year=2026');
    await page.getByText('91.00%', { exact: true }).waitFor();
    const draft = await page.getByRole('article', { name: '紧急调增草稿' }).textContent();
    expect(draft).toContain('¥3,610,000.00');
    expect(draft).toContain('人民币叁佰陆拾壹万元整');
    const notices = await page.locator('ol.timeline li').allTextContents();
    expect(notices.map((text) => text.slice(0, 40))).toEqual([
      expect.stringContaining('2026-03-27 预付金使用率 91.00%'),
      expect.stringContaining('2026-03-20 预付金使用率 72.00%'),
    ]);
    await expectAccessible(page);
  });
});
