/**
 * Why the insured side does not settle, in the order in which it is examined; coverage and plan add their
 * own.
 */
export const SETTLEMENT_REFUSAL_TEXTS = {
  'not-permitted': '该机构没有办理此项结算的权限。',
  'reversed-before-arrival': '该结算已被冲正，不再受理，请重新发起结算。',
  'settlement-content-differs': '相同结算编号的内容与首次提交不一致，请核对后重新提交。',
  'date-malformed': '日期不正确，请核对。',
  'discharge-before-admission': '出院日期早于入院日期，请核对。',
  'discharge-in-future': '出院日期晚于结算日期，请核对。',
  'fees-of-wrong-kind': '住院按费用类别上传，门诊按明细上传，请核对费用数据。',
  'fees-do-not-add-up': '费用分项合计与总额不一致，请核对费用数据。',
  'person-unknown': '未查到参保人。',
  'filing-required': '参保地要求先办理异地就医备案。请在出院结算前补办备案，办好后即可直接结算。',
  'segment-already-settled': '该次就诊已经结算，不能重复结算；如需更正请先撤销。',
  'settlement-unknown': '未查到该结算。',
  'details-do-not-add-up': '费用明细合计与结算总额不一致，请核对。',
} as const satisfies Record<string, string>;
export type SettlementRefusalCode = keyof typeof SETTLEMENT_REFUSAL_TEXTS;
