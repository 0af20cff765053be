import { useTestDatabase } from '@zhijie/database';
import type { FilingRecord, Handlers, RequestOf } from '@zhijie/exchange';
import { routeOf } from '@zhijie/exchange';
import { describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { testHub } from '../testing/network.ts';
import { filingSummary } from './store.ts';

const db = useTestDatabase(hubMigrations);

function filingOf(n: number, change: Partial<FilingRecord> = {}): FilingRecord {
  return {
    filingId: `F4101002026100000000000${n}`,
    personId: `P4101002026010000000000${n}`,
    insuredArea: '410100',
    insuranceType: 'resident',
    category: 'long-term-resident',
    careAreas: ['110000'],
    startsOn: '2026-01-01',
    endsOn: null,
    state: 'in-force',
    byCommitment: true,
    ...change,
  };
}

/** Henan, Beijing and Shanghai; both care provinces note the events they receive. */
function threeProvinces() {
  const net = testHub(db);
  const received: string[] = [];
  const noting = (address: string): Handlers => ({
    'filing.changed@1': async ({ eventId, filing }) => {
      received.push(`${address} ${eventId} ${filing.state}`);
      return { ok: true, value: { eventId } };
    },
  });
  const henan = net.province('41');
  net.province('11', noting('11'));
  net.province('31', noting('31'));
  const change = (eventId: string, changedAt: number, filing: FilingRecord) => {
    const event: RequestOf<'filing.changed@1'> = { eventId, changedAt, filing };
    const { insuredArea, personId } = filing;
    return henan.ask('filing.changed@1', routeOf({ insuredArea, personId, month: '2026-10' }), event);
  };
  return { ...net, received, change };
}

describe('F-15 a filing', () => {
  test('is stored under its event id and goes on to the care province', async () => {
    const net = threeProvinces();
    const filing = filingOf(1);
    expect(await net.change('E1', 1000, filing)).toEqual({ ok: true, value: { eventId: 'E1' } });
    await net.hub.deliver();
    expect(net.received).toEqual(['11 E1 in-force']);
    const { byCommitment: _, ...summary } = filing;
    expect(await filingSummary(db, filing.filingId)).toEqual({ ...summary, eventId: 'E1', changedAt: 1000 });
  });

  test('goes on by itself at once when the hub is started', async () => {
    const net = threeProvinces();
    net.hub.start();
    await net.change('E2', 1000, filingOf(2));
    await net.scheduler.advance(1);
    expect(net.received).toEqual(['11 E2 in-force']);
    await net.hub.stop();
  });

  test('that moves to another place also reaches the place it leaves', async () => {
    const net = threeProvinces();
    await net.change('E3a', 1000, filingOf(3));
    await net.change('E3b', 2000, filingOf(3, { careAreas: ['310000'] }));
    await net.hub.deliver();
    expect(net.received.toSorted()).toEqual(['11 E3a in-force', '11 E3b in-force', '31 E3b in-force']);
  });

  test('sent twice is forwarded once', async () => {
    const net = threeProvinces();
    await net.change('E4', 1000, filingOf(4));
    await net.hub.deliver();
    expect((await net.change('E4', 1000, filingOf(4))).ok).toBe(true);
    await net.hub.deliver();
    expect(net.received).toEqual(['11 E4 in-force']);
  });

  test('keeps its later state when an earlier change arrives late', async () => {
    const net = threeProvinces();
    await net.change('E5b', 2000, filingOf(5, { state: 'cancelled' }));
    await net.change('E5a', 1000, filingOf(5));
    expect(await filingSummary(db, filingOf(5).filingId)).toMatchObject({
      state: 'cancelled',
      eventId: 'E5b',
    });
    await net.hub.deliver();
  });

  test('waits for a care province that is down', async () => {
    const net = threeProvinces();
    net.network.detach('11');
    await net.change('E6', 1000, filingOf(6));
    expect(await net.hub.deliver()).toBe(0);
    expect((await net.hub.health()).outbox.entries).toBe(1);
    net.province('11', { 'filing.changed@1': async ({ eventId }) => ({ ok: true, value: { eventId } }) });
    await net.scheduler.advance(3_600_000);
    expect(await net.hub.deliver()).toBe(1);
  });

  test('to an area outside the network is kept and reaches those inside', async () => {
    const net = threeProvinces();
    expect((await net.change('E7', 1000, filingOf(7, { careAreas: ['620100', '310000'] }))).ok).toBe(true);
    await net.hub.deliver();
    expect(net.received).toEqual(['31 E7 in-force']);
  });

  test('with another content under a known event id is refused', async () => {
    const net = threeProvinces();
    await net.change('E8', 1000, filingOf(8));
    expect(await net.change('E8', 1000, filingOf(8, { state: 'cancelled' }))).toEqual({
      ok: false,
      refusal: { code: 'event-differs', field: 'eventId' },
    });
    expect(await filingSummary(db, filingOf(8).filingId)).toMatchObject({ state: 'in-force' });
  });

  test('P-02 of another province cannot be changed', async () => {
    const net = threeProvinces();
    await net.change('E9', 1000, filingOf(9));
    const stolen = filingOf(9, { insuredArea: '310100', state: 'cancelled' });
    const { insuredArea, personId } = stolen;
    const result = await net.province('31').ask('filing.changed@1', routeOf({ insuredArea, personId }), {
      eventId: 'E9x',
      changedAt: 3000,
      filing: stolen,
    });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
    expect(await filingSummary(db, stolen.filingId)).toMatchObject({
      state: 'in-force',
      insuredArea: '410100',
    });
  });
});
