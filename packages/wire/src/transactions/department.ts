/** The departments that an institution reports. */
import { many, one, pick, transaction } from '../message.ts';
import { nothing } from './nodes.ts';

const required = {
  ...pick('hospitalDepartmentCode', 'hospitalDepartmentName', 'specialty', 'startedAt', 'introduction'),
  ...pick('departmentHeadName', 'departmentHeadTelephone', 'establishedOn', 'approvedBeds'),
  ...pick('poolingAreaNumber', 'doctorCount', 'pharmacistCount', 'nurseCount', 'technicianCount'),
};
const optional = pick('endedAt', 'departmentServiceScope', 'recognisedBeds', 'remark');

export const addDepartment = transaction({
  number: '3401',
  label: '科室信息上传',
  writes: true,
  input: one('deptinfo', '科室', { required, optional }),
  output: nothing,
});

export const addDepartments = transaction({
  number: '3401A',
  label: '批量科室信息上传',
  writes: true,
  input: many('deptinfo', '科室', { atLeast: 1, required, optional }),
  output: nothing,
});

export const changeDepartment = transaction({
  number: '3402',
  label: '科室信息变更',
  writes: true,
  input: one('deptinfo', '科室', { required, optional }),
  output: nothing,
});

export const withdrawDepartment = transaction({
  number: '3403',
  label: '科室信息撤销',
  writes: true,
  input: one('data', '科室', {
    required: pick('hospitalDepartmentCode', 'hospitalDepartmentName', 'startedAt'),
  }),
  output: nothing,
});

export const listDepartments = transaction({
  number: '5101',
  label: '科室信息查询',
  writes: false,
  // Editions repeat the envelope here; whoever calls gets the own departments.
  input: one('data', '查询条件', { optional: pick('providerId') }),
  output: {
    departments: many('feedetail', '科室', {
      required: pick(
        ...(['hospitalDepartmentCode', 'hospitalDepartmentName', 'startedAt', 'specialty'] as const),
        ...(['departmentHeadName', 'departmentHeadTelephone'] as const),
      ),
      optional: {
        ...pick('endedAt', 'introduction', 'departmentServiceScope', 'establishedOn', 'approvedBeds'),
        ...pick('recognisedBeds', 'poolingAreaNumber', 'doctorCount', 'pharmacistCount', 'nurseCount'),
        ...pick('technicianCount', 'remark'),
      },
    }),
  },
});

/**
 * Whoever the agency registered at the institution; an insurance doctor is one whose bills are payable today.
 */
export const listPractitioners = transaction({
  number: '5102',
  label: '医执人员信息查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('practitionerKind'),
    optional: pick('certificateType', 'certificateNumber', 'practitionerName', 'practitionerCode'),
  }),
  output: many('feedetail', '医执人员', {
    required: {
      ...pick('certificateType', 'certificateNumber', 'practitionerCode', 'practitionerName'),
      ...pick('practitionerKind', 'isInsuranceDoctor', 'startedAt'),
    },
    optional: pick(
      'practitionerOwnNumber',
      'qualificationNumber',
      'licenceNumber',
      'endedAt',
      'changeReason',
    ),
  }),
});
