import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bank,
  createBank,
  createHospital,
  dischargeInpatient,
  openInpatient,
  serveBank,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { readTable } from '@zhijie/documents';
import { type Fen, fen, formatYuan, type Instant, instant, parseDateTime, totalFen } from '@zhijie/kernel';
import { accountId, balanceOf, bankDeposit, ownExpense, payableToProvider } from '@zhijie/ledger';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { TWENTY_LINES } from './bills.ts';
import { findings, quiet, sendRaw, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}
let clock = at('2025-12-02 09:00:00');
const setClock = (text: string): void => {
  clock = at(text);
};
const now = (): Instant => {
  clock = instant(clock + 1);
  return clock;
};
const underTest = useNetwork(['41'], { now });

const AREA = '410100';
const ZHENGZHOU = 'H41010500001';
const LI_JIANGUO = '419900198503121358';
const [ACCOUNT, HOSPITAL_ACCOUNT, TREASURY] = ['410060012345678901', '220060012345678900', '41001234567890'];
const CHARGE = fen(1500);
const OPENED_WITH = 20_000;

let bank: Bank;
let bankUrl: string;
let stopBank: () => Promise<void>;
beforeAll(async () => {
  bank = createBank({ name: 'WC', seed: 1, now });
  bank.open(ACCOUNT, OPENED_WITH);
  const served = await serveBank(bank);
  bankUrl = served.url;
  stopBank = served.stop;
});
afterAll(() => stopBank());

type Body = Readonly<Record<string, unknown>>;
async function pay(operator: string, path: string, body?: object | string): Promise<Body> {
  const response = await fetch(`${underTest().url}/api/agency/payments/${path}`, {
    headers: { 'x-zhijie-agency': AREA, 'x-zhijie-operator': operator },
    ...(body === undefined
      ? {}
      : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return text.startsWith('<') ? { text } : JSON.parse(text);
}
const codeOf = ({ refusal, outcome }: Body): string =>
  (refusal as { code: string } | undefined)?.code ?? String(outcome);
const yuanOf = (amount: number): string => formatYuan(totalFen(amount));

/** The same network by command, as another operator. */
async function command(operator: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    const where = ['--url', underTest().url, '--agency', AREA, '--operator', operator];
    return { code: await agency.run([...args, ...where]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const run = (operator: string, ...args: string[]) => command(operator, 'payments', ...args);

const folder = mkdtempSync(join(tmpdir(), 'zhijie-hospital-money-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** The Excel file that a command of the agency writes. */
async function exported(noun: string, ...args: string[]): Promise<Buffer> {
  const out = join(folder, 'out.xlsx');
  expect((await command('li', noun, ...args, '--out', out)).code).toBe(0);
  return readFileSync(out);
}

const db = () => underTest().network.databases.get('41')!;
const balance = (account: string) => balanceOf(db(), 'care_ledger', account);
const owed = () => balance(payableToProvider(ZHENGZHOU));
const lent = () => balance(accountId('working-capital', ZHENGZHOU));

/** A stay of a resident of Zhengzhou at home; answers what the hospital is owed of it, fen. */
async function stay(settling: { readonly invoiceNumber?: string } = {}): Promise<Fen> {
  const hospital = createHospital({
    providerId: ZHENGZHOU,
    name: '示例医院',
    careRegion: AREA,
    now,
    post: async (body) => (await sendRaw(underTest().url, body)).bytes,
  });
  const patient = await hospital.identify(LI_JIANGUO);
  const visit = await uploadLines(hospital, await openInpatient(hospital, patient), TWENTY_LINES);
  await dischargeInpatient(hospital, visit);
  return (await settleVisit(hospital, visit, { usesPersonalAccount: false, ...settling })).paidByFunds;
}

/** The hospital declares a month; whoever is drawn for review is looked at and passed. */
async function declare(period: string, amount: number): Promise<void> {
  const told = { providerId: ZHENGZHOU, period, items: 1, amount: yuanOf(amount) };
  expect(codeOf(await pay('li', 'declarations', told))).toBe('applied');
  const { reviews } = (await pay('li', 'reviews')) as { reviews: { itemId: string }[] };
  for (const { itemId } of reviews) {
    const verdict = { requestKey: itemId.slice(-30), providerId: ZHENGZHOU, itemId, verdict: 'passed' };
    expect(codeOf(await pay('li', 'reviews', { ...verdict, reason: '核对病历，合规' }))).toBe('applied');
  }
}

type Movement = { readonly kind: string; readonly amount: number };
/** A batch is released by another person, goes to the bank, and the bank's statement comes back. */
async function execute(batchId: string): Promise<Movement[]> {
  expect(codeOf(await pay('wang', `batches/${batchId}/check`, { decision: 'release' }))).toBe('applied');
  const { text } = (await pay('wang', `batches/${batchId}/pain.001`)) as { text: string };
  expect((await fetch(`${bankUrl}/pain.001`, { method: 'POST', body: text })).status).toBe(200);
  const statement = await (await fetch(`${bankUrl}/camt.053/${ACCOUNT}`, { method: 'POST' })).text();
  const taken = await pay('li', 'statements', statement);
  expect(codeOf(taken)).toBe('applied');
  return taken.entries as Movement[];
}

async function monthEnd(period: string): Promise<{ batchId: string; total: number }> {
  const wanted = { requestKey: `end-${period}`, area: AREA, kind: 'month-end', period };
  const made = await pay('li', 'batches', wanted);
  expect(codeOf(made)).toBe('applied');
  return made.batch as { batchId: string; total: number };
}

type Grant = { grantId: string; amount: number; paid: number; used: number; outstanding: number };
const grants = async (): Promise<Grant[]> => (await pay('li', 'working-capital')).grants as Grant[];
const allocation = (amount: number) => ({
  direction: 'in' as const,
  amount: fen(amount),
  information: '财政专户拨付',
  counterpartyAccount: TREASURY!,
});

let december: Fen;
let granted: Fen;

describe('the money of patients of the own place', () => {
  it('I-02 a bill of a local patient is declared and paid by the same batch as any other', async () => {
    const holder = { holder: '示例', bankName: '示例银行', fromOn: '2025-12-01' };
    const accounts = [
      [AREA, ACCOUNT],
      [ZHENGZHOU, HOSPITAL_ACCOUNT],
      [`treasury/${AREA}`, TREASURY],
    ];
    for (const [owner, number] of accounts)
      expect(codeOf(await pay('li', 'accounts', { ...holder, owner, number }))).toBe('applied');
    const foreign = await pay('li', 'accounts', { ...holder, owner: 'treasury/110000', number: TREASURY });
    expect(codeOf(foreign)).toBe('not-permitted');

    december = await stay();
    expect(december).toBeGreaterThan(100_000);
    expect(await owed()).toBe(december);
    setClock('2026-01-05 09:00:00');
    await declare('2025-12', december);
    const batch = await monthEnd('2025-12');
    expect(batch.total).toBe(december);
    bank.move(ACCOUNT!, allocation(december));
    bank.move(ACCOUNT!, { direction: 'out', amount: CHARGE, information: '汇划手续费', isCharge: true });
    const moved = await execute(batch.batchId);
    expect(moved.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['treasury', december],
      ['charge', CHARGE],
      ['payment', december],
    ]);
    expect(await owed()).toBe(0);
  });

  it('P-05 the bank’s charge is the agency’s own expense, the treasury’s money its deposit; no suspense', async () => {
    expect((await pay('li', 'suspense')).movements).toEqual([]);
    expect(await balance(accountId('suspense', AREA))).toBe(0);
    expect(await balance(ownExpense(AREA))).toBe(-CHARGE);
    expect(await balance(bankDeposit('41'))).toBe(december);
    expect(bank.balanceOf(ACCOUNT!)).toBe(OPENED_WITH - CHARGE);
    expect(await balance(accountId('paying-bank', AREA))).toBe(OPENED_WITH - bank.balanceOf(ACCOUNT!));
  });
});

describe('I-08 working capital from the grant to its end', () => {
  it('I-08 a month of last year is the most; what is sent back was never lent', async () => {
    setClock('2026-03-02 09:00:00');
    granted = fen(Math.floor(december / 12));
    const lend = (amount: number, key: string) => {
      const reason = ['--surplus-months', '12', '--reason', '采购药品', '--key', key];
      return run('li', 'lend', ZHENGZHOU, '--amount', yuanOf(amount), ...reason);
    };
    expect(await lend(granted + 1, 'g0')).toMatchObject({ code: 1, out: expect.stringContaining('超过') });
    expect((await lend(granted, 'g1')).code).toBe(0);
    expect(await lend(granted, 'g2')).toMatchObject({ code: 1, out: expect.stringContaining('本年已有') });
    const [first] = (await pay('li', 'batches')).batches as { batchId: string }[];
    expect((await run('wang', 'reject', first!.batchId, '--reason', '材料不全')).code).toBe(0);
    expect(await grants()).toEqual([]);
    expect((await lend(granted, 'g3')).code).toBe(0);
    const [second] = (await pay('li', 'batches')).batches as { batchId: string }[];
    expect((await run('li', 'release', second!.batchId)).out).toContain('不能自己复核');
    const { grantId } = (await grants())[0]!;
    const early = ['--purpose', 'drugs', '--amount', '0.01', '--document', '发票'];
    expect(await run('li', 'spent', grantId, ...early)).toMatchObject({ code: 1 });

    bank.move(ACCOUNT!, allocation(granted));
    expect((await execute(second!.batchId)).map(({ kind }) => kind)).toEqual(['treasury', 'payment']);
    expect([await lent(), await owed()]).toEqual([-granted, 0]);
  });

  it('I-08 is spent on drugs and consumables only, and never more than reached the hospital', async () => {
    const { grantId } = (await grants())[0]!;
    const use = { useId: 'u1', grantId, purpose: 'drugs', amount: yuanOf(granted - 1), document: '发票 1' };
    expect(codeOf(await pay('li', 'working-capital/uses', { ...use, purpose: 'building' }))).toBe(
      'invalid-input',
    );
    expect(codeOf(await pay('li', 'working-capital/uses', use))).toBe('applied');
    expect(codeOf(await pay('li', 'working-capital/uses', use))).toBe('unchanged');
    const other = { ...use, document: '发票 2' };
    expect(codeOf(await pay('li', 'working-capital/uses', other))).toBe('request-key-reused');
    const more = { ...other, useId: 'u2', purpose: 'consumables', amount: '0.02' };
    expect(codeOf(await pay('li', 'working-capital/uses', more))).toBe('use-too-large');
    expect(codeOf(await pay('li', 'working-capital/uses', { ...more, amount: '0.01' }))).toBe('applied');
    expect(await grants()).toMatchObject([{ paid: granted, used: granted, outstanding: granted }]);
  });

  it('I-08 I-02 at the month end it is set against the payable, and the batch pays the balance', async () => {
    const claim = await stay();
    setClock('2026-04-05 09:00:00');
    await declare('2026-03', claim);
    const { grantId } = (await grants())[0]!;
    const offset = (amount: number, key = 'o1') =>
      run('li', 'offset', grantId, '--amount', yuanOf(amount), '--key', key);
    expect(await offset(granted + 1)).toMatchObject({ code: 1, out: expect.stringContaining('冲抵超过') });
    expect((await offset(granted)).code).toBe(0);
    expect((await offset(granted)).out).toContain('没有变化');
    expect((await offset(1)).out).toContain('同一请求编号');
    expect([await lent(), await owed()]).toEqual([0, claim - granted]);

    const batch = await monthEnd('2026-03');
    expect(batch.total).toBe(claim - granted);
    bank.move(ACCOUNT!, allocation(batch.total));
    await execute(batch.batchId);
    expect([await lent(), await owed()]).toEqual([0, 0]);
    expect((await run('li', 'lent')).out).toContain('未还 ¥0.00');
    const lines = await readTable(await exported('payments', 'lines', batch.batchId), '付款明细', [
      { key: 'account', header: '账号', kind: 'id', isRequired: false },
      { key: 'amount', header: '金额（元）', kind: 'yuan' },
      { key: 'state', header: '进展', kind: 'text', isRequired: false },
    ]);
    expect(lines.ok && lines.value.map(({ values }) => Object.values(values))).toEqual([
      [HOSPITAL_ACCOUNT, batch.total, '已支付'],
      [null, batch.total, null],
    ]);
    // What the treasury gave is what the hospital has of both months; the charge is nobody's but the agency's.
    expect(await balance(bankDeposit('41'))).toBe(december + claim);
    expect(bank.balanceOf(ACCOUNT!)).toBe(OPENED_WITH - CHARGE);
    await quiet(underTest());
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('an invoice that was claimed by hand and is settled directly afterwards', () => {
  const [CODE, NUMBER] = ['41060226', '0000004321'];
  const SELF = { 'x-zhijie-certificate': LI_JIANGUO };
  const person = async (path: string, body: object | string): Promise<Body> => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${underTest().url}/api/claims${path}`, {
      method: 'POST',
      headers: SELF,
      body: sent,
    });
    const answer = (await response.json()) as Body;
    expect(answer.refusal).toBe(undefined);
    return answer;
  };

  it('A-03 the claim comes first: its invoice is in use in the whole network', async () => {
    const { claimId } = (await person('', { requestKey: 'C1' })) as { claimId: string };
    for (const kind of ['invoice', 'itemised-list', 'discharge-summary'])
      await person(`/${claimId}/papers?kind=${kind}`, `<${kind}>${claimId}</${kind}>`);
    const invoice = {
      code: CODE,
      number: NUMBER,
      total: '100.00',
      selfFunded: '0.00',
      selfPaidFirst: '0.00',
    };
    const days = { admittedOn: '2026-03-01', dischargedOn: '2026-03-02' };
    const where = { careArea: AREA, careType: 'inpatient', providerLevel: 'level3', ...days };
    const payee = { payeeName: '李建国', payeeBank: '示例银行', payeeAccount: '6217000000000000001' };
    await person(`/${claimId}/fields`, { fields: { ...invoice, ...where, ...payee } });
    await person(`/${claimId}/submit`, {});
  });

  it('A-03 V-13 the bill is held before money moves, the whole claim proposed as deduction, and taken off', async () => {
    const claim = await stay({ invoiceNumber: `${CODE}${NUMBER}` });
    await quiet(underTest());
    await underTest().network.provinces.get('41')!.care.reportInvoices();
    setClock('2026-05-05 09:00:00');
    const told = { providerId: ZHENGZHOU, period: '2026-04', items: 1, amount: yuanOf(claim) };
    expect(codeOf(await pay('li', 'declarations', told))).toBe('applied');
    type Review = { itemId: string; review: string; excess: number; findings: { rule: string }[] };
    const [review] = (await pay('li', 'reviews')).reviews as Review[];
    expect(review).toMatchObject({ review: 'suspected', excess: claim });
    expect(review!.findings.map(({ rule }) => rule)).toContain('invoice-used-elsewhere');
    const held = await exported('payments', 'export');
    const sheet = await readTable(held, '待复核明细', [
      { key: 'settlementId', header: '结算编号', kind: 'id' },
      { key: 'excess', header: '拟扣款（元）', kind: 'yuan' },
    ]);
    expect(sheet.ok && sheet.value.map(({ values }) => values.excess)).toEqual([claim]);
    const claims = await readTable(await exported('claims', 'export'), '重复使用的票据', [
      { key: 'settlementId', header: '结算编号', kind: 'id' },
    ]);
    expect(claims).toEqual({
      ok: true,
      value: [
        expect.objectContaining({
          values: { settlementId: sheet.ok && sheet.value[0]!.values.settlementId },
        }),
      ],
    });
    // Nobody is paid while it waits; then all of it is taken off, and nothing is left to pay.
    const wanted = { requestKey: 'held', area: AREA, kind: 'month-end', period: '2026-04' };
    expect(codeOf(await pay('li', 'batches', wanted))).toBe('nothing-to-pay');
    const reason = '票据已手工报销';
    const verdict = { requestKey: 'r1', providerId: ZHENGZHOU, itemId: review!.itemId, verdict: 'deducted' };
    const taken = await pay('li', 'reviews', { ...verdict, amount: yuanOf(claim), reason });
    expect(codeOf(taken)).toBe('applied');
    expect([(await pay('li', 'reviews')).reviews, await owed()]).toEqual([[], 0]);
    await underTest().network.provinces.get('41')!.followClearing();
    expect(await findings(underTest())).toEqual([]);
  });
});
