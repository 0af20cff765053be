/** Why a filing is refused, in the order in which it is examined. */
export const FILING_REFUSAL_TEXTS = {
  'person-unknown': '未查到参保人。',
  'not-permitted': '没有为该参保人办理备案的权限。',
  'not-insured': '未查到该险种的参保信息，不能办理备案。',
  'destination-not-an-area': '就医地区划不正确，请重新选择。',
  'destination-too-wide': '请选择到地级市或直辖市；仅省级统筹地区可选择全省。',
  'destination-is-home': '就医地在参保地范围内，不需要办理异地就医备案。',
  'start-too-early': '备案开始日期早于参保地允许的追溯期限。',
  'document-missing': '备案材料不齐全，请补充所列材料或按规定作出承诺。',
  'document-not-new': '补充的材料此前都已提交，请提交所缺的材料。',
  'commitment-not-allowed': '该备案类型不适用承诺制，请提交所需材料。',
  'renewal-not-possible': '未查到可续办的同一疾病转诊备案，请按首次转诊办理。',
  'filing-exists': '已有同一就医地、同一类型的有效备案，不需要重复办理。',
  'filing-unknown': '未查到该备案。',
  'filing-not-open': '该备案已有处理结果，不能再次审核。',
  'filing-not-in-force': '该备案不在有效状态，不能变更或取消。',
  'filing-locked': '该备案尚在参保地规定的限制变更期内，到期后可变更或取消。',
  'reason-missing': '不予备案或退回补充材料，须写明理由。',
} as const satisfies Record<string, string>;
export type FilingRefusalCode = keyof typeof FILING_REFUSAL_TEXTS;
