/** Why an electronic credential does not identify, in the order in which it is examined. */
export const CREDENTIAL_REFUSAL_TEXTS = {
  'credential-inactive': '医保码已停用，请本人先激活。',
  'credential-unknown': '没有这个医保码，请参保人刷新后重新出示。',
  'credential-used': '医保码已使用过，请参保人刷新后重新出示。',
  'credential-expired': '医保码已过期，请参保人刷新后重新出示。',
  'credential-elsewhere': '医保码令牌由其他机构取得，请在本机构重新扫码。',
  'credential-other-operator': '医保码令牌由其他操作员取得，请重新扫码。',
  'credential-other-business': '医保码令牌的用码业务与本次办理不符，请按本次业务重新扫码。',
} as const satisfies Record<string, string>;
export type CredentialRefusalCode = keyof typeof CREDENTIAL_REFUSAL_TEXTS;
