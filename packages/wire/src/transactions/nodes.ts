/** Nodes that several transactions share. */
import * as dictionary from '../dictionary/index.ts';
import { many, one, pick } from '../message.ts';

/** Nothing but the answer code. */
export const nothing = {};

/** The amounts of a settlement; their identities are asserted whenever an answer is written. */
export const settlementAmounts = pick(
  'feeTotal',
  'feeExcluded',
  'feeOverLimit',
  'feeSelfPaidFirst',
  'feeEligible',
  'deductibleApplied',
  'paidByPooledFund',
  'poolRate',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByCriticalIllness',
  'paidByLargeAmount',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
  'paidByFunds',
  'borneByPerson',
  'paidByPersonalAccount',
  'paidByFamilyAccount',
  'paidInCash',
  'paidByHospital',
  'accountBalance',
);

const settledPerson = pick(
  'visitId',
  'personId',
  'personName',
  'certificateType',
  'certificateNumber',
  'personGroup',
  'isCivilServant',
  'settledAt',
  'careType',
);

const settledPersonDetails = pick(
  'gender',
  'ethnicity',
  'birthDate',
  'age',
  'insuranceType',
  'credentialType',
  'clearingAgency',
  'clearingMethod',
);

const regionalResult = { ...pick('extensionText'), ...pick('paidByDisabilityFund') };

/** Result of a pre-settlement: as a settlement, without its number. */
export const quotedSettlement = one('setlinfo', '结算信息', {
  required: { ...settledPerson, ...settlementAmounts, ...pick('originalMessageId', 'clearingCategory') },
  optional: settledPersonDetails,
  regional: { ...regionalResult, ...pick('settlementId') },
});

export const settlementResult = one('setlinfo', '结算信息', {
  required: {
    ...pick('settlementId'),
    ...settledPerson,
    ...settlementAmounts,
    ...pick('originalMessageId', 'clearingCategory'),
  },
  optional: settledPersonDetails,
  regional: regionalResult,
});

const voided = pick('visitId', 'settlementId', 'settledAt', 'originalMessageId');

/** Result of a void: every amount negated, under a number of its own. */
export const voidedStay = one('setlinfo', '结算信息', {
  required: { ...voided, ...settlementAmounts },
  optional: { ...pick('clearingAgency') },
  regional: { ...regionalResult, ...pick('startedOn', 'endedOn', 'personId', 'personName', 'careType') },
});

/** The outpatient void spells the cash amount differently (`pdn_…`); both spellings are written. */
export const voidedVisit = one('setlinfo', '结算信息', {
  required: { ...voided, ...settlementAmounts, paidInCash: dictionary.paidInCashOnVoid },
  optional: {
    ...pick(
      'personId',
      'personName',
      'certificateType',
      'certificateNumber',
      'personGroup',
      'isCivilServant',
    ),
    ...pick('careType', 'clearingCategory'),
    ...settledPersonDetails,
  },
  regional: regionalResult,
});

export const fundDetails = many('setldetail', '结算基金分项信息', {
  required: pick('fund', 'feeEligible', 'payableLimit', 'fundAmount'),
  optional: pick('fundName', 'explanation'),
});

/** What settling answers, tried before or done. */
export const quotedAnswer = { settlement: quotedSettlement, funds: fundDetails };
export const settledAnswer = { settlement: settlementResult, funds: fundDetails };

/** By what a visit's settlement, or a sale, is taken back. */
export const voidRequest = one('data', '结算撤销信息', {
  required: pick('settlementId', 'visitId', 'personId'),
  optional: pick('extensionText'),
});

/** Who a row of a list is about. */
export const listedPerson = pick('personId', 'certificateType', 'certificateNumber', 'personName', 'gender');

/** How the care place split a line; the four fee amounts sum to the line's amount. */
const lineSplit = {
  ...pick('selfPaidFirstRate', 'feeExcluded', 'feeSelfPaidFirst', 'feeEligible'),
  feeOverLimit: dictionary.lineOverLimit,
};

const lineMarks = pick(
  'isEssentialDrug',
  'isNegotiatedDrug',
  'isChildrensDrug',
  'specialItem',
  'isDirectReimbursement',
  'remark',
);

/** The same beside the settlement of a purchase. */
export const purchasedLines = many('detlcutinfo', '费用明细分割结果', {
  required: {
    ...pick('lineId', 'lineAmount', 'quantity', 'price', 'priceCeiling', 'paymentClass', 'feeCategory'),
  },
  optional: { ...lineSplit, ...lineMarks },
});

export const splitLines = many('result', '费用明细分割结果', {
  required: {
    ...pick('lineId', 'lineAmount', 'quantity', 'price', 'priceCeiling'),
    ...lineSplit,
    ...pick('paymentClass', 'feeCategory', 'isLimitedUse'),
  },
  optional: { ...lineMarks, ...pick('extensionText') },
});

export const settledLines = many('', '费用明细', {
  required: {
    ...pick('visitId', 'settlementId', 'lineId', 'careType', 'occurredAt', 'quantity', 'price', 'lineAmount'),
    ...pick(
      'priceCeiling',
      'paymentClass',
      'insuranceItemCode',
      'insuranceItemName',
      'catalogueKind',
      'itemCode',
    ),
    ...pick('hospitalItemCode', 'hospitalItemName', 'feeCategory'),
    ...lineSplit,
  },
  optional: {
    ...pick('prescriptionOrOrderNumber', 'doseDescription', 'frequencyDescription', 'courseDays'),
    ...pick('routeDescription', 'productName', 'specification', 'dosageForm'),
    ...pick('orderingDepartmentCode', 'orderingDepartmentName', 'orderingDoctorCode', 'orderingDoctorName'),
    ...pick('performingDepartmentCode', 'performingDepartmentName', 'performingDoctorCode'),
    ...pick('performingDoctorName', 'isLimitedUse', 'isHospitalPreparation', 'hospitalApproval', 'herbalUse'),
    ...pick('productionPlace', 'isOutsideExamination', 'outsideHospitalCode', 'isTakeHomeDrug'),
    ...pick('isMaternityFee', 'recordedById', 'recordedByName', 'recordedAt'),
    ...lineMarks,
  },
});

/** The packs that were dispensed for a line or a sale (procedures V-16). */
export const tracedPacks = many('drugtracinfo', '溯源码', { required: pick('traceCode') });

export const diagnosisFields = pick(
  'diagnosisKind',
  'diagnosisRank',
  'diagnosisCode',
  'diagnosisName',
  'diagnosisDepartment',
  'diagnosingDoctorCode',
  'diagnosingDoctorName',
  'diagnosedAt',
);

/** Rows repeat the visit and the person of the message; clients often leave the repetition out. */
export const stayDiagnoses = many('diseinfo', '诊断信息', {
  required: { ...diagnosisFields, ...pick('isMainDiagnosis') },
  optional: pick('visitId', 'personId', 'admissionCondition'),
  regional: pick('isValid'),
});

/** Maternity and family planning; carried, not used by any rule of this network. */
export const maternityFields = pick(
  'familyPlanningCertificate',
  'maternityKind',
  'familyPlanningKind',
  'isLateBirth',
  'gestationWeeks',
  'pregnancyNumber',
  'fetusCount',
  'isPreterm',
  'birthOrOperationDate',
);

export const diseaseFields = pick('diseaseCode', 'diseaseName', 'operationCode', 'operationName');
