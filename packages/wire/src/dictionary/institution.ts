/** Institutions and signing in. */
import {
  deductibleLevels,
  hospitalLevels,
  institutionKinds,
  practitionerKinds,
  priceLimitLevels,
} from '../code-tables/institution.ts';
import { dateTime, flag, text, word } from '../fields.ts';

export const operatorNumber = text('opter_no', '操作员编号', 20);
export const macAddress = text('mac', '签到MAC地址', 20);
export const ipAddress = text('ip', '签到IP地址', 20);
export const signedAt = dateTime('sign_time', '签到（签退）时间');
export const signInNumber = text('sign_no', '签到编号', 30);
export const providerKind = word('fixmedins_type', '定点医疗服务机构类型', 6, institutionKinds);
export const providerName = text('fixmedins_name', '定点医药机构名称', 200);
export const providerId = text('fixmedins_code', '定点医药机构编号', 12);
export const socialCreditCode = text('uscc', '统一社会信用代码', 50);
export const hospitalLevel = word('hosp_lv', '医院等级', 6, hospitalLevels);
export const providerRegion = text('fixmedins_poolarea', '定点归属机构', 6);
export const priceLimitLevel = word('lmtpric_hosp_lv', '限价医院等级', 6, priceLimitLevels);
export const deductibleLevel = word('dedc_hosp_lv', '起付线医院等级', 6, deductibleLevels);
export const careRegion = text('mdtrtarea_admvs', '就医地医保区划', 6, { spellings: ['mdtrtarea_admdvs'] });
export const practitionerKind = word('prac_psn_type', '执业人员分类', 6, practitionerKinds);
export const practitionerName = text('prac_psn_name', '执业人员姓名', 50);
export const practitionerCode = text('prac_psn_code', '执业人员代码', 20);
export const practitionerOwnNumber = text('prac_psn_no', '执业人员自编号', 20);
export const qualificationNumber = text('prac_psn_cert', '执业人员资格证书编码', 30);
export const licenceNumber = text('prac_cert_no', '执业证书编号', 30);
export const isInsuranceDoctor = flag('hi_dr_flag', '医保医师标志');
export const changeReason = text('chg_rea', '变更原因', 200);
