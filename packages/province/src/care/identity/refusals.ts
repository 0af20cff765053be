import type { Refusal } from '@zhijie/kernel';

/** What two people at a window are refused. The first that applies decides. */
export const IDENTITY_REFUSAL_TEXTS = {
  'not-permitted': '不是这家医疗机构的收费员',
  'visit-unknown': '本院没有这次就诊',
  'identity-paper-malformed': '不是 JPEG 或 PNG 照片',
  'identity-check-unknown': '本院没有这次人工核验',
  'identity-same-operator': '登记人和复核人不能是同一个人',
  'identity-reason-missing': '没有写明哪里不一致',
  'identity-check-decided': '这次人工核验已经有结论',
  'request-differs': '同一请求编号此前用于不同的内容',
} as const satisfies Record<string, string>;
export type IdentityRefusalCode = keyof typeof IDENTITY_REFUSAL_TEXTS;
export type IdentityRefusal = Refusal<IdentityRefusalCode>;
