/**
 * Settlement lists: upload (4101, 4101A), submission (4102), reading (4103), faults (4104), counts (4105).
 */
import { many, one, pick, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

const settlementOfList = pick('visitId', 'settlementId');

/**
 * What editions require of a list is checked by its quality control, which names every fault, not the first
 * one.
 */
const people = {
  ...pick(
    'personId',
    'insuranceNumber',
    'caseNumber',
    'declaredAt',
    'nationality',
    'newbornDays',
    'ageInDays',
  ),
  ...pick('occupation', 'address', 'employer', 'employerAddress', 'employerPhone', 'postcode', 'contactName'),
  ...pick('contactRelation', 'addressOfContact', 'contactTelephone', 'newbornAdmission', 'birthWeight'),
  ...pick('admissionWeight', 'severalBirthWeights', 'severalAdmissionWeights'),
};

const treatment = {
  ...pick('chronicSpecialty', 'chronicVisitOn', 'admissionWay', 'treatmentKind', 'stayBeganAt'),
  ...pick('admissionSpecialty', 'transferSpecialty', 'stayEndedAt', 'dischargeSpecialty'),
  ...pick('listedDepartmentCode', 'admissionDepartmentName', 'outpatientWesternDiagnosis'),
  ...pick('outpatientWesternCode', 'outpatientChineseDiagnosis', 'outpatientChineseCode', 'ventilatorTime'),
  ...pick('comaBeforeAdmission', 'comaAfterAdmission', 'intensiveNursingDays', 'firstNursingDays'),
  ...pick('secondNursingDays', 'thirdNursingDays', 'dischargeWay', 'acceptingInstitution'),
  ...pick('acceptingInstitutionCode', 'isReadmissionPlanned', 'readmissionPurpose', 'chiefDoctorCode'),
  ...pick('nurseCode'),
};

const papers = {
  ...pick('billCode', 'billNumber', 'businessSerial', 'settledFrom', 'settledUntil', 'paymentMethod'),
  ...pick('filledByDepartment', 'filledBy'),
};

/** Only the edition with the fee block carries these. */
const inFull = {
  ...pick('providerName', 'providerId', 'insuredLevel', 'personName', 'gender', 'birthDate', 'age'),
  ...pick('ethnicity', 'patientCertificateKind', 'certificateNumber', 'insuranceKind', 'insuredPlace'),
  ...pick('specialPersonKind', 'stayKind', 'actualStayDays', 'diagnosisCount', 'operationCount'),
  ...pick('bloodKind', 'bloodAmount', 'bloodUnit', 'attendingDoctorName', 'copaidByPerson'),
  ...pick('excludedForPerson', 'paidByPersonalAccount', 'cashPaidByPerson', 'agencyName', 'agencyOperator'),
};

const payments = many('payinfo', '基金支付信息', { required: pick('fund', 'fundAmount') });
const chronicRows = many('opspdiseinfo', '门诊慢特病诊断信息', {
  required: pick('diagnosisName', 'diagnosisCode'),
  optional: pick('operationName', 'operationCode'),
});
const diagnoses = many('diseinfo', '住院诊断信息', {
  required: pick('diagnosisKind', 'diagnosisCode', 'diagnosisName'),
  optional: pick('admissionConditionKind', 'isMainDiagnosis'),
});
const items = many('iteminfo', '收费项目信息', {
  required: pick(
    'listedFeeCategory',
    'categoryAmount',
    'categoryClassA',
    'categoryClassB',
    'feeExcluded',
    'categoryOther',
  ),
});
const operations = many('oprninfo', '手术操作信息', {
  required: pick('operationKind', 'operationName', 'operationCode'),
  optional: {
    ...pick('operatedOn', 'anaesthesia', 'surgeonName', 'surgeonCode', 'anaesthetistName'),
    ...pick('anaesthetistCode', 'operationBeganAt', 'operationEndedAt', 'anaesthesiaBeganAt'),
    ...pick('anaesthesiaEndedAt'),
  },
});
const intensiveCare = many('icuinfo', '重症监护信息', {
  required: pick('intensiveWardKind', 'intensiveFrom', 'intensiveUntil', 'intensiveTime'),
});
const blood = many('bldinfo', '输血信息', { required: pick('bloodKind', 'bloodAmount', 'bloodUnit') });

const rows = { payments, chronicRows, diagnoses, operations, intensiveCare };

export const uploadSettlementList = transaction({
  number: '4101',
  label: '医疗保障基金结算清单信息上传',
  writes: true,
  input: {
    list: one('setlinfo', '结算清单信息', {
      required: settlementOfList,
      optional: { ...people, ...treatment, ...papers, ...inFull },
      regional: pick('isMainDiagnosis', 'listState'),
    }),
    ...rows,
    items,
  },
  output: one('', '清单', { required: pick('listId') }),
});

export const uploadShortList = transaction({
  number: '4101A',
  label: '医疗保障基金结算清单信息上传A',
  writes: true,
  input: {
    list: one('setlinfo', '结算清单信息', {
      required: settlementOfList,
      optional: { ...people, ...treatment, ...papers },
      regional: pick('listState'),
    }),
    ...rows,
    blood,
  },
  output: one('data', '清单', { required: pick('listId') }),
});

export const changeListState = transaction({
  number: '4102',
  label: '医疗保障基金结算清单信息状态修改',
  writes: true,
  input: {
    states: many('stastinfo', '清单状态', {
      atLeast: 1,
      required: pick('personId', 'settlementId', 'listState'),
    }),
  },
  output: nothing,
});

export const readSettlementList = transaction({
  number: '4103',
  label: '医疗保障基金结算清单信息查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId', 'settlementId') }),
  output: {
    list: one('setlinfo', '结算清单信息', {
      required: { ...pick('listSerial', 'listState'), ...settlementOfList },
      optional: { ...people, ...treatment, ...papers, ...inFull },
    }),
    ...rows,
    items,
    blood,
  },
});

const faults = many('detailinfo', '质控明细', {
  required: pick('faultField', 'faultText', 'faultLevel', 'isReturned'),
  // Empty where nothing was filled in.
  optional: pick('faultValue'),
});

export const readListFaults = transaction({
  number: '4104',
  label: '医疗保障基金结算清单质控结果查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('settledMonth'),
    optional: pick('settlementId', 'personId', 'faultLevel', 'isReturned', 'pageNumber', 'pageSize'),
    regional: pick('providerId'),
  }),
  output: many('', '质控结果', {
    required: {
      ...pick('providerId', 'providerName', 'settledMonth', 'settlementId', 'personId', 'personName'),
      ...pick('isListSound', 'faultLevel', 'isReturned', 'checkVersion', 'certificateType'),
      ...pick('listedCertificate', 'checkedAt'),
    },
    nested: { faults },
  }),
});

export const countSettlementLists = transaction({
  number: '4105',
  label: '医疗保障基金结算清单数量统计查询',
  writes: false,
  input: one('data', '统计条件', {
    required: pick('careTypeCodes', 'countedFrom', 'countedUntil'),
    optional: pick('providerId', 'countsRefunds'),
    regional: pick('providerName'),
  }),
  output: one('', '数量', { required: pick('listsDue', 'listsUploaded') }),
});

/** The lists that are due of a period of days, with what became of each, as one province asks. */
export const listUploads = transaction({
  number: '4160',
  label: '结算清单上传情况查询(广东)',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...pick('poolingAreaNumber', 'providerId', 'providerName', 'isListNormal', 'diagnosisGroup'),
      ...pick('settledUntil', 'lastSettledUntil', 'pageNumber', 'pageSize'),
    },
  }),
  output: many('data', '上传情况', {
    required: {
      ...pick('providerId', 'providerName', 'personId', 'personName', 'catalogueRegion', 'insuranceType'),
      ...pick('fundAmount', 'selfPaidOfList', 'totalOfList', 'eligibleOfList', 'paidByFunds', 'settledUntil'),
      ...pick('isListNormal', 'payableToHospital', 'listRemark'),
    },
    optional: {
      ...pick('diagnosisCode', 'diagnosisName', 'poolingAreaNumber', 'comparedScore', 'groupedScore'),
      ...pick('settledScore', 'treatmentWay', 'treatmentWayName', 'actualStayDays', 'stayBeganAt'),
      ...pick('stayEndedAt', 'diagnosisGroup'),
    },
    // What the hospital was paid is not known here.
    regional: pick('paidToHospital'),
  }),
});
