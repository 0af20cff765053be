import { useTestDatabase } from '@zhijie/database';
import { type Actor, calendarDate, type Fen } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { decideStaff, recordTraumaReview, traumaBills } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  outpatientLines,
} from '../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  PERSON,
  personOf,
  registration,
  STAY,
  settlementOf,
  staySettlement,
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

const region = { insuredRegion: '990100' };
const person = personOf(PERSON);
const agency = (area: string): Actor => ({
  id: `agency-${area}`,
  kind: 'agency',
  node: area.slice(0, 2),
  areas: [area],
  roles: [],
});

type Visit = { readonly visitId: string; readonly personId: string };

async function open(): Promise<Visit> {
  const { visitId, personId } = await beijing.must('2201', registration(person), region);
  return { visitId, personId };
}
const told = (visit: Visit, own: { careType?: 'chronic' | 'outpatient'; diseaseCode?: string } = {}) =>
  beijing.call('2203', {
    visit: { ...visit, careType: 'chronic', startedAt: at('2026-03-10 08:00:00'), ...own },
    diagnoses: [],
  });
/** Lines of ¥98.00, each with the disease it is for; none: of no disease. */
const cart = (visit: Visit, batch: string, diseases: readonly (string | null)[]) =>
  outpatientLines(
    visit,
    batch,
    diseases.map(() => [ITEMS.drugA, '98.00', '1'] as const),
  ).map((line, index) => (diseases[index] === null ? line : { ...line, diseaseCode: diseases[index]! }));
const settled = (visit: Visit, careType: 'chronic' | 'outpatient', lines: number) =>
  beijing.must('2207', { ...settlementOf({ ...visit, batch: 'B1' }, (9800 * lines) as Fen), careType });

describe('V-06 one disease, one settlement', () => {
  it('a cart of two diseases and one unrelated item becomes three settlements', async () => {
    const whole = await open();
    expect(codeOf(await told(whole, { diseaseCode: 'M03900' }))).toBe('success');
    const refused = await beijing.call('2204', cart(whole, 'B1', ['M03900', 'M01600', null]));
    expect(codeOf(refused)).toBe('care-type-mismatch');
    expect(refused.text).toContain('B1-2 属于病种 M01600');
    expect(codeOf(await beijing.call('2204', cart(whole, 'B1', ['M03900', null])))).toBe(
      'care-type-mismatch',
    );
    await beijing.must('2204', cart(whole, 'B1', ['M03900', 'M03901']));

    const other = await open();
    await told(other, { diseaseCode: 'M01600' });
    await beijing.must('2204', cart(other, 'B1', ['M01600']));
    const unrelated = await open();
    await told(unrelated, { careType: 'outpatient' });
    await beijing.must('2204', cart(unrelated, 'B1', [null]));

    const first = await settled(whole, 'chronic', 2);
    const second = await settled(other, 'chronic', 1);
    const third = await settled(unrelated, 'outpatient', 1);
    const types = [first, second, third].map(({ settlement }) => settlement.careType);
    expect(types).toEqual(['chronic', 'chronic', 'outpatient']);
    expect(await booksOf(network, care)).toMatchObject({ breaches: [], open: 0 });
  });

  it('a batch that names no disease is of the disease of its visit', async () => {
    const visit = await open();
    await told(visit, { diseaseCode: 'M03900' });
    await beijing.must('2204', cart(visit, 'B1', [null, null]));
    expect(codeOf(await beijing.call('2204', cart(visit, 'B2', ['M03900'])))).toBe('care-type-mismatch');
    await settled(visit, 'chronic', 2);
  });

  it('a visit cannot become one of another disease than its lines', async () => {
    const visit = await open();
    await told(visit, { diseaseCode: 'M03900' });
    await beijing.must('2204', cart(visit, 'B1', ['M03900']));
    expect(codeOf(await told(visit, { diseaseCode: 'M01600' }))).toBe('care-type-mismatch');
    expect(codeOf(await told(visit, { careType: 'outpatient' }))).toBe('success');
  });

  it('a chronic visit without a disease is refused', async () => {
    const reply = await told(await open());
    expect(codeOf(reply)).toBe('field-missing');
    expect(reply.text).toContain('病种编码');
  });
});

describe('V-07 chronic fallback', () => {
  it('a disease that does not settle across provinces is paid as an ordinary visit, and said so', async () => {
    const asked = async (careType: 'chronic' | 'outpatient', diseaseCode?: string) => {
      const visit = await open();
      await told(visit, { careType, ...(diseaseCode === undefined ? {} : { diseaseCode }) });
      await beijing.must('2204', cart(visit, 'B1', [null, null, null, null]));
      const request = settlementOf({ ...visit, batch: 'B1' }, 39_200 as Fen);
      const reply = await beijing.call('2206', { ...request, careType });
      if (!reply.result.ok) throw new Error(reply.text);
      const { paidByFunds, deductibleApplied } = reply.result.value.settlement;
      return { parts: { paidByFunds, deductibleApplied }, warning: reply.warning };
    };
    const ordinary = await asked('outpatient');
    const beyond = await asked('chronic', 'M05400');
    const chronic = await asked('chronic', 'M03900');
    expect(beyond.parts).toEqual(ordinary.parts);
    expect(chronic.parts).not.toEqual(ordinary.parts);
    expect(beyond.warning).toContain('按普通门诊结算');
    expect(chronic.warning).not.toContain('按普通门诊结算');
  });

  it('the care place filters nothing by disease: lines of a chronic visit split as those of any other', async () => {
    const splits: unknown[] = [];
    for (const careType of ['chronic', 'outpatient'] as const) {
      const visit = await open();
      await told(visit, careType === 'chronic' ? { careType, diseaseCode: 'M03900' } : { careType });
      const lines = outpatientLines(visit, 'B1', [
        [ITEMS.drugB, '120.00', '2'],
        [ITEMS.stent, '1500.00', '1'],
      ]);
      splits.push(await beijing.must('2204', lines));
    }
    expect(splits[0]).toEqual(splits[1]);
  });
});

describe('V-08 a chronic visit settled as an ordinary one is repaired', () => {
  it('refunded and settled again as chronic; the second settlement names the one it replaces', async () => {
    const visit = await open();
    await told(visit, { careType: 'outpatient' });
    await beijing.must('2204', cart(visit, 'B1', [null, null]));
    const wrong = (await settled(visit, 'outpatient', 2)).settlement;
    const { settlementId } = wrong;
    expect(codeOf(await told(visit, { diseaseCode: 'M03900' }))).toBe('care-type-mismatch');
    await beijing.must('2208', { settlementId, ...visit });
    expect(codeOf(await told(visit, { diseaseCode: 'M03900' }))).toBe('success');
    const right = (await settled(visit, 'chronic', 2)).settlement;
    const read = (id: string) => beijing.call('5203', { ...visit, settlementId: id });
    const second = await read(right.settlementId);
    expect(second.result).toMatchObject({ value: { settlement: { careType: 'chronic', isRefund: false } } });
    expect(second.warning).toContain(`替代已撤销的结算 ${settlementId}`);
    expect((await read(settlementId)).warning).not.toContain('替代');
    expect(await booksOf(network, care)).toMatchObject({ breaches: [], open: 0 });
  });
});

describe('V-10 examinations outside during a stay', () => {
  const told = (own: object, kind: 'stay' | 'visit' = 'stay') => {
    const line = { isOutsideExamination: true, ...own };
    return async () => {
      if (kind === 'visit') {
        const visit = await open();
        return (await beijing.must('2204', [{ ...cart(visit, 'B1', [null])[0]!, ...line }]))[0]!;
      }
      const { visitId } = await beijing.must('2401', admission(person), region);
      const stay = { visitId, personId: person.personId };
      const [one] = inpatientLines(stay, 'L', [[ITEMS.drugA, '98.00', '1']]);
      return (await beijing.must('2301', [{ ...one!, ...line }]))[0]!;
    };
  };

  it.each([
    [
      'with the stamped form and the hospital outside',
      { hospitalApproval: 'approved', outsideHospitalCode: 'H1' },
      0,
    ],
    ['without the form', { outsideHospitalCode: 'H1' }, 9800],
    ['with the form for no hospital', { hospitalApproval: 'approved' }, 9800],
  ] as const)('%s', async (_, own, feeExcluded) => {
    const line = await told(own)();
    expect(line.feeExcluded).toBe(feeExcluded);
    expect(line.remark ?? '').toBe(
      feeExcluded === 0
        ? ''
        : '住院期间外检、外购须附经医保办审核盖章的审批表（医院审批标志填审批通过，并填外检医院编码），按自费处理',
    );
  });

  it('asks nothing of an outpatient line', async () => {
    expect(await told({}, 'visit')()).toMatchObject({ feeExcluded: 0 });
  });
});

describe('V-18 staff whose payment eligibility is suspended', () => {
  const doctor = 'D110000000018';
  const decide = (
    state: 'eligible' | 'suspended' | 'terminated',
    untilOn: string | null = null,
    by = '110000',
  ) =>
    decideStaff(network.care.care.deps, agency(by), {
      staffCode: doctor,
      state,
      fromOn: calendarDate('2026-03-01'),
      untilOn: untilOn === null ? null : calendarDate(untilOn),
      reason: '年度累计记 9 分',
    });
  const opened = (visit: Visit, batch = 'B1') =>
    outpatientLines(visit, batch, [[ITEMS.drugA, '98.00', '1']]).map((line) => ({
      ...line,
      orderingDoctorCode: doctor,
    }));
  const upload = async (visit: Visit) => codeOf(await beijing.call('2204', opened(visit)));

  it('a line opened by them is refused; a colleague’s is not; in an emergency it is paid', async () => {
    expect(await decide('suspended', '2026-05-31')).toMatchObject({ value: { outcome: 'applied' } });
    const visit = await open();
    const refused = await beijing.call('2204', opened(visit));
    expect(codeOf(refused)).toBe('operator-not-allowed');
    expect(refused.text).toContain('D110000000018 自 2026-03-01 起暂停医保支付资格，至 2026-05-31');
    await beijing.must('2204', cart(visit, 'B2', [null]));

    const urgent = await open();
    const flags = { outOfAreaFlags: { outpatientUrgency: 'emergency' } } as const;
    const base = { ...urgent, careType: 'outpatient', startedAt: at('2026-03-10 08:00:00') } as const;
    await beijing.must('2203', { visit: { ...base, ...flags }, diagnoses: [] });
    expect(await upload(urgent)).toBe('success');
    expect((await settled(urgent, 'outpatient', 1)).settlement.paidByFunds).toBeGreaterThan(0);
  });

  it('a stay is under the same rule', async () => {
    const { visitId } = await beijing.must('2401', admission(person), region);
    const lines = inpatientLines({ visitId, personId: person.personId }, 'L', STAY);
    const own = lines.map((line) => ({ ...line, orderingDoctorCode: doctor }));
    expect(codeOf(await beijing.call('2301', own))).toBe('operator-not-allowed');
    expect(codeOf(await beijing.call('2301', lines))).toBe('success');
  });

  it('a suspension ends with its last day, a termination when it is taken back', async () => {
    expect(await decide('suspended', '2026-03-09')).toMatchObject({ ok: true });
    expect(await upload(await open())).toBe('success');
    expect(await decide('terminated')).toMatchObject({ ok: true });
    expect(await upload(await open())).toBe('operator-not-allowed');
    expect(await decide('eligible')).toMatchObject({ value: { outcome: 'applied' } });
    expect(await decide('eligible')).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await upload(await open())).toBe('success');
  });

  it('only the place that decided changes it, with a reason and days that fit', async () => {
    expect(await decide('suspended', null, '310000')).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await decide('suspended', '2026-02-01')).toMatchObject({ refusal: { field: 'untilOn' } });
    const { deps } = network.care.care;
    const nameless = { staffCode: 'D1', state: 'eligible', fromOn: calendarDate('2026-03-01') } as const;
    expect(
      await decideStaff(deps, agency('110000'), { ...nameless, untilOn: null, reason: 'x' }),
    ).toMatchObject({ refusal: { code: 'staff-code-malformed' } });
  });
});

describe('V-09 trauma', () => {
  const flagged = (flags: object, careType = 'inpatient') => {
    const wanted = admission(person);
    return { ...wanted, stay: { ...wanted.stay, careType, outOfAreaFlags: flags } } as typeof wanted;
  };

  it('a trauma stay without its flags is refused', async () => {
    for (const wanted of [flagged({ isTrauma: true }), flagged({}, 'trauma-inpatient')]) {
      expect(codeOf(await beijing.call('2401', wanted, region))).toBe('trauma-statement-missing');
    }
  });

  it('D5 a stay said to be moved from another hospital is asked for at the insured place', async () => {
    const { visitId } = await beijing.must('2401', flagged({ admissionKind: 'transfer' }), region);
    const stay = { visitId, personId: person.personId };
    await beijing.must('2301', inpatientLines(stay, 'L', STAY));
    await beijing.must('2402', dischargeOf(stay));
    const settled = await beijing.call('2304', staySettlement(stay));
    expect(codeOf(settled)).toBe('success');
    expect(settled.text).toContain('没有查到转出医院已结算的住院');
  });

  it('a settled trauma bill is on the care place’s list by itself, until somebody has found something', async () => {
    const { deps } = network.care.care;
    const own = agency('110000');
    const flags = { isTrauma: true, involvesThirdParty: false };
    const { visitId } = await beijing.must('2401', flagged(flags, 'trauma-inpatient'), region);
    const stay = { visitId, personId: person.personId };
    await beijing.must('2301', inpatientLines(stay, 'L', STAY));
    await beijing.must('2402', dischargeOf(stay));
    expect(await traumaBills(deps, own)).toEqual({ ok: true, value: [] });
    const { settlement } = await beijing.must('2304', staySettlement(stay));
    const ordinary = await visitWithBatch(beijing);
    await beijing.must('2207', settlementOf(ordinary));

    const { settlementId } = settlement;
    expect(await traumaBills(deps, own)).toMatchObject({
      value: [{ settlementId, visitId, careType: 'trauma-inpatient', feeTotal: 1_582_000 }],
    });
    expect(await traumaBills(deps, agency('310000'))).toEqual({ ok: true, value: [] });
    const review = {
      providerId: 'H11010500001',
      settlementId,
      finding: 'questioned',
      isCommitmentSeen: false,
      note: '病历记载为交通事故',
    } as const;
    const record = (change: object = {}, by = own) => recordTraumaReview(deps, by, { ...review, ...change });
    expect(await record({}, agency('310000'))).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await record({ note: ' ' })).toMatchObject({ refusal: { field: 'note' } });
    expect(await record()).toMatchObject({ value: { outcome: 'applied' } });
    expect(await record()).toMatchObject({ value: { outcome: 'unchanged' } });
    expect(await record({ finding: 'accepted' })).toMatchObject({ refusal: { field: 'finding' } });
    expect(await record({ settlementId: 'none' })).toMatchObject({ refusal: { code: 'settlement-unknown' } });
    expect(await traumaBills(deps, own)).toEqual({ ok: true, value: [] });
  });
});
