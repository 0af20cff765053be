import { describeInBrowser } from '@zhijie/web/testing/browser';
import { beforeAll, expect, it } from 'vitest';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { longStay } from './testing/long-stay.ts';

const clock = stageClock('2026-03-02');
const faces = useFaces(['11', '99'], { now: clock.now });
const PERSON = 'journey-long-term';

describeInBrowser('journeys 4 and 5: why this number', () => {
  let billId = '';
  beforeAll(async () => {
    billId = await longStay(faces.network(), clock);
  }, 60_000);

  it('journey 4: from the list to ¥14,075.00, in words, every bar opens clause, place and day', async () => {
    const page = await faces.openPatient(PERSON, '/patient');
    await page.getByRole('link', { name: /看账单/ }).click();
    await page.getByText('总费用 ¥30,000.00').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: /您付现金 ¥14,075.00/ }).click();
    await page.getByText('人民币壹万肆仟零柒拾伍元整').first().waitFor();
    const rows = page.locator('details.fall');
    const amounts = await rows.locator('summary .money').allTextContents();
    expect(amounts).toEqual(
      expect.arrayContaining(['¥2,400.00', '¥1,600.00', '¥1,500.00', '¥15,925.00', '¥14,075.00']),
    );
    for (const row of await rows.all()) {
      await row.locator('summary').click();
      const text = await row.textContent();
      expect(text).toMatch(/文件[\s\S]+条款[\s\S]+适用[\s\S]+施行[\s\S]*\d{4}-\d{2}-\d{2} 起/);
    }
    await page.getByText('以医院收据为准').waitFor();
    await expectAccessible(page);
    const slip = page.getByRole('link', { name: /下载结算单 PDF/ });
    const [file] = await Promise.all([page.waitForEvent('download'), slip.click()]);
    expect(file.suggestedFilename()).toBe(`settlement-${billId}.pdf`);
    await page.getByRole('button', { name: '开电子票据' }).click();
    await page.getByRole('link', { name: '下载票据 PDF' }).waitFor();
  });

  it('journey 4: read aloud says the same in words', async () => {
    const page = await faces.openPatient(PERSON, `/patient/bills/${billId}`);
    await page.getByText('朗读的文字').click();
    const text = await page.locator('.read-aloud p').textContent();
    expect(text).toContain('总费用叁万元整');
    expect(text).toContain('您付现金壹万肆仟零柒拾伍元整');
  });

  it('journey 5: the slider, by keyboard alone: 14,075.00, 16,525.00, 18,390.00', async () => {
    const page = await faces.openPatient(PERSON, `/patient/bills/${billId}`);
    await page.getByRole('link', { name: /换一种备案/ }).click();
    const slider = page.getByRole('slider', { name: /备案方式/ });
    await page.getByText('长期备案，您付').waitFor();
    await slider.focus();
    const sum = page.locator('.sum');
    await expect.poll(() => sum.textContent()).toContain('¥14,075.00');
    await page.keyboard.press('ArrowRight');
    await sum.getByText('比长期备案多付 ¥2,450.00').waitFor();
    await expect.poll(() => sum.textContent()).toContain('¥16,525.00');
    await page.keyboard.press('ArrowRight');
    await sum.getByText('比长期备案多付 ¥4,315.00').waitFor();
    await expect
      .poll(() => sum.textContent())
      .toMatch(/¥18,390\.00[\s\S]+¥11,025\.00，另有大病保险 ¥585\.00/);
    expect(page.url()).toContain('filing=other-temporary');
    // No ratio without its source.
    for (const row of await page.locator('details.fall').all())
      if (/%/.test((await row.locator('summary').textContent()) ?? '')) {
        await row.locator('summary').click();
        await expect.poll(() => row.textContent()).toMatch(/条款\S+/);
      }
    await page.reload();
    await sum.getByText('比长期备案多付 ¥4,315.00').waitFor();
    await expectAccessible(page);
  });

  it('what is not mine: another person reads that it is not there, nothing of it', async () => {
    const page = await faces.openPatient('journey-referral', `/patient/bills/${billId}`);
    await page.getByRole('alert').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('30,000');
  });

  it('a line that breaks: what was not read says so, and is read again', async () => {
    const page = await faces.openPatient(PERSON, '/patient');
    await page.route('**/api/person/bills?*', (route) => route.abort());
    await page.getByRole('link', { name: /看账单/ }).click();
    await page.getByText('没有连上网络').waitFor({ timeout: 15_000 });
    await page.unroute('**/api/person/bills?*');
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.getByText('总费用 ¥30,000.00').waitFor();
  });
});
