import * as dictionary from '../dictionary/index.ts';
import { many, one, pick, transaction } from '../message.ts';
import {
  diagnosisFields,
  diseaseFields,
  fundDetails,
  listedPerson,
  maternityFields,
  settledLines,
  settlementAmounts,
} from './nodes.ts';

const recorded = pick('recordedById', 'recordedByName', 'recordedAt');
const personDetails = pick(
  'ethnicity',
  'birthDate',
  'age',
  'isFlexiblyEmployed',
  'isNewborn',
  'insuringAgency',
  'employer',
);

export const listVisits = transaction({
  number: '5201',
  label: '就诊信息查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('personId', 'startedAt', 'endedAt'),
    // Without a care type every visit of the period is listed; clients leave it out to see them all.
    optional: pick('careType', 'visitId'),
  }),
  output: {
    visits: many('mdtrtinfo', '就诊信息', {
      required: {
        ...pick('visitId'),
        ...listedPerson,
        ...pick('insuranceType', 'personGroup', 'isCivilServant', 'startedAt', 'careType'),
      },
      // The end is required in the standard, but a patient who still stays has none.
      optional: {
        ...pick('endedAt', 'contactName', 'contactPhone', 'isAided', 'credentialType', 'isCrossYearStay'),
        ...pick('isPaidInAdvance', 'hospitalVisitNumber', 'medicalRecordNumber', 'doctorCode'),
        ...pick('attendingDoctorName', 'admissionDepartmentCode', 'admissionDepartmentName', 'admissionBed'),
        ...pick(
          'mainDiagnosisCode',
          'mainDiagnosisName',
          'dischargeDepartmentCode',
          'dischargeDepartmentName',
        ),
        ...pick('dischargeBed', 'dischargeWay', 'complaint', 'outpatientDiagnosis', 'stayState', 'diedOn'),
        ...pick('stayDays', 'hasComplication', 'remark'),
        ...personDetails,
        ...diseaseFields,
        ...maternityFields,
        ...recorded,
      },
    }),
  },
});

export const listDiagnoses = transaction({
  number: '5202',
  label: '诊断信息查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('visitId', 'personId') }),
  output: {
    diagnoses: many('diseinfo', '诊断信息', {
      required: {
        ...pick('diagnosisId', 'visitId', 'personId', 'diagnosisStage', 'isMainDiagnosis'),
        ...diagnosisFields,
      },
      optional: { ...pick('admissionCondition'), ...recorded },
    }),
  },
});

export const listChronicDrugs = transaction({
  number: '5205',
  label: '人员慢特病用药记录查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId', 'startedAt'), optional: pick('endedAt') }),
  output: {
    drugs: many('feedetail', '慢特病用药记录', {
      required: {
        ...pick('lineId', 'providerName', 'personId', 'careType', 'occurredAt', 'quantity', 'price'),
        ...pick('insuranceItemCode', 'insuranceItemName', 'catalogueKind', 'itemCode', 'hospitalItemCode'),
        ...pick('hospitalItemName', 'feeCategory', 'specification'),
      },
      optional: {
        ...pick('prescriptionOrOrderNumber', 'providerId', 'paymentClass', 'productName', 'dosageForm'),
        ...pick('isLimitedUse', 'isHospitalPreparation', 'hospitalApproval', 'herbalUse', 'productionPlace'),
        ...pick('isEssentialDrug', 'isNegotiatedDrug', 'isChildrensDrug', 'isOutsideExamination'),
        ...pick('outsideHospitalCode', 'isTakeHomeDrug', 'specialItem', 'isMaternityFee'),
      },
    }),
  },
});

export const readSettlement = transaction({
  number: '5203',
  label: '结算信息查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId', 'settlementId', 'visitId') }),
  output: {
    settlement: one('setlinfo', '结算信息', {
      required: {
        ...pick('settlementId', 'visitId', 'personId', 'personName', 'certificateType', 'certificateNumber'),
        ...pick('gender', 'insuranceType', 'personGroup', 'isCivilServant', 'paymentPlace', 'providerId'),
        ...pick('providerName', 'startedOn', 'endedOn', 'settledAt', 'careType', 'clearingCategory'),
        ...settlementAmounts,
        // The query names two amounts differently from the settlement itself.
        borneByPerson: dictionary.borneByPersonInQuery,
        paidInCash: dictionary.paidInCashInQuery,
        ...pick('originalMessageId', 'isRefund', 'policyYear'),
      },
      optional: {
        ...personDetails,
        ...pick('hospitalLevel', 'providerRegion', 'priceLimitLevel', 'deductibleLevel', 'credentialType'),
        ...pick('clearingMethod', 'clearingAgency', 'diseaseCode', 'diseaseName', 'invoiceNumber'),
        ...recorded,
      },
    }),
    funds: fundDetails,
  },
});

export const readSettledLines = transaction({
  number: '5204',
  label: '费用明细查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('personId', 'visitId'),
    // Not required in every edition: without it all lines of the visit are listed.
    optional: pick('settlementId'),
  }),
  output: settledLines,
});

export const readAccumulators = transaction({
  number: '5206',
  label: '人员累计信息查询',
  writes: false,
  input: one('data', '查询条件', { required: pick('personId'), optional: pick('cumulativeMonth') }),
  output: {
    accumulators: many('cuminfo', '累计信息', {
      required: pick('insuranceType', 'policyYear', 'cumulativeMonth', 'counterCode', 'counterValue'),
    }),
  },
});
