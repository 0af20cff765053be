import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import type { Telling } from '../desk.ts';

/** Field and what to do next; what happened is the insured side's own text. */
const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'consent-unknown': ['consentId', '请刷新同意清单'],
  'consent-exists': ['dataClasses', '不需要再次同意；要变更的请先撤回'],
  'consent-text-differs': ['textHash', '请重新打开同意书，读完再同意'],
  'separate-consent-missing': ['separately', '请对每一项敏感信息分别勾选'],
  'guardian-needed': ['personId', '请由监护人登录后切换到儿童办理；没有登记监护人的，请到窗口登记'],
  'consent-class-not-needed': ['dataClasses', '请只选这一用途需要的数据类'],
  'consent-recipient-differs': ['recipientKind', '请核对提供对象和用途'],
  'consent-product-missing': ['product', '请写产品编号'],
  'consent-period': ['endsOn', '请改日期'],
  'not-permitted': ['session', '授权范围不包括这件事，请本人办理，或请本人扩大授权'],
  'delegation-unknown': ['personId', '请由本人重新授权'],
  'delegation-not-possible': ['certificateNumber', '请核对证件号码和参保地，或持委托书到窗口办理'],
  'delegation-period': ['endsOn', '请改日期'],
  'delegation-scope-missing': ['scopes', '请选择可以代办的事'],
  'delegate-is-self': ['certificateNumber', '请写亲属的证件号码'],
  'face-not-enrolled': ['method', '请改用短信验证码，或到窗口由两名工作人员核验'],
  'face-challenge-unknown': ['method', '请由代办人登录“替亲属办理”，由您在镜头前刷脸'],
  'too-many-codes': ['certificateNumber', '请明天再试，或持委托书到窗口办理'],
  'code-unknown': ['codeId', '请重新获取验证码'],
  'code-expired': ['code', '请重新获取验证码'],
  'code-locked': ['code', '请重新获取验证码'],
  'code-wrong': ['code', '请看被代办人手机上的短信，再输一次'],
  'area-not-served': ['insuredArea', '请在参保地的服务地址办理'],
  'certificate-malformed': ['certificateNumber', '请逐位核对'],
  'certificate-check-digit': ['certificateNumber', '请逐位核对'],
  'person-unknown': ['certificateNumber', '请核对号码；外省参保的亲属请用“证件加短信验证码”'],
  'payer-not-employee': ['requestKey', '请用其他方式向保险公司投保'],
  'premium-insufficient': ['premium', '请核对个人账户余额'],
  'premium-choice': ['premium', '请从所列保费中选择'],
  'relation-unproven': ['relative.byCommitment', '请书面承诺，或到窗口提交材料'],
  'not-relative': ['relative.relation', '请从所列亲属关系中选择'],
  'purchase-begun': ['purchaseId', '请联系保险公司'],
  'purchase-differs': ['requestKey', '请换一个请求编号'],
  'credential-inactive': ['code', '请先激活医保码'],
};

function telling(refusal: Refusal): Told {
  const [field, fix] = FIXES[refusal.code] ?? ['body', '请核对后再试，或拨 12393'];
  const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  const text = refusal.code === 'area-not-served' ? '本程序没有运行该参保地的节点。' : own[refusal.code];
  return { code: refusal.code, field: refusal.field ?? field, text: text ?? '没有办成。', fix };
}

const statusOf = (code: string): 403 | 404 | 409 | 422 => {
  if (code === 'not-permitted' || code.startsWith('consent-') || code === 'guardian-needed') {
    return code === 'consent-unknown' ? 404 : code === 'consent-exists' ? 409 : 403;
  }
  return code.endsWith('-unknown') ? 404 : 422;
};

export const AFFAIRS_TELLING: Telling = { telling, statusOf };
