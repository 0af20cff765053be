import { statement, useTestDatabase } from '@zhijie/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, nextMessageId, outpatientLines } from '../testing/hospital.ts';
import {
  BILL,
  dischargeOf,
  PERSON,
  personOf,
  registration,
  settlementOf,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const DETAILS = statement('test-details', 'SELECT details FROM care.visit WHERE visit_id = $1');

describe('the A editions do what their originals do', () => {
  it('2203A, 2206A and 2207A take an outpatient visit to its settlement', async () => {
    const person = personOf(PERSON);
    const { visitId, personId } = await beijing.must('2201', registration(person), {
      insuredRegion: '990100',
    });
    await beijing.must('2203A', {
      visit: {
        visitId,
        personId,
        careType: 'outpatient',
        startedAt: at('2026-03-10 08:00:00'),
        maternityKind: 'prenatal-examination',
        gestationWeeks: 20,
        prescribingInstitution: 'H11010500002',
      },
      diagnoses: [],
    });
    const [kept] = await care.query<{ details: object }>(DETAILS, [visitId]);
    expect(kept!.details).toMatchObject({ gestationWeeks: 20, prescribingInstitution: 'H11010500002' });
    await beijing.must('2204', outpatientLines({ visitId, personId }, 'B1', BILL));
    const visit = { visitId, personId, batch: 'B1' };
    const quote = await beijing.must('2206A', settlementOf(visit));
    const messageId = nextMessageId();
    const settled = await beijing.call('2207A', settlementOf(visit), { messageId });
    expect(settled.result).toMatchObject({
      ok: true,
      value: { settlement: { paidByFunds: quote.settlement.paidByFunds } },
    });
    expect((await beijing.call('2207A', settlementOf(visit), { messageId })).text).toBe(settled.text);
  });

  it('2303A and 2304A settle a stay', async () => {
    const stay = await stayWithLines(beijing);
    await beijing.must('2402', dischargeOf(stay));
    const quote = await beijing.must('2303A', staySettlement(stay));
    const { settlement } = await beijing.must('2304A', staySettlement(stay));
    expect(settlement.paidByFunds).toBe(quote.settlement.paidByFunds);
    expect(await booksOf(network, care)).toMatchObject({ breaches: [], open: 0 });
  });

  it('T-06 2601 takes back a settlement of an A edition by its own number', async () => {
    const visit = await visitWithBatch(beijing);
    const messageId = nextMessageId();
    await beijing.must('2207A', settlementOf(visit), { messageId });
    const reverse = { personId: visit.personId, reversedMessageId: messageId };
    const wrong = await beijing.call('2601', { ...reverse, reversedTransaction: '2207' });
    expect(codeOf(wrong)).toBe('reversal-mismatch');
    await beijing.must('2601', { ...reverse, reversedTransaction: '2207A' });
    expect(codeOf(await beijing.call('2207A', settlementOf(visit), { messageId }))).toBe('call-reversed');
  });

  it('1306A names the same directory as 1306', async () => {
    const plain = await beijing.must('1306', {});
    expect(await beijing.must('1306A', {})).toEqual(plain);
  });
});
