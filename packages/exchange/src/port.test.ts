import { generateKeyPair } from '@zhijie/crypto';
import { describe, expect, test } from 'vitest';
import { NoAnswer, NotDelivered } from './errors.ts';
import { readFrame } from './frame.ts';
import { type Handlers, okWithTrades } from './handlers.ts';
import type { Trade } from './messages.ts';
import { golden } from './testing/golden.ts';
import { forwarding, testNetwork } from './testing/network.ts';
import type { Serve } from './transport.ts';

const settle = golden('settlement.settle@1');
const check = golden('entitlement.check@1');

const trade: Trade = {
  kind: 'settlement',
  settlementId: settle.request.settlementId,
  reversalId: null,
  careArea: settle.route.careArea,
  insuredArea: settle.route.insuredArea,
  providerId: settle.route.providerId,
  personId: settle.route.personId,
  insuranceType: 'resident',
  claim: 480_000,
  at: settle.answer.settledAt,
};

const settling: Handlers = {
  'settlement.settle@1': async () => okWithTrades(settle.answer, [trade]),
  'entitlement.check@1': async () => ({
    ok: false,
    refusal: { code: 'coverage-suspended', field: 'status' },
  }),
};

/** Beijing (11) asks Henan (41) through a hub that sees every frame. */
function beijingAsksHenan(handlers: Handlers, seen: Uint8Array[] = []) {
  const net = testNetwork();
  const henan = net.port('41').serve(handlers);
  net.network.attach('41', henan);
  const forward = forwarding(net.network, '41');
  net.network.attach('hub', async (frame, peer) => {
    const answer = await forward(frame, peer);
    seen.push(frame, answer);
    return answer;
  });
  return { ...net, beijing: net.port('11'), henan, seen };
}

describe('a request through the hub', () => {
  test('comes back with the answer of the insured province', async () => {
    const { beijing } = beijingAsksHenan(settling);
    const result = await beijing.ask('settlement.settle@1', settle.route, settle.request);
    expect(result).toEqual({ ok: true, value: settle.answer });
  });

  test('shows the hub the route and the trade, and nothing of the bill', async () => {
    const { beijing, seen } = beijingAsksHenan(settling);
    await beijing.ask('settlement.settle@1', settle.route, settle.request);
    const headers = seen.map((bytes) => {
      const frame = readFrame(bytes);
      return frame.ok ? frame.value.header : null;
    });
    expect(headers.map((h) => [h?.kind, h?.route, h?.trades])).toEqual([
      ['request', settle.route, []],
      ['answer', settle.route, [trade]],
    ]);
    for (const bytes of seen) expect(Buffer.from(bytes).toString('latin1')).not.toContain('paidInCash');
  });

  test('brings a refusal back as a refusal', async () => {
    const { beijing } = beijingAsksHenan(settling);
    expect(await beijing.ask('entitlement.check@1', check.route, check.request)).toEqual({
      ok: false,
      refusal: { code: 'coverage-suspended', field: 'status' },
    });
  });

  test('gives the handler the authenticated sender and the route', async () => {
    const asked: unknown[] = [];
    const { beijing } = beijingAsksHenan({
      'entitlement.check@1': async (request, { from, route }) => {
        asked.push([request, from, route]);
        return { ok: true, value: check.answer };
      },
    });
    await beijing.ask('entitlement.check@1', check.route, check.request);
    expect(asked).toEqual([[check.request, '11', check.route]]);
  });

  test('uses one link key for an hour and another one after it', async () => {
    const { beijing, seen, clock } = beijingAsksHenan(settling);
    for (const minutes of [0, 59, 2]) {
      clock.now = (clock.now + minutes * 60_000) as typeof clock.now;
      await beijing.ask('entitlement.check@1', check.route, check.request);
    }
    const keys = seen.flatMap((bytes) => {
      const frame = readFrame(bytes);
      return frame.ok && frame.value.header.kind === 'request' ? [frame.value.header.keyId] : [];
    });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('a local bill', () => {
  test('uses the same messages and skips only the hub', async () => {
    const net = testNetwork();
    const henan = net.port('41');
    henan.serve({ 'settlement.settle@1': async () => ({ ok: true, value: settle.answer }) });
    const route = { ...settle.route, careArea: '410300' };
    const request = { ...settle.request, bill: { ...settle.request.bill, careArea: '410300' } };
    expect((await henan.ask('settlement.settle@1', route, request)).ok).toBe(true);
  });
});

describe('what goes wrong on the way', () => {
  test('a node that is down: the request was certainly not processed', async () => {
    const { beijing, network } = beijingAsksHenan(settling);
    network.detach('hub');
    await expect(beijing.ask('entitlement.check@1', check.route, check.request)).rejects.toThrow(
      NotDelivered,
    );
  });

  test('T-06 a handler that breaks off leaves the outcome unknown', async () => {
    const { beijing, log } = beijingAsksHenan({
      'settlement.settle@1': async () => {
        throw new Error('the database went away after the commit');
      },
    });
    const asking = beijing.ask('settlement.settle@1', settle.route, settle.request);
    await expect(asking).rejects.toThrow(NoAnswer);
    expect(log.map((entry) => entry.event)).toEqual(['handler-failed']);
  });

  test('T-06 a lost answer leaves the outcome unknown', async () => {
    const { beijing, network, henan } = beijingAsksHenan(settling);
    network.attach('hub', async (frame) => {
      await henan(frame, 'hub');
      throw new Error('line cut');
    });
    await expect(beijing.ask('settlement.settle@1', settle.route, settle.request)).rejects.toThrow(NoAnswer);
  });

  test('an answer that breaks the contract leaves the outcome unknown', async () => {
    const broken = { ...settle.answer, settledAt: 1.5 };
    const { beijing } = beijingAsksHenan({
      'settlement.settle@1': async () => ({ ok: true, value: broken }),
    });
    await expect(beijing.ask('settlement.settle@1', settle.route, settle.request)).rejects.toThrow(NoAnswer);
  });

  test('a body of ours that breaks the contract is a defect and never leaves', async () => {
    const { beijing, seen } = beijingAsksHenan(settling);
    const request = { ...check.request, on: '3 November' };
    await expect(beijing.ask('entitlement.check@1', check.route, request)).rejects.toThrow(/Cannot send/);
    expect(seen).toEqual([]);
  });

  test('a route that says something else than the body is a defect', async () => {
    const { beijing } = beijingAsksHenan(settling);
    const route = { ...settle.route, providerId: 'H11010500002' };
    await expect(beijing.ask('settlement.settle@1', route, settle.request)).rejects.toThrow(/providerId/);
  });
});

describe('a frame that is not let in', () => {
  /** Sends a good request of Beijing to Henan after `change`, or under another peer, and tells the reason. */
  async function reasonFor(change: (frame: Uint8Array) => Uint8Array, peer = 'hub', laterMs = 0) {
    let handled = 0;
    const { network, henan, beijing, clock, log } = beijingAsksHenan({
      'entitlement.check@1': async () => {
        handled += 1;
        return { ok: true, value: check.answer };
      },
    });
    const serve: Serve = (frame) => {
      clock.now = (clock.now + laterMs) as typeof clock.now;
      return henan(change(frame), peer);
    };
    network.attach('hub', serve);
    await beijing.ask('entitlement.check@1', check.route, check.request).catch(() => undefined);
    expect(handled).toBe(0);
    return log.map((entry) => entry.reason);
  }
  const replacing = (from: string, to: string) => (frame: Uint8Array) =>
    Uint8Array.from(Buffer.from(Buffer.from(frame).toString('latin1').replace(from, to), 'latin1'));
  const same = (frame: Uint8Array) => frame;

  test.each([
    [
      'a changed person in the route',
      replacing(check.route.personId, `X${check.route.personId.slice(1)}`),
      'seal-broken',
    ],
    ['a changed last byte of the body', flipLast, 'seal-broken'],
    ['another sender than the key was signed by', replacing('"from":"11"', '"from":"41"'), 'not-permitted'],
    ['an answer in place of a request', replacing('"kind":"request"', '"kind":"refusal"'), 'not-a-request'],
    ['a frame for another node', replacing('"to":"41"', '"to":"61"'), 'not-for-this-node'],
    ['a message that this version does not know', replacing('check@1', 'check@9'), 'unknown-message'],
    ['no frame at all', () => new Uint8Array([1, 2, 3]), 'unreadable-frame'],
  ])('%s', async (_what, change, reason) => {
    expect(await reasonFor(change)).toEqual([reason]);
  });

  test('a peer that speaks in the name of another', async () => {
    expect(await reasonFor(same, '41')).toEqual(['not-from-this-peer']);
  });

  test('P-02 a province that asks for an area of another province', async () => {
    const { henan, port, network } = beijingAsksHenan({
      'entitlement.check@1': async () => ({ ok: true, value: check.answer }),
    });
    network.attach('hub', henan);
    const route = { ...check.route, careArea: '610100' };
    const asking = port('11').ask('entitlement.check@1', route, { ...check.request, careArea: '610100' });
    await expect(asking).rejects.toThrow(/not-permitted/);
  });

  test('a link key that another node than the claimed sender made', async () => {
    const { henan, port, network, log } = beijingAsksHenan(settling);
    network.attach('hub', henan);
    const impostor = port('11', { keys: generateKeyPair() });
    await expect(impostor.ask('entitlement.check@1', check.route, check.request)).rejects.toThrow();
    expect(log.map((entry) => entry.reason)).toEqual(['key-not-accepted']);
  });

  test('a frame older than a day', async () => {
    expect(await reasonFor(same, 'hub', 86_400_001)).toEqual(['stale']);
    expect(await reasonFor(flipLast, 'hub', 86_399_000)).toEqual(['seal-broken']);
  });
});

function flipLast(frame: Uint8Array): Uint8Array {
  const changed = frame.slice();
  changed[changed.length - 1]! ^= 1;
  return changed;
}

describe('an answer that cannot be trusted', () => {
  test('the hub cannot make an answer of its own', async () => {
    const net = testNetwork();
    const hub = net.port('hub');
    net.network.attach('hub', async (frame) => {
      const request = readFrame(frame);
      if (!request.ok) throw new Error('unreadable');
      const forged = hub.refusalTo(request.value.header, { code: 'anything' });
      return Uint8Array.from(
        Buffer.from(
          Buffer.from(forged).toString('latin1').replace('"kind":"refusal"', '"kind":"answer" '),
          'latin1',
        ),
      );
    });
    const asking = net.port('11').ask('settlement.settle@1', settle.route, settle.request);
    await expect(asking).rejects.toThrow(NoAnswer);
  });

  test('a trade that the hub changed makes the answer unreadable', async () => {
    const { beijing, network, henan } = beijingAsksHenan(settling);
    network.attach('hub', async (frame) => {
      const answer = Buffer.from(await henan(frame, 'hub')).toString('latin1');
      return Uint8Array.from(Buffer.from(answer.replace('"claim":480000', '"claim":480001'), 'latin1'));
    });
    await expect(beijing.ask('settlement.settle@1', settle.route, settle.request)).rejects.toThrow(NoAnswer);
  });

  test('an earlier answer cannot stand for a later request', async () => {
    const { beijing, network, henan } = beijingAsksHenan(settling);
    let first: Uint8Array | undefined;
    network.attach('hub', async (frame) => {
      first ??= await henan(frame, 'hub');
      return first;
    });
    expect((await beijing.ask('settlement.settle@1', settle.route, settle.request)).ok).toBe(true);
    await expect(beijing.ask('settlement.settle@1', settle.route, settle.request)).rejects.toThrow(NoAnswer);
  });
});
