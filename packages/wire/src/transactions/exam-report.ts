/**
 * Reports of examinations (4501) and laboratories (4502), and what another institution asks of them before it
 * repeats one: which there are (5401), and what one says (5402).
 */
import { many, one, pick, spelled, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

const examined = pick('examItemCode', 'examItemName', 'ownExamItemCode', 'ownExamItemName');
const samples = many('sampleinfo', '标本信息', {
  optional: pick('reportNumber', 'requestNumber', 'sampledOn', 'specimenNumber', 'specimenName'),
});
const images = many('imageinfo', '影像信息', {
  required: pick('reportNumber'),
  optional: {
    ...pick('studyNumber', 'imagePatientNumber', 'imagePatientName', 'imageSerial', 'studiedOn', 'imageKind'),
    ...pick('imagePath', 'seriesCount', 'imageCount'),
  },
});
const patient = pick('visitId', 'personId');

export const uploadExamReport = transaction({
  number: '4501',
  label: '临床检查报告记录',
  writes: true,
  input: {
    report: one('examinfo', '检查报告', {
      required: pick('visitSerial', 'isValid'),
      optional: {
        ...patient,
        ...pick('requestNumber', 'requestName', 'reportNumber', 'reportKind', 'reportName', 'examinedOn'),
        ...pick('reportedOn', 'specimenSentOn', 'sampledOn', 'specimenNumber', 'specimenName', 'examKind'),
        ...pick('examKindName', 'examinedPart', 'isPositive', 'abnormality', 'examConclusion'),
        ...examined,
        ...pick('requestingInstitution', 'requestingDepartmentCode', 'examDepartmentCode'),
        ...pick('stayDepartmentCode', 'stayDepartmentName', 'orderingDoctorCode', 'orderingDoctorName'),
        ...pick('executingInstitution'),
      },
    }),
    items: many('iteminfo', '检查项目', {
      optional: { ...pick('requestNumber', 'reportNumber'), ...examined, ...pick('examCharge') },
    }),
    samples,
    images,
  },
  output: nothing,
});

const result = {
  ...pick('reportNumber', 'examMethod', 'referenceValue', 'resultUnit', 'numericResult'),
  ...pick('resultCode', 'resultName', 'abnormality'),
};

export const uploadLabReport = transaction({
  number: '4502',
  label: '临床检验报告记录',
  writes: true,
  input: {
    report: one('labinfo', '检验报告', {
      required: pick('visitSerial', 'isValid'),
      optional: {
        ...patient,
        ...pick('requestNumber', 'requestingInstitutionCode', 'requestingInstitution'),
        ...pick('orderingDoctorCode', 'orderingDoctorName', 'examInstitutionCode', 'examInstitutionName'),
        ...pick('requestingDepartmentCode', 'examDepartmentCode', 'examMethod', 'reportNumber'),
        ...examined,
        ...pick('reportedOn', 'reportingDoctor', 'examCharge'),
      },
    }),
    results: many('iteminfo', '检验结果', {
      optional: { ...result, ...pick('requestNumber'), ...spelled({ wordedResult: 'exam_rslt_dicm' }) },
    }),
    samples,
    images,
  },
  output: nothing,
});

const told = pick('reportKind', 'reportName', 'isPositive', 'abnormality', 'examConclusion');

export const listReports = transaction({
  number: '5401',
  label: '项目互认信息查询',
  writes: false,
  input: one('bilgiteminfo', '查询条件', {
    required: pick('personId'),
    optional: pick('examInstitutionCode', 'examInstitutionName', 'examItemCode', 'examItemName'),
  }),
  output: many('bilgiteminfo', '互认报告', {
    required: pick('personId', 'reportNumber'),
    optional: { ...pick('reportedOn', 'providerId', 'executingInstitution'), ...told },
  }),
});

export const readReport = transaction({
  number: '5402',
  label: '报告明细信息查询',
  writes: false,
  input: one('rptdetailinfo', '查询条件', { required: pick('personId', 'reportNumber', 'providerId') }),
  output: {
    exam: one('checkreportdetails', '检查报告', {
      required: pick('personId', 'reportNumber'),
      optional: {
        ...pick('reportedOn'),
        ...told,
        ...spelled({ reportingDoctor: 'bilgDrName' }),
      },
    }),
    lab: one('inspectionreportinformation', '检验报告', {
      required: pick('personId'),
      optional: pick('reportNumber', 'examItemCode', 'examItemName', 'reportedOn', 'reportingDoctor'),
    }),
    // A laboratory finds several things; the edition's list prints one row.
    results: many('inspectiondetails', '检验结果', { optional: { ...result, ...pick('wordedResult') } }),
  },
});
