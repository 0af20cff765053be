/** Journey 23 at the patient's end: paid already, a photo of the invoice, corrected beside it, paid back. */
import { readFileSync } from 'node:fs';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { stageClock, tell } from './testing/acting.ts';
import { mainText } from './testing/at-counter.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-20');
const person = knownPersonOf('journey-long-term')!;
const PHOTO = readFileSync(
  new URL('../../../../packages/invoice/src/testing/samples/invoice.png', import.meta.url),
);

describeInBrowser('journey 23: the claimant', () => {
  const faces = useFaces(['11', '99'], { now: clock.now });
  const isRead = (page: Page) => page.locator('.status', { hasText: '已识别' });

  /** Opens a claim and hands the photo in; the node reads it. */
  async function handIn(page: Page): Promise<string> {
    await page.getByRole('button', { name: '申请一笔报销' }).click();
    await page.getByRole('heading', { name: '一笔报销' }).waitFor();
    await page
      .getByLabel('医疗收费票据：拍照或选文件')
      .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: PHOTO });
    await page.getByText('photo.png').waitFor();
    const { url, network } = faces.network();
    const claimId = new URL(page.url()).searchParams.get('claim')!;
    const read = async (): Promise<string> => {
      const answer = await page.context().request.get(`${url}/api/person/claims/${claimId}`);
      return ((await answer.json()) as { claim: { papers: { reading: string }[] } }).claim.papers[0]!.reading;
    };
    // The background may have taken it already; a photo takes as long as the machine needs.
    while (['waiting', 'reading'].includes(await read())) {
      await network.provinces.get('99')!.insured.readPapers();
      await new Promise((done) => setImmediate(done));
    }
    expect(await read()).toBe('done');
    await isRead(page).waitFor();
    return claimId;
  }
  async function handInRest(page: Page): Promise<void> {
    for (const label of ['费用明细清单', '诊断证明']) {
      const buffer = Buffer.from(`<paper of="${label}"/>`);
      await page.getByLabel(new RegExp(`还缺 .*${label}`)).setInputFiles({
        name: `${label}.xml`,
        mimeType: 'text/xml',
        buffer,
      });
      await page.getByText(`${label}.xml`).waitFor();
    }
  }

  it('fields beside the photo, put right, submitted, and followed until the money is there', async () => {
    const page = await faces.openPatient('journey-long-term', '/patient/claims');
    await page.getByText('还没有申请过').waitFor();
    await expectAccessible(page);
    const claimId = await handIn(page);

    await page.getByRole('img', { name: '票据的照片' }).waitFor();
    const total = page.getByLabel('金额合计');
    await expect.poll(() => total.inputValue()).toBe('30000.00');
    await total.focus();
    await expect.poll(() => page.locator('.paper-picture rect').count()).toBe(1);
    await total.fill('30000.01');
    await page.getByRole('button', { name: '保存内容' }).click();
    await page.getByText('已更正，识别的是“30000.00”').waitFor();
    await total.fill('30000.00');
    await page.getByLabel('就医地').selectOption('110000');
    await page.getByLabel('就医类别').selectOption('inpatient');
    await page.getByLabel('医院等级').selectOption('level3');
    await page.getByLabel('收款人').fill(person.name);
    await page.getByLabel('收款银行').fill('示例银行');
    await page.getByLabel('收款账号').fill('6217000000000000000');
    await page.getByRole('button', { name: '保存内容' }).click();
    await page.getByText('已保存。').waitFor();
    await expect.poll(() => page.getByRole('button', { name: '提交报销' }).isDisabled()).toBe(true);
    await handInRest(page);
    // The figure of journey 4, by the same engine.
    await page.getByText('¥15,925.00').waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    await expect
      .poll(() => page.evaluate<number>('document.documentElement.scrollWidth'))
      .toBeLessThanOrEqual(320);
    await expectAccessible(page);
    await page.getByRole('button', { name: '提交报销' }).press('Enter');
    await page.getByText('审核中').first().waitFor();
    await page.getByRole('button', { name: '撤回这笔报销' }).waitFor();

    const { url } = faces.network();
    const staff = (path: string, operator: string, body: object): Promise<unknown> =>
      tell(url, { area: '990100', path: `claims/${claimId}/${path}`, body, operator });
    await staff('proposal', '01', { verdict: 'approve', reason: '相符' });
    await staff('decision', '02', { accept: true, reason: '同意' });
    const paidOn = '2026-03-20';
    await staff('payment', '01', { bank: '示例银行', serial: 'J23-1', paidOn, amount: '15925.00' });
    await page.getByText('钱已经付到您的账户。').first().waitFor();
    const shown = await mainText(page);
    expect(shown).toContain('人民币壹万伍仟玖佰贰拾伍元整');
    expect(shown).toMatch(/2026-03-20 示例银行 已付 ?¥15,925\.00/);
    await expectAccessible(page);

    await page.getByRole('link', { name: '全部报销' }).click();
    await page.getByText('已支付').waitFor();
    await handIn(page);
    await page.getByText('这张票据已经用于另一次报销或直接结算').first().waitFor();
  }, 240_000);

  it('only for oneself, by a page of the session: nobody else reads a claim', async () => {
    const { url } = faces.network();
    const nobody = await fetch(`${url}/api/person/claims`);
    expect(nobody.status).toBe(401);
    const page = await faces.openPatient('a3', '/patient/claims');
    await page.getByText('还没有申请过').waitFor();
    const forged = await page.context().request.post(`${url}/api/person/claims`, {
      data: { requestKey: 'K1' },
    });
    expect(forged.status()).toBe(403);
  }, 120_000);
});
