import {
  addFen,
  type Fen,
  formatQuantity,
  type Instant,
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  sumFen,
} from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import type { InputOf } from '@zhijie/wire';

const ITEMS = {
  drug: { code: 'XZ99ZZA001A001010100001', name: '示例药品甲', price: '98.00' },
  sharedDrug: { code: 'XZ99ZZA002A001010100002', name: '示例药品乙', price: '120.00' },
  consultation: { code: '991102000010000', name: '诊查费', price: '50.00' },
  test: { code: '991102000020000', name: '检验', price: '20.00' },
} as const;

export type ItemName = keyof typeof ITEMS;
/** How many of which item. */
export type Basket = readonly (readonly [item: ItemName, count: number])[];

function sound<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error('The simulated hospital writes sound numbers');
  return result.value;
}

const amountOf = ([item, count]: Basket[number]): Fen =>
  lineAmount(sound(parseUnitPrice(ITEMS[item].price)), sound(parseQuantity(String(count))));

export const totalOf = (...baskets: Basket[]): Fen =>
  addFen(...baskets.map((basket) => sumFen(basket.map(amountOf))));

export type Patient = {
  readonly person: SeedPerson;
  readonly insuranceType: 'employee' | 'resident';
  readonly insuredArea: string;
};

export function patientOf(person: SeedPerson): Patient {
  const { insuranceType, area } = person.coverages[0]!;
  return { person, insuranceType, insuredArea: area };
}

const ordered = {
  orderingDepartmentCode: '0300',
  orderingDepartmentName: '内科',
  orderingDoctorCode: 'D410105000001',
  orderingDoctorName: '王敏',
};

export function registration({ person, insuranceType }: Patient, serial: string, startedAt: Instant) {
  const input: InputOf<'2201'> = {
    personId: person.personId,
    insuranceType,
    startedAt,
    credentialType: 'id-card',
    credentialNumber: person.citizenNumber,
    hospitalVisitNumber: serial,
    departmentCode: '0300',
    departmentName: '内科',
    specialty: 'A03',
  };
  return input;
}

const diagnosis = (diagnosedAt: Instant) => ({
  diagnosisKind: 'western' as const,
  diagnosisRank: 1,
  diagnosisCode: 'J18.900',
  diagnosisName: '肺炎',
  diagnosisDepartment: '内科',
  diagnosingDoctorCode: 'D410105000001',
  diagnosingDoctorName: '王敏',
  diagnosedAt,
});

export function visitRecord(patient: Patient, visitId: string, startedAt: Instant): InputOf<'2203'> {
  const { personId } = patient.person;
  return {
    visit: { visitId, personId, careType: 'outpatient', startedAt },
    diagnoses: [{ ...diagnosis(startedAt), isValid: true }],
  };
}

type Upload = {
  readonly patient: Patient;
  readonly visitId: string;
  readonly batch: string;
  readonly occurredAt: Instant;
  readonly basket: Basket;
};

const lineOf = (upload: Upload, [item, count]: Basket[number], index: number) => ({
  lineId: `${upload.batch}-${index + 1}`,
  visitId: upload.visitId,
  personId: upload.patient.person.personId,
  occurredAt: upload.occurredAt,
  itemCode: ITEMS[item].code,
  hospitalItemCode: ITEMS[item].code.slice(-6),
  lineAmount: amountOf([item, count]),
  quantity: sound(parseQuantity(formatQuantity(sound(parseQuantity(String(count)))))),
  price: sound(parseUnitPrice(ITEMS[item].price)),
  hospitalApproval: 'not-needed' as const,
  ...ordered,
});

export const outpatientLines = (upload: Upload): InputOf<'2204'> =>
  upload.basket.map((entry, index) => ({
    ...lineOf(upload, entry, index),
    batchNumber: upload.batch,
    isOutsidePrescription: false,
  }));

export const inpatientLines = (upload: Upload): InputOf<'2301'> =>
  upload.basket.map((entry, index) => ({ ...lineOf(upload, entry, index), careType: 'inpatient' as const }));

export function admission(
  { person, insuranceType }: Patient,
  serial: string,
  startedAt: Instant,
): InputOf<'2401'> {
  return {
    stay: {
      personId: person.personId,
      insuranceType,
      startedAt,
      credentialType: 'id-card',
      credentialNumber: person.citizenNumber,
      careType: 'inpatient',
      hospitalAdmissionNumber: serial,
      doctorCode: 'D410105000001',
      attendingDoctorName: '王敏',
      admissionDiagnosis: '肺炎',
      admissionDepartmentCode: '0300',
      admissionDepartmentName: '内科',
      admissionBed: '12',
      mainDiagnosisCode: 'J18.900',
      mainDiagnosisName: '肺炎',
    },
    diagnoses: [{ ...diagnosis(startedAt), isMainDiagnosis: true }],
  };
}

export function dischargeOf(
  { person, insuranceType }: Patient,
  visitId: string,
  endedAt: Instant,
): InputOf<'2402'> {
  return {
    discharge: {
      visitId,
      personId: person.personId,
      insuranceType,
      endedAt,
      dischargeDepartmentCode: '0300',
      dischargeDepartmentName: '内科',
      dischargeWay: 'on-advice',
    },
    diagnoses: [{ ...diagnosis(endedAt), isMainDiagnosis: true }],
  };
}

export type Settling = {
  readonly patient: Patient;
  readonly visitId: string;
  readonly batch: string;
  readonly total: Fen;
  readonly usesAccount: boolean;
};

export function outpatientSettlement({
  patient,
  visitId,
  batch,
  total,
  usesAccount,
}: Settling): InputOf<'2207'> {
  return {
    personId: patient.person.personId,
    credentialType: 'id-card',
    credentialNumber: patient.person.citizenNumber,
    careType: 'outpatient',
    feeTotal: total,
    settlementWay: 'by-item',
    visitId,
    batchNumber: batch,
    insuranceType: patient.insuranceType,
    accountUse: usesAccount ? 'own' : 'none',
  };
}

export function inpatientSettlement(settling: Settling, isInterim: boolean): InputOf<'2304'> {
  const { patient, visitId, total, usesAccount } = settling;
  return {
    personId: patient.person.personId,
    credentialType: 'id-card',
    credentialNumber: patient.person.citizenNumber,
    feeTotal: total,
    settlementWay: 'by-item',
    visitId,
    insuranceType: patient.insuranceType,
    accountUse: usesAccount ? 'own' : 'none',
    isInterim,
  };
}
