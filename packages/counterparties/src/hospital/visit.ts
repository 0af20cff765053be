import {
  addFen,
  type CareType,
  type Fen,
  instant,
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  ZERO_FEN,
} from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Hospital, Patient } from './hospital.ts';

/** One line of a bill: an item of the care place's catalogue, price and quantity as decimal text. */
export type BillLine = { readonly item: string; readonly price: string; readonly quantity: string };

/** A visit that the care place knows, with the lines uploaded so far. */
export type OpenVisit = {
  readonly patient: Patient;
  readonly visitId: string;
  readonly careType: CareType;
  readonly isInpatient: boolean;
  readonly batchNumber: string;
  readonly total: Fen;
};

export type SettledVisit = OutputOf<'2207'>['settlement'] | OutputOf<'2304'>['settlement'];

const DEPARTMENT = { code: '0300', name: '内科' } as const;
const DOCTOR = { code: 'D110105000001', name: '示例医师' } as const;
const DIAGNOSIS = { code: 'J18.900', name: '肺炎' } as const;

function diagnosis(hospital: Hospital) {
  return {
    diagnosisKind: 'western',
    diagnosisRank: 1,
    diagnosisCode: DIAGNOSIS.code,
    diagnosisName: DIAGNOSIS.name,
    diagnosisDepartment: DEPARTMENT.name,
    diagnosingDoctorCode: DOCTOR.code,
    diagnosingDoctorName: DOCTOR.name,
    diagnosedAt: hospital.options.now(),
  } as const;
}

/** Registers the visit and records its diagnosis. */
export async function openOutpatient(
  hospital: Hospital,
  patient: Patient,
  careType: CareType = 'outpatient',
): Promise<OpenVisit> {
  const number = hospital.nextMessageId();
  const context = { insuredRegion: patient.insuredRegion };
  const { output } = await hospital.expect(
    '2201',
    {
      personId: patient.personId,
      insuranceType: patient.insuranceType,
      startedAt: hospital.options.now(),
      credentialType: 'id-card',
      credentialNumber: patient.certificateNumber,
      hospitalVisitNumber: number,
      departmentCode: DEPARTMENT.code,
      departmentName: DEPARTMENT.name,
      specialty: 'A03',
    },
    context,
  );
  const { visitId } = output;
  await hospital.expect(
    '2203',
    {
      visit: { visitId, personId: patient.personId, careType, startedAt: hospital.options.now() },
      diagnoses: [{ ...diagnosis(hospital), isValid: true }],
    },
    context,
  );
  return { patient, visitId, careType, isInpatient: false, batchNumber: number, total: ZERO_FEN };
}

/** Admits the patient. `admittedDaysAgo` dates the admission back, as a late upload does. */
export async function openInpatient(
  hospital: Hospital,
  patient: Patient,
  options: { readonly careType?: CareType; readonly admittedDaysAgo?: number } = {},
): Promise<OpenVisit> {
  const careType = options.careType ?? 'inpatient';
  const number = hospital.nextMessageId();
  const startedAt = instant(hospital.options.now() - (options.admittedDaysAgo ?? 3) * 86_400_000);
  const { output } = await hospital.expect(
    '2401',
    {
      stay: {
        personId: patient.personId,
        insuranceType: patient.insuranceType,
        startedAt,
        credentialType: 'id-card',
        credentialNumber: patient.certificateNumber,
        certificateNumber: patient.certificateNumber,
        personName: patient.name,
        careType,
        hospitalAdmissionNumber: number,
        doctorCode: DOCTOR.code,
        attendingDoctorName: DOCTOR.name,
        admissionDiagnosis: DIAGNOSIS.name,
        admissionDepartmentCode: DEPARTMENT.code,
        admissionDepartmentName: DEPARTMENT.name,
        admissionBed: '12',
        mainDiagnosisCode: DIAGNOSIS.code,
        mainDiagnosisName: DIAGNOSIS.name,
      },
      diagnoses: [{ ...diagnosis(hospital), isMainDiagnosis: true }],
    },
    { insuredRegion: patient.insuredRegion },
  );
  return {
    patient,
    visitId: output.visitId,
    careType,
    isInpatient: true,
    batchNumber: number,
    total: ZERO_FEN,
  };
}

function lineOf(hospital: Hospital, visit: OpenVisit, line: BillLine, index: number) {
  const price = parseUnitPrice(line.price);
  const quantity = parseQuantity(line.quantity);
  if (!price.ok || !quantity.ok)
    throw new TypeError(`bill line ${index + 1}: price or quantity is no number`);
  return {
    // Numeric and short: one edition allows fifteen digits only.
    lineId: String(index + 1),
    visitId: visit.visitId,
    personId: visit.patient.personId,
    occurredAt: hospital.options.now(),
    itemCode: line.item,
    hospitalItemCode: line.item,
    lineAmount: lineAmount(price.value, quantity.value),
    quantity: quantity.value,
    price: price.value,
    orderingDepartmentCode: DEPARTMENT.code,
    orderingDepartmentName: DEPARTMENT.name,
    orderingDoctorCode: DOCTOR.code,
    orderingDoctorName: DOCTOR.name,
  } as const;
}

/** Uploads the lines of a bill in one batch; answers the visit with its total. */
export async function uploadLines(
  hospital: Hospital,
  visit: OpenVisit,
  lines: readonly BillLine[],
): Promise<OpenVisit> {
  const context = { insuredRegion: visit.patient.insuredRegion };
  const rows = lines.map((line, index) => lineOf(hospital, visit, line, index));
  if (visit.isInpatient) {
    await hospital.expect(
      '2301',
      rows.map((row) => ({ ...row, careType: visit.careType })),
      context,
    );
  } else {
    const { batchNumber } = visit;
    const outpatient = { batchNumber, isOutsidePrescription: false, hospitalApproval: 'not-needed' } as const;
    await hospital.expect(
      '2204',
      rows.map((row) => ({ ...row, ...outpatient })),
      context,
    );
  }
  return { ...visit, total: addFen(visit.total, ...rows.map((row) => row.lineAmount)) };
}

/** Ends the stay. */
export async function dischargeInpatient(hospital: Hospital, visit: OpenVisit): Promise<void> {
  await hospital.expect(
    '2402',
    {
      discharge: {
        visitId: visit.visitId,
        personId: visit.patient.personId,
        insuranceType: visit.patient.insuranceType,
        endedAt: hospital.options.now(),
        dischargeDepartmentCode: DEPARTMENT.code,
        dischargeDepartmentName: DEPARTMENT.name,
        dischargeWay: 'on-advice',
      },
      diagnoses: [{ ...diagnosis(hospital), isMainDiagnosis: true }],
    },
    { insuredRegion: visit.patient.insuredRegion },
  );
}

function settlementInput(visit: OpenVisit, { usesPersonalAccount, invoiceNumber }: SettleOptions) {
  return {
    personId: visit.patient.personId,
    credentialType: 'id-card',
    credentialNumber: visit.patient.certificateNumber,
    feeTotal: visit.total,
    settlementWay: 'by-item',
    visitId: visit.visitId,
    accountUse: usesPersonalAccount ? 'own' : 'none',
    insuranceType: visit.patient.insuranceType,
    ...(invoiceNumber === undefined ? {} : { invoiceNumber }),
  } as const;
}

type SettleOptions = {
  readonly usesPersonalAccount: boolean;
  readonly messageId?: string;
  /** Of the receipt that the hospital has issued itself. */
  readonly invoiceNumber?: string;
};

function context(visit: OpenVisit, { messageId }: SettleOptions) {
  return { insuredRegion: visit.patient.insuredRegion, ...(messageId === undefined ? {} : { messageId }) };
}

/** What the settlement would be; no effect. */
export async function quoteVisit(hospital: Hospital, visit: OpenVisit, options: SettleOptions) {
  const input = settlementInput(visit, options);
  const { careType, batchNumber } = visit;
  const answer = visit.isInpatient
    ? await hospital.expect('2303', { ...input, isInterim: false }, context(visit, options))
    : await hospital.expect('2206', { ...input, careType, batchNumber }, context(visit, options));
  return answer.output.settlement;
}

/** Settles the visit; an inpatient stay must have been discharged. */
export async function settleVisit(
  hospital: Hospital,
  visit: OpenVisit,
  options: SettleOptions,
): Promise<SettledVisit> {
  const input = settlementInput(visit, options);
  const { careType, batchNumber } = visit;
  const answer = visit.isInpatient
    ? await hospital.expect('2304', { ...input, isInterim: false }, context(visit, options))
    : await hospital.expect('2207', { ...input, careType, batchNumber }, context(visit, options));
  return answer.output.settlement;
}

/** Undoes a settlement whose answer arrived. */
export async function voidSettlement(hospital: Hospital, visit: OpenVisit, settlementId: string) {
  const input = { settlementId, visitId: visit.visitId, personId: visit.patient.personId };
  const options = { insuredRegion: visit.patient.insuredRegion };
  const answer = visit.isInpatient
    ? await hospital.expect('2305', input, options)
    : await hospital.expect('2208', input, options);
  return answer.output.settlement;
}
