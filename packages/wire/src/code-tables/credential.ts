import { codeTable } from '../code-table.ts';

/** For what an electronic credential is scanned; its token serves that business only. */
export const credentialBusinesses = codeTable('code_biz_type', '用码业务类型', {
  registration: ['01101', '挂号'],
  'record-opening': ['01102', '住院建档'],
  admission: ['01103', '入院登记'],
  deposit: ['01104', '缴纳预缴金'],
  consultation: ['01201', '问诊'],
  'examination-booking': ['01202', '预约检查'],
  examination: ['01203', '检查'],
  treatment: ['01204', '治疗'],
  settlement: ['01301', '结算'],
  dispensing: ['01302', '取药'],
  'report-collection': ['01303', '取报告'],
  printing: ['01304', '打印票据和清单'],
  'record-copying': ['01305', '病历材料复印'],
  'pharmacy-purchase': ['02121', '药店购药'],
  'prescription-download': ['02122', '下载外购处方'],
  'online-identification': ['03131', '医疗类APP线上身份认证'],
  'online-settlement': ['03132', '医疗类APP线上结算'],
  'password-change': ['05101', '线下修改密码'],
});

export const benefitChecks = codeTable('trt_chk_type', '待遇检查类型', {
  fund: ['01', '基金项检查'],
  other: ['99', '其他检查'],
});
