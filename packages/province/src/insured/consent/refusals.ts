/** Why data are not disclosed, or a consent not taken, in the order in which it is examined. */
export const CONSENT_REFUSAL_TEXTS = {
  'consent-missing': '没有参保人的同意，不提供数据。',
  'consent-not-begun': '同意还没有到开始日期，不提供数据。',
  'consent-expired': '同意已到期，不提供数据。',
  'consent-revoked': '参保人已撤回同意，不提供数据。',
  'consent-unknown': '没有这份同意。',
  'consent-recipient-differs': '这一用途不能向该类对象提供数据。',
  'consent-class-not-needed': '所选数据类超出这一用途的需要。',
  'consent-product-missing': '没有写明是哪个产品。',
  'consent-period': '起止日期不对：止日不早于起日，最长五年。',
  'separate-consent-missing': '敏感个人信息须逐项单独同意。',
  'guardian-needed': '未满十四周岁，须由监护人同意。',
  'consent-text-differs': '同意书已更新，请重新阅读后再同意。',
  'consent-exists': '已有同样的同意在有效期内。',
  'disclosure-subject-unknown': '参保人没有这笔结算。',
} as const satisfies Record<string, string>;
export type ConsentRefusalCode = keyof typeof CONSENT_REFUSAL_TEXTS;
