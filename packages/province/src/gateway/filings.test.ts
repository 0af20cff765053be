import { statement, useTestDatabase } from '@zhijie/database';
import { type AreaCode, assert, calendarDate, type Fen } from '@zhijie/kernel';
import { type SeedPerson, syntheticPersons } from '@zhijie/population';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { insuredInvariants } from '../insured/index.ts';
import { provinceMigrations } from '../province.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  outpatientLines,
} from '../testing/hospital.ts';
import {
  admission,
  dischargeOf,
  nextSerial,
  personOf,
  registration,
  settlementOf,
  staySettlement,
  stayWithLines,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let employee: SeedPerson;
const here = { insuredRegion: '990100' };
const SECOND = 'H11010500002';

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  const found = syntheticPersons('filing tests', '990100' as AreaCode, 60).find(
    ({ coverages: [first] }) => first!.group === 'active' && first!.status === 'in-force',
  );
  assert(found !== undefined, 'somebody is an employee in force');
  employee = found;
  await network.insured.insured.seed([employee]);
});

const day = calendarDate;

function transfer(own: Partial<InputOf<'2501'>> = {}): InputOf<'2501'> {
  return {
    personId: personOf('journey-1').personId,
    diagnosisCode: 'I25.101',
    diagnosisName: '冠心病',
    transferInstitution: SECOND,
    transferInstitutionName: '北京示例第二医院',
    destinationRegion: '110000',
    transferKind: 'cross-province',
    transferredOn: day('2026-03-10'),
    transferReason: '需上级医院手术',
    transferOpinion: '同意转院',
    isTransferAgreed: true,
    contactPhone: '15499000001',
    ...own,
  };
}

describe('2501 a transfer that a hospital files', () => {
  it('F-01 makes the person referred at once: the stay settles, and as a referral', async () => {
    const stay = await stayWithLines(beijing, 'journey-1');
    await beijing.must('2402', dischargeOf(stay));
    expect(codeOf(await beijing.call('2303', staySettlement(stay)))).toBe('filing-required');
    const messageId = nextMessageId();
    const first = await beijing.call('2501', transfer(), { ...here, messageId });
    assert(first.result.ok, `2501 succeeds: ${first.text}`);
    expect((await beijing.call('2501', transfer(), { ...here, messageId })).text).toBe(first.text);
    const settled = await beijing.must('2304', staySettlement(stay));
    expect(settled.settlement.paidByFunds).toBeGreaterThan(0);
    const { transfers } = await beijing.must(
      '5304',
      { personId: stay.personId, startedAt: at('2026-03-01 00:00:00') },
      here,
    );
    expect(transfers).toHaveLength(1);
    expect(transfers[0]).toMatchObject({
      transferInstitution: SECOND,
      transferReason: '需上级医院手术',
      isElsewhere: true,
      startedOn: '2026-03-10',
    });
    const { registrationId } = first.result.value;
    const undo = { registrationId, personId: stay.personId };
    const other = hospital(network, SECOND);
    expect(codeOf(await other.call('2502', undo, here))).toBe('registration-of-other');
    await beijing.must('2502', { ...undo, remark: '录入有误' }, here);
    expect(codeOf(await beijing.call('2502', undo, here))).toBe('registration-withdrawn');
    const { benefits } = await beijing.must(
      '2001',
      {
        personId: stay.personId,
        insuranceType: 'resident',
        providerId: 'H11010500001',
        careType: 'inpatient',
        startedAt: at('2026-03-10 08:00:00'),
      },
      here,
    );
    expect(benefits.find((row) => row.benefitCheck === 'other')?.isBenefitUsable).toBe(false);
  });

  it('an answer that was lost is found by the same message, without a second filing', async () => {
    const messageId = nextMessageId();
    const input = transfer({ personId: personOf('curl').personId });
    network.faults.push({ message: 'registration.file@1', what: 'lose-answer' });
    expect(codeOf(await beijing.call('2501A', input, { ...here, messageId }))).toBe('message-in-progress');
    const again = await beijing.must('2501A', input, { ...here, messageId });
    const { transfers } = await beijing.must(
      '5304',
      { personId: input.personId, startedAt: at('2026-03-01 00:00:00') },
      here,
    );
    expect(transfers).toHaveLength(1);
    const repeated = await beijing.call('2501', input, here);
    expect(repeated.text).toContain(again.registrationId);
    expect(codeOf(repeated)).toBe('registration-exists');
  });

  it.each([
    ['an end before its start', { startedOn: day('2026-03-12'), endedOn: day('2026-03-11') }, 'field-range'],
    ['a whole province as destination', { destinationRegion: '430000' }, 'field-range'],
    ['an unknown person', { personId: 'P99' }, 'unknown-person'],
    ['an insurance that the person does not have', { insuranceType: 'employee' }, 'insurance-type-not-held'],
  ] as const)('%s is refused', async (_name, own, code) => {
    expect(codeOf(await beijing.call('2501', transfer(own), here))).toBe(code);
  });
});

const chronic = (own: Partial<InputOf<'2503'>> = {}): InputOf<'2503'> => ({
  personId: employee.personId,
  insuranceType: 'employee',
  registeredDisease: 'M03900',
  registeredDiseaseName: '高血压',
  appraisingInstitution: 'H11010500001',
  appraisingInstitutionName: '北京示例医院',
  appraisedOn: day('2026-03-01'),
  appraisingDoctorCode: 'D110000000001',
  appraisingDoctorName: '示医生',
  startedOn: day('2026-03-01'),
  ...own,
});

/** A chronic visit of the employee with one line of 980.00, tried without settling. */
async function chronicQuote() {
  const person = { personId: employee.personId, certificate: employee.citizenNumber, name: employee.name };
  const opened = {
    ...registration(person),
    insuranceType: 'employee',
    hospitalVisitNumber: nextSerial(),
  } as const;
  const { visitId, personId } = await beijing.must('2201', opened, here);
  const visit = { visitId, personId };
  await beijing.must('2203', {
    visit: {
      ...visit,
      careType: 'chronic',
      startedAt: at('2026-03-10 08:00:00'),
      diseaseCode: 'M03900',
      diseaseName: '高血压',
    },
    diagnoses: [],
  });
  await beijing.must('2204', outpatientLines(visit, 'B1', [[ITEMS.drugA, '98.00', '10']]));
  const input = settlementOf({ ...visit, batch: 'B1' }, 98_000 as Fen);
  return beijing.call('2206', { ...input, careType: 'chronic', insuranceType: 'employee' });
}

describe('2503 a chronic disease that a hospital registers', () => {
  it('V-07 where the place asks for it, gives the chronic benefit, and its undo takes it back', async () => {
    const before = await chronicQuote();
    expect(before.warning).toContain('未查到该病种的门诊慢特病备案');
    const { registrationId } = await beijing.must('2503', chronic(), here);
    const { diseases } = await beijing.must('5301', { personId: employee.personId }, here);
    expect(diseases).toEqual([
      {
        registeredDisease: 'M03900',
        registeredDiseaseName: '高血压',
        startedOn: '2026-03-01',
        endedOn: undefined,
      },
    ]);
    const after = await chronicQuote();
    assert(before.result.ok && after.result.ok, 'both are tried');
    expect(after.warning).not.toContain('慢特病备案');
    expect(after.result.value.settlement.paidByFunds).not.toBe(before.result.value.settlement.paidByFunds);
    expect(codeOf(await beijing.call('2503', chronic(), here))).toBe('registration-exists');
    const undo = { registrationId, personId: employee.personId, remark: '录入有误' };
    expect(codeOf(await beijing.call('2506', undo, here))).toBe('registration-not-found');
    await beijing.must('2504', undo, here);
    expect((await chronicQuote()).warning).toContain('未查到该病种的门诊慢特病备案');
    expect(codeOf(await beijing.call('2503', chronic({ registeredDisease: 'I10' }), here))).toBe(
      'field-format',
    );
  });
});

/** What decisions read of the person's registrations. */
const STANDING = statement(
  'test-standing',
  `select registrations from insured.coverage where person_id = $1 and insurance_type = $2`,
);

async function standing(): Promise<unknown> {
  const rows = await insured.query<{ registrations: unknown }>(STANDING, [employee.personId, 'employee']);
  return rows[0]!.registrations;
}

describe('2505 and 2507: an institution chosen, an accident', () => {
  const designated = (providerId: string): InputOf<'2505'> => ({
    personId: employee.personId,
    applicationKind: 'designated-institution',
    startedOn: day('2026-03-01'),
    designationOrder: '1',
    providerId,
    providerName: '北京示例医院',
  });

  it('D17 the chosen institution stands with the coverage until it is undone', async () => {
    const { registrationId } = await beijing.must('2505', designated('H11010500001'), here);
    expect(await standing()).toMatchObject([{ kind: 'designated', institution: 'H11010500001' }]);
    const { institutions } = await beijing.must('5302', { personId: employee.personId }, here);
    expect(institutions[0]).toMatchObject({ providerId: 'H11010500001', designationOrder: '1' });
    await beijing.must('2506', { registrationId, personId: employee.personId, remark: '改签' }, here);
    expect(await standing()).toEqual([]);
    const other = await beijing.call(
      '2505',
      { ...designated('H11010500001'), applicationKind: 'accident' },
      here,
    );
    expect(codeOf(other)).toBe('field-dictionary');
  });

  it('D4 an accident stands with whether the fund may pay', async () => {
    await beijing.must(
      '2507',
      {
        reportSource: 'institution',
        personId: employee.personId,
        certificateType: 'id-card',
        certificateNumber: employee.citizenNumber,
        personName: employee.name,
        catalogueRegion: '990100',
        isPayable: true,
        startedOn: day('2026-03-01'),
        providerId: 'H11010500001',
        injuryCause: '雨天滑倒',
      },
      here,
    );
    expect(await standing()).toMatchObject([{ kind: 'accident', isPayable: true }]);
  });

  it('leaves the doctor nothing to say, and no word of what people said in clear', async () => {
    expect(await insuredInvariants(insured)).toEqual([]);
    const read = statement(
      'test-registrations',
      'select row_to_json(r)::text as row from insured.registration r',
    );
    const rows = (await insured.query<{ row: string }>(read, [])).map(({ row }) => row).join('\n');
    expect(rows).not.toContain('15499000001');
    expect(rows).not.toContain('雨天滑倒');
  });
});

describe('5303 who lies in the hospital', () => {
  it('lists stays that are not discharged, by the day of admission', async () => {
    const person = personOf('journey-referral');
    const { visitId } = await beijing.must('2401', admission(person), here);
    const period = { startedAt: at('2026-03-05 00:00:00'), endedAt: at('2026-03-05 23:59:59') };
    const { stays } = await beijing.must('5303', { ...period, personId: person.personId });
    expect(stays).toMatchObject([
      { visitId, personName: person.name, isElsewhere: true, careType: 'inpatient' },
    ]);
    await beijing.must('2402', dischargeOf({ visitId, personId: person.personId }));
    expect((await beijing.must('5303', { ...period, personId: person.personId })).stays).toEqual([]);
  });
});
