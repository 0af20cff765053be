/** Why a step of a manual claim is not taken. */
export const CLAIM_REFUSAL_TEXTS = {
  'claim-unknown': '没有这份手工报销。',
  'claim-not-open': '这份手工报销已进入下一步，不能再改。请查看办理进度。',
  'claim-papers-missing': '材料还不齐，请补齐后再提交。',
  'claim-fields-missing': '还有内容没有填写或写法不对，请补充后再提交。',
  'claim-still-reading': '票据还在识别，请稍候片刻再提交。',
  'invoice-used': '这张票据已经用于另一次报销或直接结算，不能再次报销。',
  'invoice-not-registered': '国家已用票据登记还没有答复，暂不能核定。请稍后再办，不用重新提交。',
  'claim-not-payable': '按参保地规定计算不出可支付的金额，请按所列原因处理或改为不予支付。',
  'claim-result-changed': '初审之后计算结果有变化（累计额、备案或政策变动），已退回初审，请重新核对金额。',
  'claim-same-person': '初审和复核不能是同一个人，请由另一位工作人员复核。',
  'claim-wrong-state': '这份手工报销现在不能办这一步，请查看办理进度。',
  'claim-payee-missing': '没有收款人、银行或账号，请先补充收款信息。',
  'claim-amount-differs': '支付金额与核定金额不同，请核对。',
  'bank-serial-used': '这个银行流水号已经登记过另一笔支付，请核对流水号。',
  'paid-on-impossible': '支付日期早于核定日期或晚于今天，请核对。',
  'paper-unknown': '没有这份材料。',
  'too-many-papers': '材料份数已到上限（30 份），请合并后再上传。',
  'field-unknown': '没有这一项内容。',
} as const;
export type ClaimRefusalCode = keyof typeof CLAIM_REFUSAL_TEXTS;
