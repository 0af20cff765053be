import { codeTable } from '../code-table.ts';

export const patientCrowds = codeTable('MDTRT_GRP_TYPE', '就诊人群类型', {
  'confirmed-epidemic': ['1', '新冠肺炎确诊患者'],
  'other-public-event': ['2', '其他国家突发公共事件'],
  'suspected-epidemic': ['3', '新冠肺炎疑似患者'],
  asymptomatic: ['4', '无症状感染者'],
});

export const admissionKinds = codeTable('IPT_TYPE', '住院类型', {
  ordinary: ['1', '普通住院'],
  emergency: ['2', '急诊或抢救住院'],
  transfer: ['3', '转院住院'],
});

export const outpatientUrgencies = codeTable('OTP_ER_REFL_FLAG', '门诊急诊转诊标志', {
  emergency: ['1', '急诊'],
  referral: ['2', '转诊'],
  'emergency-referral': ['3', '转诊合并急诊'],
});
