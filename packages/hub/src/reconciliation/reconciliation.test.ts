import { verifySheet } from '@zhijie/clearing';
import { runScript, useTestDatabase } from '@zhijie/database';
import type { Handlers, Trade } from '@zhijie/exchange';
import { calendarDate, ok, startOfDay } from '@zhijie/kernel';
import { beforeEach, describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { agencyOf, reversalOf, tradeOf } from '../testing/clearing.ts';
import { HENAN_SETTLED_AT, publicKeyOf } from '../testing/network.ts';
import { emptyBooks, enter, provinceBooks, testReconciliation } from '../testing/reconciliation.ts';
import { hubFigures } from '../trade/figures.ts';
import { recordTrades } from '../trade/store.ts';

const db = useTestDatabase([...hubMigrations, provinceBooks]);
let base = 0;
beforeEach(async () => {
  // The ledger keeps what it posted: every test has ids of its own.
  base += 100_000;
  await emptyBooks(db);
});

/** The provinces' clock begins half a second before November: the day compared is the one before. */
const DAY = '2026-10-30';
const NOON = startOfDay(calendarDate(DAY)) + 12 * 3_600_000;
const clerk = agencyOf('41', 'agency-410000/clerk', 'reconciler');
const trade = (n: number, given: Partial<Trade> = {}) => tradeOf(base + n, { at: NOON + n, ...given });

type Where = { care?: Trade | false; hub?: Trade | false; insured?: Trade | false };

/** Enters a trade at the three parties, at each as told. */
async function known(all: Trade, { care = all, hub = all, insured = all }: Where = {}): Promise<void> {
  if (care !== false) await enter(db, 'care', care);
  if (insured !== false) await enter(db, 'insured', insured);
  if (hub !== false) await recordTrades(db, [hub]);
}
const pend = (...ids: string[]) =>
  runScript(db, 'pend', ids.map((id) => `INSERT INTO trial.pending VALUES ('${id}');`).join(''));

async function exceptions(of: ReturnType<typeof testReconciliation>, province = '41') {
  const day = await of.reconciliation.day(DAY, province);
  if (!day.ok) throw new Error(day.refusal.code);
  return day.value.exceptions;
}

async function standing(of: ReturnType<typeof testReconciliation>, province = '41') {
  const month = await of.reconciliation.month('2026-10', province);
  if (!month.ok) throw new Error(month.refusal.code);
  return month.value.days.find(({ day }) => day === DAY)!;
}

let keys = 0;
const order = (exceptionId: string, act: 'repair' | 'reverse' | 'explain', reason = '核对') => {
  keys += 1;
  return { requestKey: `41-k${keys}`, province: '41', actor: clerk, exceptionId, act, reason };
};

describe('R-01 a day of three parties', () => {
  test('that agrees costs one digest per side of a province, and its sheet is signed', async () => {
    for (let n = 0; n < 20; n++) await known(trade(n));
    const net = testReconciliation(db);
    expect(await net.reconciliation.compare(DAY)).toEqual({ ok: true, value: DAY });
    expect(net.traffic).toEqual({ asked: { 'digests all': 6 }, groups: 2, rows: 0 });
    expect(await standing(net)).toMatchObject({ standing: 'done', exceptions: 0, sheetVersion: 1 });
    const file = await net.reconciliation.sheet(DAY, '41');
    expect(verifySheet(file.ok ? file.value : '', publicKeyOf('hub'))).toMatchObject({
      ok: true,
      value: {
        province: '41',
        pairs: [{ careArea: '110000', insuredArea: '410100', count: 20, claim: 2_000_000 }],
      },
    });
    const changed = file.ok ? file.value.replace('2000000', '2000001') : '';
    expect(verifySheet(changed, publicKeyOf('hub'))).toMatchObject({
      refusal: { code: 'signature-invalid' },
    });
  });

  test('names one missing, one extra, one amount-different row and one in flight', async () => {
    for (let n = 0; n < 50; n++) await known(trade(n));
    const [missing, extra, other, flying] = [trade(60), trade(61), trade(62), trade(63)];
    await known(missing, { hub: false });
    await known(extra, { care: false, insured: false });
    await known(other, { hub: { ...other, claim: other.claim + 1 } });
    await known(flying, { care: false });
    await pend(flying.settlementId);
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    const found = (await exceptions(net)).map(({ itemId, verdict, reads, owner, claims, state }) => {
      return { itemId, verdict, reads, owner, claims, state };
    });
    expect(new Set(found)).toEqual(
      new Set([
        {
          itemId: missing.settlementId,
          verdict: 'missing',
          reads: 'only-here',
          owner: 'care',
          claims: { care: 100_000, hub: null, insured: 100_000 },
          state: 'open',
        },
        {
          itemId: extra.settlementId,
          verdict: 'missing',
          reads: 'only-there',
          owner: 'care',
          claims: { care: null, hub: 100_000, insured: null },
          state: 'open',
        },
        {
          itemId: other.settlementId,
          verdict: 'amount-differs',
          reads: 'amount-differs',
          owner: 'hub',
          claims: { care: 100_000, hub: 100_001, insured: 100_000 },
          state: 'open',
        },
        {
          itemId: flying.settlementId,
          verdict: 'in-flight',
          reads: 'in-flight',
          owner: 'care',
          claims: { care: null, hub: 100_000, insured: 100_000 },
          state: 'open',
        },
      ]),
    );
    expect(await standing(net)).toMatchObject({ standing: 'open', exceptions: 4, sheetVersion: 0 });
    expect(await net.reconciliation.sheet(DAY, '41')).toMatchObject({ refusal: { code: 'no-sheet-yet' } });
    // Another insured province has nothing to do with it.
    expect(await standing(net, '31')).toMatchObject({ standing: 'done', exceptions: 0 });
    expect(await exceptions(net, '31')).toEqual([]);
  });

  test('a row with the same claim for another person differs in content', async () => {
    const one = trade(1);
    await known(one, { hub: { ...one, personId: 'P41X' } });
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    expect(await exceptions(net)).toMatchObject([
      { verdict: 'content-differs', fields: ['personId'], owner: 'hub' },
    ]);
  });

  test('a settlement and its reversal of the same day that one party lacks come to nothing', async () => {
    const one = trade(1);
    await known(one, { hub: false });
    await known(reversalOf(one, (NOON + 5000) as never), { hub: false });
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    expect(await exceptions(net)).toMatchObject([
      { verdict: 'netted', state: 'closed', closed: 'netted' },
      { verdict: 'netted', state: 'closed', closed: 'netted' },
    ]);
    expect(await standing(net)).toMatchObject({ standing: 'done', sheetVersion: 1 });
  });

  test('waits for a province that does not answer, and is done when it does', async () => {
    await known(trade(1));
    const down = testReconciliation(db, {}, { silent: new Set(['11']) });
    await down.reconciliation.compare(DAY);
    expect(await standing(down)).toMatchObject({ standing: 'open', waitingFor: ['11'], sheetVersion: 0 });
    const up = testReconciliation(db);
    await up.reconciliation.compare(DAY);
    expect(await standing(up)).toMatchObject({ standing: 'done', waitingFor: [], sheetVersion: 1 });
  });

  test('that gets one more row later is signed anew, as a second version', async () => {
    await known(trade(1));
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    await net.reconciliation.compare(DAY);
    expect(await standing(net)).toMatchObject({ sheetVersion: 1 });
    await known(trade(2));
    await net.reconciliation.compare(DAY);
    expect(await standing(net)).toMatchObject({ standing: 'done', sheetVersion: 2 });
  });

  test('is not compared before it is over', async () => {
    const net = testReconciliation(db);
    expect(await net.reconciliation.compare('2026-10-31')).toMatchObject({
      refusal: { code: 'day-not-over' },
    });
    await net.scheduler.advance(500);
    expect(await net.reconciliation.compare('2026-10-31')).toMatchObject({ ok: true });
    expect(await net.reconciliation.compare('2026-02-30')).toMatchObject({
      refusal: { code: 'date-malformed' },
    });
  });
});

describe('one action on a difference', () => {
  test('repair has the care side ask again: the hub hears of the trade and the day is done', async () => {
    const one = trade(1);
    await known(one, { hub: false });
    const net = testReconciliation(db, {
      'reconciliation.repair@1': async ({ reference }) => {
        expect(reference).toMatchObject({ settlementId: one.settlementId, providerId: one.providerId });
        await recordTrades(db, [one]);
        return ok({ outcome: 'asked' });
      },
    });
    await net.reconciliation.compare(DAY);
    const [found] = await exceptions(net);
    const asked = order(found!.exceptionId, 'repair');
    expect(await net.reconciliation.act(asked)).toEqual({ ok: true, value: { outcome: 'applied' } });
    expect(await net.reconciliation.act(asked)).toEqual({ ok: true, value: { outcome: 'unchanged' } });
    const [closed] = await exceptions(net);
    expect(closed).toMatchObject({ state: 'closed', closed: 'matched', ordered: null });
    expect(closed!.trace.map(({ kind, by, reason }) => `${kind} ${by} ${reason}`.trim())).toEqual([
      'found hub',
      'repair agency-410000/clerk 核对',
      'carried-out hub',
      'closed hub',
    ]);
    expect(await standing(net)).toMatchObject({ standing: 'done', sheetVersion: 1 });
    const { breaches } = await hubFigures(db);
    expect(breaches.filter(({ subject }) => subject.startsWith(found!.exceptionId))).toEqual([]);
  });

  test('an order that nobody answers stands and is given again', async () => {
    const one = trade(1);
    await known(one, { care: false, hub: false });
    let isUp = false;
    const handlers: Handlers = {
      'reconciliation.reverse@1': async ({ orderedBy }) => {
        expect(orderedBy).toBe('agency-410000/clerk');
        if (!isUp) return ok({ outcome: 'unanswered' });
        const reversal = reversalOf(one, startOfDay(calendarDate('2026-10-31')));
        await known(reversal, { care: false });
        await recordTrades(db, [one]);
        return ok({ outcome: 'reversed' });
      },
    };
    const net = testReconciliation(db, handlers);
    await net.reconciliation.compare(DAY);
    const [found] = await exceptions(net);
    expect(await net.reconciliation.act(order(found!.exceptionId, 'reverse'))).toMatchObject({ ok: true });
    expect((await exceptions(net))[0]).toMatchObject({ state: 'open', ordered: 'reverse' });
    const again = await net.reconciliation.act(order(found!.exceptionId, 'repair'));
    expect(again).toMatchObject({ refusal: { code: 'act-under-way' } });
    isUp = true;
    await net.reconciliation.reconcileDue();
    // The hub heard of both with the reversal; the care side lacks both, on two days.
    expect(await exceptions(net)).toMatchObject([
      { closed: 'reversed', kind: 'settlement', reads: 'only-here' },
    ]);
    await net.scheduler.advance(500);
    await net.reconciliation.compare('2026-10-31');
    const next = await net.reconciliation.day('2026-10-31', '41');
    expect(next.ok && next.value.exceptions).toMatchObject([{ closed: 'netted', kind: 'reversal' }]);
  });

  test('explain closes it with the reason, and no row changes; another verdict opens it again', async () => {
    const one = trade(1);
    await known(one, { hub: { ...one, claim: 99_999 } });
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    const [found] = await exceptions(net);
    await net.reconciliation.act(order(found!.exceptionId, 'explain', '演练数据'));
    expect(await standing(net)).toMatchObject({ standing: 'done', sheetVersion: 1 });
    const file = await net.reconciliation.sheet(DAY, '41');
    expect(verifySheet(file.ok ? file.value : '', publicKeyOf('hub'))).toMatchObject({
      value: { exceptions: [{ closed: 'explained', by: 'agency-410000/clerk', reason: '演练数据' }] },
    });
    await net.reconciliation.compare(DAY);
    expect((await exceptions(net))[0]).toMatchObject({ closed: 'explained' });
    await runScript(db, 'by hand', 'UPDATE trial.care_row SET claim = claim + 5');
    await net.reconciliation.compare(DAY);
    expect((await exceptions(net))[0]).toMatchObject({ state: 'open', owner: 'insured' });
    expect(await standing(net)).toMatchObject({ standing: 'open', doneAt: null });
  });

  test('is refused by name', async () => {
    const [one, flying] = [trade(1), trade(2)];
    await known(one, { hub: false });
    await known(flying, { care: false });
    await pend(flying.settlementId);
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    const all = await exceptions(net);
    const [missing, inFlight] = [one, flying].map(
      ({ settlementId }) => all.find(({ itemId }) => itemId === settlementId)!.exceptionId,
    );
    const code = async (asked: Parameters<typeof net.reconciliation.act>[0]) => {
      const done = await net.reconciliation.act(asked);
      return done.ok ? done.value.outcome : done.refusal.code;
    };
    const noRole = { ...clerk, roles: ['clearing-maker'] };
    expect(await code({ ...order(missing!, 'explain'), actor: noRole })).toBe('not-permitted');
    const other = { ...order(missing!, 'explain'), province: '31', actor: agencyOf('31', 'x', 'reconciler') };
    expect(await code(other)).toBe('exception-unknown');
    expect(await code(order('X0', 'explain'))).toBe('exception-unknown');
    expect(await code(order(missing!, 'explain', ' '))).toBe('reason-missing');
    expect(await code(order(inFlight!, 'explain'))).toBe('act-not-possible');
    const asked = order(missing!, 'explain');
    expect(await code(asked)).toBe('applied');
    expect(await code({ ...asked, reason: '别的' })).toBe('request-differs');
    expect(await code(order(missing!, 'explain'))).toBe('exception-closed');
  });
});

test('R-01 the previous month is due on the 3rd 23:59:59 and overdue on the 4th 00:00', async () => {
  await known(trade(1), { hub: false });
  const net = testReconciliation(db);
  await net.reconciliation.compare(DAY);
  const overdue = async () => {
    const month = await net.reconciliation.month('2026-10', '41');
    return month.ok && month.value.standing;
  };
  const fourth = startOfDay(calendarDate('2026-11-04'));
  await net.scheduler.advance(fourth - HENAN_SETTLED_AT - 1);
  expect(await overdue()).toBe('under-way');
  await net.scheduler.advance(1);
  expect(await overdue()).toBe('overdue');
  await runScript(
    db,
    'other days',
    `INSERT INTO hub.reconciliation_day (day, province, waiting_for, exceptions, checked_at, done_at)
     SELECT to_char(d, 'YYYY-MM-DD'), '41', '{}', 0, 1, 1
     FROM generate_series('2026-10-01'::date, '2026-10-31', '1 day') d ON CONFLICT DO NOTHING`,
  );
  expect(await overdue()).toBe('overdue');
  const [found] = await exceptions(net);
  await net.reconciliation.act(order(found!.exceptionId, 'explain'));
  expect(await overdue()).toBe('done');
  expect(await standing(net)).toMatchObject({ standing: 'done-late' });
});

test('R-04 the error report counts what is open by verdict, owner and age', async () => {
  await known(trade(1), { hub: false });
  await known(trade(2), { hub: false });
  const other = trade(3);
  await known(other, { hub: { ...other, claim: 1 } });
  const net = testReconciliation(db);
  await net.reconciliation.compare(DAY);
  expect(await net.reconciliation.errors('2026-10-31', '41')).toEqual({
    ok: true,
    value: [
      { code: 'missing', owner: '北京市', age: '1天以内', count: 2, amount: 200_000 },
      { code: 'amount-differs', owner: '国家端', age: '1天以内', count: 1, amount: 100_000 },
    ],
  });
  expect(await net.reconciliation.errors('2026-11-03', '31')).toEqual({ ok: true, value: [] });
  const later = await net.reconciliation.errors('2026-11-07', '11');
  expect(later.ok && later.value.map(({ age }) => age)).toEqual(['7天以上', '7天以上']);
});

describe('a large day', () => {
  const ROWS = 6_000;
  const fill = (table: string) => `INSERT INTO trial.${table}
    SELECT 'S' || n, 'S' || n, 'settlement', '110000', '410100', 'H1', 'P' || n, 'resident', 100, ${NOON} + n
    FROM generate_series(1, ${ROWS}) n;`;

  test('names one differing row of 6,000 and reads a few hundred', async () => {
    await runScript(
      db,
      'fill',
      `${fill('care_row')} ${fill('insured_row')}
       INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
         claim, state, settled_at, month)
       SELECT care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
         CASE settlement_id WHEN 'S777' THEN 101 ELSE claim END, 'settled', at, '2026-10'
       FROM trial.care_row`,
    );
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    expect(await exceptions(net)).toMatchObject([{ itemId: 'S777', verdict: 'amount-differs' }]);
    expect(net.traffic.rows).toBeLessThan(600);
    expect(net.traffic.groups).toBeLessThan(1200);
  });

  test('with everything missing at the hub names 500 rows, and the day is not done', async () => {
    await runScript(db, 'fill', `${fill('care_row')} ${fill('insured_row')}`);
    const net = testReconciliation(db);
    await net.reconciliation.compare(DAY);
    expect(await exceptions(net)).toHaveLength(500);
    expect(net.traffic.rows).toBeLessThan(3000);
    expect(await standing(net)).toMatchObject({ standing: 'open' });
  });
});

test('settlements that arrive while the day is compared are never a difference', async () => {
  // A settlement becomes known in this order: intent, insured side, hub, care side. Around every answer of a
  // province some that are under way go on by one to four steps, and another begins.
  const steps = [
    (one: Trade) => pend(one.settlementId),
    (one: Trade) => enter(db, 'insured', one),
    async (one: Trade) => void (await recordTrades(db, [one])),
    (one: Trade) => enter(db, 'care', one),
  ];
  const underWay: { readonly one: Trade; done: number }[] = [];
  let begun = 0;
  let turn = 0;
  const goOn = async (): Promise<void> => {
    turn += 1;
    if (turn % 4 === 0 && begun < 60) underWay.push({ one: trade(begun++), done: 0 });
    for (const [index, each] of underWay.entries()) {
      if ((turn * 31 + index * 17) % 23 > 0) continue;
      const until = Math.min(steps.length, each.done + 1 + ((index + turn) % 4));
      for (; each.done < until; each.done += 1) await steps[each.done]!(each.one);
    }
  };
  let isBusy = true;
  let turns: Promise<void> = Promise.resolve();
  const around = (): Promise<void> => {
    turns = isBusy ? turns.then(goOn) : turns;
    return turns;
  };
  const net = testReconciliation(db, {}, { around });
  while (begun < 60) await net.reconciliation.compare(DAY);
  const found = (await exceptions(net)).flatMap(({ trace }) => trace.map((event) => event.found));
  isBusy = false;
  for (const { one, done } of underWay) for (const step of steps.slice(done)) await step(one);
  await net.reconciliation.compare(DAY);
  expect(new Set(found)).toEqual(new Set(['in-flight', 'matched']));
  expect((await exceptions(net)).filter(({ state }) => state === 'open')).toEqual([]);
  expect(await standing(net)).toMatchObject({ standing: 'done' });
});

test('a settlement that is decided between the questions is in flight, then matched', async () => {
  const one = trade(1);
  await known(one, { care: false, hub: false });
  await pend(one.settlementId);
  let asked = 0;
  // The care side has been asked; before the second province answers, all three know.
  const around = async (): Promise<void> => {
    if (net.traffic.asked.known !== 1) return;
    asked += 1;
    if (asked === 2) await known(one, { insured: false });
  };
  const net = testReconciliation(db, {}, { around });
  await net.reconciliation.compare(DAY);
  expect(asked).toBe(2);
  expect(await exceptions(net)).toMatchObject([{ verdict: 'in-flight', state: 'open' }]);
  await net.reconciliation.compare(DAY);
  expect(await exceptions(net)).toMatchObject([{ closed: 'matched' }]);
});

test('the doctor names an event and a sheet changed by hand, and an exception moved without one', async () => {
  const at = startOfDay(calendarDate('2026-09-15')) + 1;
  await known(trade(1, { at }), { hub: false });
  const net = testReconciliation(db);
  await net.reconciliation.compare('2026-09-15');
  await net.reconciliation.compare('2026-09-14');
  const day = await net.reconciliation.day('2026-09-15', '41');
  const id = day.ok ? day.value.exceptions[0]!.exceptionId : '';
  await runScript(
    db,
    'by hand',
    `UPDATE hub.reconciliation_event SET reason = 'x' WHERE exception_id = '${id}';
     UPDATE hub.reconciliation_exception SET closed = 'explained', version = 7 WHERE exception_id = '${id}';
     UPDATE hub.reconciliation_sheet SET signature = 'x' WHERE province = '41'`,
  );
  const { breaches } = await hubFigures(db);
  const own = breaches.filter(({ check }) => check.startsWith('reconciliation'));
  expect(own.map(({ check, subject }) => `${check} ${subject}`).toSorted()).toEqual([
    `reconciliation-follows ${id}`,
    `reconciliation-follows ${id}`,
    'reconciliation-in-journal 2026-09-14/41/1',
    `reconciliation-in-journal ${id}/1`,
  ]);
});
