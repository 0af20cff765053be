import { runScript, useTestDatabase } from '@zhijie/database';
import { type CalendarDate, startOfDay } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { HOSPITAL, hospital } from '../../testing/hospital.ts';
import { settlementOf, visitWithBatch } from '../../testing/journeys.ts';
import { testNetwork } from '../../testing/network.ts';
import { countCareDay } from './count.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
const between = {
  from: startOfDay('2026-03-10' as CalendarDate),
  until: startOfDay('2026-03-11' as CalendarDate),
};

test('AN1 a day is counted from its settlements: what was shown, the way, one stop, credit, time, unknown', async () => {
  const network = await testNetwork({ care, insured });
  const beijing = hospital(network);
  const settle = async () => {
    const visit = await visitWithBatch(beijing, { key: 'journey-long-term' });
    return (await beijing.must('2207', settlementOf(visit))).settlement.settlementId;
  };
  const first = await settle();
  await settle();
  const plain = await countCareDay(care, { ...between, now: network.clock.now });
  expect(plain).toMatchObject({ settlements: 2, byIdCard: 2, byInsuranceCode: 0, byMobile: 0, byOneCode: 0 });
  expect(plain).toMatchObject({ oneStop: 0, creditDrawn: 0, unknown: 0, unknownSince: null });
  expect(plain.milliseconds).toBeGreaterThan(0);

  await runScript(
    care,
    'an act with an insurer and a credit line',
    `INSERT INTO care.act (provider_id, act_id, digest, visit_id, person_id, care_area, insured_area, splits,
       request, settle_message, settlement_id, opened_by, opened_at, version, word, changed_at, rest,
       deadline_at)
     SELECT provider_id, 'A1', 'd', visit_id, person_id, care_area, insured_area, false, '{}', 'm',
       settlement_id, 'x', 1, 1, 'paid', 1, 0, 1
     FROM care.settlement WHERE settlement_id = '${first}';
     INSERT INTO care.act_leg (provider_id, act_id, leg_id, kind, payer, state, asked, amount) VALUES
       ('${HOSPITAL}', 'A1', 'l1', 'insurer', 'p', 'confirmed', 500, 500),
       ('${HOSPITAL}', 'A1', 'l2', 'credit', 'b', 'confirmed', 300, 300),
       ('${HOSPITAL}', 'A1', 'l3', 'credit', 'b', 'planned', 900, 900);`,
  );
  const paid = await countCareDay(care, { ...between, now: network.clock.now });
  expect(paid).toMatchObject({ settlements: 2, byOneCode: 1, oneStop: 1, creditDrawn: 300 });

  // The answer gets lost: nobody here knows whether the third one is settled.
  network.faults.push({ message: 'settlement.settle@1', what: 'lose-answer' });
  const visit = await visitWithBatch(beijing, { key: 'journey-long-term' });
  const asked = network.clock.now;
  await beijing.call('2207', settlementOf(visit)).catch(() => undefined);
  const soon = await countCareDay(care, { ...between, now: network.clock.now });
  expect(soon).toMatchObject({ settlements: 2, unknown: 0 });
  const later = (asked + 120_000) as typeof asked;
  const open = await countCareDay(care, { ...between, now: later });
  expect(open).toMatchObject({ settlements: 2, unknown: 1 });
  expect(open.unknownSince).toBeGreaterThanOrEqual(asked);
});
