import { runScript } from '@zhijie/database';
import { describeInBrowser } from '@zhijie/web/testing/browser';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ITEM } from '../acceptance/items.ts';
import { clientOf } from '../acceptance/network-under-test.ts';
import { at, stageClock, tell } from './testing/acting.ts';
import { expectAccessible, useFaces } from './testing/faces-under-test.ts';
import { catalogueWorkbook, journeyRows, UNKNOWN_CODES } from './testing/journey-21.ts';

const clock = stageClock('2026-09-10');
const mimeType = 'application/octet-stream';

const LI_JIANGUO = '419900198503121358';
const ASKED_AT = at('2026-09-10 11:00:00');
/** A settlement whose answer was lost; its time to be asked again is far away. */
const PENDING = `INSERT INTO care.settlement (provider_id, settlement_id, visit_id, segment, kind, is_interim,
    state, interface_number, message_id, person_id, care_area, insured_area, insurance_type, care_type,
    certificate_type, line_count, bill, requested_at, resolve_after)
  VALUES ('H11010500001', 'S-PENDING', 'V-PENDING', 1, 'outpatient', false, 'pending', '', 'M-PENDING', 'P', '110000',
    '410100', 'employee', 'outpatient', '', 1, '{"totals":{"total":123450}}', ${ASKED_AT}, ${ASKED_AT} + 1e11)`;

describeInBrowser('journey 21: the office imports a catalogue, through the pages', () => {
  const faces = useFaces(['11', '41'], { now: clock.now });
  let release = '';

  async function send(page: Page, buffer: Buffer, name = '北京目录.xlsx'): Promise<void> {
    await page.getByLabel('生效日期').fill('2026-10-01');
    await page.getByLabel('目录文件', { exact: true }).setInputFiles({ name, mimeType, buffer });
  }

  it('an unreadable file is refused with the fix; three unknown codes stand in quarantine; a reload finds the work', async () => {
    const page = await faces.openAs('agency-11/operator', '/agency/catalogue');
    await page.getByText('还没有导入过目录。').waitFor();
    await send(page, Buffer.from('本地项目编码\nA\n'), '错.csv');
    await page.getByRole('alert').getByText('请用模板填写，不要改表头').waitFor();
    const items = faces.network().network.provinces.get('11')!.care.deps.catalogueOf('110000').items();
    await send(page, await catalogueWorkbook(journeyRows(items), clock.now()));
    await page.waitForURL(/work=/);
    await page.reload();
    await page.getByText('共 25 行，可导入 22，隔离 3，单位待确认 1').waitFor();
    await page.getByRole('link', { name: '查看这一版' }).click();
    const rows = page.getByRole('region', { name: '隔离区' }).getByRole('row');
    await rows.filter({ hasText: UNKNOWN_CODES[2]! }).waitFor();
    await expect.poll(() => rows.count()).toBe(1 + 3);
    await expect.poll(() => rows.nth(1).textContent()).toContain('国家编码：目录中没有这个编码');
    release = new URL(page.url()).searchParams.get('release')!;
    await expectAccessible(page);
  }, 150_000);

  it('「次」 for 「部位」 is acknowledged by name, and whoever imported does not publish', async () => {
    const page = await faces.openAs('agency-11/operator', `/agency/catalogue?release=${release}&tab=units`);
    await page.getByRole('checkbox', { name: '选择 25' }).check();
    await page.getByLabel('怎么换算').fill('每次检查一个部位，1 次 = 1 部位');
    await page.getByRole('button', { name: '确认单位（1）' }).click();
    const row = page.getByRole('region', { name: '单位不同的行' }).getByRole('row').nth(1);
    await row.getByText('已确认').waitFor();
    await expect.poll(() => row.textContent()).toContain('1 次 = 1 部位（李经办');
    await page.getByText('您是导入人，须由另一位工作人员复核发布。').waitFor();
    await page.getByRole('tab', { name: '一对多' }).click();
    const parts = page.getByRole('region', { name: '一对多' });
    await parts.getByText('70%').waitFor();
    await parts.getByText('30%').waitFor();
  }, 150_000);

  it('another person sees the one item that changes and publishes; the file out and in again changes nothing', async () => {
    const page = await faces.openAs('agency-11/checker', `/agency/catalogue?release=${release}&tab=preview`);
    await page.getByText('自 2026-10-01 起 1 个项目的待遇条件会变，21 个不变').waitFor();
    const changed = page.getByRole('region', { name: '会变的项目' }).getByRole('row').nth(1);
    await expect.poll(() => changed.textContent()).toContain(ITEM.drugB);
    await expect.poll(() => changed.textContent()).toContain('乙类，先自付 10.00%乙类，先自付 20.00%');
    await page.getByRole('button', { name: '复核发布' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('已发布').waitFor();
    const address = await dialog.getByRole('link', { name: '导出 Excel' }).getAttribute('href');
    const file = await page.context().request.get(faces.network().url + address!);
    await page.goto(`${faces.network().url}/agency/catalogue`);
    await send(page, await file.body());
    await page.getByText('与已有的版本相同，没有变化').waitFor();
    const list = page.getByRole('region', { name: '目录版本' }).getByRole('row');
    await expect.poll(() => list.filter({ hasText: '2026-10-01' }).count()).toBe(1);
  }, 150_000);

  it('B-03 a ticket goes from Henan to Beijing, is answered with a template for all chosen, and is confirmed', async () => {
    const henan = await faces.openAs('agency-41/operator', '/agency/tickets?box=asked');
    await henan.getByText('没有我方提出的协查和工单。').waitFor();
    for (const subject of ['备案没有到账', '备案日期不符']) {
      await henan.getByRole('button', { name: '提出工单' }).click();
      const form = henan.getByRole('form', { name: '提出工单' });
      await form.getByRole('combobox', { name: '对方省' }).fill('北京');
      await henan.keyboard.press('Enter');
      await form.getByLabel('事由', { exact: true }).fill(subject);
      await form.getByRole('button', { name: '提交' }).click();
      await henan.getByRole('row').filter({ hasText: subject }).getByText('待答复').waitFor();
    }
    await expectAccessible(henan);
    const beijing = await faces.openAs('agency-11/operator', '/agency/tickets');
    const waiting = beijing.getByRole('region', { name: '协查和工单：待我方答复' });
    await waiting.getByRole('row').filter({ hasText: '备案没有到账' }).getByText('2026-09-14').waitFor();
    await waiting.getByRole('checkbox').first().check();
    await waiting.getByLabel('常用答复').click();
    await beijing.getByTitle('备案已补录').click();
    await waiting.getByRole('button', { name: '答复所选工单（2）' }).click();
    await beijing.getByText('没有待我方答复的协查和工单。').waitFor();
    await henan.goto(`${faces.network().url}/agency/tickets?box=confirm`);
    const answered = henan.getByRole('region', { name: '协查和工单：待我方确认' });
    await answered.getByRole('link').first().click();
    const dialog = henan.getByRole('dialog');
    await dialog.getByText('已核实并补录备案，请参保人重新办理结算。').waitFor();
    await expectAccessible(henan);
    await dialog.getByLabel('异议').fill('仍然查不到');
    await dialog.getByRole('button', { name: '有异议，升级办理' }).click();
    await dialog.getByText('已升级：省级').waitFor();
    await henan.keyboard.press('Escape');
    await answered.getByRole('checkbox').first().check();
    await answered.getByRole('button', { name: '确认所选（1）' }).click();
    await henan.getByText('没有待我方确认的协查和工单。').waitFor();
  }, 150_000);

  it('the start page counts every queue and what is first, and leads to its page', async () => {
    const { url, network } = faces.network();
    const [areaAsks, providerId] = ['110000', 'H11010500001'] as const;
    const days = { fromOn: '2026-09-01', kind: 'drug', reason: '贵重', area: areaAsks };
    await tell(url, { area: areaAsks, path: 'approval-items', body: { itemCode: ITEM.drugSmall, ...days } });
    const patient = await clientOf(url, providerId, clock.now).hospital.identify(LI_JIANGUO);
    const application = {
      reason: '病情需要',
      materials: ['病历', '检查报告'],
      quantity: '3',
      diagnosisCode: 'I25.103',
    };
    const who = { requestKey: 'A1', providerId, personId: patient.personId, itemCode: ITEM.drugSmall };
    await tell(url, { area: areaAsks, path: 'approvals', body: { ...who, ...application } });
    await runScript(network.databases.get('11')!, 'pending', PENDING);
    const page = await faces.openAs('agency-11/operator', '/agency');
    const card = (title: string) => page.locator('dl.card').filter({ hasText: title });
    for (const title of ['待审核备案', '待初审手工报销', '待复核手工报销', '待复审事前审批', '待发布的目录'])
      await card(title).getByText('没有待办').waitFor();
    await card('结果未知的结算').getByText('最早 2026-09-10 11:00:00').waitFor();
    await card('待答复的协查和工单').getByText('2026-09-14').waitFor();
    await card('本月对账差异').waitFor();
    await expectAccessible(page);
    await card('结果未知的结算').getByRole('link').click();
    const row = page.getByRole('row').filter({ hasText: 'S-PENDING' });
    await row.getByText('¥1,234.50').waitFor();
    await page.getByRole('button', { name: '现在再问一次' }).click();
    await page.getByText('已询问 0 笔。').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: '今日待办' }).click();
    await card('待初审事前审批').getByText('最早 2026-09-10 12:00:00').waitFor();
    await card('待初审事前审批').getByRole('link').click();
    await page.getByRole('row').nth(1).getByRole('link').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('材料：病历、检查报告').waitFor();
    await dialog.getByLabel('初审意见').fill('符合');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: '同意', exact: true }).click();
    await page.getByText('没有待初审的申请。').waitFor();
  }, 150_000);
});
