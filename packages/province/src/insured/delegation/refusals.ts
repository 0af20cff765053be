/** Why nobody may act for somebody, or a paper does not count, in the order in which it is examined. */
export const DELEGATION_REFUSAL_TEXTS = {
  'delegate-is-self': '不需要授权给本人。',
  'delegation-scope-missing': '请至少选择一项可以代办的事。',
  'delegation-period': '截止日期不对：不早于今天，最长五年。',
  'face-not-enrolled': '没有登记人脸，请改用短信验证码，或到窗口由两名工作人员核验。',
  'delegation-not-possible': '不能用短信验证码授权：号码不对，或没有登记手机号。请核对，或到窗口书面办理。',
  'too-many-codes': '今天发送的验证码过多，请明天再试，或到窗口办理。',
  'code-unknown': '没有发送过这个验证码，请重新获取。',
  'code-expired': '验证码已过期，请重新获取。',
  'code-locked': '验证码错误次数过多，请重新获取。',
  'code-wrong': '验证码不对，请核对后再输入。',
  'delegation-unknown': '没有这项授权，或已结束。',
  'not-a-minor': '监护人只用于未成年人；成年人请办理委托。',
  'guardian-paper-missing': '监护人须凭户口簿、出生医学证明或监护关系证明。',
  'window-act-unknown': '没有这项窗口办理。',
  'window-act-decided': '这项窗口办理已经复核。',
  'window-same-person': '须由另一名工作人员复核。',
} as const satisfies Record<string, string>;
export type DelegationRefusalCode = keyof typeof DELEGATION_REFUSAL_TEXTS;
