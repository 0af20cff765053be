import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutpatient, settleVisit, uploadLines, voidSettlement } from '@zhijie/counterparties';
import { runScript } from '@zhijie/database';
import { readTable } from '@zhijie/documents';
import { enclosedIn, pagesOf } from '@zhijie/documents/testing/read-pdf';
import type { ReconciliationException } from '@zhijie/exchange';
import { dateOf, instant, monthOf } from '@zhijie/kernel';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { reconciliation } from '../commands/reconciliation-verify.ts';
import { SHORT_BILL } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';

const DAY_MS = 24 * 3_600_000;
let offset = 0;
const now = () => instant(Date.now() + offset);
const underTest = useNetwork(['11', '41'], { now });
const folder = mkdtempSync(join(tmpdir(), 'zhijie-reconciliation-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LI_JIANGUO = '419900198503121358';
const day = dateOf(now());
const settled: string[] = [];

const database = (address: string) => underTest().network.databases.get(address)!;

async function ask(area: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${underTest().url}/api/agency/reconciliation/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': 'clerk' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function exceptions(area: string): Promise<ReconciliationException[]> {
  const { exceptions: found } = await ask(area, `days/${day}`);
  return found as ReconciliationException[];
}

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    const command = args[0] === 'verify' ? reconciliation : agency;
    const where = args[0] === 'verify' ? [] : ['--url', underTest().url];
    return { code: await command.run([...args, ...where]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const act = (verb: string, id: string, ...more: string[]) =>
  run('reconciliation', verb, id, '--reason', '核对', '--agency', '410000', '--operator', 'clerk', ...more);
const compare = () => ask('000000', `days/${day}/compare`, {});

describe('a day of Zhengzhou people in Beijing', () => {
  it('agrees: five settlements, one of them taken back', async () => {
    const { hospital } = clientOf(underTest().url, 'H11010500001');
    const patient = await hospital.identify(LI_JIANGUO);
    for (let n = 0; n < 5; n++) {
      const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
      const settlement = await settleVisit(hospital, visit, { usesPersonalAccount: false });
      settled.push(settlement.settlementId);
      if (n === 4) await voidSettlement(hospital, visit, settlement.settlementId);
    }
    expect(await compare()).toMatchObject({ refusal: { code: 'day-not-over', field: 'day' } });
    offset = DAY_MS;
    expect(await compare()).toMatchObject({ outcome: 'applied' });
    expect(await ask('410000', `days/${day}`)).toMatchObject({
      pairs: [{ careArea: '110000', insuredArea: '410100', state: 'agreed', hub: { count: 6 } }],
      exceptions: [],
    });
    expect(await findings(underTest())).toEqual([]);
  });

  it('R-01 with one missing, one extra and one amount-different row at the hub names the three', async () => {
    await runScript(
      database('hub'),
      'by hand',
      `DELETE FROM hub.trade WHERE settlement_id = '${settled[0]}';
       INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
         claim, state, settled_at, month)
       SELECT care_area, 'S-EXTRA', insured_area, provider_id, person_id, insurance_type, claim, 'settled',
         settled_at, month FROM hub.trade WHERE settlement_id = '${settled[1]}';
       UPDATE hub.trade SET claim = claim + 100 WHERE settlement_id = '${settled[1]}'`,
    );
    await compare();
    const found = await exceptions('410000');
    expect(new Map(found.map(({ itemId, reads }) => [itemId, reads]))).toEqual(
      new Map([
        [settled[0], 'only-here'],
        ['S-EXTRA', 'only-there'],
        [settled[1], 'amount-differs'],
      ]),
    );
    expect((await exceptions('110000')).map(({ exceptionId }) => exceptionId)).toEqual(
      found.map(({ exceptionId }) => exceptionId),
    );
    const shown = await run('reconciliation', 'day', day, '--agency', '410000');
    expect(shown.out).toContain('金额不同');
    const xlsx = join(folder, 'differences.xlsx');
    const exporting = ['reconciliation', 'export', day, '--out', xlsx, '--agency', '410000'];
    expect(await run(...exporting)).toMatchObject({ code: 0 });
    const sheet = await readTable(readFileSync(xlsx), '差异', [
      { key: 'item', header: '明细编号', kind: 'id' },
      { key: 'reads', header: '结论', kind: 'text' },
      { key: 'hub', header: '国家有（元）', kind: 'text' },
    ]);
    const rows = sheet.ok ? sheet.value.map(({ values }) => [values.item, values.reads, values.hub]) : [];
    expect(new Map(rows.map(([item, reads]) => [item, reads]))).toEqual(
      new Map([
        [settled[0], '本方有、对方缺'],
        ['S-EXTRA', '对方有、本方缺'],
        [settled[1], '金额不同'],
      ]),
    );
    expect(rows.find(([item]) => item === settled[0])?.[2]).toBe('没有这笔');
    const report = await run('reconciliation', 'errors', '--agency', '410000');
    expect(report.out).toMatch(/有一方缺 {2}北京市 {2}1天以内 {2}2 条/);
    const month = monthOf(day);
    const board = await run('reconciliation', 'month', month, '--agency', '410000');
    expect(board.out).toContain(`${day} 河南省：未对平，差异 3 条`);
  });

  it('one action each: asked again, taken back where it can be, explained; the sheet is signed', async () => {
    const idOf = async (item: string) =>
      (await exceptions('410000')).find(({ itemId }) => itemId === item)!.exceptionId;
    expect(await act('repair', await idOf(settled[0]!))).toMatchObject({ code: 0 });
    expect((await exceptions('410000')).find(({ itemId }) => itemId === settled[0])).toMatchObject({
      closed: 'matched',
      trace: [{ kind: 'found' }, { kind: 'repair', by: 'agency-410000/clerk', reason: '核对' }, {}, {}],
    });
    // The hub takes no reversal of other content.
    expect((await act('reverse', await idOf(settled[1]!))).out).toContain('不能这样处理');
    expect(await act('explain', await idOf(settled[1]!))).toMatchObject({ code: 0 });
    expect(await ask('410000', `days/${day}/sheet`)).toMatchObject({ sheet: { version: 1 } });
    expect(await act('explain', await idOf('S-EXTRA'))).toMatchObject({ code: 0 });
    const path = join(folder, 'sheet.json');
    expect(await run('reconciliation', 'sheet', day, '--out', path, '--agency', '410000')).toMatchObject({
      code: 0,
    });
    const key = underTest().installation.publicKeyOf('hub')!.hex;
    const verified = await run('verify', path, '--key', key);
    expect(verified.code).toBe(0);
    expect(verified.out).toContain('（第 2 版）');
    const pdf = join(folder, 'sheet.pdf');
    expect(await run('reconciliation', 'print', day, '--out', pdf, '--agency', '410000')).toMatchObject({
      code: 0,
    });
    const paper = (await pagesOf(readFileSync(pdf))).join('');
    expect(paper).toContain(`跨省异地就医三方日对账单${day}河南省（参保地）`);
    expect(paper).toContain('说明：核对');
    const [enclosed] = (await enclosedIn(readFileSync(pdf))).values();
    writeFileSync(path, enclosed!);
    expect((await run('verify', path, '--key', key)).out).toContain('（第 2 版）');
    writeFileSync(path, '{}');
    expect(await run('verify', path, '--key', key)).toMatchObject({ code: 1, out: '不是日对账单' });
  });

  it('a settlement that the hub lost and the hospital no longer has is taken back by the reversal path', async () => {
    await runScript(
      database('11'),
      'by hand',
      `SET ROLE NONE; SET session_replication_role = replica;
       DELETE FROM care.settlement WHERE settlement_id = '${settled[2]}';
       SET session_replication_role = DEFAULT; RESET ROLE`,
    );
    await compare();
    const lost = (await exceptions('410000')).find(({ itemId }) => itemId === settled[2])!;
    expect(lost).toMatchObject({ verdict: 'missing', reads: 'only-here', claims: { care: null } });
    expect(await act('reverse', lost.exceptionId)).toMatchObject({ code: 0 });
    expect((await exceptions('410000')).find(({ itemId }) => itemId === settled[2])).toMatchObject({
      closed: 'reversed',
    });
  });

  it('a settlement in order is taken back on an order as a void does it, and all three know', async () => {
    await runScript(
      database('hub'),
      'by hand',
      `DELETE FROM hub.trade WHERE settlement_id = '${settled[3]}'`,
    );
    await compare();
    const missing = (await exceptions('410000')).find(({ itemId }) => itemId === settled[3])!;
    expect(await act('reverse', missing.exceptionId)).toMatchObject({ code: 0 });
    expect((await exceptions('410000')).find(({ itemId }) => itemId === settled[3])).toMatchObject({
      closed: 'matched',
    });
    // What was changed by hand is found; the reversal on an order is in order.
    const about = (await findings(underTest())).filter(({ row }) => row.includes(settled[3]!));
    expect(about).toEqual([]);
    offset = 2 * DAY_MS;
    const next = dateOf(instant(now() - DAY_MS));
    await ask('000000', `days/${next}/compare`, {});
    expect(await ask('410000', `days/${next}`)).toMatchObject({
      exceptions: [{ kind: 'reversal', closed: 'netted' }],
    });
    const { standing } = (await ask('110000', `months/${monthOf(day)}`)) as { standing: string };
    expect(standing).toMatch(/under-way|overdue/);
  });
});
