import { readFileSync } from 'node:fs';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { findings } from '../acceptance/network-under-test.ts';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';

const clock = stageClock('2026-03-20');
const person = knownPersonOf('journey-long-term')!;
const SELF = { 'x-zhijie-certificate': person.citizenNumber };
const STAY = {
  careArea: '110000',
  careType: 'inpatient',
  providerLevel: 'level3',
  payeeName: person.name,
  payeeBank: '示例银行',
  payeeAccount: '6217000000000000000',
};
const PHOTO = readFileSync(
  new URL('../../../../packages/invoice/src/testing/samples/invoice.png', import.meta.url),
);

describeInBrowser('journey 23: who paid already is paid back, at the agency', () => {
  const faces = useFaces(['11', '99'], { now: clock.now });
  let claimId = '';

  async function tell(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<Record<string, unknown>> {
    const { url } = faces.network();
    const response = await fetch(`${url}/api/claims${path}`, { method: 'POST', headers: SELF, body });
    const said = (await response.json()) as Record<string, unknown>;
    expect([path, response.status, said.refusal]).toEqual([path, 200, undefined]);
    return said;
  }

  /** The person hands a photograph of the invoice in, with the papers that go with it. */
  async function handIn(requestKey: string): Promise<string> {
    const id = String((await tell('', JSON.stringify({ requestKey }))).claimId);
    await tell(`/${id}/papers?kind=invoice&name=invoice.png`, new Uint8Array(PHOTO));
    await faces.network().network.provinces.get('99')!.insured.readPapers();
    for (const kind of ['itemised-list', 'discharge-summary'])
      await tell(`/${id}/papers?kind=${kind}`, `<${kind} of="${id}"/>`);
    await tell(`/${id}/fields`, JSON.stringify({ fields: STAY }));
    return id;
  }

  beforeAll(async () => {
    claimId = await handIn('first');
    await tell(`/${claimId}/submit`, '{}');
  }, 120_000);

  const openClaim = async (account: string, queue: string): Promise<Page> => {
    const page = await faces.openAs(account, `/agency/claims${queue}`);
    await page.getByRole('link', { name: claimId }).click();
    await page.getByRole('dialog').getByRole('region', { name: '办理', exact: true }).waitFor();
    return page;
  };

  it('V-12 the queue counts 30 working days from receipt', async () => {
    const page = await faces.openAs('agency-99/operator', '/agency/claims');
    const row = page.getByRole('row').filter({ hasText: claimId });
    await row.getByText('待初审').waitFor();
    await expect.poll(() => row.textContent()).toMatch(/2026-05-0\d (剩|还有) ?30 个工作日/);
    await expectAccessible(page);
  }, 150_000);

  it('the photograph stands beside each field with its confidence; the opinion says what, how much and why', async () => {
    const page = await openClaim('agency-99/operator', '');
    expect(new URL(page.url()).searchParams.get('claim')).toBe(claimId);
    await page.reload();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: '医疗收费票据的照片' }).waitFor();
    const total = dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '金额合计' }) });
    await expect.poll(() => total.textContent()).toMatch(/30000\.00把握 \d+%|30000\.00.*把握 \d+%/);
    await total.hover();
    await page.screenshot({ path: '/tmp/w3/claim.png' });
    await expect.poll(() => dialog.locator('.paper-picture rect').count()).toBe(1);
    const opinion = dialog.getByRole('region', { name: '机审意见' });
    await expect.poll(() => opinion.textContent()).toContain('建议支付');
    await expect.poll(() => opinion.textContent()).toContain('¥15,925.00');
    await expect.poll(() => opinion.textContent()).toContain('材料齐全。');
    await expect
      .poll(() => dialog.getByRole('region', { name: '逐步计算' }).textContent())
      .toContain('¥14,075.00');
    await expectAccessible(page);
  }, 150_000);

  it('a field is corrected, the reading stays beside it, and emptied it is the reading again', async () => {
    const page = await openClaim('agency-99/operator', '');
    const dialog = page.getByRole('dialog');
    const row = dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '交款人' }) });
    const read = (await row.getByRole('cell').first().textContent()) ?? '';
    const change = async (text: string): Promise<void> => {
      await dialog.getByRole('button', { name: '更正交款人' }).click();
      await dialog.getByLabel('交款人更正为').fill(text);
      await page.keyboard.press('Enter');
    };
    await change('李四');
    await row.getByText(`已更正，识别为 ${read}`).waitFor();
    await dialog.getByText('票据交款人与参保人姓名不同').first().waitFor();
    await change('');
    await row.getByText(/把握/).waitFor();
    await expect.poll(() => row.getByRole('cell').first().textContent()).toBe(read);
  });

  it('P-02 who proposed cannot agree; another does; the bank serial is recorded and the claim is paid', async () => {
    const first = await openClaim('agency-99/operator', '');
    await first.getByRole('button', { name: '初审：拟支付' }).click();
    await first.getByText('您是初审人，须由另一位工作人员复核。').waitFor();
    expect(await first.getByRole('button', { name: '复核：同意' }).count()).toBe(0);
    const second = await openClaim('agency-99/checker', '?state=proposed');
    await second.getByRole('button', { name: '复核：同意' }).click();
    const form = second.getByRole('form', { name: '登记支付' });
    await form.getByText('人民币壹万伍仟玖佰贰拾伍元整').waitFor();
    await form.getByLabel('银行', { exact: true }).fill('示例银行');
    await form.getByLabel('银行流水号').fill('J23-1');
    await form.getByRole('button', { name: '登记支付' }).click();
    const dialog = second.getByRole('dialog');
    await dialog.getByText('2026-03-20，示例银行，流水号 J23-1').waitFor();
    await expect
      .poll(() => dialog.getByRole('region', { name: '办理进度' }).textContent())
      .toContain('已支付 ¥15,925.00');
    expect(await findings(faces.network())).toEqual([]);
  });

  it('the same invoice again: the machine says no, and it is not taken in', async () => {
    claimId = await handIn('again');
    const page = await openClaim('agency-99/operator', '?state=gathering');
    const opinion = page.getByRole('dialog').getByRole('region', { name: '机审意见' });
    await expect.poll(() => opinion.textContent()).toContain('建议不予支付');
    await expect
      .poll(() => opinion.textContent())
      .toContain('这张票据已经用于另一次报销或直接结算，不能再次报销。');
    await page.getByRole('button', { name: '受理' }).click();
    const problem = page.getByRole('dialog').getByRole('alert');
    await problem.getByText('没有办成，款项没有变动。').waitFor();
    await expect.poll(() => problem.textContent()).toContain('同一张票据只能报销一次');
  });
});
