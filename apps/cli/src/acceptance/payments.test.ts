import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bank,
  createBank,
  createHospital,
  dischargeInpatient,
  type Fate,
  openInpatient,
  serveBank,
  settleVisit,
  uploadLines,
  voidSettlement,
} from '@zhijie/counterparties';
import { runScript } from '@zhijie/database';
import type { ClearingView } from '@zhijie/exchange';
import { formatYuan, type Instant, instant, parseDateTime, totalFen } from '@zhijie/kernel';
import {
  balanceOf,
  bankDeposit,
  hubClaim,
  payableToCareArea,
  payableToProvider,
  receivableFromInsuredArea,
} from '@zhijie/ledger';
import { careInvariants, type Payable } from '@zhijie/province';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { TWENTY_LINES } from './bills.ts';
import { findings, quiet, sendRaw, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2026-03-02');
const setClock = (text: string): void => {
  clock = at(text);
};
/** Never twice the same instant. */
const now = (): Instant => {
  clock = instant(clock + 1);
  return clock;
};
const underTest = useNetwork(['11', '41'], { now });

const LI_JIANGUO = '419900198503121358';
const HOSPITALS = ['H11010500001', 'H11010500002', 'H11010500003'] as const;
const [FIRST, SECOND, THIRD] = HOSPITALS;
const ZHENGZHOU = 'H41010500001';
const AREA = '110000';
const ACCOUNT = '110060012345678901';
const MARCH = '2026-03';
const PAIR = { careArea: AREA, insuredArea: '410100', insuranceType: 'resident' } as const;

/** What becomes of the payment to each hospital at the bank. */
const FATES: Readonly<Record<string, Fate>> = { [FIRST]: 'return', [SECOND]: 'duplicate', [THIRD]: 'split' };
const payees = new Map<string, string>();
let bank: Bank;
let bankUrl: string;
let stopBank: () => Promise<void>;

beforeAll(async () => {
  const fateOf = (id: string): Fate => FATES[payees.get(id) ?? ''] ?? 'pay';
  bank = createBank({ name: 'SL', seed: 1, now, fateOf });
  bank.open(ACCOUNT, 0);
  const served = await serveBank(bank);
  bankUrl = served.url;
  stopBank = served.stop;
});
const folder = mkdtempSync(join(tmpdir(), 'zhijie-payments-'));
afterAll(async () => {
  await stopBank();
  rmSync(folder, { recursive: true });
});

type Reply = { readonly status: number; readonly body: Record<string, unknown> };

async function ask(area: string, operator: string, path: string, body?: object | string): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': operator },
    ...(body === undefined
      ? {}
      : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('<') ? { text } : JSON.parse(text) };
}
const codeOf = ({ body }: Reply): string =>
  (body.refusal as { code: string } | undefined)?.code ?? String(body.outcome);
const pay = (operator: string, path: string, body?: object | string) =>
  ask(AREA, operator, `payments/${path}`, body);

let keys = 0;
async function step(area: string, period: string, body: object, operator = 'zhao'): Promise<string> {
  keys += 1;
  return codeOf(await ask(area, operator, `clearing/${period}/steps`, { requestKey: `p-${keys}`, ...body }));
}
const yuanOf = (amount: number): string => formatYuan(totalFen(amount));

/** The clearing of a month until its notices are out; answers its one order. */
async function issued(period: string, next: string, amount: number, order: object = {}): Promise<string> {
  setClock(`${next}-21 09:00:00`);
  expect(codeOf(await ask('000000', 'nation', `clearing/${period}/generate`, {}))).toBe('applied');
  for (const area of ['110000', '410000']) {
    expect(await step(area, period, { step: 'propose' }, 'li')).toBe('applied');
    expect(await step(area, period, { step: 'confirm' }, 'wang')).toBe('applied');
    const holder = { holder: '财政专户', bank: '示例银行', number: '11001234567890', from: '2026-04-21' };
    expect((await ask(area, 'zhao', 'clearing/accounts', holder)).status).toBe(200);
  }
  setClock(`${next}-28 09:00:00`);
  expect(await step('000000', period, { step: 'issue' }, 'nation')).toBe('applied');
  const view = (await ask('410000', 'li', `clearing/${period}`)).body as unknown as ClearingView;
  expect(view.orders).toMatchObject([{ payer: '41', payee: '11', amount, isReturn: false, ...order }]);
  return view.orders[0]!.orderId;
}

type Stay = { readonly settlementId: string; readonly claim: number; undo(): Promise<unknown> };

/** A stay of a Zhengzhou resident; answers what the hospital is owed of it, fen. */
async function stay(providerId: string, careRegion = AREA): Promise<Stay> {
  const hospital = createHospital({
    providerId,
    name: '示例医院',
    careRegion,
    now,
    post: async (body) => (await sendRaw(underTest().url, body)).bytes,
  });
  const patient = await hospital.identify(LI_JIANGUO);
  const visit = await uploadLines(hospital, await openInpatient(hospital, patient), TWENTY_LINES);
  await dischargeInpatient(hospital, visit);
  const settled = await settleVisit(hospital, visit, { usesPersonalAccount: false });
  const undo = () => voidSettlement(hospital, visit, settled.settlementId);
  return { settlementId: settled.settlementId, claim: settled.paidByFunds, undo };
}

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    const where = ['--url', underTest().url, '--agency', AREA, '--operator', 'sun'];
    return { code: await agency.run(['payments', ...args, ...where]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const care = () => underTest().network.databases.get('11')!;
const insured = () => underTest().network.databases.get('41')!;
const hub = () => underTest().network.databases.get('hub')!;
const owedTo = (providerId: string) => balanceOf(care(), 'care_ledger', payableToProvider(providerId));
const books = async () => ({
  receivable: await balanceOf(care(), 'care_ledger', receivableFromInsuredArea(PAIR)),
  payable: await balanceOf(insured(), 'insured_ledger', payableToCareArea(PAIR)),
  hub: await balanceOf(hub(), 'hub_ledger', hubClaim(PAIR)),
});
const breaches = async () => {
  await quiet(underTest());
  return (await careInvariants(care(), clock)).map(({ invariant, subject }) => `${invariant} ${subject}`);
};

const stays = new Map<string, Stay>();
const claimOf = (providerId: string): number => stays.get(providerId)!.claim;
const DEDUCTED = 10_000;
const PENALTY = 5_000;
let batchId = '';

type Movement = {
  bankReference: string;
  kind: string;
  lineId: string | null;
  amount: number;
  direction: string;
};
type LineOf = { lineId: string; providerId: string; amount: number; state: string };
const movements = async (): Promise<Movement[]> => (await pay('li', 'suspense')).body.movements as Movement[];
const linesOf = async (id: string): Promise<LineOf[]> =>
  (await pay('li', `batches/${id}`)).body.lines as LineOf[];

describe('a month from the bill to the last fen', () => {
  it('three stays are owed to three hospitals', async () => {
    for (const providerId of HOSPITALS) {
      stays.set(providerId, await stay(providerId));
      setClock(`2026-03-${String(5 + stays.size * 5).padStart(2, '0')}`);
    }
    for (const providerId of HOSPITALS) {
      expect(claimOf(providerId)).toBeGreaterThan(100_000);
      expect(await owedTo(providerId)).toBe(claimOf(providerId));
    }
    const total = HOSPITALS.reduce((sum, id) => sum + claimOf(id), 0);
    expect(await books()).toEqual({ receivable: -total, payable: total, hub: -total });
  });

  it('I-03 each hospital declares the month, with the sum that the agency has too', async () => {
    const declare = (providerId: string, amount: string, items = 1) =>
      pay('li', 'declarations', { providerId, period: MARCH, items, amount });
    const yuan = (providerId: string) => yuanOf(claimOf(providerId));
    setClock('2026-03-31 23:59:59');
    expect(codeOf(await declare(FIRST, yuan(FIRST)))).toBe('month-not-over');
    setClock('2026-04-10 09:00:00');
    expect(codeOf(await declare(FIRST, yuan(FIRST), 2))).toBe('declaration-differs');
    const foreign = { providerId: FIRST, period: MARCH, items: 1, amount: yuan(FIRST) };
    expect((await ask('110105', 'li', 'payments/declarations', foreign)).status).toBe(403);
    for (const providerId of HOSPITALS)
      expect(codeOf(await declare(providerId, yuan(providerId)))).toBe('applied');
    expect(codeOf(await declare(FIRST, yuan(FIRST)))).toBe('unchanged');
  });

  it('I-02 every bill is audited; what is suspected or drawn waits for a person before it is paid', async () => {
    const { reviews } = (await pay('li', 'reviews')).body as {
      reviews: { providerId: string; itemId: string }[];
    };
    for (const [index, { providerId, itemId }] of reviews.entries()) {
      const verdict = {
        requestKey: `r${index}`,
        providerId,
        itemId,
        verdict: 'passed',
        reason: '核对病历，合规',
      };
      expect(codeOf(await pay('li', 'reviews', verdict))).toBe('applied');
    }
    expect((await pay('li', 'reviews')).body.reviews).toEqual([]);
  });

  it('V-13 C-06 a deduction lowers what the hospital and the insured place owe; a penalty only the first', async () => {
    const { settlementId } = stays.get(SECOND)!;
    const wanted = { providerId: SECOND, settlementId, reason: '超标准收费' };
    const over = { ...wanted, requestKey: 'd0', kind: 'deduction', amount: '99999999.00' };
    expect(codeOf(await pay('li', 'deductions', over))).toBe('amount-exceeds-claim');
    const deduction = { ...wanted, requestKey: 'd1', kind: 'deduction', amount: '100.00' };
    expect(codeOf(await pay('li', 'deductions', deduction))).toBe('applied');
    expect(codeOf(await pay('li', 'deductions', deduction))).toBe('unchanged');
    const penalty = { ...wanted, requestKey: 'd2', kind: 'penalty', amount: '50.00' };
    expect(codeOf(await pay('li', 'deductions', penalty))).toBe('applied');
    expect(await owedTo(SECOND)).toBe(claimOf(SECOND) - DEDUCTED - PENALTY);
    await underTest().network.provinces.get('41')!.followClearing();
    const total = HOSPITALS.reduce((sum, id) => sum + claimOf(id), 0) - DEDUCTED;
    expect(await books()).toEqual({ receivable: -total, payable: total, hub: -total });
    expect(await breaches()).toEqual([]);
  });

  it('I-02 two persons: one proposes the month, another releases it to the bank', async () => {
    const wanted = { requestKey: 'march', area: AREA, kind: 'month-end', period: MARCH };
    expect(codeOf(await pay('li', 'batches', wanted))).toBe('paying-account-missing');
    const account = { holder: '示例医保中心', bankName: '示例银行', fromOn: '2026-01-01' };
    expect(codeOf(await pay('li', 'accounts', { ...account, owner: AREA, number: ACCOUNT }))).toBe('applied');
    for (const [index, owner] of HOSPITALS.entries()) {
      const number = `22006001234567890${index}`;
      const own = { ...account, holder: `示例医院${index}`, bankNumber: '102100099996', owner, number };
      expect(codeOf(await pay('li', 'accounts', own))).toBe('applied');
    }
    const made = await pay('li', 'batches', wanted);
    expect(codeOf(made)).toBe('applied');
    const { batch } = made.body as { batch: { batchId: string; total: number } };
    batchId = batch.batchId;
    expect(batch.total).toBe(HOSPITALS.reduce((sum, id) => sum + claimOf(id), 0) - DEDUCTED - PENALTY);
    expect(codeOf(await pay('li', 'batches', wanted))).toBe('unchanged');
    expect(codeOf(await pay('li', `batches/${batchId}/pain.001`))).toBe('batch-not-released');
    expect(codeOf(await pay('li', `batches/${batchId}/check`, { decision: 'release' }))).toBe(
      'maker-is-checker',
    );
    expect(codeOf(await pay('wang', `batches/${batchId}/check`, { decision: 'release' }))).toBe('applied');
    const again = { ...wanted, requestKey: 'march-again' };
    expect(codeOf(await pay('li', 'batches', again))).toBe('nothing-to-pay');
  });

  it('pain.001 goes to the bank, camt.053 comes back: one returned, one paid twice, one in two parts', async () => {
    const { text } = (await pay('wang', `batches/${batchId}/pain.001`)).body as { text: string };
    expect((await pay('wang', `batches/${batchId}/pain.001`)).body.text).toBe(text);
    for (const { lineId, providerId } of await linesOf(batchId)) payees.set(lineId, providerId);
    const total = (await linesOf(batchId)).reduce((sum, { amount }) => sum + amount, 0);
    bank.move(ACCOUNT, { direction: 'in', amount: total as never, information: '财政专户拨付' });
    expect((await fetch(`${bankUrl}/pain.001`, { method: 'POST', body: text })).status).toBe(200);
    const statement = await (await fetch(`${bankUrl}/camt.053/${ACCOUNT}`, { method: 'POST' })).text();
    expect(codeOf(await pay('li', 'statements', statement.replace('CLBD', 'XXXX')))).toBe(
      'statement-unreadable',
    );
    expect((await ask('110105', 'li', 'payments/statements', statement)).status).toBe(403);
    const taken = await pay('li', 'statements', statement);
    expect(codeOf(taken)).toBe('applied');
    expect(codeOf(await pay('li', 'statements', statement))).toBe('unchanged');
    const kinds = (taken.body.entries as Movement[]).map(({ kind, lineId }) => [
      payees.get(lineId ?? ''),
      kind,
    ]);
    expect(kinds.toSorted()).toEqual(
      [
        [FIRST, 'payment'],
        [FIRST, 'return'],
        [SECOND, 'payment'],
        [SECOND, 'duplicate'],
        [THIRD, 'payment'],
        [THIRD, 'payment'],
        [undefined, 'unknown'],
      ].toSorted(),
    );
    const states = new Map((await linesOf(batchId)).map(({ providerId, state }) => [providerId, state]));
    expect(Object.fromEntries(states)).toEqual({ [FIRST]: 'returned', [SECOND]: 'paid', [THIRD]: 'paid' });
    for (const providerId of HOSPITALS) expect(await owedTo(providerId)).toBe(0);
    expect(await breaches()).toEqual([]);
  });

  it('a person explains what is on suspense, with a reason; the return is owed again and paid again', async () => {
    const open = await movements();
    expect(open.map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'return', 'unknown']);
    const of = (kind: string) => ({
      account: ACCOUNT,
      bankReference: open.find((one) => one.kind === kind)!.bankReference,
    });
    const resolve = async (kind: string, more: object) =>
      codeOf(await pay('wang', 'suspense', { ...of(kind), reason: '已向银行核实', ...more }));
    expect(await resolve('duplicate', { resolution: 'pay-again' })).toBe('resolution-unfit');
    expect(await resolve('return', { resolution: 'pay-again', reason: ' ' })).toBe('reason-missing');
    expect(await resolve('return', { resolution: 'pay-again' })).toBe('applied');
    expect(await resolve('return', { resolution: 'pay-again' })).toBe('unchanged');
    expect(await resolve('unknown', { resolution: 'treasury' })).toBe('applied');
    expect(await owedTo(FIRST)).toBe(claimOf(FIRST));

    bank.correctDuplicates();
    const again = { requestKey: 'march-returned', area: AREA, kind: 'month-end', period: MARCH };
    const made = await pay('li', 'batches', again);
    const { batch } = made.body as { batch: { batchId: string; total: number; lineCount: number } };
    expect(batch).toMatchObject({ lineCount: 1, total: claimOf(FIRST) });
    expect(codeOf(await pay('wang', `batches/${batch.batchId}/check`, { decision: 'release' }))).toBe(
      'applied',
    );
    const order = (await pay('wang', `batches/${batch.batchId}/pain.001`)).body.text as string;
    expect((await fetch(`${bankUrl}/pain.001`, { method: 'POST', body: order })).status).toBe(200);
    const statement = await (await fetch(`${bankUrl}/camt.053/${ACCOUNT}`, { method: 'POST' })).text();
    expect(codeOf(await pay('li', 'statements', statement))).toBe('applied');
    const recovery = (await movements()).find(({ kind }) => kind === 'recovery')!;
    const taken = { resolution: 'recovered', withReference: recovery.bankReference };
    expect(await resolve('duplicate', taken)).toBe('applied');
    expect(await movements()).toEqual([]);
    for (const providerId of HOSPITALS) expect(await owedTo(providerId)).toBe(0);
    expect(bank.balanceOf(ACCOUNT)).toBe(0);
    expect(await breaches()).toEqual([]);
  });

  it('the same by commands: what is owed, a batch, its file, the statement that is known, what is on suspense', async () => {
    const out = join(folder, 'order.xml');
    const [owed, shown, filed, suspense] = [
      await run('owed'),
      await run('show', batchId),
      await run('file', batchId, '--out', out),
      await run('suspense'),
    ];
    expect([owed, shown, filed, suspense].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(owed.out).toContain('已结清');
    expect(shown.out).toContain('已退回，重新应付');
    const { body } = await pay('wang', `batches/${batchId}/pain.001`);
    expect(readFileSync(out, 'utf8')).toBe(body.text);
    expect(suspense.out).toBe('没有待查的流水');
    expect(await run('statement', out)).toMatchObject({ code: 1, out: expect.stringContaining('无法读取') });
    expect(await run('release', batchId)).toMatchObject({ code: 1, out: expect.stringContaining('已复核') });
  });

  it('what is owed is explained, part by part', async () => {
    const found = (await pay('li', `payables?area=${AREA}`)).body.payables as Payable[];
    for (const { balance, parts } of found) {
      expect(balance).toBe(Object.values(parts).reduce((sum, part) => sum + part, 0));
      expect(balance).toBe(0);
    }
  });

  it('C-04 the clearing’s payment is booked by payer and payee, each once', async () => {
    const full = HOSPITALS.reduce((sum, id) => sum + claimOf(id), 0);
    const orderId = await issued(MARCH, '2026-04', full);
    const transfer = { bank: '示例银行', paidOn: '2026-04-28', purpose: 'clearing', amount: yuanOf(full) };
    expect(await step('410000', MARCH, { step: 'submit', orderId })).toBe('applied');
    expect(await step('410000', MARCH, { step: 'pay', orderId, ...transfer })).toBe('serial-missing');
    expect(await books()).toMatchObject({ payable: full - DEDUCTED, receivable: DEDUCTED - full });
    expect(await step('410000', MARCH, { step: 'pay', orderId, ...transfer, serial: 'B1' })).toBe('applied');
    // Paid, and not there yet: the payer's book and the nation's have it, the payee still waits.
    expect(await books()).toEqual({ payable: -DEDUCTED, receivable: DEDUCTED - full, hub: DEDUCTED });
    const received = { step: 'receive', orderId, receivedOn: '2026-04-28' };
    expect(await step('110000', MARCH, received)).toBe('applied');
    expect(await books()).toEqual({ payable: -DEDUCTED, receivable: DEDUCTED, hub: DEDUCTED });
    for (const province of underTest().network.provinces.values())
      expect(await province.followClearing()).toBe(0);
  });

  it('V-13 C-09 the deduction of April lowers the next clearing: it goes back; every book is zero', async () => {
    const orderId = await issued('2026-04', '2026-05', DEDUCTED, {
      payer: '11',
      payee: '41',
      isReturn: true,
    });
    const transfer = { bank: '示例银行', serial: 'B2', paidOn: '2026-05-28', purpose: 'clearing' };
    expect(await step('110000', '2026-04', { step: 'submit', orderId })).toBe('applied');
    const amount = yuanOf(DEDUCTED);
    expect(await step('110000', '2026-04', { step: 'pay', orderId, ...transfer, amount })).toBe('applied');
    expect(await books()).toEqual({ payable: -DEDUCTED, receivable: 0, hub: 0 });
    const received = { step: 'receive', orderId, receivedOn: '2026-05-28' };
    expect(await step('410000', '2026-04', received)).toBe('applied');
    expect(await books()).toEqual({ payable: 0, receivable: 0, hub: 0 });
    // What came from the clearing went to the hospitals and back, but for the penalty, which stays.
    expect(await balanceOf(care(), 'care_ledger', bankDeposit('11'))).toBe(-PENALTY);
    expect(await findings(underTest())).toEqual([]);
  });

  it('V-13 a bill of the own province: the two sides of one node; its reversal gives the deduction back', async () => {
    const henan = underTest().network.provinces.get('41')!;
    const pair = { careArea: '410100', insuredArea: '410100', insuranceType: 'resident' } as const;
    const local = async () => ({
      receivable: await balanceOf(insured(), 'care_ledger', receivableFromInsuredArea(pair)),
      payable: await balanceOf(insured(), 'insured_ledger', payableToCareArea(pair)),
      hospital: await balanceOf(insured(), 'care_ledger', payableToProvider(ZHENGZHOU)),
    });
    const { settlementId, claim, undo } = await stay(ZHENGZHOU, '410100');
    const order = { providerId: ZHENGZHOU, settlementId, kind: 'deduction', reason: '分解收费' };
    const deduct = async (requestKey: string, amount: string) =>
      codeOf(await ask('410100', 'li', 'payments/deductions', { ...order, requestKey, amount }));
    expect(await deduct('z1', yuanOf(claim + 1))).toBe('amount-exceeds-claim');
    expect(await deduct('z1', '100.00')).toBe('applied');
    expect(await deduct('z1', '200.00')).toBe('deduction-differs');
    const less = claim - DEDUCTED;
    expect(await local()).toEqual({ receivable: -less, payable: less, hospital: less });
    await undo();
    await henan.followClearing();
    expect(await local()).toEqual({ receivable: 0, payable: 0, hospital: 0 });
    expect(await findings(underTest())).toEqual([]);
  });

  it('a bank movement changed by hand is found and named', async () => {
    const change = (by: number) =>
      runScript(
        care(),
        'tamper',
        `SET ROLE NONE; ALTER TABLE care.bank_movement DISABLE TRIGGER USER;
         UPDATE care.bank_movement SET amount = amount + (${by}) WHERE bank_reference = 'SL00000001';
         ALTER TABLE care.bank_movement ENABLE TRIGGER USER; SET ROLE zhijie_app`,
      );
    await change(1);
    expect(await breaches()).toEqual([
      `bank-account-equals-statements paying-bank/${AREA}`,
      `statements-follow-each-other ${ACCOUNT}/1`,
      `bank-entries-are-posted ${ACCOUNT}/SL00000001`,
      `rows-equal-their-leaves ${ACCOUNT}/1`,
    ]);
    await change(-1);
    expect(await breaches()).toEqual([]);
  });
});
