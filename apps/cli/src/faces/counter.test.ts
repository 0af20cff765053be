import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findings } from '../acceptance/network-under-test.ts';
import { personsOf } from '../network/seed.ts';
import {
  CASHIER,
  expectAtBox,
  figure,
  leaveBill,
  mainText,
  rememberDefaults,
  scan,
} from './testing/at-counter.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const LI = knownPersonOf('curl').citizenNumber;
/** Script time for one patient (journey 12). */
const EACH_MS = 25_000;

const inForce = (area: string) =>
  personsOf('99').filter(({ coverages }) =>
    coverages.some((one) => one.area === area && one.status === 'in-force'),
  );

describeInBrowser('the window, by keyboard alone', () => {
  const faces = useFaces(['99']);
  const open = async (): Promise<Page> => {
    const page = await faces.openAs(CASHIER, '/counter');
    await page.locator('#scan').waitFor();
    return page;
  };

  it('journey 1: scan, register with Enter from field to field, items by sounds, F4, F8, cash, receipt', async () => {
    const page = await open();
    await expectAtBox(page);
    await scan(page, LI);
    await page.getByRole('list', { name: '信号灯' }).getByText('参保正常').waitFor();
    await expectAtBox(page);
    await page.keyboard.press('F8');
    await page.getByText('登记信息不全').waitFor();
    await page.getByLabel('医疗类别').focus();
    const typed = ['J18.900', '肺炎', '0300', '内科', 'D990101000001', '示例医师'];
    for (const text of typed) {
      await page.keyboard.press('Enter');
      await page.keyboard.type(text);
    }
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText('还没有明细').waitFor();
    for (const [sounds, price] of [
      ['slzcf', '50'],
      ['slylp', '98'],
      ['sljyzf', '20'],
    ] as const) {
      await expectAtBox(page);
      await page.keyboard.type(sounds);
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByLabel('单价（元）').waitFor();
      await page.keyboard.type(price);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByLabel('单价（元）').waitFor({ state: 'detached' });
      await page
        .getByRole('cell', { name: `¥${price}.00`, exact: true })
        .first()
        .waitFor();
    }
    await page.keyboard.press('F4');
    await figure(page, '预计个人应付', '¥39.48');
    expect(await mainText(page)).toContain('总额 ¥168.00 · 基金 ¥82.92 · 个人账户 ¥45.60');
    await expectAtBox(page);
    await expectAccessible(page);
    await page.keyboard.press('F8');
    await figure(page, '个人还应付', '¥39.48');
    await page.getByRole('button', { name: /现金/ }).waitFor();
    expect(await mainText(page)).not.toMatch(/全部付清|已付/);
    await page.keyboard.press('F8');
    await figure(page, '全部付清', '¥168.00');
    await expectAtBox(page);
    const saved = page.waitForEvent('download');
    await page.keyboard.press('F9');
    expect((await saved).suggestedFilename()).toMatch(/^receipt-\d{8}-?\d{10}\.pdf$/);
    await page.locator('.print-sheet').waitFor({ state: 'attached' });
    expect(await page.locator('.print-sheet').textContent()).toContain('示例诊查费');
    await expectAccessible(page);
  });
});
