import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import { afterAll, expect, it, vi } from 'vitest';
import { POLICIES } from '../policy-files.ts';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { longStay } from './testing/long-stay.ts';

const clock = stageClock('2026-03-20');
const home = mkdtempSync(join(tmpdir(), 'zhijie-policies-'));
const folder = join(home, 'policies');
for (const name of ['000000-national', '110000-beijing', '370600-yantai', '990100-example', 'commercial'])
  cpSync(join(POLICIES, name), join(folder, name), { recursive: true, force: true });
vi.stubEnv('ZHIJIE_POLICIES', folder);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

describeInBrowser('policy packs through the pages', () => {
  const faces = useFaces(['11', '99'], { now: clock.now });

  it('the policy of a day says of each table the layer, the clause, the file and whether it is verified', async () => {
    const page = await faces.openAs(
      'agency-99/operator',
      '/agency/policies?pack=370600-employee&on=2026-03-01',
    );
    const deductible = page.getByRole('region', { name: '起付标准' });
    await deductible.waitFor();
    await expect
      .poll(() => deductible.textContent())
      .toMatch(/370600-employee.*370600-yantai\/employee\.yaml:\d+/);
    await page.getByText(/\d+ 张表待核实$/).waitFor();
    await expect.poll(() => page.getByText(/^● 待核实$/).count()).toBeGreaterThan(0);
    await expectAccessible(page);
    await page.getByRole('tab', { name: '历次版本' }).click();
    const versions = page.getByRole('region', { name: '各版本' });
    await versions.getByRole('row').nth(2).waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('versions');
  }, 150_000);

  it('two days of a policy differ in tables and in the money of the same bills; the check finds nothing', async () => {
    const page = await faces.openAs(
      'agency-99/operator',
      '/agency/policies?pack=370600-employee&view=diff&from=2023-06-01&to=2026-03-01',
    );
    await page.getByRole('heading', { name: '同一组账单' }).waitFor();
    await expect.poll(() => page.locator('ins').count()).toBeGreaterThan(0);
    await page.goto(page.url().replace(/pack=.*$/, 'pack=990100-resident&view=check'));
    await page.getByRole('button', { name: '检查这个统筹区' }).click();
    await page.getByText('没有错误和提醒').waitFor({ timeout: 60_000 });
    await page.getByText(/2 个政策包（1 个统筹区）/).waitFor();
  }, 150_000);

  it('a change is previewed over recorded bills, proposed by one person and published by another, without a restart', async () => {
    await longStay(faces.network(), clock);
    const path = '/agency/policies?pack=990100-resident&care=inpatient&on=2026-03-20';
    const maker = await faces.openAs('agency-99/operator', `${path}&view=edit`);
    const day = async (label: string, text: string): Promise<void> => {
      await maker.getByLabel(label).fill(text);
      await maker.getByLabel(label).press('Enter');
    };
    await day('起始日期', '2026-07-01');
    await day('印发日期', '2026-03-15');
    await maker.getByLabel('依据的文件').fill('示例市起付线调整通知（虚构）');
    await maker.getByLabel('文号').fill('示例规〔2026〕9号');
    await maker.getByLabel('条款').fill('第二条');
    await maker.getByLabel('起付标准：起付标准').fill('一千');
    await maker.getByRole('button', { name: '预览' }).click();
    await maker.getByText('value-refused · deductible/amount').waitFor({ timeout: 60_000 });
    await maker.getByLabel('起付标准：起付标准').fill('1000元');
    await maker.getByRole('button', { name: '预览' }).click();
    await maker.getByText('检查通过').waitFor({ timeout: 60_000 });
    await maker.getByText(/最近 1 笔按新规定重算：1 笔的个人负担会变/).waitFor();
    const bills = maker.getByRole('region', { name: '变化最大的账单' });
    await expect.poll(() => bills.getByRole('row').last().textContent()).toContain('-¥325.00');
    await expectAccessible(maker);
    await maker.getByRole('button', { name: '提交，由另一人发布' }).click();
    await maker.getByRole('row').filter({ hasText: '待发布' }).getByRole('button').click({ timeout: 60_000 });
    await maker.getByText('本人拟的稿，由另一人发布。').waitFor();
    expect(await maker.getByRole('button', { name: '发布，立即生效' }).count()).toBe(0);

    const checker = await faces.openAs('agency-99/checker', `${path}&view=drafts`);
    await checker.getByRole('row').filter({ hasText: '待发布' }).getByRole('button').click();
    await checker.getByRole('dialog').getByText('检查通过').waitFor({ timeout: 60_000 });
    await checker.getByRole('button', { name: '发布，立即生效' }).click();
    await checker.getByRole('row').filter({ hasText: '已发布' }).waitFor({ timeout: 60_000 });
    const pack = readFileSync(join(folder, '990100-example', 'resident.yaml'), 'utf8');
    expect(pack).toContain('cite: amendment-2026-07-01#第二条');

    for (const [on, amount, badge] of [
      ['2026-06-30', '1500元', '已核实'],
      ['2026-07-01', '1000元', '待核实'],
    ] as const) {
      await checker.goto(checker.url().replace(/\?.*$/, `?pack=990100-resident&care=inpatient&on=${on}`));
      const deductible = checker.getByRole('region', { name: '起付标准' });
      await deductible.getByText(`起付标准：${amount}`).waitFor();
      await expect.poll(() => deductible.textContent()).toContain(badge);
    }
  }, 200_000);
});
