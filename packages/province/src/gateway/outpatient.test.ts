import { useTestDatabase } from '@zhijie/database';
import type { Fen } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  outpatientLines,
} from '../testing/hospital.ts';
import {
  BILL_TOTAL,
  PERSON,
  personOf,
  registration,
  settlementOf,
  visitWithBatch,
} from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
const books = () => booksOf(network, care);

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

describe('an outpatient visit in Beijing of a person insured in the example province', () => {
  it('finds the person through the directory when the insured place is not named', async () => {
    const { certificate, personId } = personOf(PERSON);
    const found = await beijing.must('1101', { credentialType: 'id-card', credentialNumber: certificate });
    expect(found.person.personId).toBe(personId);
    expect(found.coverages[0]).toMatchObject({ insuredRegion: '990100', coverageStatus: 'in-force' });
  });

  it('signs an operator in, and out once', async () => {
    const { signInNumber } = await beijing.must('9001', { operatorNumber: '0001' });
    await beijing.must('9002', { operatorNumber: '0001', signInNumber });
    const again = await beijing.call('9002', { operatorNumber: '0001', signInNumber });
    expect(codeOf(again)).toBe('not-signed-in');
  });

  it('T-06 is settled by its insured place, and the same message gets the same bytes', async () => {
    const visit = await visitWithBatch(beijing);
    const before = await books();
    const messageId = nextMessageId();
    const first = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(codeOf(first)).toBe('success');
    if (!first.result.ok) return;
    const { settlement } = first.result.value;
    expect(settlement.feeTotal).toBe(BILL_TOTAL);
    expect(settlement.originalMessageId).toBe(messageId);
    const claim = settlement.paidByFunds + settlement.paidByPersonalAccount;
    expect((await books()).owed - before.owed).toBe(claim);
    const again = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(again.text).toBe(first.text);
    const anew = await beijing.call('2207', settlementOf(visit));
    expect(codeOf(anew)).toBe('visit-already-settled');
    const after = await books();
    expect(after.owed - before.owed).toBe(claim);
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('T-02 pre-settles without any effect, with the figures of the settlement', async () => {
    const visit = await visitWithBatch(beijing);
    const before = await books();
    const quote = await beijing.must('2206', settlementOf(visit));
    await beijing.must('2206', settlementOf(visit));
    expect(await books()).toEqual(before);
    const settled = await beijing.must('2207', settlementOf(visit));
    expect(settled.settlement.paidByFunds).toBe(quote.settlement.paidByFunds);
    expect(settled.funds).toEqual(quote.funds);
  });

  it('T-04 takes a settlement back that is not the latest, and settles its lines again', async () => {
    const before = await books();
    const visit = await visitWithBatch(beijing);
    const first = await beijing.must('2207', settlementOf(visit));
    await beijing.must('2204', outpatientLines(visit, 'B2', [[ITEMS.drugA, '98.00', '1']]));
    await beijing.must('2207', settlementOf({ ...visit, batch: 'B2' }, 9_800 as Fen));
    const { settlementId } = first.settlement;
    const { visitId, personId } = visit;
    const messageId = nextMessageId();
    const undone = await beijing.call('2208', { settlementId, visitId, personId }, { messageId });
    expect(codeOf(undone)).toBe('success');
    if (!undone.result.ok) return;
    expect(undone.result.value.settlement.feeTotal).toBe(-BILL_TOTAL);
    expect(undone.result.value.settlement.settlementId).not.toBe(settlementId);
    const repeated = await beijing.call('2208', { settlementId, visitId, personId }, { messageId });
    expect(repeated.text).toBe(undone.text);
    const twice = await beijing.call('2208', { settlementId, visitId, personId });
    expect(codeOf(twice)).toBe('settlement-already-reversed');
    await beijing.must('2207', settlementOf(visit));
    const after = await books();
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
    expect(after.settled - before.settled).toBe(2);
  });

  it('shows a settlement, its lines and the visit to the hospital', async () => {
    const visit = await visitWithBatch(beijing);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    const { settlementId } = settlement;
    const read = await beijing.must('5203', { ...visit, settlementId });
    expect(read.settlement).toMatchObject({ feeTotal: BILL_TOTAL, isRefund: false, settlementId });
    const lines = await beijing.must('5204', { ...visit, settlementId });
    expect(lines.reduce((sum, line) => sum + line.lineAmount, 0)).toBe(BILL_TOTAL);
    const { startedAt } = registration(personOf(PERSON));
    const period = { startedAt, endedAt: startedAt, personId: visit.personId };
    const { visits } = await beijing.must('5201', period);
    expect(visits.map((each) => each.visitId)).toContain(visit.visitId);
    const { accumulators } = await beijing.must(
      '5206',
      { personId: visit.personId },
      { insuredRegion: '990100' },
    );
    expect(accumulators.length).toBeGreaterThan(0);
  });

  it('shows nothing of it to another hospital', async () => {
    const visit = await visitWithBatch(beijing);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    const other = hospital(network, 'H11010500002');
    const { settlementId } = settlement;
    expect(codeOf(await other.call('5203', { ...visit, settlementId }))).toBe('settlement-not-found');
    expect(codeOf(await other.call('5204', { ...visit }))).toBe('visit-not-found');
    const { visitId, personId } = visit;
    expect(codeOf(await other.call('2208', { settlementId, visitId, personId }))).toBe(
      'settlement-not-found',
    );
  });

  it('withdraws a batch, all lines, and a registration', async () => {
    const visit = await visitWithBatch(beijing);
    const { visitId, personId } = visit;
    await beijing.must('2205', { visitId, personId, batchNumber: 'B1' });
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('no-lines');
    await beijing.must('2204', outpatientLines({ visitId, personId }, 'B1', [[ITEMS.drugA, '98.00', '1']]));
    await beijing.must('2205', { visitId, personId, batchNumber: '0000' });
    expect(await beijing.must('5204', { visitId, personId })).toEqual([]);
    await beijing.must('2202', { visitId, personId, hospitalVisitNumber: 'any' });
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('visit-cancelled');
  });
});
