import { useTestDatabase } from '@zhijie/database';
import { type Handlers, okWithTrades } from '@zhijie/exchange';
import { refuse } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { beijingBill, testHub } from '../testing/network.ts';

const db = useTestDatabase(hubMigrations);
const bill = beijingBill(50);
const asked = { settlementId: bill.settlementId, personId: bill.route.personId };
const answering: Handlers = {
  'settlement.outcome@1': async () =>
    okWithTrades({ state: 'settled' as const, decision: bill.decision, reversedAt: null }, [bill.settlement]),
};

const ask = (net: ReturnType<typeof testHub>) =>
  net.province('11').ask('settlement.outcome@1', bill.route, asked);

describe('the monthly circular', () => {
  test('C-08 says how far direct settlement reaches and how often the system failed, per province', async () => {
    const net = testHub(db);
    net.province('41', answering);
    await ask(net);
    net.province('41', { 'settlement.outcome@1': async () => refuse('person-unknown') });
    await ask(net);
    net.network.attach('41', () => Promise.reject(new Error('crashed')));
    await ask(net).catch(() => null);
    net.network.detach('41');
    await ask(net).catch(() => null);

    const circular = await net.hub.circulars.monthly('2026-10');
    if (!circular.ok) throw new Error(circular.refusal.code);
    const { isRunning, rows } = circular.value;
    expect(isRunning).toBe(true);
    expect(rows.map(({ province }) => province)).toEqual(['11', '31', '41']);
    const [beijing, shanghai, henan] = rows;
    const claimed = bill.settlement.claim;
    expect(beijing).toMatchObject({ caredFor: 1, insuredElsewhere: 0, institutions: 1, claimed });
    expect(beijing).toMatchObject({ asks: 0, errorsPer100000: null });
    expect(henan).toMatchObject({ caredFor: 0, insuredElsewhere: 1, persons: 1, partners: 1, claimed: 0 });
    // A refusal is an answer; a node that broke off and one that was not there are errors of the system.
    expect(henan).toMatchObject({ asks: 4, errors: 2, errorsPer100000: 50_000 });
    expect(shanghai).toMatchObject({ caredFor: 0, partners: 0, asks: 0, errors: 0 });
  });

  test('C-08 counts a question once, however often it is written down', async () => {
    const net = testHub(db);
    net.province('41', answering);
    await ask(net);
    const asks = async (): Promise<number> => {
      const circular = await net.hub.circulars.monthly('2026-10');
      if (!circular.ok) throw new Error(circular.refusal.code);
      return circular.value.rows.find(({ province }) => province === '41')!.asks;
    };
    const first = await asks();
    expect(await asks()).toBe(first);
    await ask(net);
    expect(await asks()).toBe(first + 1);
  });

  test.each([
    ['2026-13', 'not-a-month'],
    ['2026-11', 'month-not-begun'],
  ])('refuses %s', async (month, code) => {
    const refusal = { code, field: 'month' };
    expect(await testHub(db).hub.circulars.monthly(month)).toEqual({ ok: false, refusal });
  });
});

describe('the quarterly circular', () => {
  test.each([
    ['2026-Q5', 'not-a-quarter'],
    ['2026-10', 'not-a-quarter'],
    ['2027-Q1', 'month-not-begun'],
  ])('refuses %s', async (quarter, code) => {
    const refusal = { code, field: 'quarter' };
    expect(await testHub(db).hub.circulars.quarterly(quarter)).toEqual({ ok: false, refusal });
  });

  test('C-08 names the months that have no clearing yet', async () => {
    const circular = await testHub(db).hub.circulars.quarterly('2026-Q3');
    const months = ['2026-07', '2026-08', '2026-09'];
    expect(circular).toMatchObject({ ok: true, value: { months, missing: months } });
  });
});
