import { calendarDate, fen, month, provinceOf, totalFen } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodOf } from '../items/period.ts';
import { ACCOUNTS, at, item, someItems } from '../testing/clearing.ts';
import { accountOn, noticesOf, paymentsOf } from './notices.ts';
import { generateRun, itemsBehind, lineOf } from './run.ts';

const MARCH = month('2026-03');
const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07'].map(month);
const hunanInBeijing = { careProvince: '11', insuredProvince: '43', insuranceType: 'employee' } as const;
const amountsOf = (items: readonly { amount: number }[]): bigint =>
  items.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

describe('C-01 a run', () => {
  test('C-01 the nets of all provinces sum to zero, and are the gross of their lines', () => {
    fc.assert(
      fc.property(someItems, fc.constantFrom(...MONTHS), (items, period) => {
        const { nets, lines } = generateRun(period, items);
        expect(nets.reduce((sum, { net }) => sum + BigInt(net), 0n)).toBe(0n);
        for (const { province, insuranceType, net, receivable, payable } of nets) {
          const own = lines.filter((line) => line.insuranceType === insuranceType);
          const care = amountsOf(own.filter((line) => line.careProvince === province));
          const insured = amountsOf(own.filter((line) => line.insuredProvince === province));
          expect(BigInt(net)).toBe(care - insured);
          expect(Math.min(receivable, payable)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('C-01 no item is lost or counted twice over the months, nor when the table is drilled into', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const runs = MONTHS.map((period) => generateRun(period, items));
        expect(runs.reduce((sum, run) => sum + run.items.length, 0)).toBe(items.length);
        for (const run of runs) {
          const drilled = run.lines.flatMap((line) => itemsBehind(run, line));
          expect(drilled.toSorted(byId)).toEqual(run.items);
          for (const line of run.lines) expect(amountsOf(itemsBehind(run, line))).toBe(BigInt(line.amount));
        }
      }),
    );
  });

  test('C-01 the areas of a province make its net (上解/下拨)', () => {
    fc.assert(
      fc.property(someItems, fc.constantFrom(...MONTHS), (items, period) => {
        const { nets, areas } = generateRun(period, items);
        for (const { province, insuranceType, net } of nets) {
          const own = areas.filter((one) => one.province === province && one.insuranceType === insuranceType);
          expect(own.reduce((sum, one) => sum + BigInt(one.net), 0n)).toBe(BigInt(net));
        }
      }),
    );
  });

  test('is the same whatever the order of its items', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        expect(generateRun(MARCH, items.toReversed())).toEqual(generateRun(MARCH, items));
      }),
    );
  });

  test('an id that occurs twice, or an item wrong in itself, stops it', () => {
    const one = item();
    expect(() => generateRun(MARCH, [one, { ...one }])).toThrow('occurs twice');
    expect(() => generateRun(MARCH, [item({ amount: fen(-1) })])).toThrow('wrong-sign');
    expect(() => generateRun(MARCH, [item({ insuredArea: '110100' })])).toThrow('same-province');
  });

  test('totals pass the limit of one amount and stop at 2^53 − 1', () => {
    const most = 900_000_000_000;
    const many = Array.from({ length: 20 }, () => item({ amount: fen(most) }));
    expect(generateRun(MARCH, many).lines[0]?.amount).toBe(20 * most);
    const tooMany = Array.from({ length: 10_008 }, () => item({ amount: fen(most) }));
    expect(() => generateRun(MARCH, tooMany)).toThrow('is not a total in fen');
  });
});

describe('what a line is made of', () => {
  test('C-07 employee and resident are apart', () => {
    const items = [item({ amount: fen(100) }), item({ insuranceType: 'resident', amount: fen(30) })];
    const run = generateRun(MARCH, items);
    expect(run.lines.map((line) => [line.insuranceType, line.amount])).toEqual([
      ['employee', 100],
      ['resident', 30],
    ]);
    expect(run.nets.map(({ province, insuranceType, net }) => [province, insuranceType, net])).toEqual([
      ['11', 'employee', 100],
      ['11', 'resident', 30],
      ['43', 'employee', -100],
      ['43', 'resident', -30],
    ]);
  });

  test('C-06 V-13 a deduction of 100 and a penalty of 50 lower the clearing by 100 only', () => {
    const settlement = item({ amount: fen(10_000) });
    const deduction = item({ kind: 'deduction', settlementId: settlement.settlementId, amount: fen(-100) });
    const penalty = {
      penaltyId: 'P1',
      careArea: '110000',
      settlementId: settlement.settlementId,
      amount: totalFen(50),
    };
    const run = generateRun(MARCH, [settlement, deduction], [penalty]);
    const line = lineOf(run, hunanInBeijing);
    expect(line?.amount).toBe(9_900);
    expect(line?.parts.deductions).toEqual({ count: 1, amount: -100 });
    expect(run.penalties).toEqual([penalty]);
    expect(itemsBehind(run, { ...hunanInBeijing, part: 'deductions' })).toEqual([deduction]);
  });

  test('V-13 a deduction made after the settlement cleared lowers the next clearing of the insured province', () => {
    const settlement = item({ decidedAt: at('2026-02-10') });
    const deduction = item({
      kind: 'deduction',
      settlementId: settlement.settlementId,
      amount: fen(-100),
      settlementPeriod: month('2026-02'),
    });
    const [before, after] = ['2026-02', '2026-03'].map((m) => generateRun(month(m), [settlement, deduction]));
    expect(before?.lines[0]?.amount).toBe(10_000);
    expect(after?.lines[0]).toMatchObject({ insuredProvince: '43', amount: -100 });
  });

  test('G-06 a deduction that is taken back is owed again', () => {
    const items = [item(), item({ kind: 'deduction', amount: fen(-100) })];
    const restored = [...items, item({ kind: 'restoration', amount: fen(100) })];
    expect(generateRun(MARCH, items).lines[0]?.amount).toBe(9_900);
    expect(generateRun(MARCH, restored).lines[0]?.amount).toBe(10_000);
  });

  test('T-04 a refund after clearing is a negative line of the next run, counted among the returns', () => {
    const settlement = item({ decidedAt: at('2026-02-10'), amount: fen(700) });
    const refund = item({
      kind: 'reversal',
      settlementId: settlement.settlementId,
      amount: fen(-700),
      settlementPeriod: month('2026-02'),
    });
    const run = generateRun(MARCH, [settlement, refund]);
    expect(run.lines).toHaveLength(1);
    expect(run.lines[0]).toMatchObject({ amount: -700, parts: { returns: { count: 1, amount: -700 } } });
    expect(run.lines[0]?.parts.reversals.count).toBe(0);
  });
});

describe('C-09 a negative line', () => {
  const refund = item({ kind: 'reversal', amount: fen(-700), settlementPeriod: month('2026-02') });
  const other = item({ insuranceType: 'resident', amount: fen(1_000) });
  const issuedOn = calendarDate('2026-04-30');

  function noticesFor() {
    const notices = noticesOf(generateRun(MARCH, [refund, other]), issuedOn, ACCOUNTS);
    if (!notices.ok) throw new Error(notices.refusal.code);
    return notices.value;
  }

  test('C-09 is positive in the other direction, with "*", in the notice and its mirror', () => {
    const of = (kind: string, province: string) =>
      noticesFor()
        .find((notice) => notice.kind === kind && notice.province === province)
        ?.lines.map(({ name, label, figures, isReturn }) => [name, label, figures, isReturn]);
    expect(of('payment', '11')).toEqual([['湖南省*', expect.stringContaining('职工'), '¥7.00', true]]);
    expect(of('collection', '43')).toEqual([['北京市*', expect.stringContaining('职工'), '¥7.00', true]]);
    expect(of('payment', '43')).toEqual([['北京市', expect.stringContaining('居民'), '¥10.00', false]]);
    expect(of('collection', '11')).toEqual([['湖南省', expect.stringContaining('居民'), '¥10.00', false]]);
  });

  test('C-09 gross and net agree: what a province pays and collects is its net', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const run = generateRun(MARCH, items);
        const payments = paymentsOf(run.lines);
        expect(payments.every(({ amount, payer, payee }) => amount > 0 && payer !== payee)).toBe(true);
        for (const { province, insuranceType, receivable, payable } of run.nets) {
          const own = payments.filter((payment) => payment.insuranceType === insuranceType);
          expect(amountsOf(own.filter(({ payee }) => payee === province))).toBe(BigInt(receivable));
          expect(amountsOf(own.filter(({ payer }) => payer === province))).toBe(BigInt(payable));
        }
      }),
    );
  });

  test('C-05 the notice names the account of the day of issue', () => {
    const versions = [
      ...ACCOUNTS,
      { ...ACCOUNTS[0]!, number: '1', from: calendarDate('2026-04-30') },
      { ...ACCOUNTS[0]!, number: '2', from: calendarDate('2026-05-01') },
    ];
    expect(accountOn(versions, '11', issuedOn)?.number).toBe('1');
    expect(accountOn(versions, '11', calendarDate('2026-05-01'))?.number).toBe('2');
    expect(accountOn(versions, '11', calendarDate('2026-04-29'))?.number).toBe(ACCOUNTS[0]?.number);
    expect(accountOn(versions, '11', calendarDate('2024-12-31'))).toBeUndefined();
    const notices = noticesOf(generateRun(MARCH, [other]), issuedOn, versions);
    expect(notices.ok && notices.value[0]?.lines[0]?.account?.number).toBe('1');
  });

  test('C-05 without an account of the payee there is no notice', () => {
    const none = noticesOf(generateRun(MARCH, [other]), calendarDate('2024-12-31'), ACCOUNTS);
    expect(none).toMatchObject({
      ok: false,
      refusal: { code: 'account-missing', detail: { province: '11' } },
    });
  });
});

test('splitting a run into provinces loses nothing: each item is in exactly two, once each way', () => {
  fc.assert(
    fc.property(someItems, (items) => {
      const run = generateRun(MARCH, items);
      const provinces = new Set(run.nets.map(({ province }) => province));
      const entries = [...provinces].flatMap((province) =>
        run.items.filter((one) => [one.careArea, one.insuredArea].map(provinceOf).includes(province)),
      );
      expect(entries).toHaveLength(2 * items.filter((one) => periodOf(one) === MARCH).length);
    }),
  );
});

const byId = (a: { itemId: string }, b: { itemId: string }): number => (a.itemId < b.itemId ? -1 : 1);
