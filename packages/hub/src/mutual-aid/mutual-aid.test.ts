import { useTestDatabase } from '@zhijie/database';
import { routeOf } from '@zhijie/exchange';
import { ok } from '@zhijie/kernel';
import { balanceOf } from '@zhijie/ledger';
import { beforeAll, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { HENAN_SETTLED_AT, type TestHub, testHub } from '../testing/network.ts';
import { hubFigures } from '../trade/figures.ts';
import { partsFor } from './mutual-aid.ts';

const db = useTestDatabase(hubMigrations);
const DONOR = { donorId: 'P-donor', donorArea: '310000' };
const UNTIL = HENAN_SETTLED_AT + 600_000;
let net: TestHub;
let shanghai: ReturnType<TestHub['province']>;
let henan: ReturnType<TestHub['province']>;
/** Persons who have moved away from Henan. */
const gone = new Set<string>();
const told: { spendId: string; kind: string; amount: number }[] = [];
let count = 0;

beforeAll(async () => {
  net = testHub(db);
  henan = net.province('41', {
    'quota.holder@1': async ({ personId }) =>
      ok({ isInsured: personId !== 'P-uninsured' && !gone.has(personId) }),
  });
  shanghai = net.province('31', {
    'quota.spent@1': async (spend) => {
      told.push(spend);
      return ok({ outcome: 'applied' });
    },
  });
  const entry = (digest: string, personId: string) => ({ digest, personId, insuredArea: '410100' });
  const entries = ['relative', 'second', 'uninsured', 'sixteen', 'moved'].map((who) =>
    entry(`d-${who}`, `P-${who}`),
  );
  await henan.ask('directory.register@1', routeOf({ insuredArea: '410100' }), { entries });
});

async function transfer(own: Partial<typeof DONOR> & { who?: string; amount?: number; id?: string } = {}) {
  const { who = 'relative', amount = 100_000, id = `T${++count}`, ...donor } = own;
  const wish = {
    ...DONOR,
    ...donor,
    transferId: id,
    relativeDigest: `d-${who}`,
    relation: 'spouse' as const,
    amount,
  };
  const route = routeOf({ insuredArea: wish.donorArea, personId: wish.donorId });
  const answer = await shanghai.ask('quota.transfer@1', route, wish);
  if (!answer.ok) return answer.refusal.code;
  return answer.value.reason ?? answer.value.outcome;
}
const key = (personId: string) => routeOf({ insuredArea: '410100', personId });
const hold = async (legId: string, asked: number, personId = 'P-relative') => {
  const bill = { actId: 'A1', settlementId: `S-${legId}`, careArea: '110000', providerId: 'H11010500001' };
  const answer = await henan.ask('quota.hold@1', key(personId), {
    legId,
    personId,
    asked,
    until: UNTIL,
    ...bill,
  });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const say = async (word: 'confirm' | 'void' | 'outcome', legId: string, personId = 'P-relative') => {
  const answer = await henan.ask(`quota.${word}@1`, key(personId), { legId, personId });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const freeOf = async (personId = 'P-relative') => {
  const answer = await henan.ask('quota.read@1', key(personId), { personId, cursor: null });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
};
const breaches = async () => (await hubFigures(db)).breaches;

test('Q-12 three transfers of at most 2,000.00 a day; the fourth, 2,000.01 and strangers are refused', async () => {
  expect(await transfer({ amount: 200_001 })).toBe('transfer-too-large');
  expect(await transfer({ who: 'nobody' })).toBe('relative-unknown');
  expect(await transfer({ who: 'uninsured' })).toBe('relative-not-insured');
  expect(await transfer({ donorId: 'P-relative' })).toBe('relative-is-donor');
  expect(await transfer({ amount: 200_000, id: 'T-one' })).toBe('accepted');
  expect(await transfer({ amount: 200_000, id: 'T-one' })).toBe('accepted');
  expect(await transfer({ amount: 100_000, id: 'T-one' })).toBe('event-differs');
  expect(await transfer({ donorId: 'P-other-donor', amount: 5000 })).toBe('accepted');
  expect(await transfer({ amount: 1 })).toBe('accepted');
  expect(await transfer({ amount: 1, id: 'T-four' })).toBe('wallet-full-today');
  // Many to many: the same donor helps another relative.
  expect(await transfer({ who: 'second', amount: 700 })).toBe('accepted');
  expect(await freeOf()).toMatchObject({ free: 205_001, held: 0, transfersToday: 3 });
  expect(await breaches()).toEqual([]);
});

test('Q-12 a transfer that was refused stays refused when it comes again on another day', async () => {
  await net.scheduler.advance(86_400_000);
  expect(await transfer({ amount: 1, id: 'T-four' })).toBe('wallet-full-today');
  expect(await transfer({ amount: 1, id: 'T-five' })).toBe('accepted');
});

test('Q-12 a spend creates a payable of type mutual aid, oldest money first; undone, all is as before', async () => {
  const { free } = await freeOf();
  const until = net.scheduler.now() + 600_000;
  const bill = { actId: 'A1', settlementId: 'S9', careArea: '110000', providerId: 'H11010500001', until };
  const asked = { legId: 'L-main', personId: 'P-relative', asked: 203_000, ...bill };
  expect(await henan.ask('quota.hold@1', key('P-relative'), asked)).toMatchObject({
    value: { state: 'held', amount: 203_000 },
  });
  expect(await freeOf()).toMatchObject({ free: free - 203_000, held: 203_000 });
  expect(await say('confirm', 'L-main')).toMatchObject({ state: 'confirmed', amount: 203_000 });
  expect(await say('confirm', 'L-main')).toMatchObject({ state: 'confirmed' });
  expect(await balanceOf(db, 'hub_ledger', 'aid-payable/310000/110000')).toBe(203_000);
  const month = new Date(net.scheduler.now() + 28_800_000).toISOString().slice(0, 7);
  const pair = {
    donorProvince: '31',
    careProvince: '11',
    spends: 2,
    paid: 203_000,
    returned: 0,
    owed: 203_000,
  };
  for (const [province, net_] of [
    ['31', -203_000],
    ['11', 203_000],
  ] as const)
    expect(await net.hub.mutualAid.month(month, province)).toMatchObject({ pairs: [pair], net: net_ });
  await net.hub.deliver();
  expect(told.map(({ spendId, kind }) => [spendId, kind])).toEqual([
    ['L-main.1', 'spent'],
    ['L-main.2', 'spent'],
  ]);
  expect(await breaches()).toEqual([]);
  expect(await say('void', 'L-main')).toMatchObject({ state: 'voided', amount: 0 });
  expect(await say('void', 'L-main')).toMatchObject({ state: 'voided' });
  expect(await balanceOf(db, 'hub_ledger', 'aid-payable/310000/110000')).toBe(0);
  expect(await freeOf()).toMatchObject({ free, held: 0 });
  const after = await net.hub.mutualAid.month(month, null);
  expect(after.pairs).toMatchObject([{ paid: 203_000, returned: 203_000, owed: 0 }]);
  expect(await breaches()).toEqual([]);
});

test('a void before its hold refuses the hold for ever; an empty wallet pays nothing', async () => {
  expect(await say('outcome', 'L-early')).toMatchObject({ state: 'absent' });
  expect(await say('void', 'L-early')).toMatchObject({ state: 'voided' });
  expect(await hold('L-early', 100)).toMatchObject({ state: 'voided', amount: 0 });
  expect(await hold('L-none', 100, 'P-uninsured')).toMatchObject({ state: 'refused' });
});

test('a hold that nobody confirms ends at its time', async () => {
  const { free } = await freeOf();
  const until = net.scheduler.now() + 1000;
  const bill = { actId: 'A1', settlementId: 'S8', careArea: '110000', providerId: 'H11010500001', until };
  const asked = { legId: 'L-late', personId: 'P-relative', asked: 500, ...bill };
  await henan.ask('quota.hold@1', key('P-relative'), asked);
  expect(await net.hub.mutualAid.lapse()).toBe(0);
  await net.scheduler.advance(2000);
  expect(await net.hub.mutualAid.lapse()).toBe(1);
  expect(await freeOf()).toMatchObject({ free, held: 0 });
  expect(await say('confirm', 'L-late')).toMatchObject({ state: 'voided', reason: 'hold-expired' });
});

test('P-02 another province neither reads nor spends a wallet', async () => {
  const beijing = net.province('11');
  const route = routeOf({ insuredArea: '110000', personId: 'P-relative' });
  const answer = await beijing.ask('quota.read@1', route, { personId: 'P-relative', cursor: null });
  expect(answer).toMatchObject({ refusal: { code: 'not-permitted' } });
});

test('PS2 a wallet moves with its person; a leg of before is ended by the place that asked for it', async () => {
  const personId = 'P-moved';
  expect(await transfer({ who: 'moved', amount: 30_000 })).toBe('accepted');
  const until = net.scheduler.now() + 600_000;
  const bill = { actId: 'A7', settlementId: 'S7', careArea: '110000', providerId: 'H11010500001', until };
  await henan.ask('quota.hold@1', key(personId), { legId: 'L-moved', personId, asked: 30_000, ...bill });
  await say('confirm', 'L-moved', personId);
  gone.add(personId);
  const beijing = net.province('11', { 'quota.holder@1': async () => ok({ isInsured: true }) });
  const route = routeOf({ insuredArea: '110000', personId });
  const there = { personId, cursor: null };
  expect(await beijing.ask('quota.read@1', route, there)).toMatchObject({ value: { free: 0 } });
  expect(await henan.ask('quota.read@1', key(personId), there)).toMatchObject({
    refusal: { code: 'not-permitted' },
  });
  const foreign = { legId: 'L-moved', personId };
  expect(await beijing.ask('quota.void@1', route, foreign)).toMatchObject({
    refusal: { code: 'not-permitted' },
  });
  expect(await say('void', 'L-moved', personId)).toMatchObject({ state: 'voided' });
  expect(await beijing.ask('quota.read@1', route, there)).toMatchObject({ value: { free: 30_000 } });
  expect(await breaches()).toEqual([]);
});

test('P-05 of a donor who has moved each area owes what was put in there', async () => {
  const personId = 'P-moved';
  const free = 30_000;
  const route = routeOf({ insuredArea: '110000', personId });
  const beijing = net.province('11', { 'quota.holder@1': async () => ok({ isInsured: true }) });
  const wish = { donorId: DONOR.donorId, donorArea: '110000', relation: 'spouse' as const };
  const more = { ...wish, transferId: 'T-moved', relativeDigest: 'd-moved', amount: 5000 };
  const donor = routeOf({ insuredArea: '110000', personId: DONOR.donorId });
  gone.delete(personId);
  expect(await beijing.ask('quota.transfer@1', donor, more)).toMatchObject({
    value: { outcome: 'accepted' },
  });
  const until = net.scheduler.now() + 600_000;
  const bill = { actId: 'A8', settlementId: 'S8', careArea: '410100', providerId: 'H41010500001', until };
  const asked = { legId: 'L-two-areas', personId, asked: free + 5000, ...bill };
  expect(await henan.ask('quota.hold@1', key(personId), asked)).toMatchObject({
    value: { state: 'held', amount: free + 5000 },
  });
  await say('confirm', 'L-two-areas', personId);
  expect(await balanceOf(db, 'hub_ledger', 'aid-payable/310000/410100')).toBe(free);
  expect(await balanceOf(db, 'hub_ledger', 'aid-payable/110000/410100')).toBe(5000);
  expect(await beijing.ask('quota.read@1', route, { personId, cursor: null })).toMatchObject({ ok: false });
  expect(await breaches()).toEqual([]);
});

test('sixteen clients on one wallet never overdraw it', async () => {
  await transfer({ who: 'sixteen', amount: 100_000 });
  await transfer({ who: 'sixteen', amount: 50_000, donorId: 'P-other-donor' });
  const until = net.scheduler.now() + 600_000;
  const bill = { actId: 'A1', settlementId: 'S16', careArea: '110000', providerId: 'H11010500001', until };
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, index) => {
      const asked = { legId: `L-16-${index}`, personId: 'P-sixteen', asked: 20_000, ...bill };
      return henan.ask('quota.hold@1', key('P-sixteen'), asked);
    }),
  );
  const held = answers.reduce((sum, answer) => sum + (answer.ok ? answer.value.amount : 0), 0);
  expect(held).toBe(150_000);
  expect(await freeOf('P-sixteen')).toMatchObject({ free: 0, held: 150_000 });
  expect(await breaches()).toEqual([]);
});

test('money is taken from the oldest donor first', () => {
  const part = (donorId: string, amount: number) => ({ donorId, donorArea: '310000', amount });
  expect(partsFor(120, [part('a', 100), part('b', 0), part('c', 50)])).toEqual([
    part('a', 100),
    part('c', 20),
  ]);
  expect(partsFor(10, [])).toEqual([]);
});
