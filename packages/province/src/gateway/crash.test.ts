import { useTestDatabase } from '@zhijie/database';
import { calendarDate } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { settlementOf, type Visit, visitWithBatch } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';
import { booked, verdictsOf } from '../testing/reconciliation.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

type Story = (visit: Visit & { readonly batch: string }, messageId: string) => Promise<unknown>;

const settle: Story = (visit, messageId) => beijing.call('2207', settlementOf(visit), { messageId });
const settleAndVoid: Story = async (visit, messageId) => {
  const { settlement } = await beijing.must('2207', settlementOf(visit));
  const { visitId, personId } = visit;
  await beijing.call('2208', { visitId, personId, settlementId: settlement.settlementId }, { messageId });
};
const settleAndReverse: Story = async (visit, messageId) => {
  await beijing.call('2207', settlementOf(visit), { messageId });
  const reversal = { personId: visit.personId, reversedMessageId: messageId, reversedTransaction: '2207' };
  await beijing.call('2601', reversal);
};

/** A settlement that the hospital and this side agreed on: its void is a refund, a record of its own. */
const settleAndRefund: Story = async (visit, messageId) => {
  const { settlement } = await beijing.must('2207', settlementOf(visit));
  const { visitId, personId } = visit;
  const day = { from: calendarDate('2026-03-10'), until: calendarDate('2026-03-10') };
  await verdictsOf(network, beijing, [booked(settlement, personId)], day);
  await beijing.call('2208', { visitId, personId, settlementId: settlement.settlementId }, { messageId });
};

/** Runs the story on a program that dies at a point (0: it does not), and answers the points it met. */
async function pointsOf(
  story: Story,
  diesAt: number,
): Promise<{ met: string[]; repeat: () => Promise<string> }> {
  const met: string[] = [];
  let isDead = false;
  const visit = await visitWithBatch(beijing);
  network.restart({
    crashpoint: (name) => {
      if (isDead) throw new Error('a dead program does nothing');
      met.push(name);
      isDead = met.length === diesAt;
      if (isDead) throw new Error(`died at ${name}`);
    },
  });
  const messageId = nextMessageId();
  await story(visit, messageId).catch(() => undefined);
  network.restart();
  return { met, repeat: async () => codeOf(await beijing.call('2207', settlementOf(visit), { messageId })) };
}

async function expectAgreement(context: string) {
  network.clock.now = (network.clock.now + 60_000) as typeof network.clock.now;
  await network.care.resolve();
  await network.care.resolve();
  const found = await booksOf(network, care);
  expect(found, context).toMatchObject({ breaches: [], open: 0 });
  expect(found.owed, context).toBe(found.owedByInsured);
}

describe('after a crash at any point both sides end settled or both end reversed', () => {
  it.each([
    ['a settlement', settle, 4],
    ['a void', settleAndVoid, 6],
    ['T-04 a refund of what was reconciled', settleAndRefund, 10],
    ['a reversal by message', settleAndReverse, 6],
  ] as const)('%s', async (_name, story, atLeast) => {
    const { met } = await pointsOf(story, 0);
    expect(met.length).toBeGreaterThanOrEqual(atLeast);
    await expectAgreement('without a crash');
    for (let point = 1; point <= met.length; point++) {
      const run = await pointsOf(story, point);
      await expectAgreement(`died at ${run.met.at(-1)}`);
    }
  });

  it('a settlement that died anywhere succeeds when its message is repeated, once', async () => {
    const { met } = await pointsOf(settle, 0);
    for (let point = 1; point <= met.length; point++) {
      const run = await pointsOf(settle, point);
      expect(await run.repeat(), `died at ${run.met.at(-1)}`).toBe('success');
      await expectAgreement(`repeated after ${run.met.at(-1)}`);
    }
  });

  it('T-04 a refund that died anywhere is one refund when its message is repeated', async () => {
    const { met } = await pointsOf(settleAndRefund, 0);
    const inRefund = met.filter((name) => name.startsWith('care.reverse'));
    expect(inRefund.length).toBeGreaterThanOrEqual(3);
    for (const point of inRefund) {
      const visit = await visitWithBatch(beijing);
      const { visitId, personId } = visit;
      const { settlement } = await beijing.must('2207', settlementOf(visit));
      const day = { from: calendarDate('2026-03-10'), until: calendarDate('2026-03-10') };
      await verdictsOf(network, beijing, [booked(settlement, personId)], day);
      network.restart({
        crashpoint: (name) => {
          if (name === point) throw new Error(`died at ${name}`);
        },
      });
      const input = { visitId, personId, settlementId: settlement.settlementId };
      const own = { messageId: nextMessageId() };
      expect(codeOf(await beijing.call('2208', input, own)), point).toBe('outcome-unknown');
      network.restart();
      const { settlement: refund } = await beijing.must('2208', input, own);
      expect(refund.feeTotal, point).toBe(-settlement.feeTotal);
      expect((await beijing.must('2208', input, own)).settlement, point).toEqual(refund);
      await expectAgreement(`repeated after ${point}`);
    }
  });

  it('T-06 a reversal by message that joins a void takes the message back with it', async () => {
    let points = 1;
    for (let diesAt = 0; diesAt <= points; diesAt++) {
      const visit = await visitWithBatch(beijing);
      const { visitId, personId } = visit;
      const messageId = nextMessageId();
      const { settlement } = await beijing.must('2207', settlementOf(visit), { messageId });
      network.faults.push({ message: 'settlement.reverse@1', what: 'lose-answer' });
      const input = { visitId, personId, settlementId: settlement.settlementId };
      expect(codeOf(await beijing.call('2208', input))).toBe('outcome-unknown');
      const reversal = { personId, reversedMessageId: messageId, reversedTransaction: '2207' };
      const own = { messageId: nextMessageId() };
      const met: string[] = [];
      network.restart({
        crashpoint: (name) => {
          met.push(name);
          if (met.length >= diesAt && diesAt > 0) throw new Error(`died at ${name}`);
        },
      });
      await beijing.call('2601', reversal, own);
      network.restart();
      await expectAgreement(`died at ${met.at(-1)}`);
      const settles = beijing.call('2207', settlementOf(visit), { messageId });
      expect(codeOf(await settles), `died at ${met.at(-1)}`).toBe('call-reversed');
      expect(codeOf(await beijing.call('2601', reversal, own))).toBe('success');
      if (diesAt === 0) points = met.length;
    }
    expect(points).toBeGreaterThanOrEqual(3);
  });
});
