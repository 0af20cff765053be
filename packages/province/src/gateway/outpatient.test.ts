import { useTestDatabase } from '@zhijie/database';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { careFigures, careInvariants } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import { BILL_TOTAL, PERSON, personOf, settlementOf, visitWithBatch } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
});
beforeEach(() => {
  beijing = hospital(network);
});

const breaches = async () => [
  ...(await careInvariants(care, network.clock.now)),
  ...(await network.insured.figures()).breaches,
];
const owed = async () => (await careFigures(care)).reduce((sum, each) => sum + each.claim, 0);

describe('an outpatient visit in Beijing of a person insured in the example province', () => {
  it('finds the person through the directory when the insured place is not named', async () => {
    const { certificate, personId } = personOf(PERSON);
    const found = await beijing.must('1101', { credentialType: 'id-card', credentialNumber: certificate });
    expect(found.person.personId).toBe(personId);
    expect(found.coverages[0]).toMatchObject({ insuredRegion: '990100', coverageStatus: 'in-force' });
  });

  it('is settled by its insured place, and the same message gets the same bytes', async () => {
    const visit = await visitWithBatch(beijing);
    const before = await owed();
    const messageId = nextMessageId();
    const first = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(codeOf(first)).toBe('success');
    if (!first.result.ok) return;
    const { settlement } = first.result.value;
    expect(settlement.feeTotal).toBe(BILL_TOTAL);
    expect(settlement.feeTotal).toBe(
      settlement.paidByFunds + settlement.borneByPerson + settlement.paidByHospital,
    );
    expect(settlement.originalMessageId).toBe(messageId);
    const claim = settlement.paidByFunds + settlement.paidByPersonalAccount;
    expect((await owed()) - before).toBe(claim);
    const again = await beijing.call('2207', settlementOf(visit), { messageId });
    expect(again.text).toBe(first.text);
    expect((await owed()) - before).toBe(claim);
    expect(await breaches()).toEqual([]);
  });
});
