/** Booking, family and wallet, the map of who settles directly, commercial cover: one person, one sitting. */
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ITEM } from '../acceptance/bills.ts';
import { type Visitor, visitorOf } from '../acceptance/visitor.ts';
import { stageClock, tell } from './testing/acting.ts';
import { signInAs } from './testing/enter.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-02');
const faces = useFaces(['11', '99'], { now: clock.now });
const HOME = 'H99010100001';
const payer = knownPersonOf('a1');
const brother = knownPersonOf('journey-1');

const SESSION = {
  sessionId: 'S1',
  kind: 'outpatient',
  departmentCode: '0300',
  departmentName: '内科',
  doctorCode: 'D990101000001',
  doctorName: '示例医师',
  startsAt: '2026-03-03 08:00',
  endsAt: '2026-03-03 12:00',
  slots: 4,
  fee: '50.00',
  itemCode: ITEM.consultation,
  diagnosisCode: 'J18.900',
  diagnosisName: '肺炎',
};

/** The hospital's window publishes tomorrow morning. */
async function publish(page: Page): Promise<void> {
  const { url } = faces.network();
  const context = await page.context().browser()!.newContext();
  await signInAs(context, url, `counter-${HOME}/cashier`);
  const { token } = (await (await context.request.get(`${url}/api/session`)).json()) as { token: string };
  const headers = { 'x-zhijie-token': token };
  const data = { sessions: [SESSION] };
  const done = await context.request.post(`${url}/api/counter/booking/schedule`, { data, headers });
  expect(await done.json()).toEqual({ published: 1, unchanged: 0 });
  await context.close();
}

/** The brother, on his own pages: she may book for him, and he agrees to be covered. */
async function brotherAllows(): Promise<Visitor> {
  const him = await visitorOf(faces.network().url, brother.citizenNumber);
  const { citizenNumber: certificateNumber } = payer;
  await him.must('person/delegates', { relation: 'sibling', scopes: ['booking'], certificateNumber });
  const terms = {
    recipientKind: 'insurer',
    recipientId: 'demo-life',
    recipientName: '示例人寿保险（虚构）',
    purpose: 'underwriting',
    product: 'demo-a-2026',
    dataClasses: ['identity', 'coverage'],
  };
  const form = (await him.must('person/consents/form', terms)) as Record<string, unknown>;
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses };
  await him.must('person/consents', { ...terms, ...agreed });
  return him;
}

async function brothersAccount(him: Visitor): Promise<number> {
  const { coverages } = (await him.must('person/summary')) as { coverages: { accountBalance: number }[] };
  return coverages[0]!.accountBalance;
}

const read = (page: Page): Promise<void> =>
  page.locator('[aria-busy=true]').filter({ visible: true }).first().waitFor({ state: 'detached' });
const go = async (page: Page, path: string): Promise<void> => {
  await page.goto(faces.network().url + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await read(page);
};
/** What somebody without a mouse does. */
const byKey = async (target: Locator): Promise<void> => {
  await target.focus();
  await target.press('Enter');
};
/** The status of the money, not what is read aloud. */
const said = (page: Page, text: string): Promise<void> =>
  page.locator('p[role=status]').getByText(text).waitFor();
const sayNumber = async (scope: Locator, relation: string): Promise<void> => {
  await scope.getByLabel('亲属是我的').selectOption(relation);
  const name = scope.getByLabel('亲属姓名');
  if ((await name.count()) > 0) await name.fill(brother.name);
  await scope.getByLabel('亲属身份证号').fill(brother.citizenNumber);
};

describeInBrowser('a person books, shares, looks up and insures', () => {
  it('PS7 books and pays, gives back with the figures; Q-12 binds and fills a wallet; OS3 a premium is taken', async () => {
    const { url } = faces.network();
    const fund = { personId: payer.personId, insuranceType: 'employee', amount: '300.00', eventId: 'FUND-1' };
    await tell(url, { area: '990101', path: 'account-credits', body: fund });
    const page = await faces.openPatient('a1', '/patient/booking');
    await page.getByText('还没有约过').waitFor();
    await publish(page);
    const him = await brotherAllows();
    await page.reload();
    await byKey(page.getByRole('button', { name: '改为给 李** 约' }));
    await page.getByRole('button', { name: '换回本人' }).waitFor();

    await byKey(page.getByRole('link', { name: '约一个号' }));
    await page.getByLabel('哪个城市').selectOption('990100');
    await page.getByLabel('哪家医院').selectOption(HOME);
    await byKey(page.getByRole('button', { name: '看医生和时间' }));
    await page.getByText('还有 4 个号').waitFor();
    await page.getByLabel(/选时间/).selectOption('2');
    await expectAccessible(page);
    await byKey(page.getByRole('button', { name: '约示例医师' }));
    await page.getByText('3月3日（周二）09:00').waitFor();
    await page.getByRole('radio', { name: '现在付' }).waitFor();
    await byKey(page.getByRole('button', { name: '确认预约' }));
    await said(page, '挂号费 ¥50.00 已经付清。');
    expect(await page.locator('.legs li').allTextContents()).toEqual(['医保 已付¥50.00']);
    expect(await brothersAccount(him)).toBe(2560);
    await expectAccessible(page);
    await byKey(page.getByRole('button', { name: '退号' }));
    await page.getByText('付过的挂号费按原路退回，至多 ¥50.00').waitFor();
    await byKey(page.getByRole('button', { name: '确认退号' }));
    await said(page, '挂号费 ¥50.00 不收了，付过的钱已按原路退回。');
    expect(await page.locator('.legs li').allTextContents()).toEqual(['医保 已退回']);
    expect(await brothersAccount(him)).toBe(4560);
    await byKey(page.getByRole('button', { name: '换回本人' }));
    await page.getByRole('button', { name: '换回本人' }).waitFor({ state: 'detached' });

    await go(page, '/patient/family');
    await page.getByText('可以用 ¥300.00').waitFor();
    expect(await page.locator('.legs li').first().textContent()).toMatch(/缴费划入\s*¥300.00/);
    await expectAccessible(page);
    await byKey(page.getByRole('link', { name: /本省家人共济/ }));
    await page.getByText('还没有绑定家人').waitFor();
    await page.getByText('绑定一位家人').click();
    const binding = page.locator('form');
    await sayNumber(binding, 'sibling');
    await binding.getByLabel(/每年至多用多少/).fill('500.00');
    await byKey(binding.getByRole('button', { name: '绑定' }));
    await page.getByText('每年至多 ¥500.00').waitFor();
    await expectAccessible(page);
    await byKey(page.getByRole('button', { name: '解除绑定' }));
    await byKey(page.getByRole('button', { name: '确认解除' }));
    await page.getByText('已解除').waitFor();

    await go(page, '/patient/family?part=wallet');
    await page.getByText('今天已转入 0 次，还可以转入 3 次').waitFor();
    await page.getByText('给家人的钱包转入').click();
    const transfer = page.locator('form');
    await sayNumber(transfer, 'sibling');
    await transfer.getByLabel('转入多少（元）').fill('2000.01');
    await byKey(transfer.getByRole('button', { name: '转入' }));
    await page.getByRole('alert').getByText('每次转入医保钱包至多 2000.00 元').waitFor();
    await transfer.getByLabel('转入多少（元）').fill('20.00');
    await byKey(transfer.getByRole('button', { name: '转入' }));
    await page.getByText('已转入：¥20.00').waitFor();
    await expectAccessible(page);

    await go(page, '/patient/network');
    await page.getByLabel('看哪一类').selectOption('chronic');
    await page.getByLabel(/医院或药店名称/).fill('社区');
    await byKey(page.getByRole('button', { name: '查一查' }));
    await page.getByText('慢特病不能直接结算').first().waitFor();
    expect(page.url()).toContain('care=chronic');
    await page.getByLabel('看哪一类').selectOption('pharmacy');
    await page.getByLabel('哪个城市').selectOption('990100');
    await page.getByLabel(/医院或药店名称/).fill('');
    await byKey(page.getByRole('button', { name: '查一查' }));
    await page.getByText('共 2 家，能直接结算的在前。').waitFor();
    const cards = page.locator('.cards .card');
    expect(await cards.first().textContent()).toContain('药店买药能直接结算');
    expect(await cards.last().textContent()).toContain('医保结算已暂停');
    await expectAccessible(page);

    await go(page, '/patient/products');
    await page.getByText('本人不能投：该产品不承保被保险人的参保地。').waitFor();
    await page.getByText('现在可以用 ¥280.00').waitFor();
    await page.getByText('给家人投保', { exact: true }).click();
    const premium = page.locator('form');
    await sayNumber(premium, 'sibling');
    await expectAccessible(page);
    await byKey(premium.getByRole('button', { name: '给家人投保，付 ¥99.00' }));
    await page.getByText('已给家人投保，2026-03-03 起保障').waitFor();
    await page.getByText('现在可以用 ¥181.00').waitFor();
    await byKey(page.getByRole('button', { name: '退保，退回 ¥99.00' }));
    await page.getByText('保费已退回个人账户').waitFor();
    await page.getByText('现在可以用 ¥280.00').waitFor();
  }, 120_000);
});
