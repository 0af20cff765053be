import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, calendarDate, type Fen, parseQuantity, parseUnitPrice } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { decideStaff, type PractitionerEntry, registerPractitioner } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { codeOf, HOSPITAL, type Hospital, hospital, ITEMS } from '../testing/hospital.ts';
import { PERSON, personOf, visitWithBatch } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const person = personOf(PERSON);
const priceOf = (text: string) => {
  const parsed = parseUnitPrice(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};
const countOf = (text: string) => {
  const parsed = parseQuantity(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

describe('a patient who pays for everything', () => {
  const row = (lineId: string, own: object = {}): InputOf<'4201'>[number] => ({
    visitSerial: 'ZF-1',
    hospitalVisitNumber: 'MZ-1',
    batchNumber: 'B1',
    lineId,
    certificateType: 'id-card',
    kindOfCare: '9108',
    certificateNumber: person.certificate,
    personName: person.name,
    occurredAt: at('2026-03-10 08:30:00'),
    quantity: countOf('2'),
    price: priceOf('98.00'),
    lineAmount: 19_600 as Fen,
    itemCode: ITEMS.drugA,
    hospitalItemCode: 'HIS-1',
    hospitalItemName: '本院甲类片',
    feeCategory: 'western-drug',
    productName: '甲类片',
    orderingDepartmentCode: '01',
    orderingDepartmentName: '内科',
    orderingDoctorCode: 'D110000000001',
    orderingDoctorName: '示医生',
    ...own,
  });
  const compared = async (feeTotal: number, visitSerial = 'ZF-1') =>
    (await beijing.must('4262', { visitSerial, providerId: HOSPITAL, feeTotal: feeTotal as Fen })).comparison;

  it('is reported line by line; the same line again replaces itself, and the totals compare', async () => {
    expect(await compared(0)).toMatchObject({ comparison: 'differs' });
    await beijing.must('4201', [row('1'), row('2')]);
    expect(await compared(39_200)).toMatchObject({ comparison: 'equal' });
    await beijing.must('4201', [row('2', { quantity: countOf('1'), lineAmount: 9_800 as Fen })]);
    const differs = await compared(39_200);
    expect(differs).toMatchObject({ comparison: 'differs' });
    expect(differs?.comparisonText).toContain('已上传 2 条合计 294.00 元');
    expect(await compared(29_400)).toMatchObject({ comparison: 'equal' });
  });

  it.each([
    ['an amount that is not price × quantity', [row('9', { lineAmount: 1 as Fen })], 'amount-mismatch'],
    ['a time to come', [row('9', { occurredAt: at('2026-03-12 08:00:00') })], 'date-in-future'],
    ['a line twice in one message', [row('9'), row('9')], 'line-duplicate'],
    [
      'another person under the same number',
      [row('9', { certificateNumber: '110101199003070011' })],
      'visit-person-mismatch',
    ],
  ] as const)('%s is refused whole', async (_what, rows, code) => {
    const mixed = [row('8'), ...rows];
    expect(codeOf(await beijing.call('4201', mixed))).toBe(code);
    expect(await compared(29_400)).toMatchObject({ comparison: 'equal' });
  });

  const visit: InputOf<'4261'>['visit'] = {
    visitSerial: 'ZF-2',
    providerId: HOSPITAL,
    providerName: '北京示例医院',
    certificateType: 'id-card',
    certificateNumber: person.certificate,
    personName: person.name,
    startedAt: at('2026-03-09 08:00:00'),
    kindOfCare: 'inpatient',
    stayState: 'in-hospital',
    isValid: true,
    ageInYears: '0.5',
  };
  const line = (lineId: string, own: object = {}): InputOf<'4261'>['lines'][number] => ({
    lineId,
    occurredAt: at('2026-03-10 08:30:00'),
    providerId: HOSPITAL,
    providerName: '北京示例医院',
    quantity: countOf('1'),
    price: priceOf('60.00'),
    lineAmount: 6_000 as Fen,
    isValid: true,
    ...own,
  });
  const upload = (uploadKind: 'whole' | 'change', lines: InputOf<'4261'>['lines'], own: object = {}) =>
    beijing.call('4261', { upload: { uploadKind }, visit: { ...visit, ...own }, diagnoses: [], lines });

  it('is reported whole or changed; what is no longer valid no longer counts', async () => {
    expect(codeOf(await upload('whole', [line('1'), line('2'), line('3')]))).toBe('success');
    expect(await compared(18_000, 'ZF-2')).toMatchObject({ comparison: 'equal' });
    expect(codeOf(await upload('change', [line('3', { isValid: false }), line('4')]))).toBe('success');
    expect(await compared(18_000, 'ZF-2')).toMatchObject({ comparison: 'equal' });
    expect(codeOf(await upload('whole', [line('1')]))).toBe('success');
    expect(await compared(6_000, 'ZF-2')).toMatchObject({ comparison: 'equal' });
    expect(codeOf(await upload('change', [], { isValid: false }))).toBe('success');
    expect((await compared(6_000, 'ZF-2'))?.comparisonText).toContain('没有上传');
    expect(codeOf(await upload('whole', [line('1', { providerId: 'H31010100001' })]))).toBe(
      'operator-not-allowed',
    );
    const foreign = { visitSerial: 'ZF-2', providerId: 'H31010100001', feeTotal: 0 as Fen };
    expect(codeOf(await beijing.call('4262', foreign))).toBe('operator-not-allowed');
  });

  it('is named nowhere in the clear, and each report is a leaf of the journal', async () => {
    const all = statement('test-self-pay', 'SELECT v::text AS text FROM care.self_pay_visit v');
    const texts = (await care.query<{ text: string }>(all, [])).map(({ text }) => text).join('\n');
    for (const secret of [person.name, person.certificate]) expect(texts).not.toContain(secret);
    const leaves = statement(
      'test-self-pay-leaves',
      `SELECT kind FROM evidence.journal WHERE kind = 'care.self-pay'`,
    );
    expect(await care.query(leaves, [])).toHaveLength(6);
  });
});

describe('a report of an examination', () => {
  const report = (own: object = {}): InputOf<'4501'>['report'] => ({
    visitSerial: 'MZ-7',
    isValid: true,
    personId: person.personId,
    reportNumber: 'CT-1',
    reportName: '胸部CT',
    reportedOn: calendarDate('2026-03-09'),
    examItemCode: 'E001',
    examItemName: '胸部CT平扫',
    examConclusion: '未见明显异常',
    abnormality: '0',
    ...own,
  });
  const upload = (own: object = {}) =>
    beijing.call('4501', { report: report(own), items: [], samples: [], images: [] });
  const list = (own: object = {}, from: Hospital = beijing) =>
    from.must('5401', { personId: person.personId, ...own });

  it('is found by another institution of the province, by item and maker, and read in full', async () => {
    expect(codeOf(await upload())).toBe('success');
    const other = hospital(network, 'H11010500002');
    expect(await list({ examItemCode: 'E001' }, other)).toMatchObject([
      {
        reportNumber: 'CT-1',
        providerId: HOSPITAL,
        examConclusion: '未见明显异常',
        reportedOn: '2026-03-09',
      },
    ]);
    expect(await list({ examItemCode: 'E002' })).toEqual([]);
    expect(await list({ examInstitutionCode: HOSPITAL, examItemName: '胸部CT平扫' })).toHaveLength(1);
    expect(await list({ examInstitutionCode: 'H11010500002' })).toEqual([]);
    const key = { personId: person.personId, reportNumber: 'CT-1', providerId: HOSPITAL };
    const read = await other.must('5402', key);
    expect(read).toMatchObject({ exam: { reportName: '胸部CT', abnormality: '0' }, results: [] });
    expect(codeOf(await other.call('5402', { ...key, personId: 'another' }))).toBe('report-not-found');
    const looks = statement(
      'test-report-looks',
      `SELECT DISTINCT provider_id FROM care.access_log WHERE purpose = 'read-report'`,
    );
    expect(await care.query(looks, [])).toHaveLength(2);
  });

  it('put right replaces itself, and taken back is found by nobody', async () => {
    expect(codeOf(await upload({ examConclusion: '右肺结节' }))).toBe('success');
    expect(await list()).toMatchObject([{ examConclusion: '右肺结节' }]);
    expect(codeOf(await upload({ isValid: false }))).toBe('success');
    expect(await list()).toEqual([]);
  });

  it('of a laboratory tells its results; with a visit it is that visit’s person’s', async () => {
    const visit = await visitWithBatch(beijing);
    const lab: InputOf<'4502'> = {
      report: {
        visitSerial: 'MZ-8',
        visitId: visit.visitId,
        isValid: true,
        reportNumber: 'LAB-1',
        examItemName: '血常规',
        reportingDoctor: '示医生',
      },
      results: [
        { resultName: '白细胞', numericResult: '5.6', resultUnit: '10^9/L', referenceValue: '3.5-9.5' },
        { resultName: '血型', wordedResult: 'A' },
      ],
      samples: [],
      images: [],
    };
    await beijing.must('4502', lab);
    const key = { personId: person.personId, reportNumber: 'LAB-1', providerId: HOSPITAL };
    expect(await beijing.must('5402', key)).toMatchObject({
      lab: { examItemName: '血常规', reportingDoctor: '示医生' },
      results: [{ resultName: '白细胞', numericResult: '5.6' }, { wordedResult: 'A' }],
    });
    const of = (own: object) => beijing.call('4502', { ...lab, report: { ...lab.report, ...own } });
    expect(codeOf(await of({ visitId: 'none' }))).toBe('visit-not-found');
    expect(codeOf(await of({ personId: 'another' }))).toBe('visit-person-mismatch');
  });
});

describe('who practises at an institution', () => {
  const agency: Actor = { id: 'a1', kind: 'agency', node: '11', areas: ['110000'], roles: [] };
  const entry: PractitionerEntry = {
    providerId: HOSPITAL,
    staffCode: 'D110000000001',
    name: '示医生',
    certificateNumber: person.certificate,
    ownNumber: '0001',
    qualificationNumber: null,
    licenceNumber: '110000000000001',
    startedOn: calendarDate('2026-01-01'),
    endedOn: null,
    reason: '首次登记',
  };
  const register = (own: Partial<PractitionerEntry> = {}, actor: Actor = agency) =>
    registerPractitioner(network.care.care.deps, actor, { ...entry, ...own });
  const ask = (own: Partial<InputOf<'5102'>> = {}) =>
    beijing.must('5102', { practitionerKind: 'physician', ...own });

  it('is registered by the agency of the place and told to that institution alone', async () => {
    expect(await register()).toMatchObject({ value: { outcome: 'applied' } });
    expect(await register()).toMatchObject({ value: { outcome: 'unchanged' } });
    await register({ staffCode: 'N110000000002', name: '示护士' });
    expect(await ask()).toMatchObject([
      {
        practitionerCode: 'D110000000001',
        practitionerName: '示医生',
        isInsuranceDoctor: true,
        practitionerOwnNumber: '0001',
        changeReason: '首次登记',
      },
    ]);
    expect(await ask({ practitionerKind: 'nurse', practitionerName: '示护士' })).toMatchObject([
      { isInsuranceDoctor: false },
    ]);
    expect(await ask({ practitionerName: '别人' })).toEqual([]);
    expect(await ask({ certificateNumber: person.certificate.toLowerCase() })).toHaveLength(1);
    expect(await hospital(network, 'H11010500002').must('5102', { practitionerKind: 'physician' })).toEqual(
      [],
    );
  });

  it('V-18 is no insurance doctor on the days on which the eligibility is suspended', async () => {
    const suspended = { staffCode: 'D110000000001', state: 'suspended', reason: '记分' } as const;
    const days = { fromOn: calendarDate('2026-03-10'), untilOn: calendarDate('2026-03-10') };
    await decideStaff(network.care.care.deps, agency, { ...suspended, ...days });
    expect(await ask()).toMatchObject([{ isInsuranceDoctor: false }]);
    network.clock.now = at('2026-03-11 09:00:00');
    expect(await ask()).toMatchObject([{ isInsuranceDoctor: true }]);
    await register({ endedOn: calendarDate('2026-03-10'), reason: '调离' });
    expect(await ask()).toMatchObject([{ isInsuranceDoctor: false, changeReason: '调离' }]);
  });

  it.each([
    [{ staffCode: 'X1' }, 'staff-code-malformed'],
    [{ certificateNumber: '1' }, 'certificate-malformed'],
    [{ certificateNumber: '110101199003070010' }, 'certificate-check-digit'],
    [{ name: ' ' }, 'name-missing'],
    [{ endedOn: calendarDate('2025-01-01') }, 'until-before-from'],
    [{ reason: ' ' }, 'reason-missing'],
    [{ providerId: 'H11010599999' }, 'institution-unknown'],
  ] as const)('with %o is refused: %s', async (own, code) => {
    expect(await register(own)).toMatchObject({ refusal: { code } });
  });

  it('is not another place’s to register', async () => {
    const other = { ...agency, areas: ['310000'] };
    expect(await register({}, other)).toMatchObject({ refusal: { code: 'not-permitted' } });
  });
});
