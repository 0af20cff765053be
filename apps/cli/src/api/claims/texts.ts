import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import { isUnknownCaller, type Told } from '../agency/shape.ts';
import { tellingOf } from '../agency/texts.ts';

const SEE = '请查看这份手工报销的办理进度';

/** Field and fix of each refusal of a manual claim; the text is the network's own. */
const TABLE: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'claim-unknown': ['claimId', '请核对报销编号'],
  'not-permitted': ['claimId', '只能办理本人的，或本统筹区参保人的手工报销'],
  'claim-not-open': ['claimId', SEE],
  'claim-wrong-state': ['claimId', SEE],
  'claim-papers-missing': ['papers', '请上传所列材料'],
  'claim-fields-missing': ['fields', '请补充所列内容'],
  'claim-still-reading': ['papers', '请过几秒再提交'],
  'invoice-used': ['number', '同一张票据只能报销一次；有疑问请联系参保地经办机构'],
  'invoice-not-registered': ['number', '请稍后再复核；长时间没有答复请联系管理员'],
  'claim-not-payable': ['verdict', '请按所列原因处理，或改为不予支付'],
  'claim-result-changed': ['claimId', '请重新初审'],
  'claim-same-person': ['x-zhijie-operator', '请由另一位经办人复核'],
  'claim-payee-missing': ['payeeAccount', '请补充收款信息'],
  'claim-amount-differs': ['amount', '请写核定金额'],
  'bank-serial-used': ['serial', '请对照银行回单'],
  'paid-on-impossible': ['paidOn', '请写银行回单上的日期'],
  'paper-unknown': ['paperId', '请核对材料编号'],
  'too-many-papers': ['papers', '请合并后再上传'],
  'segment-already-settled': ['visitId', '同一次就诊只能结算一次'],
  'paper-kind-unknown': ['body', '请换一种文件'],
  'paper-too-large': ['body', '请缩小后再上传'],
  'credential-unknown': ['x-zhijie-insurance-code', '请刷新医保码后再办'],
  'credential-expired': ['x-zhijie-insurance-code', '请刷新医保码后再办'],
};

/** What a refusal adds: the list of what is missing, or why nothing is payable. */
const LISTED = ['papers', 'fields', 'reasons'] as const;

/** A refusal as the person or the agency reads it: which field, what is wrong, what to do. */
export function claimTelling(refusal: Refusal): Told {
  const known = TABLE[refusal.code];
  if (known === undefined) return tellingOf(refusal);
  const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  const lists = LISTED.flatMap((name) => {
    const listed = refusal.detail?.[name];
    return listed === undefined ? [] : [`${String(listed).replace(/。$/, '')}。`];
  });
  const text = `${own[refusal.code] ?? '未予办理。'}${lists.join('')}`;
  return { code: refusal.code, field: refusal.field ?? known[0], text, fix: known[1] };
}

export function claimStatusOf(code: string): 401 | 403 | 404 | 409 | 422 {
  if (isUnknownCaller(code)) return 401;
  if (code === 'not-permitted' || code === 'call-token-missing') return 403;
  if (code === 'claim-unknown' || code === 'paper-unknown') return 404;
  return code === 'request-key-reused' || code === 'invoice-used' ? 409 : 422;
}
