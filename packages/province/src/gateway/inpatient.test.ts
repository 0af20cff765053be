import { useTestDatabase } from '@zhijie/database';
import type { Fen } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { careInvariants } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  nextMessageId,
} from '../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  PERSON,
  personOf,
  STAY_TOTAL,
  staySettlement,
  stayWithLines,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
const books = () => booksOf(network, care);
const DAY = 86_400_000;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

describe('a stay in Beijing of a person insured in the example province', () => {
  it('V-02 sends category totals whose sum is the total, settles after the discharge, is undone before it', async () => {
    const stay = await stayWithLines(beijing);
    expect(codeOf(await beijing.call('2304', staySettlement(stay)))).toBe('not-discharged');
    const quote = await beijing.must('2303', staySettlement(stay));
    await beijing.must('2402', dischargeOf(stay));
    const before = await books();
    const { settlement } = await beijing.must('2304', staySettlement(stay));
    // 10 stents at 1500.00 over a ceiling of 1200.00, 20 % first; 520.00 are excluded.
    expect(settlement).toMatchObject({
      feeTotal: STAY_TOTAL,
      feeExcluded: 52_000,
      feeOverLimit: 300_000,
      feeSelfPaidFirst: 240_000,
      feeEligible: 990_000,
      paidByFunds: quote.settlement.paidByFunds,
    });
    expect(codeOf(await beijing.call('2304', staySettlement(stay)))).toBe('visit-already-settled');
    expect(codeOf(await beijing.call('2405', stay))).toBe('visit-already-settled');
    expect(codeOf(await beijing.call('2404', stay))).toBe('visit-has-settlement');
    expect(codeOf(await beijing.call('2301', inpatientLines(stay, 'M', [[ITEMS.bed, '60.00', '1']])))).toBe(
      'visit-already-settled',
    );
    const { settlementId } = settlement;
    const undone = await beijing.must('2305', { ...stay, settlementId });
    expect(undone.settlement.paidByFunds).toBe(-settlement.paidByFunds);
    await beijing.must('2405', stay);
    expect((await books()).owed).toBe(before.owed);
    expect(await books()).toMatchObject({ breaches: [], open: 0 });
  });

  it('V-04 delivers the lines to the insured side after the settlement, and a late one is a breach', async () => {
    const stay = await stayWithLines(beijing);
    await beijing.must('2402', dischargeOf(stay));
    network.faults.push({ message: 'settlement.details@1', what: 'not-delivered' });
    await beijing.must('2304', staySettlement(stay));
    expect(await network.care.care.deliver()).toBe(0);
    const late = (network.clock.now + 4 * DAY) as typeof network.clock.now;
    expect((await careInvariants(care, late)).map((each) => each.invariant)).toEqual([
      'details-are-delivered',
    ]);
    expect(await network.care.care.deliver()).toBe(1);
    expect(await network.care.care.deliver()).toBe(0);
    expect(await careInvariants(care, late)).toEqual([]);
  });

  it('settles an interim part, then the rest; only the latest may be taken back', async () => {
    const stay = await stayWithLines(beijing);
    const before = await books();
    const interim = await beijing.must('2304', staySettlement(stay, { isInterim: true }));
    await beijing.must('2301', inpatientLines(stay, 'M', [[ITEMS.bed, '60.00', '2']]));
    expect(codeOf(await beijing.call('2404', stay))).toBe('visit-has-settlement');
    await beijing.must('2402', dischargeOf(stay));
    const final = await beijing.must('2304', staySettlement(stay, { feeTotal: 12_000 as Fen }));
    const { settlementId } = interim.settlement;
    expect(codeOf(await beijing.call('2305', { ...stay, settlementId }))).toBe('visit-has-settlement');
    await beijing.must('2305', { ...stay, settlementId: final.settlement.settlementId });
    await beijing.must('2305', { ...stay, settlementId });
    const after = await books();
    expect(after.owed).toBe(before.owed);
    expect(after).toMatchObject({ breaches: [], open: 0 });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('T-03 refunds a line exactly, in parts and in full, and never more than was charged', async () => {
    const stay = await stayWithLines(beijing);
    const refund = (prefix: string, quantity: string) =>
      beijing.call(
        '2301',
        inpatientLines(stay, prefix, [[ITEMS.stent, '1500.00', quantity]], { originalLineId: 'L-1' }),
      );
    expect(codeOf(await refund('R1', '-4'))).toBe('success');
    expect(codeOf(await refund('R2', '-7'))).toBe('refund-exceeds-original');
    expect(codeOf(await refund('R3', '-6'))).toBe('success');
    expect(codeOf(await refund('R4', '-1'))).toBe('refund-exceeds-original');
    const stray = inpatientLines(stay, 'R5', [[ITEMS.stent, '1500.00', '-1']], { originalLineId: 'X' });
    expect(codeOf(await beijing.call('2301', stray))).toBe('refund-original-missing');
    const left = await beijing.must('2303', staySettlement(stay, { feeTotal: 82_000 as Fen }));
    expect(left.settlement).toMatchObject({ feeOverLimit: 0, feeSelfPaidFirst: 0, feeEligible: 30_000 });
    expect(codeOf(await beijing.call('2302', [{ ...stay, lineId: 'L-1' }]))).toBe('line-settled');
    await beijing.must('2302', [{ ...stay, lineId: 'R3-1' }]);
    await beijing.must('2302', [{ ...stay, lineId: '0000' }]);
    expect(codeOf(await beijing.call('2303', staySettlement(stay)))).toBe('no-lines');
    await beijing.must('2404', stay);
    expect(codeOf(await beijing.call('2402', dischargeOf(stay)))).toBe('visit-cancelled');
  });

  it('F-10 an unfiled person is admitted with a warning and settles directly after filing late', async () => {
    const person = personOf('journey-1');
    const admitted = await beijing.call('2401', admission(person), { insuredRegion: '990100' });
    expect(admitted.warning).toContain('补办备案');
    expect(admitted.result.ok).toBe(true);
    if (!admitted.result.ok) return;
    const stay = { visitId: admitted.result.value.visitId, personId: person.personId };
    await beijing.must('2301', inpatientLines(stay, 'L', [[ITEMS.bed, '60.00', '10']]));
    await beijing.must('2402', dischargeOf(stay));
    const settlement = staySettlement(stay, { feeTotal: 60_000 as Fen });
    const messageId = nextMessageId();
    const before = await books();
    expect(codeOf(await beijing.call('2304', settlement, { messageId }))).toBe('filing-required');
    expect(await books()).toMatchObject({ owed: before.owed, keys: before.keys, open: 0, breaches: [] });
    const filed = await network.insured.insured.services.submitFiling(
      { id: person.personId, kind: 'person', node: '99', areas: [], roles: [] },
      {
        personId: person.personId,
        insuranceType: 'resident',
        category: 'other-temporary',
        destination: '110000',
        documents: ['id-card', 'filing-form'],
        channel: 'national-app',
      },
    );
    expect(filed.ok, JSON.stringify(filed)).toBe(true);
    // The refused call left nothing: the same message is judged again.
    expect(codeOf(await beijing.call('2304', settlement, { messageId }))).toBe('success');
    expect(await books()).toMatchObject({ open: 0, breaches: [] });
  });

  it('changes an admission, with diagnoses by their order number', async () => {
    const stay = await stayWithLines(beijing);
    const { stay: admitted, diagnoses } = admission(personOf(PERSON));
    const change = { ...admitted, ...stay, hospitalVisitNumber: 'CHANGED-1', admissionBed: '99' };
    await beijing.must('2403', {
      stay: change,
      diagnoses: [
        { ...diagnoses[0]!, diagnosisName: '改后诊断' },
        { ...diagnoses[0]!, diagnosisRank: 2, isMainDiagnosis: false, isValid: false },
      ],
    });
    const startedAt = at('2026-03-05 00:00:00');
    const period = { startedAt, endedAt: at('2026-03-06 00:00:00'), personId: stay.personId };
    const { visits } = await beijing.must('5201', { ...period, visitId: stay.visitId });
    expect(visits[0]).toMatchObject({
      admissionBed: '99',
      hospitalVisitNumber: 'CHANGED-1',
      stayState: 'in-hospital',
    });
  });
});
