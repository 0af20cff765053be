import { describeInBrowser } from '@zhijie/web/testing/browser';
import { beforeAll, expect, it } from 'vitest';
import { stageClock, tell } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { confirmAs, marchClearing } from './testing/march-clearing.ts';

const clock = stageClock('2026-03-20');
const MATRIX = '/nation/matrix?month=2026-03';
const WHO = 'nation-hub/nation-operator';

describeInBrowser('journey 9 as the nation sees it: who owes whom, down to the bill', () => {
  const faces = useFaces(['11', '43'], { now: clock.now });
  beforeAll(() => marchClearing(faces.network(), clock), 120_000);
  const ask = (area: string, body: object) =>
    tell(faces.network().url, { area, path: 'clearing/2026-03/steps', body });

  it('C-01 from the matrix to a deducted bill in four clicks, each figure the same money', async () => {
    const page = await faces.openAs(WHO, MATRIX);
    const matrix = page.getByRole('region', { name: '全国应付矩阵' });
    const cell = matrix.getByRole('link', { name: '湖南省应付北京市 ¥9,864,197.61' });
    await cell.waitFor();
    await expectAccessible(page);
    let clicks = 0;
    const click = async (target: { click(): Promise<void> }): Promise<void> => {
      clicks += 1;
      await target.click();
    };

    await click(cell);
    const month = page.getByRole('row', { name: /^2026-03/ });
    await month.waitFor();
    await expect.poll(() => month.textContent()).toContain('1,284¥9,876,543.21');
    await expect.poll(() => month.textContent()).toContain('-¥12,345.60¥9,864,197.61● 待下发通知书');
    await expectAccessible(page);

    await click(month.getByRole('link', { name: '2026-03' }));
    await page.getByText('人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分').waitFor();
    const deducted = page.getByRole('row', { name: /审核扣款/ }).first();
    await deducted.waitFor();
    await expect.poll(() => page.getByRole('row', { name: /审核扣款/ }).count()).toBe(3);
    await expectAccessible(page);

    await click(deducted.getByRole('link'));
    await page.getByRole('heading', { name: /^结算 S11/ }).waitFor();
    await page.getByText('超标准收费').waitFor();
    expect(clicks).toBeLessThanOrEqual(4);
    const shown = (await page.locator('main').textContent()) ?? '';
    expect(shown).toContain('¥7,692.00');
    expect(shown).not.toContain('P430100');
    await expectAccessible(page);
  });

  it('a part of the month is asked for in the address; reloading shows the same three', async () => {
    const page = await faces.openAs(WHO, '/nation/matrix/pair/43/11/2026-03?part=deductions&unit=万元');
    await page
      .getByRole('row', { name: /审核扣款/ })
      .first()
      .waitFor();
    await page.reload();
    await page
      .getByRole('row', { name: /审核扣款/ })
      .first()
      .waitFor();
    await expect.poll(() => page.getByRole('row', { name: /^S11/ }).count()).toBe(3);
    await expect.poll(() => page.locator('.cards').textContent()).toContain('¥986.42 万元');
  });

  it('C-04 Hunan pays, and its row of the matrix turns 已付 before the nation', async () => {
    await confirmAs(faces.network(), '430000');
    await confirmAs(faces.network(), '110000');
    await ask('000000', { requestKey: 'issue', step: 'issue' });
    const page = await faces.openAs(WHO, MATRIX);
    const row = page.getByRole('row', { name: /湖南省 → 北京市/ });
    await row.getByText('待付款').waitFor();

    const orderId = await orderOf(faces.network().url);
    const transfer = {
      bank: '示例银行',
      serial: '20260421000123',
      paidOn: '2026-04-21',
      purpose: 'clearing',
    };
    await ask('430000', { requestKey: 'submit', step: 'submit', orderId });
    await ask('430000', { requestKey: 'pay', step: 'pay', orderId, amount: '9864197.61', ...transfer });
    await page.getByRole('button', { name: '刷新' }).first().click();
    await row.getByText('已付').waitFor();
    const nets = await page.getByRole('row', { name: /^湖南省 ¥/ }).textContent();
    expect(nets).toBe('湖南省¥0.00¥9,864,197.61-¥9,864,197.61');
  });

  it('a month that still runs says so; one without trades is empty; one to come is refused with the fix', async () => {
    const page = await faces.openAs(WHO, '/nation/matrix?month=2026-04');
    await page.getByText('2026-04 没有跨省往来。').waitFor();
    await page.goto(`${faces.network().url}/nation/matrix?month=2026-05`);
    await page.getByText('请选择当月或以前的月份').waitFor();
    const agency = await faces.openAs('agency-43/operator', '/agency');
    const answer = await agency
      .context()
      .request.get(`${faces.network().url}/api/nation/matrix?month=2026-03`);
    expect(answer.status()).toBe(403);
  });
});

async function orderOf(url: string): Promise<string> {
  const headers = { 'x-zhijie-agency': '000000', 'x-zhijie-operator': 'test' };
  const matrix = await (await fetch(`${url}/api/nation/matrix?month=2026-03`, { headers })).json();
  return (matrix as { rows: { orderId: string }[] }).rows[0]!.orderId;
}
