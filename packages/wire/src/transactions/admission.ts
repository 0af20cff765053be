import { one, pick, transaction } from '../message.ts';
import { diseaseFields, maternityFields, nothing, stayDiagnoses } from './nodes.ts';

/** Who treats the patient, where, and with which main diagnosis. */
const stay = pick(
  'doctorCode',
  'attendingDoctorName',
  'admissionDiagnosis',
  'admissionDepartmentCode',
  'admissionDepartmentName',
  'admissionBed',
  'mainDiagnosisCode',
  'mainDiagnosisName',
);

const stayDetails = {
  ...pick('contactName', 'contactPhone', 'medicalRecordNumber', 'complaint', 'diseaseKind', 'outOfAreaFlags'),
  ...diseaseFields,
  ...maternityFields,
};

export const admitInpatient = transaction({
  number: '2401',
  label: '入院办理',
  writes: true,
  input: {
    stay: one('mdtrtinfo', '入院信息', {
      required: {
        ...pick(
          'personId',
          'insuranceType',
          'startedAt',
          'credentialType',
          'careType',
          'hospitalAdmissionNumber',
        ),
        ...stay,
      },
      optional: { ...stayDetails, ...pick('credentialNumber') },
      regional: pick('cardSerial', 'certificateNumber', 'personName', 'insuredRegion', 'careRegion'),
    }),
    diagnoses: stayDiagnoses,
  },
  output: one('result', '入院结果', { required: pick('visitId'), regional: pick('extensionText') }),
});

export const dischargeInpatient = transaction({
  number: '2402',
  label: '出院办理',
  writes: true,
  input: {
    discharge: one('dscginfo', '出院信息', {
      required: pick(
        'visitId',
        'personId',
        'insuranceType',
        'endedAt',
        'dischargeDepartmentCode',
        'dischargeDepartmentName',
        'dischargeWay',
      ),
      optional: {
        ...pick('dischargeBed', 'diedOn', 'hasComplication', 'extensionText'),
        ...diseaseFields,
        ...maternityFields,
      },
    }),
    diagnoses: stayDiagnoses,
  },
  output: nothing,
});

export const changeStay = transaction({
  number: '2403',
  label: '住院信息变更',
  writes: true,
  input: {
    stay: one('adminfo', '住院信息', {
      required: {
        ...pick('visitId', 'personId', 'startedAt', 'credentialType', 'careType', 'hospitalVisitNumber'),
        ...stay,
      },
      optional: { ...stayDetails, ...pick('endedAt') },
    }),
    diagnoses: stayDiagnoses,
  },
  output: nothing,
});

const visitOfPerson = one('data', '撤销信息', {
  required: pick('visitId', 'personId'),
  optional: pick('extensionText'),
});

export const cancelAdmission = transaction({
  number: '2404',
  label: '入院撤销',
  writes: true,
  input: visitOfPerson,
  output: nothing,
});

export const cancelDischarge = transaction({
  number: '2405',
  label: '出院撤销',
  writes: true,
  input: visitOfPerson,
  output: nothing,
});
