/** Journey 25: what everybody may read, with scripts off, at 320 px, by keyboard, against a whole network. */
import { describeInBrowser, useBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it, test } from 'vitest';
import { useNetwork } from '../acceptance/network-under-test.ts';
import { openData } from '../pages/open-data.ts';
import { readPolicies } from '../policy-files.ts';
import { stageClock } from './testing/acting.ts';
import { axeFaults } from './testing/faces-under-test.ts';
import { nationApril } from './testing/nation-april.ts';

const clock = stageClock('2026-05-10 10:00:00');
const WITHOUT_SCRIPT = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } } as const;
const PLACE = '410100';

test('every parameter of every pack is named in Chinese', async () => {
  const policies = readPolicies();
  const data = openData({ policies, hub: null });
  const areas = [...new Set(policies.packs.map(({ area }) => area))];
  const numbers = await Promise.all(areas.map((area) => data.policiesOf(area, '2026-05-10')));
  const cells = numbers.flat().flatMap((policy) => policy.numbers);
  expect(cells.length).toBeGreaterThan(2000);
  for (const { cell, citation, from } of cells) {
    expect(cell).toMatch(/^[^a-zA-Z]+$/);
    expect(citation).not.toBe('');
    expect(from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});

describeInBrowser('journey 25: the public pages with scripts off', () => {
  const network = useNetwork(['11', '43'], { now: clock.now });
  const browser = useBrowser();
  beforeAll(() => nationApril(network()), 120_000);

  const open = async (path: string): Promise<Page> => {
    const page = await browser.open(WITHOUT_SCRIPT);
    await page.goto(network().url + path);
    return page;
  };
  /** Readable on the narrowest phone, in both themes, without what axe calls serious. */
  async function expectReadable(read: Page): Promise<void> {
    // The same page again: axe itself is a script.
    const page = await browser.open({ viewport: WITHOUT_SCRIPT.viewport });
    await page.goto(read.url());
    expect(await page.evaluate('document.scripts.length')).toBe(0);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await axeFaults(page), `${page.url()} ${colorScheme}`).toEqual([]);
    }
  }
  const fetched = async (path: string): Promise<string> => (await fetch(network().url + path)).text();

  it('by keyboard alone: a place, a kind of care, its hospitals', async () => {
    const page = await open('/network');
    await expectReadable(page);
    await page.locator('#place').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    for (let n = 0; n < 5; n += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '北京市的医院' }).waitFor();
    expect(page.url()).toContain('/places/110000?care=chronic&disease=M05300');
    await expect.poll(() => page.locator('main h2').allTextContents()).toEqual(['北京示例医院 ']);
    await page.getByText('来自就医地医保部门的登记，2026-05-10 读取').waitFor();
    await expectReadable(page);
    await page.getByRole('link', { name: '住院' }).press('Enter');
    await page.getByText('共 3 家').waitFor();
    const csv = await fetched('/places/110000/hospitals.csv');
    expect(csv).toContain('北京示例社区医院,一级医院,开通,开通,未开通');
  });

  it('each parameter of a place with its document and day; nobody compared it, and it says so', async () => {
    const page = await open(`/places/${PLACE}/policy`);
    const card = page.locator('article', { hasText: '起付标准' }).filter({ hasText: '900元' }).first();
    const text = ((await card.textContent()) ?? '').replace(/\s+/g, ' ');
    expect(text).toContain('起付标准 · 三级甲等医院900元');
    expect(text).toContain('郑政办〔2022〕56号');
    expect(text).toContain('2022-07-01 起');
    expect(text).toContain('待核实 还没有人对照原文核实');
    await expect.poll(() => page.getByText('示例数据，未核实').count()).toBeGreaterThan(0);
    await expectReadable(page);
    const csv = await fetched(`/places/${PLACE}/policy.csv`);
    expect(csv).toContain('起付标准 · 三级甲等医院,900元');
    // No figure of a real place is called verified before somebody was there.
    expect(csv).not.toContain('已核实');
  });

  it('statistics of a closed month: the figures of the hub, none below ten, each chart a table and a file', async () => {
    const hub = network().network.hub!;
    const range = { from: '2026-04-01', to: '2026-04-30' };
    const answer = await hub.overview.read(range);
    if (!answer.ok) throw new Error(answer.refusal.code);
    const { total, provinces } = answer.value;
    const page = await open('/statistics');
    const main = ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ');
    expect(main).toContain(`直接结算${total.direct.toLocaleString('en-US')} 笔`);
    expect(main).toContain('公布于2026-05-10');
    const shown = await page.locator('main td.number').allTextContents();
    const counts = shown.map((text) => Number(text.replaceAll(',', '')));
    expect(counts.length).toBeGreaterThan(40);
    expect(counts.filter((count) => count > 0 && count < 10)).toEqual([]);
    const identified = (await fetched('/statistics/2026-04/identified.csv')).split('\r\n');
    for (const name of ['北京市', '湖南省']) {
      const told = provinces.find(({ province }) => province === (name === '北京市' ? '11' : '43'))!;
      expect(identified.find((line) => line.startsWith(name))).toMatch(
        new RegExp(`^${name},${told.settlements},${told.byInsuranceCode},`),
      );
    }
    // Most pairs of provinces had one or three settlements: the file has none of these figures.
    const flows = (await fetched('/statistics/2026-04/flows.csv')).split('\r\n').slice(1, -2);
    expect(flows.length).toBeGreaterThan(100);
    expect(flows.filter((line) => /,[1-9]$/.test(line))).toEqual([]);
    expect(flows.some((line) => line.endsWith(',隐去'))).toBe(true);
    await expect
      .poll(() => page.locator('main table').count())
      .toBe(await page.getByRole('link', { name: /^下载.*（CSV）$/ }).count());
    await expectReadable(page);
    await page.locator('details summary').press('Enter');
    await page.getByText('少于 10 的数写“隐去”').waitFor();
  });

  it('leads there from the first page and from every place', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: '公开统计：各省异地就医直接结算' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: '公开统计' }).waitFor();
    await page.getByRole('link', { name: '政策', exact: true }).press('Enter');
    await page.getByRole('link', { name: '看河南省郑州市的报销参数和依据' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: '河南省郑州市的报销参数' }).waitFor();
  });
});
