/** Why a registration of a hospital is refused, in the order in which it is examined. */
export const REGISTRATION_REFUSAL_TEXTS = {
  'registration-content-differs': '同一请求此前办理的备案内容不同。',
  'registration-period': '备案结束日期早于开始日期。',
  'disease-malformed': '门诊慢特病病种编码格式不正确，应为 M 加五位数字。',
  'registration-exists': '已有同一内容的有效备案，不需要重复办理。',
  'registration-unknown': '未查到该备案。',
  'registration-of-other': '该备案由其他机构办理，请由办理机构撤销。',
  'registration-withdrawn': '该备案已撤销。',
} as const satisfies Record<string, string>;
export type RegistrationRefusalCode = keyof typeof REGISTRATION_REFUSAL_TEXTS;
