import { useTestDatabase } from '@zhijie/database';
import { type CountedDay, type Port, routeOf, type Trade } from '@zhijie/exchange';
import { type CalendarDate, startOfDay } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { beijingBill, testHub } from '../testing/network.ts';
import { recordTrades } from '../trade/store.ts';

// The clock of the test hub stands at the end of 2026-10-31.
const db = useTestDatabase(hubMigrations);
const day: CountedDay = {
  day: '2026-10-30',
  countedAt: 1_793_400_000_000,
  settlements: 40,
  byInsuranceCode: 25,
  bySocialCard: 10,
  byIdCard: 4,
  byMobile: 8,
  byOneCode: 2,
  oneStop: 7,
  creditDrawn: 321_846,
  milliseconds: 60_000,
  manualClaims: 5,
  unknown: 0,
  unknownSince: null,
};
const route = routeOf({ careArea: '410000' });
let net: ReturnType<typeof testHub>;
let henan: Port;
const tell = (own: Partial<CountedDay>) => henan.ask('nation.day@1', route, { ...day, ...own });
const read = async (from = '2026-10-01', to = '2026-10-31') => {
  const answer = await net.hub.overview.read({ from, to });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};

const trade = (n: number, on: string, own: Partial<Trade> = {}): Trade => ({
  ...beijingBill(700 + n).settlement,
  at: startOfDay(on as CalendarDate) + 36_000_000,
  ...own,
});

beforeAll(() => {
  net = testHub(db);
  henan = net.province('41');
});

describe('what provinces tell of their days', () => {
  test('a later count replaces the earlier one, an earlier one that comes late does not', async () => {
    expect(await tell({})).toEqual({ ok: true, value: { outcome: 'applied' } });
    expect(await tell({})).toEqual({ ok: true, value: { outcome: 'unchanged' } });
    await tell({ countedAt: day.countedAt + 1, settlements: 50, oneStop: 9 });
    expect(await tell({ settlements: 41 })).toEqual({ ok: true, value: { outcome: 'unchanged' } });
    const { total, provinces, days } = await read();
    expect(total).toMatchObject({ settlements: 50, oneStop: 9, byInsuranceCode: 25, creditDrawn: 321_846 });
    expect(provinces.find(({ province }) => province === '41')).toMatchObject({ told: 1, settlements: 50 });
    expect(days.find((each) => each.day === '2026-10-30')).toMatchObject({
      told: 1,
      settleMilliseconds: 60_000,
    });
    expect(days).toHaveLength(31);
  });

  test.each<[string, Partial<CountedDay>]>([
    ['counts-differ', { byInsuranceCode: 39 }],
    ['counts-differ', { byMobile: 41 }],
    ['counts-differ', { oneStop: 41 }],
    ['counts-differ', { unknown: 1 }],
    ['date-malformed', { day: '2026-11-01' }],
    ['date-malformed', { day: '2026-02-30' }],
  ])('refuses %s of %o', async (code, own) => {
    expect(await tell(own)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('the overview', () => {
  test('adds up trades by their day in China, both ways, and direct settlements against claims by paper', async () => {
    await recordTrades(db, [
      trade(1, '2026-10-02'),
      trade(2, '2026-10-02'),
      trade(3, '2026-10-03', { claim: 1 }),
    ]);
    const { total, days, provinces, flows } = await read('2026-10-02', '2026-10-03');
    expect(total).toMatchObject({ direct: 3, claimed: 1_300_001, insuredElsewhere: 3 });
    expect(days.map(({ direct }) => direct)).toEqual([2, 1]);
    const of = (code: string) => provinces.find(({ province }) => province === code);
    expect(of('11')).toMatchObject({ direct: 3, claimed: 1_300_001, insuredElsewhere: 0 });
    expect(of('41')).toMatchObject({ direct: 0, claimed: 0, insuredElsewhere: 3 });
    expect(flows).toEqual([{ insuredProvince: '41', careProvince: '11', direct: 3, claimed: 1_300_001 }]);
  });

  test('warns of outcomes that are not known and of provinces whose days are late, the worst first', async () => {
    const since = startOfDay('2026-10-31' as CalendarDate);
    await tell({ day: '2026-10-31', countedAt: day.countedAt + 9, unknown: 2, unknownSince: since });
    const { unknown, alerts } = await read();
    expect(unknown).toMatchObject({ count: 2, since, provinces: [{ province: '41', count: 2 }] });
    expect(alerts[0]).toEqual({
      kind: 'unknown-outcome',
      level: 'stop',
      province: '41',
      figure: 2,
      on: '2026-10-31',
    });
    const late = alerts.filter(({ kind }) => kind === 'late-data').map(({ province }) => province);
    expect(late).toEqual(['11', '31']);
  });

  test.each([
    ['date-malformed', { from: '2026-02-30' }],
    ['range-backwards', { from: '2026-10-31', to: '2026-10-01' }],
    ['range-too-long', { from: '2026-01-01', to: '2026-10-31' }],
  ])('refuses %s', async (code, range) => {
    expect(await net.hub.overview.read(range)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('from the matrix to a bill, of a month that is not cleared', () => {
  const pair = { insuredProvince: '41', careProvince: '11' };
  test('C-01 the cell, the months of the pair and the items behind it are the same money', async () => {
    const reversed = trade(4, '2026-10-05');
    const reversal: Trade = { ...reversed, kind: 'reversal', reversalId: 'R41-704', claim: -reversed.claim };
    await recordTrades(db, [reversed, reversal]);
    const matrix = await net.hub.overview.matrix('2026-10');
    if (!matrix.ok) throw new Error(matrix.refusal.code);
    const [row] = matrix.value.rows;
    expect(row).toMatchObject({ ...pair, state: 'running', amount: 1_300_001, orderId: null });
    const [month] = await net.hub.overview.months(pair);
    expect(month).toMatchObject({ month: '2026-10', rows: [row] });

    const pages: { itemId: string; amount: number }[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await net.hub.overview.items({ ...pair, month: '2026-10', after, limit: 2 });
      if (!page.ok) throw new Error(page.refusal.code);
      pages.push(...page.value.items);
      after = page.value.next ?? undefined;
    }
    expect(pages.map(({ itemId }) => itemId)).toHaveLength(new Set(pages.map(({ itemId }) => itemId)).size);
    expect(pages.reduce((sum, { amount }) => sum + amount, 0)).toBe(1_300_001);
    expect(pages.map(({ itemId }) => itemId)).toContain('R41-704');

    const bill = await net.hub.overview.bill({ careArea: '110000', settlementId: reversed.settlementId });
    expect(bill).toMatchObject({
      ok: true,
      value: { state: 'reversed', items: [{ part: 'settlements', isCleared: false }, { part: 'reversals' }] },
    });
    expect(JSON.stringify(bill)).not.toContain(reversed.personId);
  });

  test('the other way there is nothing; an unknown bill and a month to come are refused', async () => {
    const other = { insuredProvince: '11', careProvince: '41' };
    expect(await net.hub.overview.months(other)).toEqual([]);
    const none = await net.hub.overview.items({ ...other, month: '2026-10', limit: 10 });
    expect(none).toEqual({ ok: true, value: { items: [], next: null } });
    const unknown = await net.hub.overview.bill({ careArea: '110000', settlementId: 'S0' });
    expect(unknown).toMatchObject({ ok: false, refusal: { code: 'bill-unknown' } });
    expect(await net.hub.overview.matrix('2026-11')).toMatchObject({
      ok: false,
      refusal: { code: 'month-not-begun' },
    });
  });
});
