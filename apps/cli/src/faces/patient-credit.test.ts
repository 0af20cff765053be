import { dischargeInpatient, settleVisit } from '@zhijie/counterparties';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import { expect, it } from 'vitest';
import { stayOfCash } from '../acceptance/stay-of-cash.ts';
import { stageClock, tell } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { hospitalAt } from './testing/hospital.ts';

const clock = stageClock('2026-03-02 09:00:00');
const faces = useFaces(['99'], { now: clock.now });
const HOME = 'H99010100001';
const son = knownPersonOf('journey-1');
const mother = knownPersonOf('journey-temporary');

/** He leaves; the hospital settles without him and credit pays ¥3,218.46. */
async function leaveAndSettle(lineId: string): Promise<string> {
  const { url } = faces.network();
  const hospital = hospitalAt(url, HOME, clock.now);
  const stay = await stayOfCash(hospital, son.citizenNumber, '3218.46');
  const area = '990100';
  const { visitId } = stay;
  await tell(url, { area, path: 'credit/visits', body: { providerId: HOME, visitId } });
  await dischargeInpatient(hospital, stay);
  const { settlementId } = await settleVisit(hospital, stay, { usesPersonalAccount: false });
  const methods = [{ kind: 'credit', payer: lineId }];
  const body = { requestKey: 'A-1', providerId: HOME, settlementId, methods };
  await tell(url, { area, path: 'acts', body });
  return settlementId;
}

describeInBrowser('journey 14: credit and sharing', () => {
  it('signs, leaves, 16,781.54 left and due 2026-04-30; shares 5,000.00; pays early', async () => {
    const page = await faces.openPatient('journey-1', '/patient/credit');
    await page.getByRole('link', { name: '第一步：读同意书' }).first().click();
    await page.getByRole('button', { name: '看同意书全文' }).click();
    await page.getByRole('heading', { name: '请先读完' }).waitFor();
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await page.getByRole('button', { name: '我同意' }).click();
    const signed = page.waitForResponse('**/api/person/credit/lines');
    await page.getByRole('button', { name: '第二步：签约' }).first().click();
    await signed;
    await page.getByText('还可以用 ¥20,000.00').waitFor();
    const lines = await page.context().request.get(`${faces.network().url}/api/person/credit/lines`);
    const [line] = ((await lines.json()) as { lines: { lineId: string }[] }).lines;
    const settlementId = await leaveAndSettle(line!.lineId);
    await page.reload();
    await page.getByText('还可以用 ¥16,781.54').waitFor();
    await page.getByText('2026-04-30 前还清不收利息').waitFor();
    await expectAccessible(page);
    await page.getByText(/给亲属用一部分/).click();
    await page.getByLabel('亲属姓名').fill(mother.name);
    await page.getByLabel('亲属身份证号').fill(mother.citizenNumber);
    await page.getByLabel('至多用多少（元）').fill('5000.00');
    await page.getByRole('button', { name: /^授权，到/ }).click();
    const shares = page.getByRole('region', { name: '亲情付' });
    await shares.getByText('¥5,000.00').first().waitFor();
    await page.getByLabel('提前还多少（元）').fill('1218.46');
    await page.getByRole('button', { name: '还款' }).click();
    await page.getByText('还可以用 ¥18,000.00').waitFor();
    await page.goto(`${faces.network().url}/patient/bills/${settlementId}`);
    await page.getByText('全部付清').waitFor();
    await expect.poll(() => page.locator('.legs').first().textContent()).toContain('¥3,218.46');
    await expectAccessible(page);
  });
});
