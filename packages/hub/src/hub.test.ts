import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { useTestDatabase } from '@zhijie/database';
import { headVerifier, latestHead, verifyJournal } from '@zhijie/evidence';
import { type Handlers, NoAnswer, NotDelivered, okWithTrades, routeOf, type Serve } from '@zhijie/exchange';
import { describe, expect, test } from 'vitest';
import { hubMigrations } from './migrations.ts';
import { HUB_REFUSAL_HTTP, HUB_REFUSAL_TEXTS, HUB_REFUSALS } from './refusals.ts';
import { beijingBill, publicKeyOf, testHub } from './testing/network.ts';
import { hubFigures } from './trade/figures.ts';

const db = useTestDatabase(hubMigrations);
const bill = beijingBill(50);
const outcomeOf = { settlementId: bill.settlementId, personId: bill.route.personId };
const answering: Handlers = {
  'settlement.outcome@1': async () =>
    okWithTrades({ state: 'settled' as const, decision: bill.decision, reversedAt: null }, [bill.settlement]),
};

describe('forwarding', () => {
  test('hands the same bytes on and the same bytes back', async () => {
    const net = testHub(db);
    const henan = net.province('41').serve(answering);
    const beijing = net.province('11');
    const atHub: string[] = [];
    const atHenan: string[] = [];
    net.network.attach('hub', recording(net.hub.serve, atHub));
    net.network.attach('41', recording(henan, atHenan));
    await beijing.ask('settlement.outcome@1', bill.route, outcomeOf);
    expect(atHenan).toHaveLength(2);
    expect(atHub).toEqual(atHenan);
  });

  test('an area outside the network is refused by its name', async () => {
    const beijing = testHub(db).province('11');
    const route = { ...bill.route, insuredArea: '610100' };
    expect(await beijing.ask('settlement.outcome@1', route, outcomeOf)).toEqual({
      ok: false,
      refusal: { code: 'unknown-area', field: 'area', detail: { area: '610100' } },
    });
  });

  test('P-02 a province that speaks for an area of another is refused', async () => {
    const net = testHub(db);
    net.province('41', answering);
    const route = { ...bill.route, careArea: '310000' };
    const result = await net.province('11').ask('settlement.outcome@1', route, outcomeOf);
    expect(result).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
  });

  test('an insured province that is down: certainly not processed', async () => {
    const net = testHub(db);
    const asking = net.province('11').ask('settlement.outcome@1', bill.route, outcomeOf);
    await expect(asking).rejects.toThrow(NotDelivered);
  });

  test('T-06 an insured province that breaks off: unknown', async () => {
    const net = testHub(db);
    net.network.attach('41', () => Promise.reject(new Error('crashed')));
    const asking = net.province('11').ask('settlement.outcome@1', bill.route, outcomeOf);
    await expect(asking).rejects.toThrow(NoAnswer);
  });

  test('a hub that is down: certainly not processed', async () => {
    const net = testHub(db);
    const beijing = net.province('11');
    net.network.detach('hub');
    await expect(beijing.ask('settlement.outcome@1', bill.route, outcomeOf)).rejects.toThrow(NotDelivered);
  });

  test('a neighbour that sends a frame of another province is turned away', async () => {
    const net = testHub(db);
    let asked = 0;
    net.province('41', {
      'settlement.outcome@1': async () => {
        asked += 1;
        return { ok: true, value: { state: 'unknown', decision: null, reversedAt: null } };
      },
    });
    net.province('31');
    const beijing = net.province('11');
    net.network.attach('hub', (frame) => net.hub.serve(frame, '31'));
    await expect(beijing.ask('settlement.outcome@1', bill.route, outcomeOf)).rejects.toThrow();
    expect(asked).toBe(0);
  });

  test('an answer whose trade is of other areas is not recorded and not handed on', async () => {
    const net = testHub(db);
    const serve = net.province('41').serve(answering);
    const beijing = net.province('11');
    net.network.attach('41', async (frame, peer) => {
      const answer = Buffer.from(await serve(frame, peer)).toString('latin1');
      const [head, ...trades] = answer.split('"trades"');
      const changed = [head, ...trades.map((text) => text.replace('410100', '410200'))].join('"trades"');
      return Uint8Array.from(Buffer.from(changed, 'latin1'));
    });
    await expect(beijing.ask('settlement.outcome@1', bill.route, outcomeOf)).rejects.toThrow(NoAnswer);
    expect((await hubFigures(db)).pairs.map((sum) => sum.insuredArea)).not.toContain('410200');
    expect(net.log.at(-1)?.event).toBe('trade-not-recorded');
  });
});

describe('the directory', () => {
  const entry = { digest: 'ab'.repeat(32), personId: 'P41010020260100000000051', insuredArea: '410100' };
  const henanRoute = routeOf({ insuredArea: '410100' });
  const find = routeOf({ careArea: '110000' });

  test('finds where the holder of a certificate is insured', async () => {
    const net = testHub(db);
    const registered = await net
      .province('41')
      .ask('directory.register@1', henanRoute, { entries: [entry, { ...entry, insuredArea: '410300' }] });
    expect(registered).toEqual({ ok: true, value: { registered: 2 } });
    const { personId } = entry;
    expect(await net.province('11').ask('directory.find@1', find, { digest: entry.digest })).toEqual({
      ok: true,
      value: {
        matches: [
          { personId, insuredArea: '410100' },
          { personId, insuredArea: '410300' },
        ],
      },
    });
  });

  test('knows nobody by a digest that nobody registered', async () => {
    const result = await testHub(db)
      .province('11')
      .ask('directory.find@1', find, { digest: 'cd'.repeat(32) });
    expect(result).toEqual({ ok: true, value: { matches: [] } });
  });

  test('keeps the last of two entries for one digest and area', async () => {
    const net = testHub(db);
    const digest = 'ef'.repeat(32);
    const entries = [
      { ...entry, digest },
      { ...entry, digest, personId: 'P-later' },
    ];
    const henan = net.province('41');
    await henan.ask('directory.register@1', henanRoute, { entries });
    await henan.ask('directory.register@1', henanRoute, {
      entries: [{ ...entry, digest, personId: 'P-last' }],
    });
    const result = await henan.ask('directory.find@1', henanRoute, { digest });
    expect(result.ok && result.value.matches).toEqual([{ personId: 'P-last', insuredArea: '410100' }]);
  });

  test('P-02 takes no entries of another province', async () => {
    const beijing = testHub(db).province('11');
    const result = await beijing.ask('directory.register@1', routeOf({ insuredArea: '110100' }), {
      entries: [entry],
    });
    expect(result).toEqual({
      ok: false,
      refusal: { code: 'foreign-entry', field: 'insuredArea', detail: { area: '410100' } },
    });
  });
});

test('a ping is answered with the time of the hub', async () => {
  const net = testHub(db);
  const route = routeOf({ insuredArea: '410000' });
  const result = await net.province('41').ask('node.ping@1', route, { sentAt: 1 }, { to: 'hub' });
  expect(result).toEqual({ ok: true, value: { answeredAt: net.scheduler.now() } });
});

test('once started the hub seals its journal every second, and stops when told', async () => {
  const net = testHub(db);
  const before = (await latestHead(db))?.size ?? 0;
  expect((await net.hub.health()).isServing).toBe(false);
  net.hub.start();
  // The horizon belongs to the whole server: a transaction that another test holds open delays a seal, and
  // one of the next seconds brings it.
  const size = async () => (await latestHead(db))?.size ?? 0;
  for (let second = 0; second < 1000 && (await size()) <= before; second += 1) {
    await net.scheduler.advance(1000);
    await sleep(20);
  }
  expect(await size()).toBeGreaterThan(before);
  expect(await verifyJournal(db, headVerifier(publicKeyOf('hub')))).toEqual([]);
  expect(await net.hub.health()).toMatchObject({ isServing: true, outbox: { entries: 0 } });
  await net.hub.stop();
  expect(net.scheduler.waiting).toBe(0);
});

test('every refusal of the hub has a Chinese text and an HTTP status', () => {
  for (const code of HUB_REFUSALS) {
    expect(HUB_REFUSAL_TEXTS[code]).toMatch(/^[\u4e00-\u9fff]/);
    expect(HUB_REFUSAL_HTTP[code]).toBeGreaterThanOrEqual(400);
  }
});

test('the hub depends on no engine', async () => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  expect(Object.keys(JSON.parse(text).dependencies)).not.toContain('@zhijie/engine');
});

/** The same node, noting every frame that enters and leaves it. */
function recording(serve: Serve, into: string[]): Serve {
  return async (frame, peer) => {
    const answer = await serve(frame, peer);
    for (const bytes of [frame, answer]) into.push(Buffer.from(bytes).toString('hex'));
    return answer;
  };
}
