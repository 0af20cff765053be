import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTable, writeWorkbook } from '@zhijie/documents';
import { pagesOf } from '@zhijie/documents/testing/read-pdf';
import type { ClearingView, Trade } from '@zhijie/exchange';
import { recordTrades } from '@zhijie/hub';
import { type Instant, instant, parseDateTime, totalFen } from '@zhijie/kernel';
import { balanceOf, hubClaim, trialBalance } from '@zhijie/ledger';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { clearing } from '../commands/clearing-verify.ts';
import { matrixLines } from '../month/matrix.ts';
import { runMonth } from '../month/run-month.ts';
import { findings, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2026-03-20');
const setClock = (text: string): void => {
  clock = at(text);
};
const underTest = useNetwork(['11', '43', '99'], { now: () => clock });
const folder = mkdtempSync(join(tmpdir(), 'zhijie-clearing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A settlement of a Changsha employee in Beijing. */
const bill = (n: number, claim: number, day = '2026-03-10'): Trade => ({
  kind: 'settlement',
  settlementId: `S1100002026031000000${String(n).padStart(6, '0')}`,
  reversalId: null,
  careArea: '110000',
  insuredArea: '430100',
  providerId: 'H11010500001',
  personId: `P430100202601${String(n).padStart(8, '0')}`,
  insuranceType: 'employee',
  claim,
  at: at(day),
});

/** 1,284 bills that make ¥9,876,543.21. */
const BILLS = Array.from({ length: 1284 }, (_, n) =>
  bill(n, n < 1283 ? 769_200 : 987_654_321 - 1283 * 769_200),
);

type Reply = { readonly status: number; readonly body: Record<string, unknown> };
let keys = 0;

async function ask(area: string, operator: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/clearing/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': operator },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

/** A step with a key of its own; answers its outcome or why it was refused. */
async function step(area: string, operator: string, month: string, body: object): Promise<string> {
  keys += 1;
  const requestKey = `story-${keys}`;
  const { body: said } = await ask(area, operator, `${month}/steps`, { requestKey, ...body });
  const refusal = said.refusal as { code: string } | undefined;
  return refusal?.code ?? String(said.outcome);
}

const read = async (area: string, month: string) =>
  (await ask(area, 'maker', month)).body as unknown as ClearingView;

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    const command = args[0] === 'verify' ? clearing : agency;
    const where = args[0] === 'verify' ? [] : ['--url', underTest().url];
    return { code: await command.run([...args, ...where]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

/** The agency's list of deductions as Excel: own key, fen, bill. */
const deductionList = (rows: readonly (readonly [key: string, amount: number, bill: number])[]) =>
  writeWorkbook(
    [
      {
        name: '扣款',
        columns: ['编号', '种类', '就医地统筹区', '结算编号', '金额（元）', '理由'].map((header) => ({
          header,
          width: 20,
        })),
        rows: rows.map(([key, amount, n]) => [
          key,
          '审核扣款',
          '110000',
          BILLS[n]!.settlementId,
          { yuan: totalFen(amount) },
          '超标准收费',
        ]),
      },
    ],
    clock,
  );

const hub = () => underTest().network.databases.get('hub')!;
const claims = () =>
  balanceOf(
    hub(),
    'hub_ledger',
    hubClaim({ careArea: '110000', insuredArea: '430100', insuranceType: 'employee' }),
  );
const MARCH = '2026-03';
const ORDER = 'C202603-43-11-employee';

describe('journey 9: the March clearing of Hunan people in Beijing', () => {
  it('C-06 three deducted bills take ¥12,345.60 off; another province cannot deduct', async () => {
    for (let from = 0; from < BILLS.length; from += 400)
      await recordTrades(hub(), BILLS.slice(from, from + 400));
    expect(await claims()).toBe(-987_654_321);
    const asked = ['--area', '110000', '--amount', '5000.00', '--reason', '超标准收费', '--key', 'audit-1'];
    const said = await run('clearing', 'deduct', BILLS[1]!.settlementId, ...asked, '--agency', '110000');
    expect(said).toMatchObject({ code: 0 });
    const file = join(folder, 'deductions.xlsx');
    writeFileSync(
      file,
      await deductionList([
        ['audit-2', 434_560, 2],
        ['审计三', 300_000, 3],
      ]),
    );
    const refused = await run('clearing', 'import', file, '--agency', '110000');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('扣款!A3（编号）');
    expect(await claims()).toBe(-987_154_321);
    writeFileSync(
      file,
      await deductionList([
        ['audit-1', 500_000, 1],
        ['audit-2', 434_560, 2],
        ['audit-3', 300_000, 3],
      ]),
    );
    expect(await run('clearing', 'import', file, '--agency', '110000')).toEqual({
      code: 0,
      out: '已办理 2 行，此前已办理 1 行，未办理 0 行',
    });
    expect(await run('clearing', 'import', file, '--agency', '110000')).toMatchObject({ code: 0 });
    writeFileSync(file, await deductionList([['audit-4', 99_999_999, 4]]));
    const tooMuch = await run('clearing', 'import', file, '--agency', '110000');
    expect([tooMuch.code, tooMuch.out]).toEqual([1, expect.stringContaining('第 2 行 audit-4：')]);
    const settlementId = BILLS[4]!.settlementId;
    const deduction = {
      requestKey: 'x',
      kind: 'deduction',
      careArea: '110000',
      settlementId,
      amount: '1.00',
      reason: 'x',
    };
    expect(await ask('430000', 'maker', 'deductions', deduction)).toMatchObject({
      status: 403,
      body: { refusal: { code: 'not-permitted', field: 'x-zhijie-agency' } },
    });
    expect(await claims()).toBe(-986_419_761);
  });

  it('C-02 is generated on the 21st and not before', async () => {
    setClock('2026-04-20 23:59:59');
    expect((await ask('000000', 'nation', `${MARCH}/generate`, {})).body).toMatchObject({
      refusal: { code: 'too-early', field: 'period' },
    });
    expect((await ask('430000', 'maker', MARCH)).status).toBe(404);
    setClock('2026-04-21 00:00:00');
    expect((await ask('430000', 'maker', `${MARCH}/generate`, {})).status).toBe(403);
    const made = await ask('000000', 'nation', `${MARCH}/generate`, {});
    expect(made).toMatchObject({ status: 200, body: { outcome: 'applied', items: 1287 } });
    expect((await ask('000000', 'nation', `${MARCH}/generate`, {})).body.outcome).toBe('unchanged');
  });

  it('C-01 C-07 Hunan owes ¥9,864,197.61; gross and net agree; the figure opens to its three bills', async () => {
    const [hunan, beijing] = [await read('430000', MARCH), await read('110000', MARCH)];
    expect(hunan.lines).toMatchObject([
      {
        careProvince: '11',
        insuredProvince: '43',
        insuranceType: 'employee',
        amount: 986_419_761,
        parts: {
          settlements: { count: 1284, amount: 987_654_321 },
          deductions: { count: 3, amount: -1_234_560 },
        },
      },
    ]);
    expect(beijing.lines).toEqual(hunan.lines);
    expect(hunan.nets.map(({ province, net }) => [province, net])).toEqual([
      ['11', 986_419_761],
      ['43', -986_419_761],
    ]);
    const behind = await ask('430000', 'maker', `${MARCH}/items?part=deductions&counterparty=11`);
    const items = behind.body.items as { settlementId: string; amount: number }[];
    expect(items.map(({ settlementId, amount }) => [settlementId, amount])).toEqual([
      [BILLS[1]!.settlementId, -500_000],
      [BILLS[2]!.settlementId, -434_560],
      [BILLS[3]!.settlementId, -300_000],
    ]);
    const paged = await ask('430000', 'maker', `${MARCH}/items?limit=500&after=${BILLS[0]!.settlementId}`);
    expect(paged.body).toMatchObject({ next: BILLS[500]!.settlementId });
    expect((await ask('430100', 'maker', MARCH)).status).toBe(403);
  });

  it('ADR 10 each province verifies its own file against the published root', async () => {
    const { root } = await read('430000', MARCH);
    const file = join(folder, 'proof.json');
    const own = join(folder, 'own.csv');
    const deducted = [500_000, 434_560, 300_000].map((fen, n) => `D11-audit-${n + 1},-${fen}`);
    writeFileSync(
      own,
      [...BILLS.map((each) => `${each.settlementId},${each.claim}`), ...deducted].join('\n'),
    );
    expect(await run('clearing', 'proof', MARCH, '--out', file, '--agency', '430000')).toMatchObject({
      code: 0,
    });
    const verified = await run('verify', file, '--root', root!, '--own', own);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.out).toContain('与本省账上逐笔相同');
    writeFileSync(own, BILLS.map((each) => `${each.settlementId},${each.claim}`).join('\n'));
    expect(await run('verify', file, '--root', root!, '--own', own)).toMatchObject({ code: 1 });
  });

  it('maker ≠ checker; a confirmation is returned with a reason; overdue on the 26th', async () => {
    expect(await step('430000', 'li', MARCH, { step: 'propose' })).toBe('applied');
    expect(await step('430000', 'li', MARCH, { step: 'confirm' })).toBe('maker-is-checker');
    expect(await step('430000', 'wang', MARCH, { step: 'object' })).toBe('field-missing');
    const reason = '第3笔扣款依据不全';
    expect(await step('430000', 'wang', MARCH, { step: 'object', reason })).toBe('applied');
    expect((await read('430000', MARCH)).confirmation).toMatchObject({
      state: 'objected',
      objection: { reason },
    });
    const overdue = async () =>
      (await read('430000', MARCH)).duties.find((duty) => duty.step === 'confirm')!.isOverdue;
    setClock('2026-04-25 23:59:59');
    expect(await overdue()).toBe(false);
    setClock('2026-04-26 00:00:00');
    expect(await overdue()).toBe(true);
    expect((await run('clearing', 'show', MARCH, '--agency', '000000')).out).toContain(
      '逾期：湖南省 confirm',
    );
    expect(await step('430000', 'li', MARCH, { step: 'propose' })).toBe('applied');
    const { seen } = await read('430000', MARCH);
    const look = seen.find(({ subject }) => subject === '43')!.version;
    const both = await Promise.all(
      ['wang', 'zhao'].map((who) => step('430000', who, MARCH, { step: 'confirm', seen: look })),
    );
    expect(both.toSorted()).toEqual(['applied', 'overtaken']);
  });

  it('C-05 notices in figures and words with the payee’s account; only the nation issues', async () => {
    expect(await step('000000', 'nation', MARCH, { step: 'issue' })).toBe('not-all-confirmed');
    expect(await step('110000', 'chen', MARCH, { step: 'propose' })).toBe('applied');
    expect(await step('110000', 'liu', MARCH, { step: 'confirm' })).toBe('applied');
    expect(await step('110000', 'liu', MARCH, { step: 'issue' })).toBe('not-permitted');
    expect(await step('000000', 'nation', MARCH, { step: 'issue' })).toBe('account-missing');
    const account = ['--holder', '北京市财政专户', '--bank', '示例银行', '--on', '2026-01-01'];
    for (const area of ['110000', '430000'])
      expect(await run('clearing', 'account', `9900${area}01`, ...account, '--agency', area)).toMatchObject({
        code: 0,
      });
    setClock('2026-04-30 10:00:00');
    expect(await step('000000', 'nation', MARCH, { step: 'issue' })).toBe('applied');
    const [notice] = (await read('430000', MARCH)).notices;
    expect(notice).toMatchObject({
      kind: 'payment',
      employee: 986_419_761,
      resident: 0,
      words: '人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分',
      lines: [{ name: '北京市', isReturn: false, account: { number: '990011000001' } }],
    });
    expect(notice!.figures).toContain('9,864,197.61');
  });

  it('C-02 C-09 the notices are printed, the tables exported; another province has none', async () => {
    const pdf = join(folder, 'notice.pdf');
    const asked = ['--out', pdf, '--agency'];
    expect(await run('clearing', 'notice', MARCH, ...asked, '430000')).toMatchObject({ code: 0 });
    const text = (await pagesOf(readFileSync(pdf))).join('');
    for (const said of [
      '跨省异地就医费用清算付款通知书',
      '人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分',
      '990011000001',
      '签发日期2026-04-30',
      '财政部门付款2026-',
    ])
      expect(text).toContain(said);
    expect((await ask('430000', 'maker', `${MARCH}/notice.pdf?kind=collection`)).body).toMatchObject({
      refusal: { code: 'no-notice', field: 'kind' },
    });
    expect((await ask('000000', 'nation', `${MARCH}/notice.pdf`)).status).toBe(422);
    const forBeijing = ['--province', '11', '--kind', 'collection', ...asked, '000000'];
    expect(await run('clearing', 'notice', MARCH, ...forBeijing)).toMatchObject({ code: 0 });
    expect((await pagesOf(readFileSync(pdf))).join('')).toContain('收款通知书');
    const xlsx = join(folder, 'tables.xlsx');
    const narrowed = ['--part', 'deductions', '--out', xlsx, '--agency', '430000'];
    expect(await run('clearing', 'export', MARCH, ...narrowed)).toMatchObject({ code: 0 });
    const items = await readTable(readFileSync(xlsx), '明细', [
      { key: 'id', header: '结算编号', kind: 'id', isRequired: false },
      { key: 'amount', header: '金额（元）', kind: 'yuan' },
    ]);
    expect(items.ok && items.value.map(({ values }) => [values.id, values.amount])).toEqual([
      [BILLS[1]!.settlementId, -500_000],
      [BILLS[2]!.settlementId, -434_560],
      [BILLS[3]!.settlementId, -300_000],
      [null, -1_234_560],
    ]);
    expect((await run('clearing', 'template', '--out', xlsx, '--agency', '430000')).code).toBe(0);
  });

  it('C-04 a payment names bank, serial and date; then the row reads 已付 and the claim is settled', async () => {
    setClock('2026-05-08 10:00:00');
    const pay = {
      step: 'pay',
      orderId: ORDER,
      paidOn: '2026-05-08',
      purpose: 'clearing',
      amount: '9864197.61',
    };
    const full = { ...pay, bank: '示例银行长沙分行', serial: '20260508000001' };
    expect(await step('430000', 'zhou', MARCH, full)).toBe('wrong-state');
    expect(await step('430000', 'zhou', MARCH, { step: 'submit', orderId: ORDER })).toBe('applied');
    expect(await step('430000', 'zhou', MARCH, pay)).toBe('bank-missing');
    expect(await step('430000', 'zhou', MARCH, { ...pay, bank: '示例银行' })).toBe('serial-missing');
    expect(await step('430000', 'zhou', MARCH, { ...full, purpose: 'prepayment' })).toBe('purpose-differs');
    expect(await step('430000', 'zhou', MARCH, { ...full, amount: '9864197.60' })).toBe('amount-differs');
    expect(await step('430000', 'zhou', MARCH, full)).toBe('applied');
    const matrix = (await ask('000000', 'nation', MARCH)).body.matrix;
    expect(matrix).toMatchObject([{ payer: '43', payee: '11', amount: 986_419_761, label: '已付' }]);
    expect(await claims()).toBe(0);
    const receive = { step: 'receive', orderId: ORDER, receivedOn: '2026-05-08' };
    expect(await step('110000', 'sun', MARCH, receive)).toBe('applied');
    expect((await read('110000', MARCH)).state).toBe('settled');
    expect((await trialBalance(hub(), 'hub_ledger')).total).toBe(0);
  });

  it('T-04 C-09 a refund after clearing is a return in the next run, marked *', async () => {
    const refunded = BILLS[0]!;
    const reversalId = refunded.settlementId.replace('S', 'R');
    const reversal: Trade = {
      ...refunded,
      kind: 'reversal',
      reversalId,
      claim: 0 - refunded.claim,
      at: at('2026-04-28'),
    };
    await recordTrades(hub(), [reversal]);
    setClock('2026-05-21 00:00:00');
    expect((await run('clearing', 'generate', '2026-04', '--agency', '000000')).code).toBe(0);
    const { lines, orders } = await read('430000', '2026-04');
    expect(lines).toMatchObject([{ amount: -769_200, parts: { returns: { count: 1, amount: -769_200 } } }]);
    expect(orders).toMatchObject([{ payer: '11', payee: '43', amount: 769_200, isReturn: true }]);
    for (const area of ['110000', '430000'])
      for (const name of ['propose', 'confirm'])
        expect(await step(area, name, '2026-04', { step: name })).toBe('applied');
    expect(await step('000000', 'nation', '2026-04', { step: 'issue' })).toBe('applied');
    const [notice] = (await read('110000', '2026-04')).notices;
    expect(notice).toMatchObject({ kind: 'payment', lines: [{ name: '湖南省*', isReturn: true }] });
    const printed = await fetch(`${underTest().url}/api/agency/clearing/2026-04/notice.pdf`, {
      headers: { 'x-zhijie-agency': '110000', 'x-zhijie-operator': 'maker' },
    });
    const text = (await pagesOf(new Uint8Array(await printed.arrayBuffer()))).join('');
    expect(text).toContain('湖南省*职工基本医疗保险7,692.00');
    expect(text).toContain('名称后带“*”的一行');
    expect((await run('clearing', 'show', '2026-04', '--agency', '110000')).out).toContain(
      '北京市 付 湖南省*',
    );
  });

  it('C-08 the nation reports the month and the quarter, as figures and as workbooks', async () => {
    const circular = async (area: string, path: string) =>
      await fetch(`${underTest().url}/api/agency/circulars/${path}`, {
        headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': 'nation' },
      });
    const monthly = (await (await circular('000000', 'months/2026-03')).json()) as { rows: object[] };
    expect(monthly.rows).toMatchObject([
      { province: '11', caredFor: 1284, institutions: 1, partners: 1, claimed: 987_654_321 },
      { province: '43', insuredElsewhere: 1284, persons: 1284, claimed: 0 },
      { province: '99', caredFor: 0, insuredElsewhere: 0 },
    ]);
    const quarterly = await (await circular('000000', 'quarters/2026-Q1')).json();
    expect(quarterly).toMatchObject({
      months: ['2026-01', '2026-02', '2026-03'],
      missing: expect.any(Array),
    });
    expect((quarterly as { rows: object[] }).rows).toContainEqual({
      province: '43',
      orders: 1,
      due: 986_419_761,
      paid: 986_419_761,
      received: 986_419_761,
      late: 0,
    });
    const workbook = await circular('000000', 'quarters/2026-Q1/workbook');
    const read = await readTable(new Uint8Array(await workbook.arrayBuffer()), '2026-Q1 资金拨付', [
      { key: 'province', header: '省份代码', kind: 'id' },
      { key: 'paid', header: '已付（元）', kind: 'yuan' },
    ]);
    const rows = read.ok ? read.value.map(({ values }) => values) : [];
    expect(rows).toContainEqual({ province: '43', paid: 986_419_761 });
    expect((await circular('430000', 'months/2026-03')).status).toBe(403);
    expect((await circular('000000', 'quarters/2026-Q9')).status).toBe(422);
  });

  it('and the doctor finds nothing in any book of the nation', async () => {
    const found = await findings(underTest());
    // The bills were told to the nation alone: only the provinces' own books miss them.
    expect(found.filter(({ check }) => check !== 'three-books-agree')).toEqual([]);
  });
});

describe('zhijie month', () => {
  it('walks one month from the bills to the receipts and prints who owed whom', async () => {
    const { network, url } = underTest();
    const told: string[] = [];
    const { issued, settled } = await runMonth({
      network,
      url,
      period: '2026-06' as never,
      setClock: (moment) => {
        clock = instant(moment);
      },
      onProgress: (text) => void told.push(text),
    });
    expect(issued).toMatchObject({ state: 'issued', items: settled.items });
    expect(settled.state).toBe('settled');
    expect(settled.items).toBeGreaterThan(0);
    const lines = matrixLines(settled);
    expect(lines[0]).toMatch(/^2026-06 全国清算表：\d+ 笔；根哈希 [0-9a-f]{64}$/);
    expect(
      lines.filter((line) => /^ {2}(城镇)?职工.*应付合计|^ {2}(城乡)?居民.*应付合计/.test(line)),
    ).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/各省净额之和 ¥?0\.00.*未付 ¥?0\.00/);
    expect(told).toHaveLength(6);
    expect(settled.duties.filter(({ isOverdue }) => isOverdue)).toEqual([]);
  });
});
