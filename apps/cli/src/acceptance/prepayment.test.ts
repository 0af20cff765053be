import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTable } from '@zhijie/documents';
import type { PrepaymentView, Trade } from '@zhijie/exchange';
import { recordTrades } from '@zhijie/hub';
import { fen, type Instant, month, parseDateTime, totalFen } from '@zhijie/kernel';
import {
  balanceOf,
  bankDeposit,
  ownExpense,
  pooledFund,
  prepaymentHeld,
  prepaymentInterest,
  prepaymentPaid,
  prepaymentPostings,
  tryPostTransfers,
} from '@zhijie/ledger';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { findings, quiet, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2025-10-01');
const setClock = (text: string): void => {
  clock = at(text);
};
const underTest = useNetwork(['11', '43'], { now: () => clock });
const hub = () => underTest().network.databases.get('hub')!;
const province = (address: string) => underTest().network.databases.get(address)!;

let trades = 0;
/** Hunan people in Beijing: claims that make this sum, in yuan, on this day. */
async function care(yuan: number, day: string): Promise<void> {
  const parts: Trade[] = [yuan * 60, yuan * 40].map((claim) => {
    trades += 1;
    return {
      kind: 'settlement',
      settlementId: `S11${String(trades).padStart(10, '0')}`,
      reversalId: null,
      careArea: '110000',
      insuredArea: '430100',
      providerId: 'H11010500001',
      personId: `P43${String(trades).padStart(10, '0')}`,
      insuranceType: trades % 2 === 0 ? 'employee' : 'resident',
      claim,
      at: at(day),
    };
  });
  await recordTrades(hub(), parts);
}

type Reply = { readonly status: number; readonly body: Record<string, unknown> };
let keys = 0;

async function ask(area: string, operator: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': operator },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

/** What came of a POST: its outcome, or the code of its refusal. */
async function post(area: string, operator: string, path: string, body: object = {}): Promise<string> {
  const { body: said } = await ask(area, operator, path, body);
  return (said.refusal as { code: string } | undefined)?.code ?? String(said.outcome);
}

const step = (area: string, body: object): Promise<string> => {
  keys += 1;
  return post(area, 'payer', 'prepayment/steps', { requestKey: `step-${keys}`, ...body });
};

const read = async (area: string, year = 2026) =>
  (await ask(area, 'maker', `prepayment/${year}`)).body as unknown as PrepaymentView;

const poolOfBeijing = async () => (await read('110000')).pools[0]!;

async function command(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    return { code: await agency.run(['prepayment', ...args, '--url', underTest().url]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

/** What the doctor finds. The claims stand at the hub only, so that its pairs of books differ by them. */
const found = async () => (await findings(underTest())).filter(({ check }) => check !== 'three-books-agree');

const folder = mkdtempSync(join(tmpdir(), 'zhijie-prepayment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HELD = prepaymentHeld('43', '11');
const ORDER = 'P2026-43-11';

describe('the amount of a year', () => {
  it('PF-01 is set from the clearings of the fourth quarter, by the nation, once', async () => {
    await care(7_000_000, '2025-10-08');
    await care(6_500_000, '2025-11-08');
    await care(4_500_000, '2025-12-31 23:59:59');
    setClock('2026-01-20');
    for (const period of ['2025-10', '2025-11'])
      expect(await post('000000', 'nation', `clearing/${period}/generate`)).toBe('applied');
    const early = await ask('000000', 'nation', 'prepayment/2026/set', {});
    expect(early).toMatchObject({ status: 422, body: { refusal: { code: 'quarter-not-cleared' } } });
    setClock('2026-01-21 00:00:00');
    expect(await post('000000', 'nation', 'clearing/2025-12/generate')).toBe('applied');
    expect(await post('110000', 'maker', 'prepayment/2026/set')).toBe('not-permitted');
    expect(await post('000000', 'nation', 'prepayment/2027/set')).toBe('year-not-begun');
    expect(await post('000000', 'nation', 'prepayment/2026/set')).toBe('applied');
    expect(await post('000000', 'nation', 'prepayment/2026/set')).toBe('unchanged');
    const { shares, orders } = await read('430000');
    expect(shares).toMatchObject([
      {
        careProvince: '11',
        insuredProvince: '43',
        quarter: [700_000_000, 650_000_000, 450_000_000],
        amount: 1_200_000_000,
        before: 0,
        change: 1_200_000_000,
      },
    ]);
    expect(orders).toMatchObject([
      {
        orderId: ORDER,
        payer: '43',
        payee: '11',
        figures: '¥12,000,000.00',
        words: '人民币壹仟贰佰万元整',
        label: '待付款',
      },
    ]);
  });

  it('PF-02 five working days to finance, ten to pay, five to feed back, over the Spring Festival', async () => {
    const due = async () =>
      (await read('000000')).duties.map((duty) => [duty.step, duty.owner, duty.due.on, duty.isOverdue]);
    setClock('2026-01-28 23:59:59');
    expect(await due()).toEqual([
      ['submit-to-finance', '43', '2026-01-28', false],
      ['pay', '43', '2026-02-11', false],
      ['feed-back', '11', '2026-02-25', false],
    ]);
    setClock('2026-01-29 00:00:00');
    expect((await due())[0]).toEqual(['submit-to-finance', '43', '2026-01-28', true]);
    expect((await read('110000', 2027)).isSetOverdue).toBe(false);
  });
});

describe('C-04 a payment', () => {
  const pay = {
    step: 'pay',
    orderId: ORDER,
    paidOn: '2026-02-10',
    purpose: 'prepayment',
    amount: '12000000.00',
    bank: '示例银行长沙分行',
    serial: '20260210000001',
  };

  it('is confirmed only with bank, serial, date, purpose and the whole amount, by the payer', async () => {
    setClock('2026-02-10');
    expect(await step('430000', pay)).toBe('wrong-state');
    expect(await step('110000', { step: 'submit', orderId: ORDER })).toBe('not-permitted');
    expect(await step('430000', { step: 'submit', orderId: ORDER })).toBe('applied');
    for (const [change, code] of [
      [{ bank: ' ' }, 'bank-missing'],
      [{ serial: ' ' }, 'serial-missing'],
      [{ paidOn: undefined }, 'field-missing'],
      [{ paidOn: '2026-02-11' }, 'date-in-future'],
      [{ paidOn: '2026-01-20' }, 'date-before-notice'],
      [{ purpose: 'clearing' }, 'purpose-differs'],
      [{ amount: '11999999.99' }, 'amount-differs'],
    ] as const)
      expect(await step('430000', { ...pay, ...change }), code).toBe(code);
    expect(await balanceOf(hub(), 'hub_ledger', HELD)).toBe(0);
    const both = await Promise.all(
      ['a', 'b'].map((key) =>
        post('430000', 'payer', 'prepayment/steps', { requestKey: `twice-${key}`, ...pay }),
      ),
    );
    expect(both.toSorted()).toEqual(['applied', 'wrong-state']);
    const winner = both[0] === 'applied' ? 'a' : 'b';
    const again = { requestKey: `twice-${winner}`, ...pay };
    expect(await post('430000', 'payer', 'prepayment/steps', again)).toBe('unchanged');
    expect(await post('430000', 'payer', 'prepayment/steps', { ...again, serial: '2' })).toBe('step-differs');
  });

  it('PF-04 stands in the nation’s book and the payer’s, and after its receipt in the holder’s', async () => {
    await quiet(underTest());
    expect(await balanceOf(hub(), 'hub_ledger', HELD)).toBe(1_200_000_000);
    expect(await balanceOf(hub(), 'hub_ledger', prepaymentPaid('43', '11'))).toBe(-1_200_000_000);
    expect(await balanceOf(province('43'), 'insured_ledger', prepaymentPaid('43', '11'))).toBe(
      -1_200_000_000,
    );
    expect(await balanceOf(province('43'), 'insured_ledger', bankDeposit('43'))).toBe(1_200_000_000);
    expect(await balanceOf(province('11'), 'care_ledger', HELD)).toBe(0);
    setClock('2026-02-12');
    expect(await step('430000', { step: 'receive', orderId: ORDER, receivedOn: '2026-02-12' })).toBe(
      'not-permitted',
    );
    expect(await step('110000', { step: 'receive', orderId: ORDER, receivedOn: '2026-02-12' })).toBe(
      'applied',
    );
    await quiet(underTest());
    expect(await balanceOf(province('11'), 'care_ledger', HELD)).toBe(1_200_000_000);
    expect((await read('110000')).orders).toMatchObject([{ orderId: ORDER, label: '已到账' }]);
    expect(await found()).toEqual([]);
  });

  it('PF-04 the year is exported: what was set, and each payment with its bank number', async () => {
    const out = join(folder, 'prepayment.xlsx');
    expect(await command('export', '2026', '--out', out, '--agency', '430000')).toMatchObject({ code: 0 });
    const orders = await readTable(readFileSync(out), '款项', [
      { key: 'id', header: '款项编号', kind: 'id' },
      { key: 'amount', header: '金额（元）', kind: 'yuan' },
      { key: 'state', header: '办到哪一步', kind: 'text' },
      { key: 'received', header: '到账日期', kind: 'text' },
    ]);
    expect(orders.ok && orders.value.map(({ values }) => values)).toEqual([
      { id: ORDER, amount: 1_200_000_000, state: '已到账', received: '2026-02-12' },
    ]);
  });

  it('PF-04 the ledger takes prepaid money under its own codes only', async () => {
    const money = { careProvince: '11', insuredProvince: '43', amount: 100, isReturn: false };
    const mark = { reference: 'x', month: month('2026-02'), postedAt: clock };
    const [transfer] = prepaymentPostings('care', money, mark);
    for (const code of ['claim', 'provider-payment', 'bank-charge'])
      expect(
        await tryPostTransfers(province('11'), 'care_ledger', [{ ...transfer!, code, transferId: code }]),
      ).toEqual([{ transferId: code, status: 'ring_fenced' }]);
  });
});

describe('journey 10: quota ¥12,000,000.00', () => {
  it('PF-03 72 % is yellow, with the date on which it would turn red', async () => {
    setClock('2026-03-20');
    await care(8_399_999, '2026-03-19');
    await post('000000', 'nation', 'prepayment/notices');
    // 69.99 %: nothing to say yet.
    expect(await poolOfBeijing()).toMatchObject({ running: { basisPoints: 6999, level: 'normal' } });
    expect((await read('110000')).notices).toEqual([]);
    await care(1, '2026-03-19');
    expect((await poolOfBeijing()).running).toMatchObject({ basisPoints: 7000, level: 'yellow' });
    await care(240_000, '2026-03-20');
    expect(await post('110000', 'maker', 'prepayment/notices')).toBe('not-permitted');
    expect((await ask('000000', 'nation', 'prepayment/notices', {})).body.noted).toBe(1);
    expect((await ask('000000', 'nation', 'prepayment/notices', {})).body.noted).toBe(0);
    expect(await poolOfBeijing()).toMatchObject({
      standing: 1_200_000_000,
      running: {
        period: '2026-03',
        used: 864_000_000,
        basisPoints: 7200,
        level: 'yellow',
        redOn: '2026-03-25',
        atMonthEnd: 1_339_200_000,
      },
      proposed: null,
      draft: null,
    });
  });

  it('PF-03 91 % is red: the draft in words, and a log of both notices', async () => {
    setClock('2026-03-27');
    await care(2_159_999, '2026-03-26');
    expect((await poolOfBeijing()).running).toMatchObject({ basisPoints: 8999, level: 'yellow' });
    await care(1, '2026-03-26');
    expect((await poolOfBeijing()).running).toMatchObject({ basisPoints: 9000, level: 'red' });
    await care(120_000, '2026-03-27');
    expect((await ask('000000', 'nation', 'prepayment/notices', {})).body.noted).toBe(1);
    const { pools, notices } = await read('110000');
    expect(pools[0]).toMatchObject({
      running: { used: 1_092_000_000, basisPoints: 9100, level: 'red', redOn: '2026-03-27' },
      proposed: { amount: 361_000_000, words: '人民币叁佰陆拾壹万元整' },
    });
    expect(notices.map(({ on, from, to, text }) => [on, from, to, text])).toEqual([
      [
        '2026-03-27',
        'yellow',
        'red',
        '2026-03-27 预付金使用率 91.00%（已用 ¥10,920,000.00，预付金 ¥12,000,000.00）：红色预警',
      ],
      [
        '2026-03-20',
        'normal',
        'yellow',
        '2026-03-20 预付金使用率 72.00%（已用 ¥8,640,000.00，预付金 ¥12,000,000.00）：黄色预警',
      ],
    ]);
    expect((await read('430000')).notices).toEqual([]);
    const shown = await command('show', '2026', '--agency', '110000');
    expect(shown.out).toContain('已用 ¥10,920,000.00，91.00% 红色预警');
    expect(shown.out).toContain('拟调增 ¥3,610,000.00，人民币叁佰陆拾壹万元整');
  });

  it('PF-03 the increase is asked for within three working days of signing; day 4 is refused', async () => {
    const increase = (key: string) =>
      post('110000', 'maker', 'prepayment/increases', { requestKey: key, period: '2026-03' });
    setClock('2026-04-21 09:00:00');
    expect(await increase('a')).toBe('no-such-clearing');
    await post('000000', 'nation', 'clearing/2026-03/generate');
    expect(await increase('a')).toBe('not-signed');
    const sign = (operator: string, kind: string) =>
      post('110000', operator, 'clearing/2026-03/steps', { requestKey: `sign-${kind}`, step: kind });
    expect(await sign('chen', 'propose')).toBe('applied');
    expect(await sign('liu', 'confirm')).toBe('applied');
    setClock('2026-04-27 00:00:00');
    expect(await increase('a')).toBe('too-late');
    expect(await poolOfBeijing()).toMatchObject({ draft: null, whyNoDraft: 'too-late' });
    setClock('2026-04-24 23:59:59');
    expect((await poolOfBeijing()).draft).toMatchObject({
      amount: 361_000_000,
      words: '人民币叁佰陆拾壹万元整',
      after: 1_561_000_000,
      requestBy: { on: '2026-04-24' },
      submitToFinanceBy: { on: '2026-05-06' },
      payBy: { on: '2026-05-19' },
      inPlaceBy: { on: '2026-05-20' },
    });
    expect(
      await post('430000', 'maker', 'prepayment/increases', { requestKey: 'x', period: '2026-03' }),
    ).not.toBe('applied');
    expect(await increase('a')).toBe('applied');
    expect(await increase('a')).toBe('unchanged');
    expect(await increase('b')).toBe('already-requested');
  });

  it('PF-03 granted, it is paid by the same steps, and the clearing is below yellow again', async () => {
    const decision = { requestId: '11-a', decision: 'decline' };
    expect(await post('000000', 'nation', 'prepayment/increases/decision', decision)).toBe('reason-missing');
    expect((await command('grant', '11-a', '--agency', '110000')).code).toBe(1);
    expect(await command('grant', '11-a', '--agency', '000000')).toMatchObject({ code: 0 });
    expect(
      await post('000000', 'nation', 'prepayment/increases/decision', { ...decision, reason: 'x' }),
    ).toBe('already-decided');
    const orderId = 'U11-a-43';
    const pay = ['--amount', '3610000.00', '--bank', '示例银行长沙分行', '--on', '2026-05-08'];
    setClock('2026-05-08');
    const hunan = ['--agency', '430000'];
    expect(await command('submit', orderId, ...hunan)).toMatchObject({ code: 0 });
    // A serial pays once, whatever it paid.
    const used = await command('pay', orderId, ...pay, '--serial', '20260210000001', ...hunan);
    expect(used.out).toContain('已用于另一笔款项');
    expect(await command('pay', orderId, ...pay, '--serial', '20260508000001', ...hunan)).toMatchObject({
      code: 0,
    });
    expect(await command('receive', orderId, '--on', '2026-05-08', '--agency', '110000')).toMatchObject({
      code: 0,
    });
    expect(await poolOfBeijing()).toMatchObject({
      standing: 1_561_000_000,
      cleared: { period: '2026-03', basisPoints: 6995, level: 'normal' },
    });
  });
});

describe('P-05 the bank', () => {
  const entry = { kind: 'interest', amount: '1234.56', bank: '示例银行', serial: 'I1', on: '2026-05-08' };
  const enter = (area: string, key: string, given: object = {}) =>
    post(area, 'payer', 'prepayment/bank-entries', { requestKey: key, ...entry, ...given });

  it('P-05 interest belongs to the province that holds the prepayment', async () => {
    expect(await enter('110000', 'i1')).toBe('applied');
    expect(await enter('110000', 'i1')).toBe('unchanged');
    expect(await enter('110000', 'i1', { amount: '1.00' })).toBe('entry-differs');
    expect(await enter('110000', 'i2')).toBe('serial-used');
    expect(await balanceOf(province('11'), 'care_ledger', prepaymentInterest('11'))).toBe(123_456);
    expect(await balanceOf(province('11'), 'care_ledger', HELD)).toBe(1_561_000_000);
    expect(await balanceOf(province('43'), 'insured_ledger', prepaymentInterest('11'))).toBe(0);
  });

  it('P-05 a charge is the agency’s own expense; on a fund the ledger refuses it', async () => {
    const charge15 = ['--amount', '15.00', '--bank', '示例银行', '--on', '2026-05-08', '--key', 'c1'];
    const payer = ['--agency', '110000', '--operator', 'payer'];
    expect(await command('charge', 'C1', ...charge15, ...payer)).toMatchObject({ code: 0 });
    expect(await enter('110000', 'c1', { kind: 'bank-charge', amount: '15.00', serial: 'C1' })).toBe(
      'unchanged',
    );
    expect(await balanceOf(province('11'), 'care_ledger', ownExpense('11'))).toBe(-1500);
    const charge = {
      transferId: 'charge',
      debit: pooledFund('110000', 'employee'),
      credit: bankDeposit('11'),
      amount: fen(1500),
      code: 'bank-charge',
      reference: 'c',
      month: month('2026-05'),
      postedAt: clock,
    };
    expect(await tryPostTransfers(province('11'), 'care_ledger', [charge])).toMatchObject([
      { status: 'fund_bears_no_bank_charge' },
    ]);
    expect(await found()).toEqual([]);
  });
});

describe('the next year', () => {
  it('PF-01 PF-02 is due by 31 January and gives back what is not needed any more, as a return', async () => {
    await care(3_000_000, '2026-10-10');
    // PF-02: to be set by 31 January.
    for (const [moment, isSetOverdue] of [
      ['2027-01-31 23:59:59', false],
      ['2027-02-01 00:00:00', true],
    ] as const) {
      setClock(moment);
      expect((await read('110000', 2027)).isSetOverdue).toBe(isSetOverdue);
    }
    setClock('2027-01-21 09:00:00');
    for (const period of ['2026-10', '2026-11', '2026-12'])
      expect(await post('000000', 'nation', `clearing/${period}/generate`)).toBe('applied');
    expect(await post('000000', 'nation', 'prepayment/2027/set')).toBe('applied');
    const { orders } = await read('430000', 2027);
    expect(orders).toMatchObject([
      { orderId: 'P2027-43-11', payer: '11', payee: '43', isReturn: true, amount: 1_361_000_000 },
    ]);
    const returned = {
      step: 'pay',
      orderId: 'P2027-43-11',
      paidOn: '2027-01-21',
      purpose: 'prepayment',
      amount: '13610000.00',
      bank: '示例银行北京分行',
      serial: '20270121000001',
    };
    expect(await step('430000', { step: 'submit', orderId: 'P2027-43-11' })).toBe('not-permitted');
    expect(await step('110000', { step: 'submit', orderId: 'P2027-43-11' })).toBe('applied');
    expect(await step('110000', returned)).toBe('applied');
    expect(await balanceOf(hub(), 'hub_ledger', HELD)).toBe(200_000_000);
    await quiet(underTest());
    expect(await balanceOf(province('11'), 'care_ledger', HELD)).toBe(200_000_000);
    expect(await found()).toEqual([]);
  });

  it('the doctor names a prepayment account that is not its confirmed payments', async () => {
    const stray = { careProvince: '11', insuredProvince: '43', amount: totalFen(100), isReturn: false };
    const mark = { reference: 'stray', month: month('2027-01'), postedAt: clock };
    await tryPostTransfers(hub(), 'hub_ledger', prepaymentPostings('hub', stray, mark));
    expect((await found()).map(({ where, check, row }) => [where, check, row])).toEqual([
      ['hub', 'prepayment-equals-payments', HELD],
    ]);
  });
});
