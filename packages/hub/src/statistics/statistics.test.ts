import { statement, useTestDatabase } from '@zhijie/database';
import { type CalendarDate, type Instant, startOfDay } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { beijingBill } from '../testing/network.ts';
import { recordTrades } from '../trade/store.ts';
import { createOpenStatistics } from './statistics.ts';

const db = useTestDatabase(hubMigrations);
const noon = (day: string): Instant => (startOfDay(day as CalendarDate) + 43_200_000) as Instant;
let today = '2026-11-09';
const open = createOpenStatistics({
  db,
  now: () => noon(today),
  provinces: ['11', '41'],
  flush: async () => {},
});

/** Settlements of people insured in one province and treated in another. */
async function settle(count: number, { day, from }: { day: string; from: string }): Promise<void> {
  const bill = beijingBill(1).settlement;
  const trades = Array.from({ length: count }, (_, n) => ({
    ...bill,
    settlementId: `S11${from}${day.replaceAll('-', '')}${String(n).padStart(12, '0')}`,
    insuredArea: `${from}0000`,
    at: noon(day),
  }));
  await recordTrades(db, trades);
}
const DAY = statement(
  'test-open-day',
  `INSERT INTO hub.nation_day (day, province, counted_at, settlements, by_insurance_code, by_social_card,
     by_id_card, by_mobile, by_one_code, one_stop, credit_drawn, milliseconds, manual_claims, unknown)
   VALUES ($1, $2, 1, $3, $4, $5, $6, 0, 0, 0, 0, 0, 0, 0)`,
);

test('a month is published from the tenth of the next, small counts and what gives them away hidden', async () => {
  await settle(20, { day: '2026-10-02', from: '41' });
  await settle(3, { day: '2026-10-31', from: '43' });
  await db.query(DAY, ['2026-10-05', '11', 100, 60, 25, 15]);
  await db.query(DAY, ['2026-10-05', '41', 50, 30, 12, 5]);
  expect(await open.months()).toEqual([]);
  today = '2026-11-10';
  const [october, ...more] = await open.months();
  expect(more).toEqual([]);
  expect(october).toMatchObject({ month: '2026-10', publishedAt: noon('2026-11-10') });
  // 20 and 3 make 23 at Beijing: the 20 is hidden so that the 3 is.
  expect(october!.flows).toEqual({
    rows: ['41', '43'],
    columns: ['11'],
    cells: [[null], [null]],
    rowTotals: [null, null],
    columnTotals: [23],
    total: 23,
  });
  expect(october!.claimed).toBe(23 * beijingBill(1).settlement.claim);
  const { identified } = october!;
  expect(identified.rows).toEqual(['11', '41']);
  expect(identified.total).toBe(150);
  expect(identified.cells[1]!.slice(2)).toEqual([null, null]);
});

test('a published month stays as it is, whatever comes to be known: versions cannot be subtracted', async () => {
  const before = await open.months();
  await settle(2, { day: '2026-10-30', from: '44' });
  expect(await open.months()).toEqual(before);
  today = '2026-12-10';
  await settle(12, { day: '2026-11-20', from: '44' });
  const [november, october] = await open.months();
  expect([november!.month, november!.flows.total]).toEqual(['2026-11', 12]);
  expect(october).toEqual(before[0]);
});

test('months in which nothing happened are not reckoned again at every look', async () => {
  let at = noon('2026-12-10');
  let reckoned = 0;
  const flush = async () => {
    reckoned += 1;
  };
  const often = createOpenStatistics({ db, now: () => at, provinces: ['11', '41'], flush });
  const shown = await often.months();
  expect(shown).toHaveLength(2);
  expect(await often.months()).toEqual(shown);
  expect(reckoned).toBe(1);
  at = (at + 600_000) as Instant;
  expect(await often.months()).toEqual(shown);
  expect(reckoned).toBe(2);
});
