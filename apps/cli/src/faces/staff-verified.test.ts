/** Journey 13: 81 years old, no telephone, cannot blink. Card and window; two people say who it is. */
import { openOutpatient, uploadLines } from '@zhijie/counterparties';
import { statement } from '@zhijie/database';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import { expect, it } from 'vitest';
import { SHORT_BILL } from '../acceptance/bills.ts';
import { personsOf } from '../network/seed.ts';
import { stageClock } from './testing/acting.ts';
import { billText, expectAtBox, figure, mainText, scan } from './testing/at-counter.ts';
import { measure, NOTHING } from './testing/elder.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { hospitalAt } from './testing/hospital.ts';

const clock = stageClock('2026-06-01 09:30:00');
const HOSPITAL = 'H43010200001';
const COUNTER = `counter-${HOSPITAL}`;
/** Born 1944-08-14, insured in Changsha. */
const ELDER = personsOf('43').find(({ citizenNumber }) => citizenNumber === '439900194408142033')!;
/** A picture of one point stands for the photo of the signed paper. */
const PAPER = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

describeInBrowser('journey 13: an elder at the window', () => {
  const faces = useFaces(['43'], { now: clock.now });

  it('card, signed paper, two operators; it settles; no face anywhere; the bill in elder mode', async () => {
    const { url, network } = faces.network();
    const hospital = hospitalAt(url, HOSPITAL, clock.now);
    const patient = await hospital.identify(ELDER.citizenNumber);
    await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);

    const cashier = await faces.openAs(`${COUNTER}/cashier`, '/counter');
    await cashier.locator('#scan').waitFor();
    await scan(cashier, ELDER.citizenNumber);
    await cashier.getByText('合计 3 项').waitFor();
    await expect.poll(() => mainText(cashier)).toContain('81 岁');
    const panel = cashier.getByRole('region', { name: '人工核验' });
    await panel.locator('summary').press('Enter');
    await panel.getByLabel('核对的卡').selectOption('social-card');
    await panel
      .getByLabel('书面同意的照片')
      .setInputFiles({ name: 'paper.png', mimeType: 'image/png', buffer: PAPER });
    await panel.getByRole('button', { name: '人卡一致，请另一位复核' }).press('Enter');
    await panel.getByText('待复核').waitFor();
    await expectAccessible(cashier);

    // Nobody settles on one person's word.
    await cashier.locator('#scan').focus();
    await cashier.keyboard.press('F8');
    await cashier.getByText('人工核验还没有复核').waitFor();
    expect(await billText(cashier)).not.toMatch(/付清/);

    const second = await faces.openAs(`${COUNTER}/doctor`, '/counter/identity');
    await second.getByText('社会保障卡＋两人核验').waitFor();
    await second.getByRole('button', { name: '看书面同意' }).press('Enter');
    await second.getByRole('img', { name: '签字的书面同意' }).waitFor();
    const width = () => second.evaluate("document.querySelector('.check-paper').naturalWidth");
    await expect.poll(width, { timeout: 30_000 }).toBe(1);
    await expectAccessible(second);
    await second.getByRole('button', { name: '本人、卡片、同意书一致' }).press('Enter');
    await second.getByText('核验一致').waitFor();
    await expect.poll(() => mainText(second)).toMatch(/复核孙医师 2026-06-01 09:30:00/);

    await panel.getByText('核验一致').waitFor();
    await cashier.locator('#scan').focus();
    await cashier.keyboard.press('F8');
    await cashier.getByRole('button', { name: /现金/ }).waitFor();
    await cashier.keyboard.press('F8');
    await figure(cashier, '全部付清', '¥168.00');
    await expectAtBox(cashier);
    const record = ((await panel.textContent()) ?? '').replace(/\s+/g, ' ');
    expect(record).toContain('社会保障卡＋两人核验');
    expect(record).toMatch(/登记刘收费.*复核孙医师/);
    expect(record).toContain('没有保存人脸');

    const node = network.databases.get('43')!;
    const tables = await node.query<{ name: string }>(
      statement(
        'test-face-tables',
        `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
         WHERE table_schema = ANY($1::text[]) AND table_name LIKE '%face%'`,
      ),
      [['care', 'insured']],
    );
    expect(tables.length).toBeGreaterThan(0);
    for (const { name } of tables) {
      const count = statement(`test-count-${name}`, `SELECT count(*)::int AS rows FROM ${name}`);
      expect([name, (await node.query<{ rows: number }>(count, []))[0]!.rows]).toEqual([name, 0]);
    }

    const phone = await faces.openPatient(null, '/patient/bills');
    await phone.getByLabel('身份证号').fill(ELDER.citizenNumber);
    await phone.getByRole('button', { name: '进入' }).click();
    await phone
      .getByRole('link', { name: /168\.00|长沙/ })
      .first()
      .waitFor();
    await phone
      .getByRole('button', { name: /大字版/ })
      .first()
      .click();
    await phone
      .getByRole('link', { name: /168\.00|长沙/ })
      .first()
      .click();
    await phone.getByText('这次您付现金').waitFor();
    await phone.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    expect(await measure(phone)).toEqual(NOTHING);
    await expect.poll(() => mainText(phone)).toMatch(/人民币.+/);
    await phone.getByRole('button', { name: /读/ }).first().waitFor();
    await expectAccessible(phone);
  }, 240_000);
});
