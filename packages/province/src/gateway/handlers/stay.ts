import type { InputOf } from '@zhijie/wire';
import type { VisitDetails } from '../../care/visit/store.ts';
import { orNull } from '../handling.ts';

type Stay = InputOf<'2401'>['stay'] | InputOf<'2403'>['stay'];

/** What an admission and its change say alike. */
export function stayOf(stay: Stay) {
  const flags = stay.outOfAreaFlags;
  return {
    personId: stay.personId,
    careType: stay.careType,
    startedAt: stay.startedAt,
    diseaseCode: orNull(stay.diseaseCode),
    diseaseName: orNull(stay.diseaseName),
    isEmergency: flags?.admissionKind === 'emergency' || stay.careType === 'emergency-inpatient',
    isTransfer: flags?.admissionKind === 'transfer',
    isTrauma: orNull(flags?.isTrauma),
    involvesThirdParty: orNull(flags?.involvesThirdParty),
    details: detailsOf(stay),
  };
}

function detailsOf(stay: Stay): VisitDetails {
  return {
    medicalRecordNumber: orNull(stay.medicalRecordNumber),
    doctorCode: stay.doctorCode,
    attendingDoctorName: stay.attendingDoctorName,
    admissionDiagnosis: stay.admissionDiagnosis,
    admissionDepartmentCode: stay.admissionDepartmentCode,
    admissionDepartmentName: stay.admissionDepartmentName,
    admissionBed: stay.admissionBed,
    mainDiagnosisCode: stay.mainDiagnosisCode,
    mainDiagnosisName: stay.mainDiagnosisName,
    complaint: orNull(stay.complaint),
  };
}
