import { useTestDatabase } from '@zhijie/database';
import type { Fen } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { codeOf, type Hospital, hospital, ITEMS, outpatientLines } from '../testing/hospital.ts';
import {
  dischargeOf,
  PERSON,
  personOf,
  registration,
  settlementOf,
  stayWithLines,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let other: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  other = hospital(network, 'H11010500002');
});

describe('5202 the diagnoses of a visit', () => {
  it('are those that the hospital told, of a discharged stay those of the discharge', async () => {
    const { visitId, personId } = await visitWithBatch(beijing);
    const { diagnoses } = await beijing.must('5202', { visitId, personId });
    expect(diagnoses).toMatchObject([
      { diagnosisCode: 'J18.900', diagnosisName: '肺炎', diagnosisStage: 'admission', diagnosisRank: 1 },
    ]);
    expect(diagnoses[0]!.diagnosisId).toMatch(/^[0-9a-f]{30}$/);
    const stay = await stayWithLines(beijing);
    await beijing.must('2402', dischargeOf(stay));
    const left = await beijing.must('5202', stay);
    expect(left.diagnoses).toMatchObject([{ diagnosisStage: 'discharge', isMainDiagnosis: true }]);
  });

  it('are shown to nobody else, and for nobody else', async () => {
    const { visitId, personId } = await visitWithBatch(beijing);
    expect(codeOf(await other.call('5202', { visitId, personId }))).toBe('visit-not-found');
    expect(codeOf(await beijing.call('5202', { visitId, personId: 'P1' }))).toBe('visit-person-mismatch');
  });
});

it('5205 lists the settled drugs of chronic visits at this institution, and nothing else', async () => {
  const input = registration(personOf(PERSON));
  const { visitId, personId } = await beijing.must('2201', input, { insuredRegion: '990100' });
  const startedAt = at('2026-03-10 08:00:00');
  const visit = { visitId, personId, careType: 'chronic', startedAt, diseaseCode: 'M03900' } as const;
  await beijing.must('2203', { visit, diagnoses: [] });
  const lines = outpatientLines({ visitId, personId }, 'B1', [
    [ITEMS.drugA, '98.00', '2'],
    [ITEMS.consultation, '50.00', '1'],
  ]);
  await beijing.must('2204', lines);
  const period = { personId, startedAt: at('2026-03-01 00:00:00'), endedAt: at('2026-03-31 00:00:00') };
  expect((await beijing.must('5205', period)).drugs).toEqual([]);
  const settlement = settlementOf({ visitId, personId, batch: 'B1' }, 24_600 as Fen);
  await beijing.must('2207', { ...settlement, careType: 'chronic' });
  expect((await beijing.must('5205', period)).drugs).toMatchObject([
    { itemCode: ITEMS.drugA, careType: 'chronic', quantity: 20_000, catalogueKind: 'drug' },
  ]);
  expect((await beijing.must('5205', { personId, startedAt: at('2026-03-11 00:00:00') })).drugs).toEqual([]);
  expect((await other.must('5205', period)).drugs).toEqual([]);
});
