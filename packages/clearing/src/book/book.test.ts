import { calendarDate, type Fen, fen, month, totalFen } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import type { ClearingItem } from '../items/item.ts';
import { nationalTree } from '../proof/proof.ts';
import { generateRun, itemsBehind, lineOf } from '../run/run.ts';
import { ACCOUNTS, agencyOf, at, ISSUER, item } from '../testing/clearing.ts';
import {
  type BookResult,
  type ClearingBook,
  confirmClearing,
  issueNotices,
  objectToClearing,
  openBook,
  proposeConfirmation,
  recordAllocation,
} from './book.ts';
import { dutiesOf } from './duties.ts';
import { matrixRows, positionsOf } from './matrix.ts';
import { recordPayment, recordReceipt, submitToFinance } from './payments.ts';

const MARCH = month('2026-03');
const GENERATED = at('2026-04-21 00:00:00');
const codeOf = (result: BookResult): string => (result.ok ? 'ok' : result.refusal.code);

function taken(result: BookResult): ClearingBook {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

/** 1,284 settlements of Hunan people in Beijing, ¥9,876,543.21, of which 3 are deducted, ¥12,345.60. */
function journey9(): { items: ClearingItem[]; deducted: string[] } {
  const [total, count] = [987_654_321, 1_284];
  const settlements = Array.from({ length: count }, (_, i) =>
    item({ amount: fen(Math.floor(total / count) + (i < total % count ? 1 : 0)) }),
  );
  const deductions = [1_000_000, 200_000, 34_560].map((amount, i) =>
    item({ kind: 'deduction', settlementId: settlements[i * 400]!.itemId, amount: fen(-amount) as Fen }),
  );
  return { items: [...settlements, ...deductions], deducted: deductions.map((one) => one.settlementId) };
}

const maker = (province: string) => agencyOf(province, `${province}-maker`, 'clearing-maker');
const checker = (province: string) => agencyOf(province, `${province}-checker`, 'clearing-checker');
const payer = (province: string) => agencyOf(province, `${province}-payer`, 'clearing-payer');

function confirmed(book: ClearingBook, ...provinces: string[]): ClearingBook {
  return provinces.reduce((known, province) => {
    const step = { province, at: at('2026-04-22') };
    const proposed = taken(proposeConfirmation(known, { ...step, actor: maker(province) }));
    return taken(confirmClearing(proposed, { ...step, actor: checker(province) }));
  }, book);
}

const issuedAt = at('2026-04-27');
const issued = (book: ClearingBook): ClearingBook =>
  taken(issueNotices(book, { actor: ISSUER, at: issuedAt, accounts: ACCOUNTS }));

function bookOf(items: readonly ClearingItem[]): ClearingBook {
  const run = generateRun(MARCH, items);
  return openBook(run, nationalTree(run)?.root ?? null, GENERATED);
}

const simple = (): ClearingBook => bookOf([item({ amount: fen(500) })]);
const ORDER = 'C202603-43-11-employee';
const transfer = {
  bank: '示例银行',
  serial: 'B0001',
  paidOn: calendarDate('2026-05-08'),
  purpose: 'clearing',
  amount: totalFen(500),
} as const;

describe('journey 9: the March clearing of Hunan to Beijing', () => {
  const { items, deducted } = journey9();
  const run = generateRun(MARCH, items);
  const pair = { careProvince: '11', insuredProvince: '43' } as const;
  const PAYABLE = 986_419_761;

  test('1,284 settlements ¥9,876,543.21, deductions ¥12,345.60: payable ¥9,864,197.61 in figures and words', () => {
    const line = lineOf(run, { ...pair, insuranceType: 'employee' });
    expect(line?.parts.settlements).toEqual({ count: 1_284, amount: 987_654_321 });
    expect(line?.parts.deductions).toEqual({ count: 3, amount: -1_234_560 });
    const book = issued(confirmed(bookOf(items), '11', '43'));
    const [collection, payment] = book.notices;
    expect([collection?.kind, payment?.kind]).toEqual(['collection', 'payment']);
    for (const notice of book.notices) {
      expect(notice.total).toBe(PAYABLE);
      expect(notice.figures).toBe('¥9,864,197.61');
      expect(notice.words).toBe('人民币玖佰捌拾陆万肆仟壹佰玖拾柒元陆角壹分');
    }
  });

  test('C-06 drills to the 3 deducted bills', () => {
    const bills = itemsBehind(run, { ...pair, part: 'deductions' });
    expect(bills.map(({ settlementId }) => settlementId).toSorted()).toEqual(deducted.toSorted());
    expect(bills.reduce((sum, { amount }) => sum - amount, 0)).toBe(1_234_560);
  });

  test('maker ≠ checker; bank serial and date recorded; the row turns 已付; gross and net views agree', () => {
    const proposed = taken(
      proposeConfirmation(bookOf(items), { province: '43', actor: maker('43'), at: at('2026-04-22') }),
    );
    const both = agencyOf('43', '43-maker', 'clearing-maker', 'clearing-checker');
    expect(codeOf(confirmClearing(proposed, { province: '43', actor: both, at: at('2026-04-22') }))).toBe(
      'maker-is-checker',
    );
    const book = issued(confirmed(bookOf(items), '11', '43'));
    const sent = taken(submitToFinance(book, { orderId: ORDER, actor: payer('43'), at: at('2026-05-06') }));
    const paid = taken(
      recordPayment(sent, {
        orderId: ORDER,
        actor: payer('43'),
        at: at('2026-05-08'),
        transfer: { ...transfer, amount: totalFen(PAYABLE) },
      }),
    );
    expect(paid.orders[0]?.transfer).toMatchObject({ serial: 'B0001', paidOn: '2026-05-08' });
    expect(matrixRows(book).map(({ label }) => label)).toEqual(['待付款']);
    expect(matrixRows(paid)).toMatchObject([{ payer: '43', payee: '11', amount: PAYABLE, label: '已付' }]);
    expect(positionsOf(matrixRows(paid))).toEqual([
      position('11', PAYABLE, 0, PAYABLE, 0),
      position('43', 0, PAYABLE, 0, 0),
    ]);
    expect(paid.nets.map(({ province, net }) => [province, net])).toEqual([
      ['11', PAYABLE],
      ['43', -PAYABLE],
    ]);
  });
});

const position = (province: string, receivable: number, payable: number, toCome: number, toPay: number) => ({
  province,
  receivable,
  payable,
  net: receivable - payable,
  outstandingReceivable: toCome,
  outstandingPayable: toPay,
});

describe('P-02 who may', () => {
  const step = { province: '43', at: at('2026-04-22') };

  test('P-02 only the province itself proposes, not a pooling area and not the neighbour', () => {
    const area = { ...maker('43'), areas: ['430100'] };
    const hospital = { ...maker('43'), kind: 'hospital' as const };
    for (const actor of [area, maker('11'), hospital, checker('43')])
      expect(codeOf(proposeConfirmation(simple(), { ...step, actor }))).toBe('not-permitted');
    expect(codeOf(proposeConfirmation(simple(), { ...step, actor: maker('43') }))).toBe('ok');
  });

  test('P-02 only the nation issues notices, and only when every province confirmed', () => {
    const half = confirmed(simple(), '43');
    const given = { at: issuedAt, accounts: ACCOUNTS };
    expect(codeOf(issueNotices(half, { ...given, actor: ISSUER }))).toBe('not-all-confirmed');
    const all = confirmed(half, '11');
    expect(codeOf(issueNotices(all, { ...given, actor: { ...ISSUER, node: '43' } }))).toBe('not-permitted');
    expect(codeOf(issueNotices(all, { ...given, accounts: [], actor: ISSUER }))).toBe('account-missing');
    expect(codeOf(issueNotices(all, { ...given, actor: ISSUER }))).toBe('ok');
  });
});

describe('confirming', () => {
  const step = { province: '43', at: at('2026-04-22') };

  test('an objection stops the notices until it is answered by a new proposal', () => {
    const all = confirmed(simple(), '11', '43');
    const objected = taken(objectToClearing(all, { ...step, actor: checker('43'), reason: '少扣款一笔' }));
    expect(objected.confirmations.map(({ state }) => state)).toEqual(['confirmed', 'objected']);
    const given = { actor: ISSUER, at: issuedAt, accounts: ACCOUNTS };
    expect(codeOf(issueNotices(objected, given))).toBe('not-all-confirmed');
    expect(codeOf(objectToClearing(all, { ...step, actor: checker('43'), reason: ' ' }))).toBe(
      'reason-missing',
    );
    expect(codeOf(issueNotices(confirmed(objected, '43'), given))).toBe('ok');
  });

  test('does not follow twice, without a proposal, or after the notices', () => {
    const actor = checker('43');
    expect(codeOf(confirmClearing(simple(), { ...step, actor }))).toBe('wrong-state');
    const all = confirmed(simple(), '11', '43');
    expect(codeOf(confirmClearing(all, { ...step, actor }))).toBe('wrong-state');
    const out = issued(all);
    expect(codeOf(objectToClearing(out, { ...step, actor, reason: '晚了' }))).toBe('wrong-state');
    expect(codeOf(issueNotices(out, { actor: ISSUER, at: issuedAt, accounts: ACCOUNTS }))).toBe(
      'wrong-state',
    );
    expect(codeOf(proposeConfirmation(simple(), { ...step, province: '36', actor }))).toBe(
      'no-such-province',
    );
  });
});

describe('paying', () => {
  const ready = (): ClearingBook => {
    const book = issued(confirmed(simple(), '11', '43'));
    return taken(submitToFinance(book, { orderId: ORDER, actor: payer('43'), at: at('2026-05-06') }));
  };
  const pay = (change: object, book = ready(), actor = payer('43')): BookResult =>
    recordPayment(book, {
      orderId: ORDER,
      actor,
      at: at('2026-05-08'),
      transfer: { ...transfer, ...change },
    });

  test.each<[string, object]>([
    ['ok', {}],
    ['bank-missing', { bank: ' ', serial: '' }],
    ['serial-missing', { serial: '', purpose: 'prepayment' }],
    ['purpose-differs', { purpose: 'prepayment', paidOn: calendarDate('2027-01-01') }],
    ['date-in-future', { paidOn: calendarDate('2026-05-09'), amount: totalFen(1) }],
    ['date-before-notice', { paidOn: calendarDate('2026-04-26'), amount: totalFen(1) }],
    ['amount-differs', { amount: totalFen(499) }],
  ])('C-04 PF-04 a payment is %s', (code, change) => {
    expect(codeOf(pay(change))).toBe(code);
  });

  test('not by the payee, not before finance has it, not twice', () => {
    expect(codeOf(pay({}, ready(), payer('11')))).toBe('not-permitted');
    expect(codeOf(pay({}, issued(confirmed(simple(), '11', '43'))))).toBe('wrong-state');
    expect(codeOf(pay({}, taken(pay({}))))).toBe('wrong-state');
    const sent = { orderId: ORDER, actor: payer('43'), at: at('2026-04-22') };
    expect(codeOf(submitToFinance(confirmed(simple(), '11', '43'), sent))).toBe('wrong-state');
    expect(codeOf(submitToFinance(ready(), { ...sent, orderId: 'C1' }))).toBe('no-such-order');
  });

  test('one bank transaction pays one order', () => {
    const items = [item({ amount: fen(500) }), item({ insuranceType: 'resident', amount: fen(500) })];
    const resident = 'C202603-43-11-resident';
    const sent = [ORDER, resident].reduce(
      (book, orderId) => taken(submitToFinance(book, { orderId, actor: payer('43'), at: at('2026-05-06') })),
      issued(confirmed(bookOf(items), '11', '43')),
    );
    const paid = taken(pay({}, sent));
    const again = { orderId: resident, actor: payer('43'), at: at('2026-05-08') };
    expect(codeOf(recordPayment(paid, { ...again, transfer }))).toBe('serial-used');
    expect(codeOf(recordPayment(paid, { ...again, transfer: { ...transfer, serial: 'B0002' } }))).toBe('ok');
  });

  test('C-02 with the last receipt the clearing is settled', () => {
    const paid = taken(pay({}));
    const receipt = { orderId: ORDER, at: at('2026-05-11'), receivedOn: calendarDate('2026-05-11') };
    expect(codeOf(recordReceipt(paid, { ...receipt, actor: payer('43') }))).toBe('not-permitted');
    const early = { ...receipt, receivedOn: calendarDate('2026-05-12'), actor: payer('11') };
    expect(codeOf(recordReceipt(paid, early))).toBe('date-in-future');
    const settled = taken(recordReceipt(paid, { ...receipt, actor: payer('11') }));
    expect([paid.state, settled.state]).toEqual(['issued', 'settled']);
    expect(codeOf(recordReceipt(settled, { ...receipt, actor: payer('11') }))).toBe('wrong-state');
    expect(positionsOf(matrixRows(settled)).map((one) => one.outstandingReceivable)).toEqual([0, 0]);
  });

  test('C-09 a return is an order of its own, from the care province', () => {
    const refund = item({ kind: 'reversal', amount: fen(-700), settlementPeriod: month('2026-02') });
    expect(bookOf([refund]).orders).toMatchObject([
      { orderId: 'C202603-11-43-employee-return', payer: '11', payee: '43', amount: 700, isReturn: true },
    ]);
  });

  test('a month without items needs nobody and is settled when it is issued', () => {
    expect(issued(bookOf([])).state).toBe('settled');
  });
});

describe('C-02 duties', () => {
  const late = (book: ClearingBook, now: string) =>
    dutiesOf(book, at(now))
      .filter((duty) => duty.isOverdue)
      .map(({ step, owner }) => `${step} ${owner}`);

  test('C-02 a province that has not confirmed is overdue from the 26th, 00:00:00', () => {
    const half = confirmed(simple(), '43');
    expect(late(half, '2026-04-25 23:59:59')).toEqual([]);
    expect(late(half, '2026-04-26 00:00:00')).toEqual(['confirm 11']);
    expect(late(half, '2026-05-01 00:00:00')).toEqual(['confirm 11', 'issue hub']);
  });

  test('C-02 after the notices every step has its day and its flag', () => {
    const book = issued(confirmed(simple(), '11', '43'));
    expect(dutiesOf(book, at('2026-04-28')).map(({ step, owner, due }) => [step, owner, due.on])).toEqual([
      ['generate', 'hub', '2026-04-21'],
      ['confirm', '11', '2026-04-25'],
      ['confirm', '43', '2026-04-25'],
      ['issue', 'hub', '2026-04-30'],
      ['allocate-to-areas', '11', '2026-05-07'],
      ['allocate-to-areas', '43', '2026-05-07'],
      ['submit-to-finance', '43', '2026-05-07'],
      ['pay', '43', '2026-05-20'],
      ['feed-back', '11', '2026-05-27'],
      ['in-place', '43', '2026-05-20'],
    ]);
    expect(late(book, '2026-05-07 23:59:59')).toEqual([]);
    expect(late(book, '2026-05-08 00:00:00')).toEqual([
      'allocate-to-areas 11',
      'allocate-to-areas 43',
      'submit-to-finance 43',
    ]);
    const allocated = taken(
      recordAllocation(book, { province: '43', actor: payer('43'), at: at('2026-05-07') }),
    );
    expect(late(allocated, '2026-05-08 00:00:00')).not.toContain('allocate-to-areas 43');
  });

  test('C-02 an allocation is recorded once, and not before the notices', () => {
    const step = { province: '43', actor: payer('43'), at: at('2026-05-07') };
    expect(codeOf(recordAllocation(simple(), step))).toBe('wrong-state');
    const once = taken(recordAllocation(issued(confirmed(simple(), '11', '43')), step));
    expect(codeOf(recordAllocation(once, step))).toBe('wrong-state');
  });

  test('C-02 a late payment stays marked after it is made', () => {
    const book = issued(confirmed(simple(), '11', '43'));
    const sent = taken(submitToFinance(book, { orderId: ORDER, actor: payer('43'), at: at('2026-04-28') }));
    const paid = taken(
      recordPayment(sent, {
        orderId: ORDER,
        actor: payer('43'),
        at: at('2026-05-18'),
        transfer: { ...transfer, paidOn: calendarDate('2026-05-15') },
      }),
    );
    const pay = dutiesOf(paid, at('2026-05-18')).find(({ step }) => step === 'pay');
    expect(pay).toMatchObject({ due: { on: '2026-05-14' }, isOverdue: true });
    const inTime = {
      ...paid.orders[0]!,
      transfer: { ...paid.orders[0]!.transfer!, paidOn: calendarDate('2026-05-14') },
    };
    const later = dutiesOf({ ...paid, orders: [inTime] }, at('2026-06-30')).find(
      ({ step }) => step === 'pay',
    );
    expect(later).toMatchObject({ doneAt: at('2026-05-14 00:00:00'), isOverdue: false });
  });
});
