import { useTestDatabase } from '@zhijie/database';
import type { Actor, Refusal, Result } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { booksOf } from '../../testing/books.ts';
import { type TestChannel, testChannel } from '../../testing/channel.ts';
import { HOSPITAL, type Hospital, hospital } from '../../testing/hospital.ts';
import { settlementOf, visitWithBatch } from '../../testing/journeys.ts';
import { type Fault, type TestNetwork, testNetwork } from '../../testing/network.ts';
import { codeOfPerson } from '../../testing/orders.ts';
import {
  type ActView,
  actOfSettlement,
  CHOOSE_WITHIN_MS,
  chooseMethods,
  handBackCash,
  lookAtAct,
  type Method,
  offersOf,
  openBillAct,
  payByOneCode,
  readAct,
  resumeAct,
  undoAct,
} from './index.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let channel: TestChannel;
const providerId = HOSPITAL;
const CASHIER: Actor = {
  id: '0001',
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};
const CASH: Method = { kind: 'channel', payer: 'cash' };
const WALLET: Method = { kind: 'channel', payer: 'wallet' };
const deps = () => network.care.care.deps;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  channel = testChannel(() => network.clock.now);
  network.restart({ channel });
  beijing = hospital(network);
});
beforeEach(() => {
  network.faults.length = 0;
  Object.assign(channel, { isSilent: false, acts: false, refusesRefunds: false });
});

const fault = (message: string, what: Fault['what']) => network.faults.push({ message, what });
function pass(ms: number) {
  network.clock.now = (network.clock.now + ms) as typeof network.clock.now;
}

let keys = 0;
const key = (): string => {
  keys += 1;
  return `ACT-${keys}`;
};
function granted<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}
const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? 'ok' : result.refusal.code);

const visit = () => visitWithBatch(beijing, { key: 'journey-long-term' });

async function settledBill(): Promise<{ visitId: string; settlementId: string; cash: number }> {
  const open = await visit();
  const { settlement } = await beijing.must('2207', settlementOf(open));
  return { visitId: open.visitId, settlementId: settlement.settlementId, cash: settlement.paidInCash };
}

const opened = async (methods: readonly Method[], own = {}) => {
  const bill = await settledBill();
  const act = granted(
    await openBillAct(deps(), CASHIER, {
      providerId,
      requestKey: key(),
      settlementId: bill.settlementId,
      methods,
      ...own,
    }),
  );
  return { bill, act };
};
const again = async (act: ActView): Promise<ActView> => granted(await resumeAct(deps(), CASHIER, act));
const legOf = (act: ActView, kind: string) => act.legs.findLast((leg) => leg.kind === kind)!;
const states = (act: ActView) => act.legs.map(({ kind, state }) => `${kind} ${state}`);

async function expectWhole() {
  const found = await booksOf(network, care);
  expect(found).toMatchObject({ breaches: [], open: 0 });
  expect(found.owed).toBe(found.owedByInsured);
}

describe('a settled bill and its act', () => {
  it('Q-03 is paid in cash, and its receipt is issued', async () => {
    const { act, bill } = await opened([CASH]);
    expect(act).toMatchObject({ word: 'paid', rest: bill.cash, left: 0, next: null });
    expect(act.statuses).toEqual({ insurance: 'success', own: 'success', whole: 'success' });
    expect(states(act)).toEqual(['funds confirmed', 'receipt confirmed', 'channel confirmed']);
    expect(legOf(act, 'receipt').slipId).toMatch(/^\d{18}$/);
    expect(act.legs.reduce((sum, leg) => sum + leg.amount, 0)).toBe(act.total);
    await expectWhole();
  });

  it('Q-09 is paid at the wallet only when the wallet says so to our question', async () => {
    const { act } = await opened([WALLET]);
    const leg = legOf(act, 'channel');
    expect(act).toMatchObject({ word: 'paying', statuses: { whole: 'created' }, next: { is: 'wait' } });
    expect(leg).toMatchObject({ state: 'held', text: '等待患者支付', page: channel.pageOf(leg.legId) });
    expect(granted(await readAct(deps(), CASHIER, act)).word).toBe('paying');
    channel.pay(leg.legId);
    expect(await lookAtAct(deps(), { providerId, reference: leg.legId })).toBe(true);
    expect(granted(await readAct(deps(), CASHIER, act)).word).toBe('paid');
    expect(channel.held(leg.legId)).toBe(act.rest);
  });

  test('Q-01 each way ends in the same settlement and the same amounts', async () => {
    const ways: readonly (readonly Method[])[] = [[CASH], [WALLET]];
    const ends: unknown[] = [];
    for (const methods of ways) {
      const { act, bill } = await opened(methods);
      channel.pay(legOf(act, 'channel').legId);
      const { word, settlementId, total, rest } = await again(act);
      expect(settlementId).toBe(bill.settlementId);
      ends.push({ word, total, rest });
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  it('Q-09 closes the wallet when another way is chosen; a payment in that moment counts once', async () => {
    const { act } = await opened([WALLET]);
    const { legId } = legOf(act, 'channel');
    const choose = { ...act, methods: [CASH], seen: act.steps };
    const paid = granted(await chooseMethods(deps(), CASHIER, choose));
    expect(states(paid).slice(2)).toEqual(['channel voided', 'channel confirmed']);
    expect(channel.pay(legId)).toBe(false);
    const { act: other } = await opened([WALLET]);
    const first = legOf(other, 'channel').legId;
    channel.pay(first);
    const again = { ...other, methods: [WALLET], seen: other.steps };
    const whole = granted(await chooseMethods(deps(), CASHIER, again));
    expect(whole.word).toBe('paid');
    expect(channel.held(first)).toBe(whole.rest);
    await expectWhole();
  });

  it('Q-09 a wallet that is paid after it said closed has to give it back; the act stays as it is', async () => {
    const { act } = await opened([WALLET]);
    const { legId } = legOf(act, 'channel');
    const choose = { ...act, methods: [CASH], seen: act.steps };
    const paid = granted(await chooseMethods(deps(), CASHIER, choose));
    channel.payLate(legId);
    expect(channel.held(legId)).toBe(act.rest);
    for (let times = 0; times < 2; times += 1)
      expect(await lookAtAct(deps(), { providerId, reference: legId })).toBe(true);
    expect(channel.held(legId)).toBe(0);
    expect(granted(await readAct(deps(), CASHIER, act))).toEqual(paid);
  });

  it('is one act per settlement, the same under the same key', async () => {
    const { act, bill } = await opened([]);
    const asked = { providerId, settlementId: bill.settlementId, methods: [CASH] };
    expect(codeOf(await openBillAct(deps(), CASHIER, { ...asked, requestKey: key() }))).toBe('act-exists');
    const stranger = { ...CASHIER, roles: ['operator:H99010200001'] };
    expect(codeOf(await readAct(deps(), stranger, act))).toBe('not-permitted');
    expect(codeOf(await readAct(deps(), CASHIER, { providerId, actId: 'x' }))).toBe('act-unknown');
    expect(await actOfSettlement(care, { providerId, settlementId: bill.settlementId })).toMatchObject({
      actId: act.actId,
    });
  });

  it('is offered cash and wallet, and takes a choice of what was seen once', async () => {
    const { act } = await opened([]);
    expect(act).toMatchObject({ word: 'choosing', next: { is: 'choose', amount: act.rest } });
    const offers = granted(await offersOf(deps(), CASHIER, act));
    expect(offers.channels.map(({ payer }) => payer)).toEqual(['cash', 'wallet']);
    const { providerId: at, actId } = act;
    const chosen = { providerId: at, actId, methods: [CASH], seen: act.steps };
    expect(granted(await chooseMethods(deps(), CASHIER, chosen)).word).toBe('paid');
    expect(codeOf(await chooseMethods(deps(), CASHIER, chosen))).toBe('act-nothing-left');
    const unknown = [{ kind: 'channel', payer: 'shells' }] as const;
    expect(codeOf(await chooseMethods(deps(), CASHIER, { ...chosen, methods: unknown }))).toBe(
      'method-unknown',
    );
  });
});

test('A-03 acts that end side by side have receipts with numbers one after the other', async () => {
  const acts: ActView[] = [];
  for (let i = 0; i < 4; i += 1) acts.push((await opened([])).act);
  const choose = (act: ActView) => ({ ...act, methods: [CASH], seen: act.steps });
  const paid = await Promise.all(acts.map((act) => chooseMethods(deps(), CASHIER, choose(act))));
  const numbers = paid.map((act) => Number(legOf(granted(act), 'receipt').slipId!.slice(8)));
  const first = Math.min(...numbers);
  expect(numbers.toSorted()).toEqual([0, 1, 2, 3].map((n) => first + n));
  await expectWhole();
});

describe('journey 17: everything is taken back in order', () => {
  it('wallet: funds first, the money once that is certain, then the red receipt', async () => {
    const { act } = await opened([WALLET]);
    channel.pay(legOf(act, 'channel').legId);
    expect((await again(act)).word).toBe('paid');
    fault('settlement.reverse@1', 'lose-request');
    fault('settlement.reverse@1', 'lose-request');
    const stopped = granted(await undoAct(deps(), CASHIER, { ...act, reason: 'staff' }));
    // The funds' reversal is not certain: the patient's money stays.
    expect(states(stopped)).toEqual(['funds voiding', 'receipt confirmed', 'channel confirmed']);
    expect(channel.held(legOf(act, 'channel').legId)).toBe(act.rest);
    const done = await again(act);
    expect(states(done)).toEqual(['funds voided', 'receipt voided', 'channel voided']);
    expect(done).toMatchObject({ word: 'undone', statuses: { whole: 'refund' }, next: null });
    expect(done.legs.reduce((sum, leg) => sum + leg.amount, 0)).toBe(0);
    expect(channel.held(legOf(act, 'channel').legId)).toBe(0);
    await expectWhole();
  });

  it('cash: waits until the cashier says that it is handed back', async () => {
    const { act } = await opened([CASH]);
    const cash = legOf(act, 'channel').legId;
    expect(codeOf(await handBackCash(deps(), CASHIER, { ...act, legId: cash }))).toBe('act-cash-not-due');
    const waiting = granted(await undoAct(deps(), CASHIER, { ...act, reason: 'patient' }));
    expect(waiting).toMatchObject({
      word: 'undoing',
      next: { is: 'hand-back', legId: cash, amount: act.rest },
    });
    const done = granted(await handBackCash(deps(), CASHIER, { ...act, legId: cash }));
    expect(done.word).toBe('undone');
    expect(granted(await handBackCash(deps(), CASHIER, { ...act, legId: cash })).steps).toBe(done.steps);
  });

  it.each([
    ['at once', 0],
    ['though the node was away for three days', 3 * 86_400_000],
  ])('follows a settlement that the hospital voids past it, %s', async (_, awayMs) => {
    const { act, bill } = await opened([WALLET]);
    channel.pay(legOf(act, 'channel').legId);
    await again(act);
    const { visitId, settlementId } = bill;
    await beijing.must('2208', { visitId, settlementId, personId: act.personId });
    pass(awayMs);
    expect(await network.care.care.followReversals()).toBe(1);
    pass(-awayMs);
    const after = granted(await readAct(deps(), CASHIER, act));
    expect(after).toMatchObject({ word: 'undone', undoneFor: '结算已被撤销' });
    expect(channel.held(legOf(act, 'channel').legId)).toBe(0);
  });
});

const POINTS = ['care.act.after-sent', 'care.act.before-said', 'care.act.after-said'];

test.each(POINTS)('stops at %s every time and still ends paid, then undone', async (point) => {
  class Stop extends Error {}
  const { act } = await opened([]);
  let count = 0;
  let stopAt = 1;
  const crashing = {
    ...deps(),
    crashpoint: (name: string) => {
      if (name !== point) return;
      count += 1;
      if (count === stopAt) throw new Stop(name);
    },
  };
  const until = async (word: string, work: () => Promise<unknown>) => {
    for (stopAt = 1; stopAt < 30; stopAt += 1) {
      count = 0;
      await work().catch((error: unknown) => {
        if (!(error instanceof Stop)) throw error;
      });
      for (const leg of act.legs) channel.pay(leg.legId);
      const now = granted(await readAct(deps(), CASHIER, act));
      for (const leg of now.legs) channel.pay(leg.legId);
      if (now.word === word) return;
    }
    throw new Error(`never ${word}`);
  };
  const choose = { ...act, methods: [WALLET], seen: act.steps };
  await chooseMethods(crashing, CASHIER, choose).catch(() => null);
  await until('paid', () => resumeAct(crashing, CASHIER, act));
  await undoAct(crashing, CASHIER, { ...act, reason: 'staff' }).catch(() => null);
  await until('undone', () => resumeAct(crashing, CASHIER, act));
  await expectWhole();
});

describe('PA3 one code, journey 8', () => {
  const scan = async (visitId: string, code: string, requestKey = key()) =>
    payByOneCode(deps(), CASHIER, {
      providerId,
      requestKey,
      visitId,
      code,
      operatorId: '0001',
      departmentId: '01',
    });

  it('one scan settles and charges; the same request is the same act', async () => {
    const { visitId } = await visit();
    const code = await codeOfPerson(network);
    channel.signed.set(code, 9_999_999);
    const requestKey = key();
    const act = granted(await scan(visitId, code, requestKey));
    expect(act.word).toBe('paid');
    expect(states(act)).toEqual(['funds confirmed', 'receipt confirmed', 'channel confirmed']);
    expect(granted(await scan(visitId, code, requestKey)).actId).toBe(act.actId);
    expect(codeOf(await scan(visitId, code))).toBe('credential-used');
    await expectWhole();
  });

  it('waits at the wallet of a person who has not agreed to be charged', async () => {
    const { visitId } = await visit();
    const act = granted(await scan(visitId, await codeOfPerson(network)));
    expect(act).toMatchObject({ word: 'paying', statuses: { insurance: 'success', whole: 'created' } });
    expect(legOf(act, 'channel').page).not.toBeNull();
    granted(await undoAct(deps(), CASHIER, { ...act, reason: 'patient' }));
  });

  const short = async () => {
    const { visitId } = await visit();
    const code = await codeOfPerson(network);
    channel.signed.set(code, 1);
    return granted(await scan(visitId, code));
  };

  it('balance too low: insurance success, cash failed, whole pending; another method pays', async () => {
    const act = await short();
    expect(act).toMatchObject({
      word: 'choosing',
      statuses: { insurance: 'success', own: 'fail', whole: 'created' },
      next: { is: 'choose', amount: act.rest },
      left: act.rest,
    });
    const paid = granted(await chooseMethods(deps(), CASHIER, { ...act, methods: [CASH], seen: act.steps }));
    expect(paid).toMatchObject({ word: 'paid', settlementId: act.settlementId, rest: act.rest });
  });

  it('balance too low, nobody chooses: all is reversed after thirty minutes by itself', async () => {
    const act = await short();
    pass(CHOOSE_WITHIN_MS - 60_000);
    await network.care.care.driveActs();
    expect(granted(await readAct(deps(), CASHIER, act)).word).toBe('choosing');
    pass(61_000);
    await network.care.care.driveActs();
    const after = granted(await readAct(deps(), CASHIER, act));
    expect(after).toMatchObject({ word: 'undone', undoneFor: '超过时限没有付清' });
    expect(after.statuses).toEqual({ insurance: 'refund', own: 'fail', whole: 'refund' });
    await expectWhole();
  });

  it('T-06 is undone while nobody knows whether it settled: it never will have', async () => {
    const { visitId } = await visit();
    const code = await codeOfPerson(network);
    channel.signed.set(code, 9_999_999);
    fault('settlement.settle@1', 'lose-answer');
    for (let i = 0; i < 4; i += 1) fault('settlement.outcome@1', 'lose-request');
    const act = granted(await scan(visitId, code));
    expect(act).toMatchObject({ word: 'settling', statuses: { insurance: 'created', whole: 'created' } });
    const undone = granted(await undoAct(deps(), CASHIER, { ...act, reason: 'patient' }));
    network.faults.length = 0;
    const after = undone.word === 'undone' ? undone : await again(undone);
    expect(after).toMatchObject({ word: 'undone', settlementId: null });
    expect(states(after)).toEqual(['funds voided', 'receipt planned', 'channel planned']);
    await expectWhole();
  });

  it('K-07 the answer of the settlement is lost: it is asked for, and nobody is charged before', async () => {
    const { visitId } = await visit();
    const code = await codeOfPerson(network);
    channel.signed.set(code, 9_999_999);
    fault('settlement.settle@1', 'lose-answer');
    const act = granted(await scan(visitId, code));
    expect(['settling', 'paid']).toContain(act.word);
    pass(30_000);
    await network.care.care.resolve();
    expect((await again(act)).word).toBe('paid');
    await expectWhole();
  });
});
