/** Cards, electronic credentials and what a person may use. */
import { benefitChecks, credentialBusinesses } from '../code-tables/credential.ts';
import { flag, text, word } from '../fields.ts';

export const cardNumber = text('cardno', '卡号', 50);
export const credentialCode = text('ecQrCode', '电子凭证二维码内容', 100);
export const credentialToken = text('ecToken', '电子凭证令牌', 50);
export const credentialInstitution = text('orgId', '机构ID', 40);
export const credentialBusiness = word('businessType', '用码业务类型', 5, credentialBusinesses);
export const credentialBusinessInfo = text('businessInfo', '用码业务信息', 200);
export const credentialOperatorId = text('operatorId', '收款员编号', 20);
export const credentialOperatorName = text('operatorName', '收款员姓名', 30);
export const credentialDepartmentId = text('officeId', '医保科室编号', 20);
export const credentialDepartmentName = text('officeName', '科室名称', 30);
export const credentialDevice = text('deviceType', '设备类型', 30);
export const terminalName = text('termId', '机器名称', 100);
export const terminalAddress = text('termIp', '机器IP', 50);
export const benefitCheck = word('trt_chk_type', '待遇检查类型', 6, benefitChecks);
export const isBenefitUsable = flag('trt_enjymnt_flag', '基金款项待遇享受标志');
export const benefitReason = text('trt_chk_rslt', '待遇检查结果', 500);
