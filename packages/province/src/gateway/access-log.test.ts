import { runScript, statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { settlementOf, type Visit, visitWithBatch } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let visit: Visit & { readonly batch: string };

const OF_MESSAGE = statement(
  'test-access-of-message',
  `SELECT purpose, person_id AS "personId", actor_id AS "actorId" FROM care.access_log WHERE message_id = $1`,
);
const entries = (messageId: string) => care.query(OF_MESSAGE, [messageId]);
const entry = (purpose: string) => [{ purpose, personId: visit.personId, actorId: 'H11010500001/0001' }];

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  visit = await visitWithBatch(beijing);
});

describe('every call that shows a person to a hospital leaves one row of who, whom and why', () => {
  it('a quote, a settlement, its readings and its reversals', async () => {
    const { visitId, personId } = visit;
    const ids = Array.from({ length: 8 }, nextMessageId) as [string, ...string[]];
    const own = (index: number) => ({ messageId: ids[index]!, insuredRegion: '990100' });
    await beijing.must('2206', settlementOf(visit), own(0));
    const { settlement } = await beijing.must('2207', settlementOf(visit), own(1));
    const { settlementId } = settlement;
    await beijing.must('5203', { visitId, personId, settlementId }, own(2));
    await beijing.must('5204', { visitId, personId, settlementId }, own(3));
    const span = { startedAt: at('2026-03-01 00:00:00'), endedAt: at('2026-03-31 00:00:00') };
    await beijing.must('5201', { personId, ...span }, own(4));
    await beijing.must('5206', { personId }, own(5));
    await beijing.must('2208', { visitId, personId, settlementId }, own(6));
    const again = nextMessageId();
    await beijing.must('2207', settlementOf(visit), { messageId: again });
    const reversal = { personId, reversedMessageId: again, reversedTransaction: '2207' };
    await beijing.must('2601', reversal, own(7));
    const found = await Promise.all(ids.map(entries));
    expect(found).toEqual(
      [
        'quote',
        'settle',
        'read-settlement',
        'read-lines',
        'read-visits',
        'read-accumulators',
        'undo-settlement',
        'reverse-call',
      ].map(entry),
    );
  });

  it('a reading that is refused leaves none', async () => {
    const messageId = nextMessageId();
    await beijing.call('5203', { ...visit, settlementId: 'S0' }, { messageId });
    expect(await entries(messageId)).toEqual([]);
  });

  it('no row is changed or taken out', async () => {
    for (const sql of [`UPDATE care.access_log SET purpose = 'none'`, 'DELETE FROM care.access_log']) {
      await expect(runScript(care, 'tamper', sql)).rejects.toThrow(/append-only/);
    }
  });
});
