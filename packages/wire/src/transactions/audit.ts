/** Audit before (3101) and during treatment (3102), and what the doctor made of it (3103). */
import { many, one, pick, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

const diagnoses = many('fsi_diagnose_dtos', '诊断信息', {
  required: pick('diseaseCode'),
  optional: pick(
    'diagnosisRowId',
    'diagnosisPhase',
    'isChiefDiagnosis',
    'diagnosisOrder',
    'diseaseName',
    'diagnosisMadeAt',
  ),
});

const orders = many('fsi_order_dtos', '处方(医嘱)信息', {
  atLeast: 1,
  required: pick(
    'orderId',
    'insuranceItemCode',
    'insuranceItemName',
    'quantity',
    'price',
    'orderAmount',
    'orderedAt',
    'isCurrentOrder',
  ),
  // What editions require besides and no rule asks for: some hospitals leave it out.
  optional: {
    ...pick('prescriptionNumber', 'orderGroup', 'isLongTermOrder', 'orderedItemKind', 'orderFeeCategory'),
    ...pick('orderKind', 'nationalDosageForm', 'orderedItemClass', 'nationalPrice', 'nationalRemark'),
    ...pick('orderedItemCode', 'orderedItemName', 'orderedDosageForm', 'amountExcluded', 'amountCopaid'),
    ...pick('specification', 'orderUnit', 'orderStoppedAt', 'prescriberDepartmentCode'),
    ...pick('prescriberDepartmentName', 'prescriberCode', 'prescriberName', 'prescriberTitle'),
  },
  nested: {
    more: one('extend_order_map', '处方扩展属性', {
      optional: pick('orderDays', 'smallestPackCount', 'singleDose', 'orderFrequency'),
    }),
  },
});

const operations = many('fsi_operation_dtos', '手术操作信息', {
  required: pick('operationRowId', 'isMainOperation'),
  optional: {
    ...pick('performedOperationCode', 'performedOperationName', 'performedOn', 'anaesthesia'),
    ...pick('surgeonName', 'surgeonCode', 'anaesthetistName', 'anaesthetistCode'),
  },
});

const encounters = many('fsi_encounter_dtos', '就诊信息', {
  atLeast: 1,
  required: pick('visitId', 'institutionId', 'careType', 'admittedAt'),
  optional: {
    ...pick('institutionName', 'institutionRegion', 'institutionClass', 'institutionLevel', 'wardCode'),
    ...pick('roomNumber', 'bedNumber', 'dischargedAt', 'chiefDiagnosisCode', 'chiefDiagnosisName'),
    ...pick('treatingDoctorCode', 'admissionDepartmentCode', 'admissionDepartmentName'),
    ...pick('dischargeDepartmentCode', 'dischargeDepartmentName', 'visitKind', 'maternityState'),
    ...pick('feeTotal', 'amountExcluded', 'amountCopaid', 'amountFromAccount', 'amountFromAid'),
    ...pick('amountFromPool', 'timesSettled', 'insuranceType', 'reimbursementWay', 'isOutOfArea'),
  },
  regional: pick('directoryDiseaseCode', 'diseaseName', 'healingLevels'),
  nested: { diagnoses, orders, operations },
});

const patients = many('patient_dtos', '参保人信息', {
  atLeast: 1,
  required: pick('patientId', 'gender', 'birthDate', 'currentVisitId'),
  optional: pick('patientName', 'poolingArea'),
  nested: { encounters },
});

const foundLines = many('judge_result_detail_dtos', '违规明细', {
  required: pick('findingRowId', 'patientId', 'foundLineKind', 'excessAmount'),
  optional: pick('visitId', 'orderId'),
});

const analysis = (number: string, label: string) =>
  transaction({
    number,
    label,
    writes: true,
    input: {
      request: one('data', '分析请求', {
        optional: pick('triggerScene'),
        regional: pick('systemCode', 'taskId'),
        nested: { patients },
      }),
    },
    output: {
      findings: many('result', '违规结果', {
        required: {
          ...pick('findingId', 'ruleCode', 'ruleName', 'findingText', 'patientId', 'excessAmount'),
          ...pick('excessState', 'severity', 'findingKind'),
        },
        optional: pick('visitId', 'findingEvidence', 'taskId'),
        nested: { lines: foundLines },
      }),
    },
  });

export const auditBefore = analysis('3101', '明细审核事前分析服务');
export const auditDuring = analysis('3102', '明细审核事中分析服务');

export const answerFindings = transaction({
  number: '3103',
  label: '事前事中服务反馈服务',
  writes: true,
  input: {
    feedback: one('data', '反馈', {
      required: pick('auditStage'),
      nested: {
        responses: many('warns', '处理数据', {
          atLeast: 1,
          required: pick('answeredFindingId', 'auditResponse'),
          optional: pick('responseReason'),
        }),
      },
    }),
  },
  output: nothing,
});
