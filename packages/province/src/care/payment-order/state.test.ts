import { type Fen, fen, instant } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFees, kindOf, planRefund, statusesOf, wordOf } from './state.ts';
import type { Order } from './store.ts';

const order = (own: Partial<Order> = {}): Order => ({
  providerId: 'H11010500001',
  orderId: 'O',
  hospitalOrder: 'HO',
  digest: '',
  visitId: 'V',
  batch: 'B',
  personId: 'P',
  opensVisit: true,
  careType: 'outpatient',
  insuranceType: 'resident',
  usesAccount: false,
  invoiceNumber: null,
  total: fen(1000),
  uploadedAt: instant(0),
  state: 'done',
  settleMessage: 'M',
  settleAskedAt: instant(0),
  settlementId: 'S',
  settledAt: instant(0),
  funds: fen(600),
  account: fen(100),
  cash: fen(300),
  byHospital: fen(0),
  cashState: 'paid',
  cashRefunded: fen(0),
  isInsuranceRefunded: false,
  deadlineAt: instant(600_000),
  paidAt: instant(1),
  endedBy: null,
  reportedPayment: null,
  ...own,
});

const UNSETTLED = { settlementId: null, funds: null, account: null, cash: null, cashState: 'none' } as const;

describe('Q-08 what an order is called', () => {
  it.each([
    ['saved', { state: 'open', ...UNSETTLED }, 'created created created'],
    ['settling', { state: 'settling', ...UNSETTLED }, 'created created created'],
    ['settling', { state: 'paying', cashState: 'waiting' }, 'created created success'],
    ['settled', {}, 'success success success'],
    ['settled', { cash: fen(0), account: fen(400), cashState: 'none' }, 'success success success'],
    ['settling', { state: 'undoing' }, 'created success success'],
    ['refunded', { cashRefunded: fen(300), isInsuranceRefunded: true }, 'refund refund refund'],
    ['insurance-refunded', { isInsuranceRefunded: true }, 'refund success refund'],
    ['cash-refunded', { cashRefunded: fen(300) }, 'refund refund success'],
    ['cash-partly-refunded', { cashRefunded: fen(1) }, 'refund refund success'],
    [
      'insurance-and-part-refunded',
      { cashRefunded: fen(1), isInsuranceRefunded: true },
      'refund refund refund',
    ],
    ['revoked', { state: 'revoked', ...UNSETTLED }, 'fail fail fail'],
    [
      'insurance-revoked',
      { state: 'undone', cashState: 'closed', endedBy: 'timeout', isInsuranceRefunded: true },
      'fail fail refund',
    ],
    [
      'failed',
      { state: 'undone', cashState: 'closed', endedBy: 'cash-failed', isInsuranceRefunded: true },
      'fail fail refund',
    ],
    [
      'refunded',
      { state: 'undone', cashRefunded: fen(300), isInsuranceRefunded: true },
      'refund refund refund',
    ],
  ] as const)('%s: %j, with the statuses of Q-09 %s', (word, own, statuses) => {
    const one = order(own);
    expect(wordOf(one)).toBe(word);
    const { mixed, self, insurance } = statusesOf(one);
    expect(`${mixed} ${self} ${insurance}`).toBe(statuses);
  });

  it('paid is said of nothing but an order whose both parts stand', () => {
    const states = ['open', 'settling', 'paying', 'done', 'undoing', 'undone', 'revoked'] as const;
    const any = fc.record({
      state: fc.constantFrom(...states),
      cashState: fc.constantFrom('none', 'waiting', 'paid', 'closed' as const),
      cashRefunded: fc.integer({ min: 0, max: 300 }).map((each) => each as Fen),
      isInsuranceRefunded: fc.boolean(),
    });
    fc.assert(
      fc.property(any, (own) => {
        const isPaid = wordOf(order(own)) === 'settled';
        const stands = own.state === 'done' && own.cashRefunded === 0 && !own.isInsuranceRefunded;
        expect(isPaid).toBe(stands);
      }),
    );
  });

  it('has money in its parts: all, cash or insurance', () => {
    expect(kindOf(order())).toBe('all');
    expect(kindOf(order({ cash: fen(1000), funds: fen(0), account: fen(0) }))).toBe('cash');
    expect(kindOf(order({ cash: fen(0) }))).toBe('insurance');
  });
});

describe('Q-08 details are the total', () => {
  const told = {
    total: fen(300),
    lines: [fen(100), fen(200)],
    excluded: null,
    overLimit: null,
    selfPaidFirst: null,
    eligible: null,
  };
  it.each([
    [true, {}],
    [false, { lines: [fen(100)] }],
    [true, { excluded: fen(100), selfPaidFirst: fen(50), eligible: fen(150) }],
    [true, { excluded: fen(50), overLimit: fen(50), selfPaidFirst: fen(50), eligible: fen(150) }],
    [false, { excluded: fen(100), selfPaidFirst: fen(50), eligible: fen(149) }],
    // Parts that are not all told are held against the split lines later.
    [true, { eligible: fen(1) }],
  ] as const)('%s: %j', (isRight, own) => {
    expect(checkFees({ ...told, ...own }).ok).toBe(isRight);
  });
});

describe('Q-08 what a refund may ask for', () => {
  const ask = (own: object, of: Partial<Order> = {}) => {
    const whole = {
      part: 'all',
      total: fen(1000),
      cash: fen(300),
      account: fen(100),
      funds: fen(600),
    } as const;
    const planned = planRefund(order(of), { ...whole, ...own });
    return planned.ok ? planned.value : planned.refusal.code;
  };

  it('ALL equals every original component', () => {
    expect(ask({})).toEqual({ funds: 600, account: 100, cash: 300 });
    expect(ask({ account: null, funds: null })).toEqual({ funds: 600, account: 100, cash: 300 });
    for (const own of [{ funds: fen(599) }, { account: fen(101) }, { cash: fen(299) }, { total: fen(999) }])
      expect(ask(own)).toBe('refund-total-mismatch');
    expect(ask({}, { cashRefunded: fen(1) })).toBe('refund-exceeds');
  });

  it('CASH is only cash, HI has no cash, each at most the original', () => {
    const cash = { part: 'cash', account: fen(0), funds: fen(0), total: fen(300) };
    expect(ask(cash)).toEqual({ funds: 0, account: 0, cash: 300 });
    expect(ask({ ...cash, total: fen(1000) })).toEqual({ funds: 0, account: 0, cash: 300 });
    expect(ask({ ...cash, funds: fen(1) })).toBe('refund-total-mismatch');
    expect(ask({ ...cash, cash: fen(301), total: fen(301) })).toBe('refund-exceeds');
    expect(ask({ ...cash, cash: fen(0), total: fen(0) })).toBe('refund-exceeds');
    expect(ask({ ...cash, cash: fen(-1), total: fen(-1) })).toBe('refund-exceeds');
    expect(ask(cash, { cashRefunded: fen(300) })).toBe('refund-done-before');
    const insurance = { part: 'insurance', cash: fen(0), total: fen(700) };
    expect(ask(insurance)).toEqual({ funds: 600, account: 100, cash: 0 });
    expect(ask({ ...insurance, cash: fen(1) })).toBe('refund-total-mismatch');
    expect(ask(insurance, { isInsuranceRefunded: true })).toBe('refund-done-before');
  });

  it('never plans more than the order holds', () => {
    const amount = fc.integer({ min: -10, max: 1100 }).map((each) => each as Fen);
    const told = fc.record({
      part: fc.constantFrom('all', 'cash', 'insurance' as const),
      total: amount,
      cash: amount,
      account: fc.option(amount),
      funds: fc.option(amount),
    });
    fc.assert(
      fc.property(told, fc.integer({ min: 0, max: 300 }), (asked, refunded) => {
        const planned = planRefund(order({ cashRefunded: refunded as Fen }), asked);
        if (!planned.ok) return;
        const { funds, account, cash } = planned.value;
        expect(cash).toBeGreaterThanOrEqual(0);
        expect(cash).toBeLessThanOrEqual(300 - refunded);
        expect([funds, account]).toEqual(asked.part === 'cash' ? [0, 0] : [600, 100]);
      }),
    );
  });
});
