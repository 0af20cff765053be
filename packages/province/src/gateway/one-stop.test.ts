import { statement, useTestDatabase } from '@zhijie/database';
import type { Actor, Refusal, Result } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ActView, driveAct, openBillAct, readAct, resumeAct, undoAct } from '../care/act/index.ts';
import { agree, cover, exampleInsurer, journeySevenPolicies } from '../insured/testing/commercial.ts';
import type { Harness } from '../insured/testing/harness.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { type TestChannel, testChannel } from '../testing/channel.ts';
import { HOSPITAL, type Hospital, hospital, ITEMS, inpatientLines } from '../testing/hospital.ts';
import { admission, dischargeOf, personOf, staySettlement } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let channel: TestChannel;
const providerId = HOSPITAL;
const KEY = 'journey-long-term';
const CASHIER: Actor = {
  id: '0001',
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};
const region = { insuredRegion: '990100' };
const deps = () => network.care.care.deps;

beforeAll(async () => {
  const commercial = exampleInsurer().deps;
  network = await testNetwork({ care, insured }, { policies: journeySevenPolicies(), commercial });
  channel = testChannel(() => network.clock.now);
  network.restart({ channel });
  beijing = hospital(network);
  const h = { side: network.insured.insured } as Harness;
  const { personId, name, certificate } = personOf(KEY);
  await cover(h, { name, citizenNumber: certificate }, 'demo-a-2026');
  await agree(h, personId, 'demo-a-2026');
});

function granted<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** The stay of journey 7: 76,123.88, of which 13,000.00 outside the policy. */
async function settledStay(): Promise<string> {
  const person = personOf(KEY);
  const { visitId } = await beijing.must('2401', admission(person), region);
  const stay = { visitId, personId: person.personId };
  const lines = [
    [ITEMS.drugA, '63123.88', '1'],
    [ITEMS.drugC, '260.00', '50'],
  ] as const;
  await beijing.must('2301', inpatientLines(stay, 'J7', lines), region);
  await beijing.must('2402', dischargeOf(stay));
  const { settlement } = await beijing.must('2304', staySettlement(stay, { feeTotal: 7_612_388 as never }));
  return settlement.settlementId;
}

const VOIDS = statement(
  'test.act.voids',
  `SELECT l.kind FROM care.act_step s
   JOIN care.act_leg l ON l.provider_id = s.provider_id AND l.act_id = s.act_id
     AND l.leg_id = s.event ->> 'legId'
   WHERE s.act_id = $1 AND s.event ->> 'is' = 'said' AND s.event ->> 'state' = 'voided' ORDER BY s.number`,
);
const legOf = (act: ActView, kind: string) => act.legs.findLast((leg) => leg.kind === kind)!;

describe('journeys 7 and 17: funds, insurer, wallet and receipt of one stay', () => {
  let act: ActView;

  it('K-01 insurer 6,899.10, patient 24,724.78, two slips and one receipt', async () => {
    const settlementId = await settledStay();
    const methods = [
      { kind: 'insurer', payer: 'demo-a-2026' },
      { kind: 'channel', payer: 'wallet' },
    ] as const;
    act = granted(
      await openBillAct(deps(), CASHIER, { providerId, requestKey: 'J7', settlementId, methods }),
    );
    expect(act).toMatchObject({ total: 7_612_388, rest: 3_162_388, word: 'paying' });
    expect(legOf(act, 'insurer')).toMatchObject({ state: 'held', amount: 689_910 });
    expect(legOf(act, 'channel')).toMatchObject({ state: 'held', asked: 2_472_478 });
    channel.pay(legOf(act, 'channel').legId);
    act = granted(await resumeAct(deps(), CASHIER, act));
    expect(act).toMatchObject({ word: 'paid', statuses: { whole: 'success' }, left: 0 });
    expect(legOf(act, 'insurer')).toMatchObject({ state: 'confirmed', amount: 689_910 });
    expect(legOf(act, 'insurer').slipId).not.toBeNull();
    expect(legOf(act, 'receipt').slipId).toMatch(/^\d{18}$/);
    expect(act.legs.reduce((sum, leg) => sum + leg.amount, 0)).toBe(7_612_388);
  });

  it('is taken back insurer, funds, wallet, receipt, over any number of kills in the middle', async () => {
    class Kill extends Error {}
    const paid = act.rest! - legOf(act, 'insurer').amount;
    expect(channel.held(legOf(act, 'channel').legId)).toBe(paid);
    let kills = 0;
    const crashpoint = (name: string) => {
      if (name !== 'care.act.before-said') return;
      kills += 1;
      throw new Kill(name);
    };
    // Every program dies between the payer's answer and its own note of it, and the next one goes on.
    await undoAct({ ...deps(), crashpoint }, CASHIER, { ...act, reason: 'staff' }).catch(() => null);
    for (let round = 0; round < 3; round += 1) {
      const node = network.restart({ channel, crashpoint });
      await expect(driveAct(node.care.deps, act)).rejects.toThrow(Kill);
      expect(granted(await readAct(deps(), CASHIER, act)).word).toBe('undoing');
    }
    expect(kills).toBe(4);
    network.restart({ channel });
    const done = granted(await resumeAct(deps(), CASHIER, act));
    expect(done).toMatchObject({ word: 'undone', next: null });
    expect(done.statuses).toEqual({ insurance: 'refund', own: 'refund', whole: 'refund' });
    const order = (await care.query<{ kind: string }>(VOIDS, [act.actId])).map(({ kind }) => kind);
    expect(order).toEqual(['insurer', 'funds', 'channel', 'receipt']);
    expect(done.legs.reduce((sum, leg) => sum + leg.amount, 0)).toBe(0);
    expect(channel.held(legOf(act, 'channel').legId)).toBe(0);
    expect(legOf(done, 'receipt')).toMatchObject({ text: '已冲红' });
    const found = await booksOf(network, care);
    expect(found).toMatchObject({ breaches: [], open: 0 });
    expect(found.owed).toBe(found.owedByInsured);
  });

  it('K-07 an insurer whose node never answers leaves its part to the patient; the funds stand', async () => {
    const settlementId = await settledStay();
    const methods = [
      { kind: 'insurer', payer: 'demo-a-2026' },
      { kind: 'channel', payer: 'cash' },
    ] as const;
    const lost = Array.from({ length: 40 }, () => 'leg.hold@1');
    for (const message of [...lost, ...lost.map(() => 'leg.outcome@1')]) {
      network.faults.push({ message, what: 'not-delivered' });
    }
    const opened = await openBillAct(deps(), CASHIER, {
      providerId,
      requestKey: 'K7',
      settlementId,
      methods,
    });
    expect(granted(opened)).toMatchObject({ word: 'paying', statuses: { insurance: 'success' } });
    network.clock.now = (network.clock.now + 20_000) as typeof network.clock.now;
    const after = granted(await resumeAct(deps(), CASHIER, granted(opened)));
    network.faults.length = 0;
    expect(after).toMatchObject({ word: 'paid', rest: 3_162_388 });
    expect(legOf(after, 'insurer')).toMatchObject({ state: 'voided', amount: 0 });
    expect(legOf(after, 'channel').amount).toBe(3_162_388);
  });
});
