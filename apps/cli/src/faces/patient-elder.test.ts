import { PATIENT_PAGES } from '@zhijie/web/pages';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { stageClock } from './testing/acting.ts';
import { measure, NOTHING } from './testing/elder.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { longStay } from './testing/long-stay.ts';

const clock = stageClock('2026-03-02');
const faces = useFaces(['11', '99'], { now: clock.now });
const PERSON = 'journey-long-term';
let billId = '';
const addresses = (): string[] =>
  PATIENT_PAGES.pages.map(({ path }) =>
    `/patient/${path.replace(':settlementId', billId)}`.replace(/\/$/, ''),
  );

/** Shows a page of the application and waits until everything on it was read. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(faces.network().url + address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

const widthOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth');
/** Asked again from outside: the pages' policy lets no text run as a script inside them. */
const until = (page: Page, expression: string): Promise<void> =>
  expect.poll(() => page.evaluate(expression), { timeout: 30_000 }).toBe(true);
const LETTERS = 'getComputedStyle(document.body).fontSize';

describeInBrowser('the patient pages for everybody', () => {
  beforeAll(async () => {
    billId = await longStay(faces.network(), clock);
  }, 60_000);

  it('axe finds nothing serious on any page in either theme; nothing is wider than 320 px', async () => {
    const page = await faces.openPatient(PERSON, '/patient', { viewport: { width: 320, height: 640 } });
    for (const address of addresses()) {
      await show(page, address);
      await expectAccessible(page);
      await expect.poll(() => widthOf(page), { message: address }).toBeLessThanOrEqual(320);
    }
  }, 240_000);

  it('elder mode is offered from sixty, measured on every page, letters up to 30 px', async () => {
    const page = await faces.openPatient('a3', '/patient');
    await page.getByRole('button', { name: '用大字版' }).click();
    await expect.poll(() => page.locator('main li').count()).toBe(4);
    await expect.poll(() => page.locator('.nav a').count()).toBeLessThanOrEqual(4);
    for (const address of addresses().filter((one) => !one.includes(billId))) {
      await show(page, address);
      expect(await measure(page), address).toEqual(NOTHING);
    }
    for (const pixels of ['26px', '30px']) {
      await page.getByRole('button', { name: '字再大些' }).click();
      await until(page, `${LETTERS} === '${pixels}'`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    for (const address of addresses().filter((one) => !one.includes(billId))) {
      await show(page, address);
      await expect.poll(() => widthOf(page), { message: address }).toBeLessThanOrEqual(320);
    }
    await page.getByRole('button', { name: '标准版' }).click();
    await expect.poll(() => page.evaluate(LETTERS)).toBe('17px');
  }, 240_000);

  it('a bill in elder mode: the same sizes, with its clause open', async () => {
    const page = await faces.openPatient(PERSON, '/patient');
    await page.getByRole('button', { name: '大字版' }).click();
    await show(page, `/patient/bills/${billId}`);
    await page.locator('.waterfall summary').nth(2).click();
    expect(await measure(page)).toEqual(NOTHING);
    await expectAccessible(page);
  });

  it('the code by keyboard alone: shown, seconds left, another one', async () => {
    const page = await faces.openPatient(PERSON, '/patient');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const press = async (name: string): Promise<void> => {
      // What is still being read cannot be reached yet.
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await page.locator('a, button').filter({ hasText: name }).first().waitFor();
      for (let n = 0; n < 60; n += 1) {
        await page.keyboard.press('Tab');
        const text = await page.evaluate<string>("document.activeElement?.textContent ?? ''");
        if (text.includes(name)) return page.keyboard.press('Enter');
      }
      expect.fail(`${name} is not reached by Tab`);
    };
    await press('出示医保码');
    const code = page.getByRole('img', { name: /医保码二维码/ });
    await page.getByText(/激活医保码|还剩 \d+ 秒/).waitFor();
    if ((await code.count()) === 0) await press('激活医保码');
    await code.waitFor();
    const first = await code.getAttribute('alt');
    expect(first).toMatch(/\d{28}/);
    await page.getByText(/还剩 \d+ 秒/).waitFor();
    await press('换一个');
    await until(page, `(document.querySelector('img.code')?.alt ?? '${first}') !== '${first}'`);
    await until(page, "document.activeElement.textContent === '换一个'");
    await expectAccessible(page);
  });

  it('what was seen stays readable without a network, and is forgotten on leaving', async () => {
    const page = await faces.openPatient(PERSON, '/patient', { serviceWorkers: 'allow' });
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    await show(page, '/patient/bills');
    await show(page, `/patient/bills/${billId}`);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText('人民币壹万肆仟零柒拾伍元整').first().waitFor();
    await page.getByText('现在没有网络').waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('heading', { name: '请先登录' }).waitFor();
    const kept = await page.evaluate<string[]>(
      "caches.open('zhijie-seen').then((seen) => seen.keys()).then((keys) => keys.map(({ url }) => url))",
    );
    expect(kept.filter((url) => url.includes('/api/person/'))).toEqual([]);
  });

  it('a kiosk asks after a while and then shows a clean screen', async () => {
    const page = await faces.openPatient(null, '/patient?mode=kiosk');
    await page
      .getByRole('button', { name: /周示长/ })
      .or(page.getByText(/另外/))
      .first()
      .waitFor();
    await page.clock.install();
    await page.reload();
    await page.getByText(/另外 \d+ 位/).click();
    await page.getByRole('button', { name: /周示长/ }).click();
    await page.getByRole('heading', { name: '周示长，您好' }).waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await expect.poll(() => measure(page)).toMatchObject({ narrow: [] });
    await page.clock.fastForward(46_000);
    const stay = page.getByRole('button', { name: '我还在，继续' });
    await stay.click();
    await stay.waitFor({ state: 'detached' });
    await page.clock.fastForward(46_000);
    await page.getByRole('alertdialog').waitFor();
    // Signed out the same page asks who it is; what counts is the one that is loaded after it.
    const isLoadedAnew = page.waitForEvent('load');
    await page.clock.fastForward(16_000);
    await isLoadedAnew;
    await page.getByRole('heading', { name: '您是谁？' }).waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });
});
