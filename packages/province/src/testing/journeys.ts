/** Test support: the steps of a visit and of a stay, as a hospital takes them. */
import { assert, type Fen } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import type { InputOf } from '@zhijie/wire';
import { type Hospital, ITEMS, inpatientLines, outpatientLines, type TestLine } from './hospital.ts';
import { at } from './network.ts';

export const PERSON = 'journey-long-term';
const diagnosis = {
  diagnosisKind: 'western',
  diagnosisRank: 1,
  diagnosisCode: 'J18.900',
  diagnosisName: '肺炎',
  diagnosisDepartment: '内科',
  diagnosingDoctorCode: 'D110000000001',
  diagnosingDoctorName: '示医生',
  diagnosedAt: at('2026-03-10 08:10:00'),
} as const;

let serial = 0;
export function nextSerial(): string {
  serial += 1;
  return `HIS${String(serial).padStart(8, '0')}`;
}

export const BILL: readonly TestLine[] = [
  [ITEMS.drugA, '98.00', '2'],
  [ITEMS.drugB, '120.00', '1'],
  [ITEMS.consultation, '50.00', '1'],
];
/** 2 × 98 + 120 + 50. */
export const BILL_TOTAL = 36_600 as Fen;

export const STAY: readonly TestLine[] = [
  [ITEMS.stent, '1500.00', '10'],
  [ITEMS.bed, '60.00', '5'],
  [ITEMS.drugC, '260.00', '2'],
];
/** 15 000 + 300 + 520. */
export const STAY_TOTAL = 1_582_000 as Fen;

export type Person = { readonly personId: string; readonly certificate: string; readonly name: string };

export function personOf(key: string): Person {
  const person = knownPersonOf(key);
  assert(person !== undefined, `${key} is known`);
  return { personId: person.personId, certificate: person.citizenNumber, name: person.name };
}

export function registration(person: Person): InputOf<'2201'> {
  return {
    personId: person.personId,
    insuranceType: 'resident',
    startedAt: at('2026-03-10 08:00:00'),
    credentialType: 'id-card',
    credentialNumber: person.certificate,
    hospitalVisitNumber: nextSerial(),
    departmentCode: '01',
    departmentName: '内科',
    specialty: 'A03',
  };
}

export type Visit = { readonly visitId: string; readonly personId: string };

/** 2201, 2203 and 2204: a visit with one batch, ready to settle. */
export async function visitWithBatch(
  from: Hospital,
  own: { key?: string; batch?: string; lines?: readonly TestLine[] } = {},
): Promise<Visit & { readonly batch: string }> {
  const person = personOf(own.key ?? PERSON);
  const batch = own.batch ?? 'B1';
  const region = { insuredRegion: '990100' };
  const { visitId, personId } = await from.must('2201', registration(person), region);
  const visit = { visitId, personId };
  await from.must(
    '2203',
    {
      visit: { ...visit, careType: 'outpatient', startedAt: at('2026-03-10 08:00:00') },
      diagnoses: [{ ...diagnosis, isValid: true }],
    },
    region,
  );
  await from.must('2204', outpatientLines(visit, batch, own.lines ?? BILL), region);
  return { ...visit, batch };
}

export function settlementOf(
  visit: Visit & { readonly batch: string },
  feeTotal: Fen = BILL_TOTAL,
): InputOf<'2207'> {
  return {
    personId: visit.personId,
    credentialType: 'id-card',
    careType: 'outpatient',
    feeTotal,
    settlementWay: 'by-item',
    visitId: visit.visitId,
    batchNumber: visit.batch,
    insuranceType: 'resident',
    accountUse: 'none',
  };
}

export function admission(person: Person): InputOf<'2401'> {
  return {
    stay: {
      personId: person.personId,
      insuranceType: 'resident',
      startedAt: at('2026-03-05 10:00:00'),
      credentialType: 'id-card',
      credentialNumber: person.certificate,
      careType: 'inpatient',
      hospitalAdmissionNumber: nextSerial(),
      doctorCode: 'D110000000001',
      attendingDoctorName: '示医生',
      admissionDiagnosis: '冠心病',
      admissionDepartmentCode: '02',
      admissionDepartmentName: '心内科',
      admissionBed: '12',
      mainDiagnosisCode: 'I25.101',
      mainDiagnosisName: '冠状动脉粥样硬化性心脏病',
    },
    diagnoses: [{ ...diagnosis, isMainDiagnosis: true }],
  };
}

/** 2401 and 2301: a stay with lines, not discharged. */
export async function stayWithLines(from: Hospital, key: string = PERSON): Promise<Visit> {
  const person = personOf(key);
  const region = { insuredRegion: '990100' };
  const { visitId } = await from.must('2401', admission(person), region);
  const visit = { visitId, personId: person.personId };
  await from.must('2301', inpatientLines(visit, 'L', STAY), region);
  return visit;
}

export function dischargeOf(visit: Visit, endedAt = at('2026-03-10 08:00:00')): InputOf<'2402'> {
  return {
    discharge: {
      ...visit,
      insuranceType: 'resident',
      endedAt,
      dischargeDepartmentCode: '02',
      dischargeDepartmentName: '心内科',
      dischargeWay: 'on-advice',
    },
    diagnoses: [{ ...diagnosis, isMainDiagnosis: true }],
  };
}

export function staySettlement(
  visit: Visit,
  own: { feeTotal?: Fen; isInterim?: boolean } = {},
): InputOf<'2304'> {
  return {
    personId: visit.personId,
    credentialType: 'id-card',
    feeTotal: own.feeTotal ?? STAY_TOTAL,
    settlementWay: 'by-item',
    visitId: visit.visitId,
    insuranceType: 'resident',
    accountUse: 'none',
    isInterim: own.isInterim ?? false,
  };
}
