import { decryptField } from '@zhijie/crypto';
import { ageOn, dateOf, daysBetween } from '@zhijie/kernel';
import type { dischargeWays, OutputOf } from '@zhijie/wire';
import type { CareDeps } from '../../care/deps.ts';
import { type FoundVisit, readVisits } from '../../care/settlement/query.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

export const listVisits: HandlerOf<'5201'> = async ({ deps, call, input, answer }) => {
  const found = await readVisits(deps, call, {
    personId: input.personId,
    from: input.startedAt,
    until: input.endedAt,
    careType: orNull(input.careType),
    visitId: orNull(input.visitId),
  });
  return map(found, (visits) => answer({ visits: visits.map((each) => rowOf(deps, each)) }));
};

type Row = OutputOf<'5201'>['visits'][number];

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function rowOf(deps: CareDeps, { visit, diagnoses }: FoundVisit): Row {
  const { details, startedAt, endedAt } = visit;
  const contact = (sealed: unknown) =>
    typeof sealed === 'string' ? decryptField(deps.fieldKeys, sealed) : undefined;
  const isStay = visit.kind === 'inpatient';
  const way = text(details.dischargeWay);
  return {
    visitId: visit.visitId,
    personId: visit.personId,
    certificateType: 'id-card',
    certificateNumber: decryptField(deps.fieldKeys, visit.certificateSealed),
    personName: decryptField(deps.fieldKeys, visit.nameSealed),
    gender: visit.gender,
    birthDate: visit.birthDate,
    age: ageOn(visit.birthDate, dateOf(startedAt)),
    insuranceType: visit.insuranceType,
    personGroup: visit.personGroup,
    isCivilServant: visit.isCivilServant,
    insuringAgency: visit.insuredArea,
    startedAt,
    endedAt: endedAt ?? undefined,
    careType: visit.careType ?? 'outpatient',
    contactName: contact(details.contactName),
    contactPhone: contact(details.contactPhone),
    hospitalVisitNumber: visit.serialNumber,
    medicalRecordNumber: text(details.medicalRecordNumber),
    doctorCode: text(details.doctorCode),
    attendingDoctorName: text(details.attendingDoctorName) ?? text(details.doctorName),
    admissionDepartmentCode: text(details.admissionDepartmentCode) ?? text(details.departmentCode),
    admissionDepartmentName: text(details.admissionDepartmentName) ?? text(details.departmentName),
    admissionBed: text(details.admissionBed),
    mainDiagnosisCode: text(details.mainDiagnosisCode) ?? diagnoses.find((d) => d.isMain)?.code,
    mainDiagnosisName: text(details.mainDiagnosisName) ?? diagnoses.find((d) => d.isMain)?.name,
    dischargeDepartmentCode: text(details.dischargeDepartmentCode),
    dischargeDepartmentName: text(details.dischargeDepartmentName),
    dischargeBed: text(details.dischargeBed),
    dischargeWay: way as Parameters<typeof dischargeWays.codeOf>[0] | undefined,
    complaint: text(details.complaint),
    outpatientDiagnosis: isStay
      ? undefined
      : diagnoses
          .map((d) => d.name)
          .join('；')
          .slice(0, 200),
    stayState: isStay ? (endedAt === null ? 'in-hospital' : 'discharged') : undefined,
    stayDays: isStay && endedAt !== null ? daysBetween(dateOf(startedAt), dateOf(endedAt)) : undefined,
    diseaseCode: visit.diseaseCode ?? undefined,
    diseaseName: visit.diseaseName ?? undefined,
  };
}
