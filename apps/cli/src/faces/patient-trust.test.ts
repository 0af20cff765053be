import {
  dischargeInpatient,
  type OpenVisit,
  openInpatient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import { expect, it } from 'vitest';
import { TWENTY_LINES } from '../acceptance/bills.ts';
import { codeOnPhone } from '../acceptance/phone.ts';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { hospitalAt } from './testing/hospital.ts';

const clock = stageClock('2026-03-02');
const faces = useFaces(['11', '99'], { now: clock.now });
const father = knownPersonOf('curl');
const daughter = knownPersonOf('journey-1');
let settlementId = '';

describeInBrowser('journeys 6 and 15 in the browser', () => {
  it('journey 6: seven questions without login, then she files for her father and he is settled directly', async () => {
    const hospital = hospitalAt(faces.network().url, 'H11010500001', clock.now);
    const patient = await hospital.identify(father.citizenNumber);
    const stay = await uploadLines(hospital, await openInpatient(hospital, patient), TWENTY_LINES);
    const page = await faces.openPatient(null, '/patient/filing');
    const choose = (name: string | RegExp): Promise<void> => page.getByRole('link', { name }).click();
    await choose(/给父母/);
    await page.getByRole('combobox', { name: '城市' }).selectOption('990100');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('heading', { name: '去哪里看病？' }).waitFor();
    await page.getByRole('combobox', { name: '城市' }).selectOption('110000');
    await page.getByRole('button', { name: '下一步' }).click();
    await choose('自己去的，没有转诊');
    await choose('住院');
    await choose(/正在住院/);
    await expect.poll(() => page.locator('.choices li').count()).toBeLessThanOrEqual(4);
    await choose('没有');
    await page.getByRole('heading', { name: '先别急着自费出院' }).waitFor();
    const steps = page.locator('.a4 .steps li');
    await expect.poll(() => steps.count()).toBe(4);
    for (const text of await steps.allTextContents())
      expect(text).toMatch(/依据：医保发〔2022〕22号.+第.+条/);
    await expectAccessible(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.nav').isVisible()).toBe(false);
    await expect.poll(() => page.locator('.a4').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await choose('替家人办备案');
    await page.getByLabel('身份证号').fill(daughter.citizenNumber);
    await page.getByRole('button', { name: '进入' }).click();
    await page.getByLabel('家人的身份证号').fill(father.citizenNumber);
    await page.getByRole('combobox', { name: '家人的参保地' }).selectOption('990100');
    const asked = page.waitForResponse('**/api/person/delegations/codes');
    await page.getByRole('button', { name: '给家人手机发验证码' }).click();
    const { codeId } = (await (await asked).json()) as { codeId: string };
    await page.getByLabel(/六位验证码/).fill(codeOnPhone(faces.network(), '99', codeId));
    await page.getByRole('button', { name: '确认代办' }).click();
    await page.getByRole('heading', { name: '办理异地就医备案' }).waitFor();
    await page.getByText('正在替').waitFor();
    await expect.poll(() => page.getByRole('combobox', { name: /去哪里看病/ }).inputValue()).toBe('110000');
    await expectAccessible(page);
    await page.getByRole('button', { name: '提交备案' }).click();
    await page.getByText('已生效').waitFor();
    await page.getByRole('button', { name: '换回本人' }).click();
    await page.getByText('还没有备案').waitFor();
    await dischargeInpatient(hospital, stay as OpenVisit);
    const settled = await settleVisit(hospital, stay, { usesPersonalAccount: false });
    expect(settled.paidByFunds).toBeGreaterThan(0);
    settlementId = settled.settlementId;
  }, 240_000);

  const asInsurer = async (): Promise<number> => {
    const asked = {
      insuredArea: '990100',
      personId: father.personId,
      settlementId,
      purpose: 'claim-settlement',
      product: 'P-001',
    };
    const response = await fetch(`${faces.network().url}/api/disclosures`, {
      method: 'POST',
      headers: { 'x-zhijie-recipient': 'insurer/demo-life' },
      body: JSON.stringify(asked),
    });
    return response.status;
  };

  it('journey 15: consent to one result, revoked; the refused call shows in the log', async () => {
    const page = await faces.openPatient('curl', '/patient/consents');
    await page.getByText('没有给过同意').waitFor();
    await page.getByRole('link', { name: '给出同意' }).click();
    await page.getByLabel('对方编号').fill('demo-life');
    await page.getByLabel('对方名称').fill('示例人寿保险（虚构）');
    await page.getByLabel('产品编号').fill('P-001');
    await page.getByLabel('范围内个人负担金额').check();
    await expectAccessible(page);
    await page.getByRole('button', { name: '看同意书全文' }).click();
    await page.getByRole('heading', { name: '请先读完' }).waitFor();
    expect(await asInsurer()).toBe(403);
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await page.getByRole('button', { name: '我同意' }).click();
    await page.getByText('只给：范围内个人负担金额').waitFor();
    expect(await asInsurer()).toBe(200);
    clock.set('2026-03-02 12:01:00');
    await page.getByRole('button', { name: /撤回/ }).click();
    await page.getByText('已撤回').waitFor();
    expect(await asInsurer()).toBe(403);
    await page.getByRole('link', { name: '谁看过我的数据' }).click();
    const refused = page.getByRole('listitem').filter({ hasText: '您已撤回同意' });
    await refused.first().waitFor();
    await expect.poll(() => refused.first().textContent()).toContain('没有给出任何数据');
    await page.getByText('给出：范围内个人负担金额').waitFor();
    await expectAccessible(page);
  });
});
