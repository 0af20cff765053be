import { runScript, useTestDatabase } from '@zhijie/database';
import { type Handlers, NoAnswer, okWithTrades, type Trade } from '@zhijie/exchange';
import { balanceOf, hubClaim, trialBalance } from '@zhijie/ledger';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { beijingBill, HENAN_SETTLED_AT, testHub } from '../testing/network.ts';
import { hubFigures } from './figures.ts';
import { recordTrades, sumByPair, tradesOf } from './store.ts';

const db = useTestDatabase(hubMigrations);
const pair = { careArea: '110000', insuredArea: '410100', insuranceType: 'resident' } as const;

type Bill = ReturnType<typeof beijingBill>;

/** Beijing and a Henan that answers about one bill and reports the given trades. */
function networkFor(bill: Bill, outcome: readonly Trade[] = []) {
  const net = testHub(db);
  const handlers: Handlers = {
    'settlement.settle@1': async () => okWithTrades(bill.decision, [bill.settlement]),
    'settlement.reverse@1': async () => okWithTrades(bill.reversed, [bill.reversal]),
    'settlement.outcome@1': async () =>
      okWithTrades({ state: 'settled' as const, decision: bill.decision, reversedAt: null }, outcome),
  };
  net.province('41', handlers);
  const beijing = net.province('11');
  const { route, settlementId } = bill;
  return {
    ...net,
    settle: () => beijing.ask('settlement.settle@1', route, bill.settle),
    reverse: () => beijing.ask('settlement.reverse@1', route, bill.reverse),
    outcome: () => beijing.ask('settlement.outcome@1', route, { settlementId, personId: route.personId }),
  };
}

async function recordOf(bill: Bill) {
  const all = await tradesOf(db, {}, { limit: 1000 });
  return all.find((record) => record.settlementId === bill.settlementId);
}
const owed = () => balanceOf(db, 'hub_ledger', hubClaim(pair));

describe('a settlement between two provinces', () => {
  test('is recorded with its claim before the answer goes on', async () => {
    const bill = beijingBill(1);
    const before = await owed();
    expect(await networkFor(bill).settle()).toEqual({ ok: true, value: bill.decision });
    expect(await recordOf(bill)).toMatchObject({
      ...pair,
      claim: 650_000,
      state: 'settled',
      settledAt: HENAN_SETTLED_AT,
      month: '2026-10',
      reversedAt: null,
    });
    expect((await owed()) - before).toBe(-650_000);
  });

  test('answered twice is recorded once', async () => {
    const net = networkFor(beijingBill(2));
    await net.settle();
    const before = await owed();
    await net.settle();
    expect(await owed()).toBe(before);
  });

  test('T-06 whose answer was lost is recorded once, by the question for its outcome', async () => {
    const bill = beijingBill(3);
    const net = networkFor(bill, [bill.settlement]);
    const before = await owed();
    net.network.attach('hub', async (frame, peer) => {
      await net.hub.serve(frame, peer);
      throw new Error('line cut');
    });
    await expect(net.settle()).rejects.toThrow(NoAnswer);
    net.network.attach('hub', net.hub.serve);
    expect((await net.outcome()).ok).toBe(true);
    expect((await net.outcome()).ok).toBe(true);
    expect((await owed()) - before).toBe(-650_000);
  });

  test('whose outcome is both settled and reversed is recorded as both', async () => {
    const bill = beijingBill(4);
    const before = await owed();
    await networkFor(bill, [bill.settlement, bill.reversal]).outcome();
    expect(await recordOf(bill)).toMatchObject({
      state: 'reversed',
      month: '2026-10',
      reversalMonth: '2026-11',
    });
    expect(await owed()).toBe(before);
  });

  test('without a claim has a record and no transfer', async () => {
    const bill = beijingBill(5);
    const before = await owed();
    expect(await recordTrades(db, [{ ...bill.settlement, claim: 0 }])).toBe(1);
    expect(await recordTrades(db, [{ ...bill.reversal, claim: -0 }])).toBe(1);
    expect(await recordOf(bill)).toMatchObject({ claim: 0, state: 'reversed' });
    expect(await owed()).toBe(before);
  });
});

describe('a reversal', () => {
  test('T-05 leaves the settlement in its month and counts as a negative in its own', async () => {
    const bill = beijingBill(6);
    const net = networkFor(bill);
    const [october, november] = [await claimOf('2026-10'), await claimOf('2026-11')];
    await net.settle();
    await net.reverse();
    expect((await claimOf('2026-10')) - october).toBe(650_000);
    expect((await claimOf('2026-11')) - november).toBe(-650_000);
  });

  test('that arrives before its settlement is kept, and the settlement joins it', async () => {
    const bill = beijingBill(7);
    const net = networkFor(bill);
    const before = await owed();
    await net.reverse();
    expect(await recordOf(bill)).toMatchObject({ state: 'reversed', settledAt: null, claim: 650_000 });
    expect((await owed()) - before).toBe(650_000);
    await net.settle();
    expect(await recordOf(bill)).toMatchObject({ state: 'reversed', settledAt: HENAN_SETTLED_AT });
    expect(await owed()).toBe(before);
  });

  test('is final: a settlement repeated after it changes nothing', async () => {
    const bill = beijingBill(8);
    const net = networkFor(bill);
    await net.settle();
    await net.reverse();
    const before = await recordOf(bill);
    await net.settle();
    await net.reverse();
    expect(await recordOf(bill)).toEqual(before);
    expect(before?.state).toBe('reversed');
  });
});

describe('a trade that does not fit', () => {
  const bill = beijingBill(9);
  test.each<[string, Partial<Trade>]>([
    ['another claim', { claim: 650_001 }],
    ['another time', { at: HENAN_SETTLED_AT + 1 }],
    ['another person', { personId: 'P4101002026010000000009999' }],
    ['another insurance type', { insuranceType: 'employee' }],
  ])('%s under a known settlement is a conflict and changes nothing', async (_what, change) => {
    await recordTrades(db, [bill.settlement]);
    const [record, balance] = [await recordOf(bill), await owed()];
    await expect(recordTrades(db, [{ ...bill.settlement, ...change }])).rejects.toThrow(/trade_conflict/);
    expect([await recordOf(bill), await owed()]).toEqual([record, balance]);
  });

  test('a second reversal under another id is a conflict', async () => {
    await recordTrades(db, [bill.settlement, bill.reversal]);
    const second = { ...bill.reversal, reversalId: 'R11000020261100000000OTHER' };
    await expect(recordTrades(db, [second])).rejects.toThrow(/trade_conflict/);
  });

  test.each<[string, Partial<Trade>]>([
    ['a settlement with a negative claim', { claim: -1 }],
    ['a reversal without an id of its own', { kind: 'reversal', claim: -1 }],
  ])('%s is not recorded and the outcome is unknown to the asker', async (_what, change) => {
    const other = beijingBill(10);
    const net = networkFor(other, [{ ...other.settlement, ...change }]);
    await expect(net.outcome()).rejects.toThrow(NoAnswer);
    expect(await recordOf(other)).toBeUndefined();
  });

  test('reported in an answer under a known settlement leaves the outcome unknown to the asker', async () => {
    const known = beijingBill(13);
    await recordTrades(db, [{ ...known.settlement, claim: 1 }]);
    const net = networkFor(known);
    await expect(net.settle()).rejects.toThrow(NoAnswer);
    expect(net.log.at(-1)).toMatchObject({ level: 'error', event: 'trade-not-recorded' });
  });

  test('when one of two trades conflicts, neither is recorded', async () => {
    const fresh = beijingBill(11);
    const conflicting = { ...bill.settlement, claim: 1 };
    await expect(recordTrades(db, [fresh.settlement, conflicting])).rejects.toThrow();
    expect(await recordOf(fresh)).toBeUndefined();
  });
});

test('reports in any order and number end in the same record', async () => {
  let next = 100;
  const reports = fc.array(fc.constantFrom('settlement', 'reversal'), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(reports, async (kinds) => {
      const bill = beijingBill(next++);
      const before = await owed();
      for (const kind of kinds) await recordTrades(db, [bill[kind]]);
      const [settled, reversed] = [kinds.includes('settlement'), kinds.includes('reversal')];
      expect(await recordOf(bill)).toMatchObject({
        state: reversed ? 'reversed' : 'settled',
        settledAt: settled ? bill.settlement.at : null,
        reversedAt: reversed ? bill.reversal.at : null,
      });
      expect((await owed()) - before).toBe((settled ? -650_000 : 0) + (reversed ? 650_000 : 0));
    }),
    { numRuns: 30 },
  );
});

test('two deliveries at the same moment record a trade once', async () => {
  const bill = beijingBill(12);
  const before = await owed();
  const counts = await Promise.all([1, 2, 3, 4].map(() => recordTrades(db, [bill.settlement])));
  expect(counts.toSorted()).toEqual([0, 0, 0, 1]);
  expect((await owed()) - before).toBe(-650_000);
});

test('C-01 the claims of all pairs equal the ledger, which balances', async () => {
  const sums = await sumByPair(db, null);
  const claim = sums.filter((sum) => sum.careArea === '110000').reduce((total, sum) => total + sum.claim, 0);
  expect(claim).toBe(-(await owed()));
  expect((await trialBalance(db, 'hub_ledger')).total).toBe(0);
});

describe('the figures for the doctor', () => {
  test('are clean after all of the above', async () => {
    const figures = await hubFigures(db);
    expect(figures.breaches).toEqual([]);
    expect(figures.trades).toBeGreaterThan(8);
  });

  test('name a trade, a transfer and a balanced pair that were changed by hand', async () => {
    const [first, second, third] = [beijingBill(21), beijingBill(22), beijingBill(23)];
    await recordTrades(db, [first.settlement, second.settlement, third.settlement]);
    await runScript(
      db,
      'changes by hand',
      `UPDATE hub.trade SET claim = claim + 100 WHERE settlement_id = '${first.settlementId}';
       ALTER TABLE hub_ledger.transfer DISABLE TRIGGER ALL;
       UPDATE hub_ledger.transfer SET amount = amount + 100 WHERE reference = '${second.settlementId}';
       DELETE FROM hub.trade WHERE settlement_id = '${third.settlementId}';`,
    );
    const { breaches } = await hubFigures(db);
    expect(breaches.map(({ check, subject }) => `${check} ${subject}`).toSorted()).toEqual([
      `journal-has-its-trade ${third.settlementId}`,
      `trade-has-its-transfer ${first.settlementId}`,
      `trade-has-its-transfer ${second.settlementId}`,
      `trade-in-journal ${first.settlementId}`,
      `transfer-has-its-trade ${third.settlementId}.claim`,
    ]);
  });
});

async function claimOf(month: string): Promise<number> {
  return (await sumByPair(db, month)).reduce((total, sum) => total + sum.claim, 0);
}
