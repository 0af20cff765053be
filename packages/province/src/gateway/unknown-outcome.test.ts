import { useTestDatabase } from '@zhijie/database';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withdrawIntent } from '../care/settlement/withdraw.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { admission, PERSON, personOf, settlementOf, visitWithBatch } from '../testing/journeys.ts';
import { type Fault, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
const books = () => booksOf(network, care);
const region = { insuredRegion: '990100' };
const fault = (message: string, what: Fault['what']) => network.faults.push({ message, what });

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});
beforeEach(() => {
  network.faults.length = 0;
});

/** Everything is at rest and both sides say the same. */
async function expectAgreement() {
  const found = await books();
  expect(found).toMatchObject({ breaches: [], open: 0 });
  expect(found.owed).toBe(found.owedByInsured);
  return found;
}

async function resolveAll() {
  network.clock.now = (network.clock.now + 60_000) as typeof network.clock.now;
  await network.care.resolve();
}

describe('T-06 a settlement whose answer does not come', () => {
  it('is answered as unknown with its id; the same message later gets the result', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    fault('settlement.settle@1', 'lose-answer');
    const unknown = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(codeOf(unknown)).toBe('outcome-unknown');
    expect(unknown.text).toMatch(/结算ID S110000/);
    expect((await books()).open).toBe(1);
    const known = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(codeOf(known)).toBe('success');
    const again = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(again.text).toBe(known.text);
    await expectAgreement();
  });

  it('is found settled by the resolver, and the repeated message gets the success', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    const before = await books();
    fault('settlement.settle@1', 'lose-answer');
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
    await resolveAll();
    expect((await expectAgreement()).settled - before.settled).toBe(1);
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('success');
  });

  it('is withdrawn behind a tombstone when it never arrived; its message is then a new call', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    const before = await books();
    fault('settlement.settle@1', 'lose-request');
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
    await resolveAll();
    expect((await expectAgreement()).settled).toBe(before.settled);
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('success');
    expect((await expectAgreement()).settled - before.settled).toBe(1);
  });

  it('stands when the resolver asked before a copy of the call settled it and answers after', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    const { settlement } = await beijing.must('2207', settlementOf(visit), { messageId });
    const before = await expectAgreement();
    const intent = { providerId: 'H11010500001', settlementId: settlement.settlementId, careArea: '110000' };
    expect(await withdrawIntent(network.care.care.deps, intent)).toBe('settled');
    await resolveAll();
    expect(await expectAgreement()).toEqual(before);
  });

  it('stays open while the insured place is silent, and is resolved once', async () => {
    const visit = await visitWithBatch(beijing);
    fault('settlement.settle@1', 'lose-answer');
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('outcome-unknown');
    fault('settlement.outcome@1', 'lose-answer');
    await resolveAll();
    expect((await books()).open).toBe(1);
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('settlement-in-progress');
    fault('settlement.outcome@1', 'not-delivered');
    await resolveAll();
    await resolveAll();
    await expectAgreement();
  });

  it('is refused and free again when it was certainly not delivered', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    fault('settlement.settle@1', 'not-delivered');
    const refused = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(codeOf(refused)).toBe('insured-place-unreachable');
    await expectAgreement();
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('success');
    await expectAgreement();
  });

  it('has one effect when the request arrives twice', async () => {
    const visit = await visitWithBatch(beijing);
    const before = await books();
    fault('settlement.settle@1', 'twice');
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('success');
    expect((await expectAgreement()).settled - before.settled).toBe(1);
  });

  it('is asked for twice at the same time and answered with the same bytes', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    const calls = [1, 2, 3].map(() => beijing.call('2207', settlementOf(visit), { messageId }));
    const replies = await Promise.all(calls);
    const isSettled = (code: string) => code === 'success' || code === 'message-in-progress';
    expect(replies.map(codeOf).every(isSettled)).toBe(true);
    const successes = replies.filter((reply) => codeOf(reply) === 'success');
    expect(new Set(successes.map((reply) => reply.text)).size).toBe(1);
    await expectAgreement();
  });

  it('two messages for one batch: one settles, the other is refused', async () => {
    const visit = await visitWithBatch(beijing);
    const codes = (await Promise.all([1, 2].map(() => beijing.call('2207', settlementOf(visit))))).map(
      codeOf,
    );
    expect(codes.filter((code) => code === 'success')).toHaveLength(1);
    expect(['settlement-in-progress', 'no-lines', 'visit-already-settled']).toContain(
      codes.find((code) => code !== 'success'),
    );
    await expectAgreement();
  });
});

describe('T-06 a reversal by message', () => {
  const reverse = (personId: string, reversedMessageId: string, reversedTransaction = '2207') =>
    beijing.call('2601', { personId, reversedMessageId, reversedTransaction });

  it('takes a known settlement back; its message can never settle again', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    await beijing.must('2207', settlementOf(visit), { messageId });
    expect(codeOf(await reverse(visit.personId, messageId))).toBe('success');
    await expectAgreement();
    expect(codeOf(await reverse(visit.personId, messageId))).toBe('success');
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('call-reversed');
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('success');
    await expectAgreement();
  });

  it('takes an unknown settlement back, whether or not it had arrived', async () => {
    for (const what of ['lose-answer', 'lose-request'] as const) {
      const visit = await visitWithBatch(beijing);
      const messageId = nextMessageId();
      const before = await books();
      fault('settlement.settle@1', what);
      expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
      expect(codeOf(await reverse(visit.personId, messageId))).toBe('success');
      const after = await expectAgreement();
      expect(after.owed).toBe(before.owed);
      expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('call-reversed');
    }
  });

  it('leaves a tombstone when it comes before its call', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    const before = await books();
    const told = await reverse(visit.personId, messageId);
    expect(codeOf(told)).toBe('success');
    expect(told.text).toContain('没有收到过该报文');
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('call-reversed');
    expect((await expectAgreement()).settled).toBe(before.settled);
  });

  it('goes on by itself when its own answer is lost', async () => {
    for (const what of ['lose-answer', 'lose-request', 'not-delivered'] as const) {
      const visit = await visitWithBatch(beijing);
      const messageId = nextMessageId();
      const before = await books();
      await beijing.must('2207', settlementOf(visit), { messageId });
      fault('settlement.reverse@1', what);
      const own = nextMessageId();
      const input = { personId: visit.personId, reversedMessageId: messageId, reversedTransaction: '2207' };
      expect(codeOf(await beijing.call('2601', input, { messageId: own }))).toBe('outcome-unknown');
      await resolveAll();
      expect((await expectAgreement()).owed).toBe(before.owed);
      expect(codeOf(await beijing.call('2601', input, { messageId: own }))).toBe('success');
    }
  });

  it('undoes an admission', async () => {
    const messageId = nextMessageId();
    const { visitId } = await beijing.must('2401', admission(personOf(PERSON)), { ...region, messageId });
    const { personId } = personOf(PERSON);
    expect(codeOf(await reverse(personId, messageId, '2304'))).toBe('reversal-mismatch');
    expect(codeOf(await reverse('somebody', messageId, '2401'))).toBe('visit-person-mismatch');
    expect(codeOf(await reverse(personId, messageId, '2401'))).toBe('success');
    expect(codeOf(await reverse(personId, messageId, '2401'))).toBe('success');
    expect(codeOf(await beijing.call('2404', { visitId, personId }))).toBe('visit-cancelled');
    expect(codeOf(await reverse(personId, messageId, '2208'))).toBe('transaction-not-reversible');
  });
});

describe('a void whose answer is lost', () => {
  it('is finished by the resolver, and the same message gets its answer', async () => {
    const visit = await visitWithBatch(beijing);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    const { visitId, personId } = visit;
    const input = { visitId, personId, settlementId: settlement.settlementId };
    const messageId = nextMessageId();
    fault('settlement.reverse@1', 'lose-answer');
    expect(codeOf(await beijing.call('2208', input, { messageId }))).toBe('outcome-unknown');
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('visit-already-settled');
    await resolveAll();
    await expectAgreement();
    const known = await beijing.call('2208', input, { messageId });
    expect(codeOf(known)).toBe('success');
    expect((await beijing.call('2208', input, { messageId })).text).toBe(known.text);
    expect(codeOf(await beijing.call('2208', input))).toBe('settlement-already-reversed');
  });
});
