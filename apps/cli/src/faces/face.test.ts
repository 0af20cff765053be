/** The camera pages in a browser whose camera shows a film: the real model, the real network (ID3, Q-11). */
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { BrowserContext } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { findings, useNetwork } from '../acceptance/network-under-test.ts';
import { facesBuild } from './build.ts';
import { expectAccessible } from './testing/faces-under-test.ts';
import { type Shot, SOMEBODY, SOMEBODY_ELSE, withCamera } from './testing/fake-camera.ts';

const person = knownPersonOf('journey-1');
const PROVIDER = 'H11010500001';
/** A camera page loads a model of 11 MB and looks at pictures with two cores for everybody. */
const LONG_MS = 240_000;
const SOON = { timeout: 120_000 };

/** Who turns the head: the picture and its mirror. */
const TURNING: readonly Shot[] = [
  { crop: SOMEBODY, size: 1 },
  { crop: SOMEBODY, size: 1, isMirrored: true },
];
/** Somebody else comes closer. */
const COMING: readonly Shot[] = [0.6, 0.75, 0.9, 1].map((size) => ({ crop: SOMEBODY_ELSE, size }));

describeInBrowser('Q-11 faces before a camera', () => {
  const underTest = useNetwork(['11', '99']);
  beforeAll(async () => void (await facesBuild()), LONG_MS);

  async function enter(context: BrowserContext): Promise<void> {
    const { url } = underTest();
    const session = await context.request.get(`${url}/api/session/person`);
    const { token } = (await session.json()) as { token: string };
    const headers = { 'x-zhijie-token': token };
    const data = { key: person.key };
    const entered = await context.request.post(`${url}/api/session/person/enter`, { data, headers });
    expect(entered.status(), await entered.text()).toBe(200);
  }

  async function signIn(context: BrowserContext): Promise<void> {
    const data = { kind: 'account', value: `counter-${PROVIDER}/cashier` };
    const signedIn = await context.request.post(`${underTest().url}/api/session/sign-in`, { data });
    expect(signedIn.status(), await signedIn.text()).toBe(200);
  }

  it(
    'Q-11 enrols, is known at a window, and no picture leaves the page',
    async () => {
      await withCamera(TURNING, async ({ context, page, sent, outside }) => {
        const { url } = underTest();
        await enter(context);
        const first = await page.goto(`${url}/patient/consents`, SOON);
        expect(first!.headers()['content-security-policy']).not.toContain('wasm');
        await page.getByRole('link', { name: '刷脸登记和删除' }).click();
        await page.getByRole('button', { name: '先读同意书' }).click();
        await expectAccessible(page);
        expect(await page.getByRole('button', { name: '开始刷脸' }).count()).toBe(0);
        await page.getByRole('checkbox').check();
        // From here on by keyboard alone.
        await page.getByRole('button', { name: '开始刷脸' }).focus();
        await page.keyboard.press('Enter');
        await page.getByText('已登记').waitFor(SOON);

        await signIn(context);
        await page.goto(`${url}/counter/face`, SOON);
        await page.getByLabel('号码：先说是谁，再刷脸').fill(person.citizenNumber);
        await page.keyboard.press('Enter');
        await page.getByRole('link', { name: /换一种方式/ }).waitFor(SOON);
        await page.getByRole('button', { name: '开始刷脸' }).click();
        await page.getByText('已确认').waitFor(SOON);
        await page.getByRole('button', { name: '去收费' }).click();
        await page.waitForURL('**/counter', SOON);

        expect(outside).toEqual([]);
        for (const { url: to, body } of sent) {
          expect(body.length, to).toBeLessThan(8_192);
          expect(body, to).not.toMatch(/image|jpeg|png|\/9j\//);
        }
      });
    },
    LONG_MS,
  );

  it(
    'Q-11 another face at the window is refused, and the page leads to the other ways',
    async () => {
      await withCamera(COMING, async ({ context, page }) => {
        await signIn(context);
        await page.goto(`${underTest().url}/counter/face`, SOON);
        await page.getByLabel('号码：先说是谁，再刷脸').fill(person.citizenNumber);
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: '换一个动作' }).click();
        await page.getByRole('button', { name: '开始刷脸' }).click();
        const alert = page.getByRole('alert');
        await alert.waitFor(SOON);
        await expect.poll(() => alert.textContent()).toMatch(/face-no-match/);
        await expect.poll(() => alert.textContent()).toContain('由两名工作人员核验');
        expect(await page.getByText('已确认').count()).toBe(0);
        await page.getByRole('link', { name: /换一种方式/ }).click();
        await page
          .getByLabel(/医保码/)
          .first()
          .waitFor(SOON);
      });
      expect(await findings(underTest())).toEqual([]);
    },
    LONG_MS,
  );
});
