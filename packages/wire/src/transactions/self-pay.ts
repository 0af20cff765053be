/**
 * Patients who pay for themselves: their fees are reported (4201, and 4261 in one edition) and the totals
 * compared (4262). The newer edition spells every field in its own way and carries no common envelope; in an
 * envelope its body stands under the input.
 */
import { codeTable } from '../code-table.ts';
import { careTypes } from '../code-tables/visit.ts';
import { dateTime, decimal, openWord, text, word } from '../fields.ts';
import { many, one, pick, spelled, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

/** Care that no insurance pays for is of every kind: a kind outside the table passes as it is. */
const kindOfCare = openWord('med_type', '医疗类别', 6, careTypes);

export const uploadOwnFees = transaction({
  number: '4201',
  label: '自费病人费用明细信息上传',
  writes: true,
  input: many('feedetail', '费用明细', {
    atLeast: 1,
    required: {
      ...pick('visitSerial', 'hospitalVisitNumber', 'batchNumber', 'lineId', 'certificateType'),
      kindOfCare,
      ...pick('certificateNumber', 'personName', 'occurredAt', 'quantity', 'price', 'lineAmount', 'itemCode'),
      ...pick('hospitalItemCode', 'hospitalItemName', 'feeCategory', 'productName'),
      ...pick('orderingDepartmentCode', 'orderingDepartmentName', 'orderingDoctorCode', 'orderingDoctorName'),
    },
    optional: {
      ...pick('performingDepartmentCode', 'performingDepartmentName', 'performingDoctorCode'),
      ...pick('performingDoctorName', 'herbalUse', 'isOutsideExamination', 'outsideHospitalCode'),
      ...pick('isTakeHomeDrug', 'remark'),
    },
  }),
  output: nothing,
});

const uploadKinds = codeTable('upType', '上传类型', { whole: ['0', '全量'], change: ['1', '更新'] });

const institution = spelled({ providerId: 'fixmedinsCode', providerName: 'fixmedinsName' });
const serial = spelled({ visitSerial: 'mdtrtId' });

const visit = one('fmiOwnpayPatnMdtrtDDTO', '就诊信息', {
  required: {
    ...serial,
    ...institution,
    ...spelled({ certificateType: 'psnCertType', certificateNumber: 'certno', personName: 'psnName' }),
    ...spelled({ startedAt: 'begntime', stayState: 'inhospStas', isValid: 'valiFlag' }),
    kindOfCare: openWord('medType', '医疗类别', 6, careTypes),
  },
  optional: {
    ...spelled({ gender: 'gend', ethnicity: 'naty', birthDate: 'brdy', contactName: 'conerName' }),
    ageInYears: decimal('age', '年龄', 4, 1),
    ...spelled({ contactPhone: 'tel', postalAddress: 'addr', endedAt: 'endtime' }),
    ...spelled({ hospitalVisitNumber: 'iptOpNo', medicalRecordNumber: 'medrcdno' }),
    ...spelled({ chiefDoctorCode: 'chfpdrCode', attendingDoctorName: 'chfpdrName' }),
    ...spelled({ admissionDiagnosis: 'admDiseDscr', admissionDepartmentCode: 'admDeptCode' }),
    ...spelled({ admissionDepartmentName: 'admDeptName', admissionBed: 'admBed' }),
    wardBed: text('wardareaBed', '病区床位', 50),
    wardChange: text('ifturnDept', '转科室标志', 6),
    ...spelled({ mainDiagnosisCode: 'dscgDiseCode', mainDiagnosisName: 'dscgDiseName' }),
    ...spelled({ dischargeDepartmentCode: 'dscgDeptCode', dischargeDepartmentName: 'dscgDeptName' }),
    ...spelled({ dischargeBed: 'dscgBed', dischargeWay: 'dscgWay', complaint: 'mainCondDesc' }),
    ...spelled({ diseaseCode: 'diseNo', diseaseName: 'diseName', operationName: 'oprnOprtName' }),
    operationCodes: text('oprnOprtCode', '手术操作代码', 200),
    ...spelled({ outpatientDiagnosis: 'opDiseInfo', diedOn: 'dieDate', stayDays: 'iptDays' }),
    ...spelled({ familyPlanningCertificate: 'fpscNo', maternityKind: 'matnType' }),
    ...spelled({ familyPlanningKind: 'birctrlType', isLateBirth: 'latechbFlag', gestationWeeks: 'gesoVal' }),
    ...spelled({ pregnancyNumber: 'fetts', fetusCount: 'fetusCnt', isPreterm: 'prematureFlag' }),
    pregnantSince: dateTime('gestationTime', '妊娠时间'),
    ...spelled({ birthOrOperationDate: 'birctrlOrMatnTime', hasComplication: 'cmplctFlag', remark: 'memo' }),
  },
});

/** The edition's own list prints one row; its name says several, and a bare object is read as one. */
const diagnoses = many('fmiOwnpayPatnDiseListDDTOS', '诊断信息', {
  required: {
    ...spelled({ providerId: 'fixmedinsCode', diagnosisRank: 'diagSrtNo', visitSerial: 'mdtrtId' }),
    ...spelled({ diagnosisStage: 'inoutDiagType', diagnosisKind: 'diagType', diagnosisCode: 'diagCode' }),
    ...spelled({ isMainDiagnosis: 'maindiagFlag', diagnosisName: 'diagName' }),
  },
  optional: {
    ...spelled({ providerName: 'fixmedinsName', diagnosisId: 'diagInfoId', admissionCondition: 'admCond' }),
    ...spelled({ diagnosisDepartment: 'diagDept', diagnosingDoctorCode: 'diagDrCode' }),
    ...spelled({
      diagnosingDoctorName: 'diagDrName',
      diagnosedAt: 'diagTime',
      poolingAreaNumber: 'poolarea',
    }),
  },
});

const lines = many('fmiOwnpayPatnFeeListDDTO', '费用明细', {
  required: {
    ...spelled({ lineId: 'bkkpSn', occurredAt: 'feeOcurTime' }),
    ...institution,
    ...spelled({ quantity: 'cnt', price: 'pric', lineAmount: 'detItemFeeSumamt', isValid: 'valiFlag' }),
  },
  optional: {
    ...spelled({ itemCode: 'medListCodg', hospitalItemCode: 'medinsListCodg' }),
    ...spelled({
      hospitalItemName: 'medinsListName',
      feeCategory: 'medChrgitmType',
      productName: 'prodname',
    }),
    ...spelled({ orderingDepartmentCode: 'bilgDeptCodg', orderingDepartmentName: 'bilgDeptName' }),
    ...spelled({ orderingDoctorCode: 'bilgDrCodg', orderingDoctorName: 'bilgDrName' }),
    ...spelled({ performingDepartmentCode: 'ordersDeptCode', performingDepartmentName: 'ordersDeptName' }),
    ...spelled({ performingDoctorCode: 'ordersDrCode', performingDoctorName: 'ordersDrName' }),
    ...spelled({ herbalUse: 'tcmdrugUsedWay', isOutsideExamination: 'extinsFlag' }),
    ...spelled({ outsideHospitalCode: 'extinsHospCode', isTakeHomeDrug: 'dscgTkdrugFlag' }),
    ...spelled({
      doseDescription: 'sinDosDscr',
      frequencyDescription: 'usedFrquDscr',
      courseDays: 'prdDays',
    }),
    ...spelled({ routeDescription: 'medcWayDscr', remark: 'memo' }),
  },
});

export const uploadOwnVisit = transaction({
  number: '4261',
  label: '自费病人费用明细信息上传',
  writes: true,
  input: {
    upload: one('', '上传', { required: { uploadKind: word('upType', '上传类型', 2, uploadKinds) } }),
    visit,
    diagnoses,
    lines,
  },
  output: nothing,
});

/** Here `1` is equal and `0` differs: the other way round than in a reconciliation. */
const comparisons = codeTable('stmtResult', '对账结果', { differs: ['0', '不平'], equal: ['1', '平'] });

export const compareOwnFees = transaction({
  number: '4262',
  label: '已上传费用对账接口',
  writes: false,
  input: one('', '对账信息', {
    required: { ...serial, ...spelled({ providerId: 'fixmedinsCode', feeTotal: 'totalFeeSumamt' }) },
  }),
  output: one('', '对账结果', {
    required: {
      answerCode: text('code', '响应状态', 30),
      answerKind: text('type', '响应类型', 30),
      answerText: text('message', '提示信息', 30),
    },
    nested: {
      comparison: one('data', '响应数据', {
        required: {
          comparison: word('stmtResult', '对账结果', 2, comparisons),
          comparisonText: text('stmtRema', '对账描述', 200),
        },
      }),
    },
  }),
});
