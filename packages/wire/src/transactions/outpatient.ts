import { many, one, pick, transaction, variant } from '../message.ts';
import {
  diagnosisFields,
  fundDetails,
  nothing,
  quotedAnswer,
  settledAnswer,
  splitLines,
  tracedPacks,
  voidedVisit,
  voidRequest,
} from './nodes.ts';

export const registerOutpatient = transaction({
  number: '2201',
  label: '门诊挂号',
  writes: true,
  input: one('data', '挂号信息', {
    required: pick(
      'personId',
      'insuranceType',
      'startedAt',
      'credentialType',
      'credentialNumber',
      'hospitalVisitNumber',
      'departmentCode',
      'departmentName',
      'specialty',
    ),
    optional: pick('doctorCode', 'doctorName', 'extensionText'),
    regional: pick('cardSerial', 'certificateNumber', 'personName'),
  }),
  output: one('data', '挂号结果', {
    required: pick('visitId', 'personId', 'hospitalVisitNumber'),
    optional: pick('extensionText'),
  }),
});

export const cancelRegistration = transaction({
  number: '2202',
  label: '门诊挂号撤销',
  writes: true,
  input: one('data', '挂号撤销信息', {
    required: pick('personId', 'visitId', 'hospitalVisitNumber'),
    optional: pick('extensionText'),
  }),
  output: nothing,
});

const visited = pick('visitId', 'personId', 'careType', 'startedAt');
/** The disease directory code exists only for chronic diseases; ordinary visits leave it out. */
const treated = pick('diseaseCode', 'diseaseName', 'complaint', 'familyPlanningKind', 'birthOrOperationDate');

export const recordOutpatientVisit = transaction({
  number: '2203',
  label: '门诊就诊信息上传',
  writes: true,
  input: {
    visit: one('mdtrtinfo', '就诊信息', {
      required: visited,
      optional: { ...treated, ...pick('outOfAreaFlags') },
      regional: pick('diseaseKind'),
    }),
    diagnoses: many('diseinfo', '诊断信息', { required: { ...diagnosisFields, ...pick('isValid') } }),
  },
  output: nothing,
});

/** The A edition of hospitals adds maternity, that of pharmacies the prescription that is dispensed. */
export const recordOutpatientVisitA = transaction({
  number: '2203A',
  label: '门诊就诊信息上传A',
  writes: true,
  input: {
    visit: one('mdtrtinfo', '就诊信息', {
      required: visited,
      optional: { ...treated, ...pick('maternityKind', 'gestationWeeks', 'outOfAreaFlags') },
      regional: pick(
        'diseaseKind',
        'prescribingInstitution',
        'prescribingInstitutionName',
        'prescriptionFile',
        'prescriptionFileName',
        'prescriptionExtension',
      ),
    }),
    diagnoses: many('diseinfo', '诊断信息', {
      required: { ...diagnosisFields, ...pick('isValid') },
      regional: pick('personId', 'visitId', 'isMainDiagnosis', 'admissionCondition'),
    }),
  },
  output: nothing,
});

export const uploadOutpatientLines = transaction({
  number: '2204',
  label: '门诊费用明细信息上传',
  writes: true,
  // Split amounts of the previous answer that clients copy back are extra keys: ignored and listed.
  input: many('feedetail', '费用明细', {
    atLeast: 1,
    required: pick(
      'lineId',
      'visitId',
      'personId',
      'batchNumber',
      'isOutsidePrescription',
      'occurredAt',
      'itemCode',
      'hospitalItemCode',
      'lineAmount',
      'quantity',
      'price',
      'orderingDepartmentCode',
      'orderingDepartmentName',
      'orderingDoctorCode',
      'orderingDoctorName',
      'hospitalApproval',
    ),
    optional: pick(
      'diseaseCode',
      'prescriptionNumber',
      'doseDescription',
      'frequencyDescription',
      'courseDays',
      'routeDescription',
      'performingDepartmentCode',
      'performingDepartmentName',
      'performingDoctorCode',
      'performingDoctorName',
      'herbalUse',
      'isOutsideExamination',
      'outsideHospitalCode',
      'isTakeHomeDrug',
      'isMaternityFee',
      'extensionText',
    ),
    regional: pick('remark', 'isSplitPack'),
    nested: { packs: tracedPacks },
  }),
  output: splitLines,
});

export const withdrawOutpatientLines = transaction({
  number: '2205',
  label: '门诊费用明细信息撤销',
  writes: true,
  input: one('data', '费用明细撤销信息', {
    required: pick('visitId', 'batchNumber', 'personId'),
    optional: pick('extensionText'),
  }),
  output: nothing,
});

export const quoteOutpatient = transaction({
  number: '2206',
  label: '门诊预结算',
  writes: false,
  input: one('data', '预结算信息', {
    required: pick(
      'personId',
      'credentialType',
      'careType',
      'feeTotal',
      'settlementWay',
      'visitId',
      'batchNumber',
      'accountUse',
      'insuranceType',
    ),
    // Not required in every edition: the visit was opened with the credential already.
    optional: pick('credentialNumber', 'outOfAreaFlags'),
    regional: pick('cardSerial', 'certificateNumber', 'personName', 'publicHospitalReform'),
  }),
  output: quotedAnswer,
});

export const settleOutpatient = transaction({
  number: '2207',
  label: '门诊结算',
  writes: true,
  input: one('data', '结算信息', {
    required: pick(
      'personId',
      'credentialType',
      'careType',
      'feeTotal',
      'settlementWay',
      'visitId',
      'batchNumber',
      'insuranceType',
      'accountUse',
    ),
    // The care place splits the lines itself; amounts that the hospital repeats are compared, not needed.
    optional: pick(
      'credentialNumber',
      'invoiceNumber',
      'feeExcluded',
      'feeOverLimit',
      'feeSelfPaidFirst',
      'feeEligible',
      'outOfAreaFlags',
    ),
    regional: pick('cardSerial', 'certificateNumber', 'personName', 'publicHospitalReform'),
  }),
  output: settledAnswer,
});

export const voidOutpatient = transaction({
  number: '2208',
  label: '门诊结算撤销',
  writes: true,
  input: voidRequest,
  output: { settlement: voidedVisit, funds: fundDetails },
});

// The A editions carry the same; they differ in the secret number of the card, which stands outside the
// input.
export const quoteOutpatientA = variant('2206A', '门诊预结算A', quoteOutpatient);
export const settleOutpatientA = variant('2207A', '门诊结算A', settleOutpatient);
