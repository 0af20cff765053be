import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { nationApril } from './testing/nation-april.ts';

const clock = stageClock('2026-04-21 10:00:00');
const WHO = 'nation-hub/nation-operator';
const RANGE = 'from=2026-04-01&to=2026-04-21';

type Name = 'byInsuranceCode' | 'settlements' | 'oneStop' | 'claimed';
type Overview = { readonly total: Readonly<Record<Name, number>> };

describeInBrowser('AN1: what the nation sees', () => {
  const faces = useFaces(['11', '43'], { now: clock.now });
  beforeAll(() => nationApril(faces.network()), 120_000);
  const text = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';
  const api = async (): Promise<Overview> => {
    const headers = { 'x-zhijie-agency': '000000', 'x-zhijie-operator': 'test' };
    return (await (
      await fetch(`${faces.network().url}/api/nation/overview?${RANGE}`, { headers })
    ).json()) as Overview;
  };

  it('the cards are the figures of the API; partial days, unknown outcomes and alerts are said', async () => {
    const { total } = await api();
    const page = await faces.openAs(WHO, `/nation?${RANGE}`);
    await page.getByText('医保码占比').first().waitFor();
    const share = Math.floor((10_000 * total.byInsuranceCode) / total.settlements);
    const shown = await text(page);
    expect(shown).toContain(`${Math.floor(share / 100)}.${String(share % 100).padStart(2, '0')}%`);
    expect(shown).toContain(`${total.oneStop.toLocaleString('en-US')} 笔`);
    expect(shown).toContain('数据期间 2026-04-01 至 2026-04-21');
    expect(shown).toContain('刷新于 2026-04-21 10:00:00');
    expect(shown).toContain('部分数据：1 个省还没有报送到 2026-04-21：湖南省（到 2026-04-19）');
    expect(shown).toContain('北京市 2 笔结算结果未知，最早 2026-04-21');
    await page.getByRole('img', { name: /^结算渠道：窗口/ }).waitFor();
    await expectAccessible(page);

    const figure = page.getByRole('region', { name: '结算渠道' });
    await figure.getByText('表', { exact: true }).click();
    await figure.getByRole('columnheader', { name: '占比' }).waitFor();
    const waiting = page.waitForEvent('download');
    await figure.getByRole('button', { name: '导出 结算渠道 CSV' }).click();
    expect((await waiting).suggestedFilename()).toBe('结算渠道.csv');
  });

  it('the trend has target lines with their source, and a table beside each chart', async () => {
    const page = await faces.openAs(WHO, `/nation/trend?${RANGE}`);
    await page.getByRole('img', { name: /^直接结算率/ }).waitFor();
    const shown = await text(page);
    expect(shown).toContain('医保发〔2022〕22号');
    expect(shown).toContain('目标 70%');
    const rows = page.getByRole('region', { name: '每日运行情况' }).getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(22);
    await expectAccessible(page);
  });

  it('the map holds all parts of the country, says its source, and its table is the same money', async () => {
    const { total } = await api();
    const page = await faces.openAs(WHO, `/nation/map?${RANGE}&unit=亿元`);
    const map = page.getByRole('region', { name: '流向地图' });
    await map.getByRole('img', { name: /^省际流向地图/ }).waitFor();
    await map.getByText('台湾').first().waitFor();
    const drawn = (await map.textContent()) ?? '';
    for (const part of ['香港', '澳门', '南海诸岛', 'Apache-2.0', '没有写明审图号'])
      expect(drawn).toContain(part);
    const sum = await page.getByRole('region', { name: '省际流向' }).getByRole('row').last().textContent();
    const hundredths = Math.round(total.claimed / 100_000_000);
    expect(sum).toContain(
      `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')} 亿元`,
    );
    await expectAccessible(page);
  });

  it('the big screen fits every wall; the circulars are read and offered as Excel', async () => {
    const page = await faces.openAs(WHO, '/nation/screen', { viewport: { width: 1280, height: 720 } });
    await page.getByRole('heading', { name: '异地就医跨省直接结算' }).waitFor();
    const box = await page.locator('.stage').boundingBox();
    expect([Math.round(box!.width), Math.round(box!.height)]).toEqual([1280, 720]);
    await expectAccessible(page);
    await page.goto(`${faces.network().url}/nation/circulars?month=2026-04&quarter=2026-Q2`);
    await page.getByText('2026-04 还没有结束，数字截至此刻。').waitFor();
    await page.getByText('部分数据：2026-04、2026-05、2026-06 还没有清算。').waitFor();
    const link = await page.getByRole('link', { name: '下载 Excel' }).first().getAttribute('href');
    const file = await page.context().request.get(faces.network().url + link!);
    expect(file.headers()['content-type']).toContain('spreadsheetml');
    await expectAccessible(page);
  });

  it('a range turned round is refused with the fix, and nothing was moved', async () => {
    const page = await faces.openAs(WHO, '/nation?from=2026-04-21&to=2026-04-01');
    await page.getByText('请把开始日期改到结束日期以前').waitFor();
    expect(await text(page)).toContain('款项没有变动');
  });
});
