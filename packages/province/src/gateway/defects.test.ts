import { useTestDatabase } from '@zhijie/database';
import { Defect } from '@zhijie/kernel';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { PERSON, personOf, registration, settlementOf, visitWithBatch } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});
afterEach(() => void network.restart());

/** The program makes a mistake at this point. */
const breakAt = (point: string, make = (text: string): Error => new Defect(text)) =>
  network.restart({
    crashpoint: (name) => {
      if (name === point) throw make(`a mistake at ${point}`);
    },
  });

describe('a mistake of the program itself', () => {
  it.each([
    ['care.settle.before-intent', 'internal-error'],
    ['care.settle.after-intent', 'outcome-unknown'],
    ['care.settle.after-complete', 'outcome-unknown'],
  ])('of a settlement at %s is answered %s', async (point, code) => {
    const visit = await visitWithBatch(beijing);
    const before = await booksOf(network, care);
    const messageId = nextMessageId();
    breakAt(point);
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe(code);
    if (code === 'internal-error') expect(await booksOf(network, care)).toEqual(before);
    network.restart();
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('success');
  });

  it.each([
    ['care.2201.before-commit', 'internal-error'],
    ['care.2201.after-commit', 'outcome-unknown'],
  ])('of a registration at %s is answered %s', async (point, code) => {
    breakAt(point);
    const region = { insuredRegion: '990100' };
    expect(codeOf(await beijing.call('2201', registration(personOf(PERSON)), region))).toBe(code);
  });

  it.each([
    ['care.reverse.after-intent', 'outcome-unknown'],
    ['care.reverse.after-complete', 'outcome-unknown'],
  ])('of a void at %s is answered %s', async (point, code) => {
    const visit = await visitWithBatch(beijing);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    const { visitId, personId } = visit;
    breakAt(point);
    const input = { visitId, personId, settlementId: settlement.settlementId };
    expect(codeOf(await beijing.call('2208', input))).toBe(code);
  });

  it('of the repetition of a pending settlement is answered as unknown, also before anything is done', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    breakAt('care.settle.after-intent');
    await beijing.call('2207', settlementOf(visit), { messageId });
    breakAt('care.settle.before-complete');
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
  });

  it('is told apart from a failure of the world, after which nobody knows', async () => {
    const visit = await visitWithBatch(beijing);
    breakAt('care.settle.before-intent', (text) => new Error(text));
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('outcome-unknown');
  });
});
