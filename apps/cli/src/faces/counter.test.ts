import { fen } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findings } from '../acceptance/network-under-test.ts';
import { personsOf } from '../network/seed.ts';
import {
  billText,
  CASHIER,
  coverPerson,
  expectAtBox,
  figure,
  leaveBill,
  leaveStay,
  mainText,
  rememberDefaults,
  scan,
  shownCode,
} from './testing/at-counter.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const LI = knownPersonOf('curl').citizenNumber;
/** Script time for one patient (journey 12). */
const EACH_MS = 25_000;
/** Where others build and test at the same time. */
const LONG_MS = 240_000;

/** The amount in a text, fen. */
function fenIn(text: string | null): number {
  const [, yuan = '', cents = ''] = /¥([\d,]+)\.(\d\d)/.exec(text ?? '') ?? [];
  return Number(yuan.replaceAll(',', '')) * 100 + Number(cents);
}

const insuredIn = (area: string) =>
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
  /** A window that registered before; the hospital's system has left a bill of ¥168.00 for the person. */
  async function readBill(citizenNumber: string): Promise<Page> {
    await leaveBill(faces.network(), citizenNumber);
    const page = await open();
    await rememberDefaults(page);
    await scan(page, citizenNumber);
    await page.getByText('合计 3 项').waitFor();
    return page;
  }
  const cashOffered = (page: Page): Promise<void> => page.getByRole('button', { name: /现金/ }).waitFor();

  it(
    'journey 1: scan, Enter from field to field, items by their sounds, F4, F8, cash',
    async () => {
      const page = await open();
      await expectAtBox(page);
      await scan(page, LI);
      await page.getByRole('list', { name: '信号灯' }).getByText('参保正常').waitFor();
      await expectAtBox(page);
      await page.keyboard.press('F8');
      await page.getByText('登记信息不全').waitFor();
      await page.getByLabel('医疗类别').focus();
      for (const text of ['J18.900', '肺炎', '0300', '内科', 'D990101000001', '示例医师']) {
        await page.keyboard.press('Enter');
        await page.keyboard.type(text);
      }
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
        await page
          .getByRole('cell', { name: `¥${price}.00`, exact: true })
          .first()
          .waitFor();
      }
      await page.keyboard.press('F4');
      await figure(page, '预计个人应付', '¥39.48');
      await expect.poll(() => mainText(page)).toContain('总额 ¥168.00 · 基金 ¥82.92 · 个人账户 ¥45.60');
      await expectAtBox(page);
      await page.keyboard.press('F8');
      await figure(page, '个人还应付', '¥39.48');
      const size = await page.evaluate<string>(
        "getComputedStyle(document.querySelector('.amount-figure')).fontSize",
      );
      expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(32);
      await cashOffered(page);
      expect(await billText(page)).not.toMatch(/全部付清|已付/);
      await page.keyboard.press('F8');
      await figure(page, '全部付清', '¥168.00');
      await expectAtBox(page);
      await expectAccessible(page);
    },
    LONG_MS,
  );

  it(
    'journey 12: ten patients — scan, F4, F8, F8, F9 — the focus never leaves the box',
    async () => {
      const ten = insuredIn('990100').slice(-10);
      expect(ten).toHaveLength(10);
      for (const { citizenNumber } of ten) await leaveBill(faces.network(), citizenNumber);
      const page = await open();
      await rememberDefaults(page);
      const times: number[] = [];
      for (const { citizenNumber } of ten) {
        const from = performance.now();
        await scan(page, citizenNumber);
        await page.getByText('合计 3 项').waitFor();
        await expectAtBox(page);
        await page.keyboard.press('F4');
        await page.locator('.amount', { hasText: '预计个人应付' }).waitFor();
        await expectAtBox(page);
        await page.keyboard.press('F8');
        await page.locator('.amount', { hasText: '个人还应付' }).waitFor();
        await cashOffered(page);
        await expectAtBox(page);
        await page.keyboard.press('F8');
        await figure(page, '全部付清', '¥168.00');
        await expectAtBox(page);
        const saved = page.waitForEvent('download');
        await page.keyboard.press('F9');
        expect((await saved).suggestedFilename()).toMatch(/^receipt-\d{8}-\d{10}\.pdf$/);
        await page.locator('.print-sheet').getByText('示例诊查费').waitFor({ state: 'attached' });
        await expectAtBox(page);
        times.push(performance.now() - from);
        await page.keyboard.press('Escape');
        await page.getByText('请读码或读卡').waitFor();
        await expectAtBox(page);
      }
      expect(Math.max(...times)).toBeLessThan(EACH_MS);
      await page.getByRole('region', { name: '最近十笔' }).getByText('全部付清').nth(9).waitFor();
      await expectAccessible(page);
    },
    LONG_MS,
  );

  it(
    'journey 8: one code, the phone has too little: never paid while half paid; cash pays it',
    async () => {
      const page = await readBill(LI);
      await page.keyboard.press('F4');
      await page.locator('.amount', { hasText: '预计个人应付' }).waitFor();
      const code = await shownCode(faces.network(), 'curl');
      faces.network().wallet.book.sign(code, fen(1000));
      await scan(page, code);
      const act = page.getByRole('region', { name: '收费' });
      await act.getByText('待选择支付方式').waitFor();
      const three = await act.locator('.three').textContent();
      expect(three).toMatch(/医保.*成功.*患者.*失败.*整笔.*待办/);
      expect(await billText(page)).not.toMatch(/全部付清|已付/);
      await expectAtBox(page);
      await cashOffered(page);
      await page.keyboard.press('F8');
      await act.getByText('全部付清').waitFor();
      await expect.poll(() => act.locator('.three').textContent()).toMatch(/患者.*成功.*整笔.*成功/);
    },
    LONG_MS,
  );

  it(
    'journey 2: an answer that got lost is a red banner, asked for again, charged once; reload resumes; F10 takes it back',
    async () => {
      const person = knownPersonOf('journey-1').citizenNumber;
      const page = await readBill(person);
      const screen = await page.context().newPage();
      await screen.goto(`${faces.network().url}/counter/patient-screen`);
      await screen.getByText('费用合计').waitFor();
      await page.bringToFront();
      await page.route(
        '**/api/agency/acts',
        async (route) => {
          await route.fetch();
          await route.abort();
        },
        { times: 1 },
      );
      await page.keyboard.press('F8');
      await page.getByRole('alert').getByText('结果未知 — 款项状态查询中').waitFor();
      await screen.getByText('款项状态查询中').waitFor();
      await figure(page, '个人还应付', '¥39.48');
      await expectAtBox(page);
      await cashOffered(page);
      await scan(page, '2');
      await page.keyboard.press('F8');
      await page.getByAltText('患者付款的二维码').waitFor();
      await screen.getByAltText('患者付款的二维码').waitFor();
      await expect.poll(() => screen.locator('.patient-screen').textContent()).toContain('李**');
      await page.reload();
      await page.getByAltText('患者付款的二维码').waitFor();
      await expectAccessible(screen);
      await page.getByRole('button', { name: /手机支付/, pressed: true }).waitFor();
      await scan(page, '1');
      await page.keyboard.press('F8');
      await figure(page, '全部付清', '¥168.00');
      await page.keyboard.press('F10');
      await page.getByText('再按一次 F10 确认').waitFor();
      await page.keyboard.press('F10');
      await figure(page, '请退还现金', '¥39.48');
      await expectAccessible(page);
      await page.keyboard.press('F8');
      await figure(page, '已全部退回', '¥0.00');
      await expectAtBox(page);
      await expect
        .poll(() => page.getByRole('region', { name: '收费' }).textContent())
        .toMatch(/已退回.*已冲红/);
    },
    LONG_MS,
  );

  it(
    'journey 7: the insurer pays its part at the window, one number takes it out; two slips on paper',
    async () => {
      const person = knownPersonOf('curl');
      await coverPerson(faces.network(), person);
      await leaveStay(faces.network(), person);
      const page = await open();
      await rememberDefaults(page);
      await scan(page, person.citizenNumber);
      await page.getByText('合计 1 项').waitFor();
      await page.keyboard.press('F8');
      const insurer = page.getByRole('button', { name: /^1 / });
      await page.getByRole('button', { name: /^1 /, pressed: true }).waitFor();
      await scan(page, '1');
      await page.getByRole('button', { name: /^1 /, pressed: false }).waitFor();
      await scan(page, '1');
      const offered = fenIn(await insurer.textContent());
      await expectAtBox(page);
      await expectAccessible(page);
      await page.keyboard.press('F8');
      await figure(page, '全部付清', '¥58,800.00');
      const legs = page.getByRole('region', { name: '收费' }).getByRole('row');
      const paid = async (name: RegExp): Promise<number> =>
        fenIn(await legs.filter({ has: page.getByRole('rowheader', { name }) }).textContent());
      expect(offered).toBeGreaterThan(0);
      const [funds, own, cash] = [await paid(/^医保/), await paid(/示例|保险/), await paid(/^现金/)];
      expect(own).toBe(offered);
      expect(funds + own + cash).toBe(5_880_000);
      await page.keyboard.press('F9');
      const sheet = page.locator('.print-sheet');
      await sheet.getByText(/赔付单/).waitFor({ state: 'attached' });
      await expect.poll(() => sheet.textContent()).toMatch(/医保结算单.*合计 ¥58,800\.00.*赔付单/);
    },
    LONG_MS,
  );

  it(
    'journey 16: an item for another sex or age is said before it is taken; Enter does not take it',
    async () => {
      const page = await open();
      await rememberDefaults(page);
      await scan(page, knownPersonOf('journey-long-term').citizenNumber);
      await page.getByText('参保正常').waitFor();
      await page.keyboard.press('F8');
      await page.getByText('还没有明细').waitFor();
      for (const [item, warning] of [
        ['991102001200000', '此项目限女性使用'],
        ['991102001190000', '此项目限 17 岁及以下使用，患者'],
      ] as const) {
        await page.keyboard.type(item);
        await page.getByRole('option').filter({ hasText: warning }).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText(warning).waitFor();
        if (item === '991102001200000') await expectAccessible(page);
        await page.keyboard.press('Enter');
        await page.getByRole('alert').waitFor({ state: 'detached' });
        await expectAtBox(page);
      }
      const [good, bad] = ['991102000010000,50,1\n991102000020000,20,2', '991102000010000,50,1\n,20,2'];
      const choose = (csv: string): Promise<void> =>
        page
          .getByLabel('明细文件')
          .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await choose(bad);
      await page.getByText('第 2 行：没有目录编码。没有录入，款项没有变动').waitFor();
      await page.getByText('还没有明细').waitFor();
      await choose(good);
      await page.getByText('合计 2 项').waitFor();
    },
    LONG_MS,
  );

  it(
    'H2 the shift adds itself up and lists what a person must end; a difference is explained',
    async () => {
      const page = await faces.openAs(CASHIER, '/counter/shift');
      await page.getByText('需要人处理').waitFor();
      const due = (await page.getByText(/^清点的现金（应有/).textContent())!
        .match(/¥([\d,.]+)/)![1]!
        .replaceAll(',', '');
      await page.getByLabel(/清点的现金/).fill('1.00');
      await page.getByLabel('不一致的原因').waitFor();
      await page.getByLabel(/清点的现金/).fill(due);
      await page.getByText('与应有现金一致').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Enter');
      await page.getByText('第 1 班已交').waitFor();
      expect(await findings(faces.network())).toEqual([]);
    },
    LONG_MS,
  );
});
