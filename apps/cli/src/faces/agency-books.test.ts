import { openOutpatient } from '@zhijie/counterparties';
import { statement } from '@zhijie/database';
import { fen, formatYuanForPeople, totalFen } from '@zhijie/kernel';
import { balanceOf, payableToProvider } from '@zhijie/ledger';
import { knownPersonOf } from '@zhijie/population';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { stageClock } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { OWED, type OwedHospital, owedHospital, ticking } from './testing/owed-hospital.ts';

const clock = stageClock('2026-03-05');
const now = ticking(clock);
const { providerId, account } = OWED;
const LOOKS = statement(
  'test-agency-books-looks',
  "SELECT actor_id FROM insured.access_log WHERE person_id = $1 AND purpose = 'account'",
);
/** Others build and test on the same machine. */
const LONG = 240_000;
const BATCHES = '/agency/payments?tab=batches';

describeInBrowser('the agency’s books: paying a hospital, the trial balance, statements, agreements', () => {
  const faces = useFaces(['11', '41'], { now });
  let owed: OwedHospital;
  beforeAll(async () => {
    owed = await owedHospital(faces.network().url, clock, now);
  }, 120_000);

  const yuan = (amount: number): string => formatYuanForPeople(totalFen(amount));
  const main = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';
  const calm = (page: Page) =>
    expect.poll(() => page.locator('[aria-busy=true]').filter({ visible: true }).count()).toBe(0);

  it(
    'I-02 what is owed is shown part by part; one proposes, another releases to the bank',
    async () => {
      const maker = await faces.openAs('agency-11/operator', '/agency/payments');
      const row = maker.getByRole('row', { name: new RegExp(providerId) });
      await row.waitFor();
      expect(await row.textContent()).toContain(
        `${yuan(owed.claim)}${yuan(0)}${yuan(0)}${yuan(0)}${yuan(owed.claim)}`,
      );
      await expectAccessible(maker);
      await maker.getByRole('tab', { name: '付款批次' }).click();
      await maker.getByText('还没有付款批次。').waitFor();
      await maker.getByRole('button', { name: '提出付款' }).press('Enter');
      await maker.getByText(`已提出 1 笔，${yuan(owed.claim)}`).waitFor();
      const batch = maker.getByRole('row', { name: /待复核/ });
      await batch.getByRole('link').click();
      await maker.getByText('您提出的批次由另一人复核').waitFor();
      expect(await maker.getByRole('button', { name: '复核通过，送银行' }).count()).toBe(0);

      const batchId = new URL(maker.url()).searchParams.get('batch')!;
      const { url } = faces.network();
      const { request } = maker.context();
      const { token } = (await (await request.get(`${url}/api/session`)).json()) as { token: string };
      const own = await request.post(`${url}/api/agency/payments/batches/${batchId}/check`, {
        headers: { 'x-zhijie-token': token },
        data: { decision: 'release' },
      });
      expect(((await own.json()) as { refusal: { code: string } }).refusal.code).toBe('maker-is-checker');

      const checker = await faces.openAs('agency-11/checker', `${BATCHES}&batch=${batchId}`);
      await checker.getByRole('button', { name: '复核通过，送银行' }).press('Enter');
      await checker.getByRole('link', { name: '下载送银行的文件（pain.001）' }).waitFor();
      await expectAccessible(checker);
      const file = await checker
        .context()
        .request.get(`${url}/api/agency/payments/batches/${batchId}/pain.001`);
      owed.bank.move(account, { direction: 'in', amount: fen(owed.claim), information: '财政专户拨付' });
      expect(owed.bank.order(await file.text())).toMatchObject({ ok: true, value: { transfers: 1 } });
    },
    LONG,
  );

  it(
    'the bank’s statement is read in: the payment finds its line, the rest waits until a person explains it',
    async () => {
      const page = await faces.openAs('agency-11/operator', '/agency/payments?tab=bank');
      await page.getByText('还没有导入银行对账单。').waitFor();
      const statement = owed.bank.statement(account);
      if (!statement.ok) throw new Error(statement.refusal.code);
      const buffer = Buffer.from(statement.value);
      await page
        .getByLabel('银行对账单文件')
        .setInputFiles({ name: 's.xml', mimeType: 'application/xml', buffer });
      await page.getByText('已导入 2 笔流水。').waitFor();
      await page.getByText('待查 1 笔').waitFor();
      await page.getByRole('row', { name: /付款.*已配对/ }).waitFor();
      await page.getByRole('link', { name: '处理', exact: true }).click();
      const form = page.getByRole('form', { name: '处理待查流水' });
      await form.getByLabel('理由').fill('财政专户拨付的应付款');
      await form.getByLabel('理由').press('Enter');
      await page.getByText('显示的流水都有去处').waitFor();
      await form.waitFor({ state: 'detached' });
      expect(await main(page)).toContain('财政专户拨付的应付款（agency-11/operator');
      await expectAccessible(page);
    },
    LONG,
  );

  it(
    'the trial balance is zero now and at any past moment; it opens to accounts',
    async () => {
      const page = await faces.openAs('agency-11/operator', '/agency/ledger?at=2026-03-31');
      await page.getByRole('region', { name: '试算平衡表' }).waitFor();
      const march = yuan(owed.claim);
      expect(await main(page)).toContain(
        `截至 2026-03-31 23:59:59：借方 ${march}，贷方 ${march}，相差 ¥0.00`,
      );
      await page.getByRole('link', { name: '应付定点机构' }).click();
      const drawer = page.getByRole('dialog');
      const row = drawer.getByRole('row', { name: new RegExp(providerId) });
      await row.waitFor();
      expect(await row.textContent()).toContain(march);
      await expectAccessible(page);
      await page.goto(`${faces.network().url}/agency/ledger`);
      await page.getByRole('region', { name: '试算平衡表' }).waitFor();
      expect(await main(page)).toContain('相差 ¥0.00');
      expect(await main(page)).toContain('支出户存款');
    },
    LONG,
  );

  it(
    'a statement ends with the account’s balance; a posting opens to its bill and to its bank movement',
    async () => {
      const accountId = payableToProvider(providerId);
      const address = `/agency/ledger/account?account=${accountId}`;
      const page = await faces.openAs('agency-11/operator', `${address}&to=2026-03-31`);
      const table = page.getByRole('region', { name: '明细账' });
      await table.waitFor();
      expect(await table.getByRole('row').last().textContent()).toContain(`贷 ${yuan(owed.claim)}`);
      expect(await main(page)).toContain(`期末余额贷 ${yuan(owed.claim)}`);

      await page.goto(`${faces.network().url}${address}`);
      await table.waitFor();
      const care = faces.network().network.databases.get('11')!;
      expect(await balanceOf(care, 'care_ledger', accountId)).toBe(0);
      expect(await main(page)).toContain('期末余额平');
      expect(await table.getByRole('row').last().textContent()).toMatch(/支付定点机构.*平/);
      await calm(page);

      await table
        .getByRole('row', { name: /医疗费结算/ })
        .first()
        .getByRole('link')
        .press('Enter');
      const paper = page.getByRole('dialog');
      await paper.getByRole('region', { name: '结算' }).waitFor();
      const facts = (await paper.textContent()) ?? '';
      expect(facts).toContain(providerId);
      expect(facts).toContain('参保地河南省郑州市 · 居民');
      await page.keyboard.press('Escape');
      await paper.waitFor({ state: 'hidden' });
      await table
        .getByRole('row', { name: /支付定点机构/ })
        .getByRole('link')
        .click();
      await paper.getByRole('region', { name: '银行流水' }).waitFor();
      await expectAccessible(page);
    },
    LONG,
  );

  it(
    'F-17 a suspended agreement, with its reason, meets the hospital at its next registration',
    async () => {
      const page = await faces.openAs('agency-11/operator', '/agency/institutions');
      await page
        .getByRole('row', { name: new RegExp(providerId) })
        .getByRole('link')
        .press('Enter');
      const form = page.getByRole('form', { name: '变更协议' });
      await form.getByLabel('协议状态').click();
      await page.getByTitle('中止').click();
      await form.getByLabel('变更理由').fill('未按规定上传明细，限期整改');
      await form.getByLabel('变更理由').press('Enter');
      const file = page.getByRole('dialog');
      await file.getByText(/agency-11\/operator：中止.*未按规定上传明细/).waitFor();
      const patient = await owed.hospital.identify(knownPersonOf('li-jianguo').citizenNumber);
      await expect(openOutpatient(owed.hospital, patient)).rejects.toThrow('中止');
      await calm(page);
      await expectAccessible(page);

      await file
        .getByRole('row', { name: /D110000000018/ })
        .getByRole('button', { name: '处理' })
        .click();
      const decision = page.getByRole('form', { name: '支付资格 D110000000018' });
      await decision.getByLabel('处理理由').fill('倒卖药品，记满 9 分');
      await decision.getByLabel('处理理由').press('Enter');
      await file.getByRole('row', { name: /D110000000018.*医保不支付.*暂停，2026-04-10 起/ }).waitFor();
    },
    LONG,
  );

  it('the books are the provincial agency’s; a person’s account is shown by its id, and the look is logged', async () => {
    const ask = async (areas: string, path: string) => {
      const headers = { 'x-zhijie-agency': areas };
      const answer = await fetch(`${faces.network().url}/api/agency/ledger/${path}`, { headers });
      return (await answer.json()) as { refusal?: { code: string }; accountId?: string };
    };
    expect((await ask('410100', 'insured/trial-balance')).refusal?.code).toBe('not-permitted');
    const listed = await ask('410000,410100', 'insured/accounts?kind=personal-account');
    expect(listed.refusal?.code).toBe('kind-not-listed');
    const { personId } = await owed.hospital.identify(knownPersonOf('li-jianguo').citizenNumber);
    const asked = `insured/statement?account=personal-account/${personId}`;
    expect((await ask('410000,410200', asked)).refusal?.code).toBe('not-permitted');
    expect((await ask('410000,410100', asked)).accountId).toBe(`personal-account/${personId}`);
    const insured = faces.network().network.databases.get('41')!;
    expect(await insured.query(LOOKS, [personId])).toEqual([{ actor_id: 'agency-410000/demo' }]);
  });
});
