import { RELATIONS } from '@zhijie/exchange';
import { ACTING_SCOPES, type ActingScope } from '@zhijie/kernel';

export const ACTING_SCOPE_LABELS: Readonly<Record<ActingScope, string>> = {
  filing: '异地就医备案',
  booking: '预约挂号',
  bills: '查看账单',
  credit: '信用就医',
  consents: '办理和撤回同意、查看谁看过数据',
  claims: '手工报销',
};

/** What the one who acts is to the person acted for. */
export const DELEGATE_RELATIONS = [...RELATIONS, 'guardian', 'other'] as const;
export type DelegateRelation = (typeof DELEGATE_RELATIONS)[number];
export const DELEGATE_RELATION_LABELS: Readonly<Record<DelegateRelation, string>> = {
  spouse: '配偶',
  parent: '父母',
  child: '子女',
  sibling: '兄弟姐妹',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
  guardian: '监护人',
  other: '其他受托人',
};

/** How it was made sure that the person agreed (closed list). */
export const DELEGATION_METHODS = [
  'signed-in',
  'card-and-text-code',
  'face',
  'staff-verified-paper',
] as const;
export type DelegationMethod = (typeof DELEGATION_METHODS)[number];
export const DELEGATION_METHOD_LABELS: Readonly<Record<DelegationMethod, string>> = {
  'signed-in': '本人登录后授权',
  'card-and-text-code': '证件号码加短信验证码',
  face: '刷脸',
  'staff-verified-paper': '窗口书面委托，两人核验',
};

/** Who is a minor, and until when somebody is the guardian (Civil Code, article 17; not checked). */
export const MINOR_UNDER = 18;

/** What a window may certify before two members of staff. */
export const WINDOW_ACTS = ['identity', 'delegation', 'consent'] as const;
export type WindowActKind = (typeof WINDOW_ACTS)[number];
export const WINDOW_ACT_LABELS: Readonly<Record<WindowActKind, string>> = {
  identity: '核验身份',
  delegation: '书面委托',
  consent: '书面同意',
};

/** The papers that staff compare; only a digest of the copy is kept, never a picture of a face. */
export const WINDOW_PAPERS = [
  'id-card',
  'social-card',
  'household-register',
  'birth-certificate',
  'letter-of-authority',
  'consent-form',
  'guardianship-paper',
] as const;
export type WindowPaper = (typeof WINDOW_PAPERS)[number];
export const WINDOW_PAPER_LABELS: Readonly<Record<WindowPaper, string>> = {
  'id-card': '居民身份证',
  'social-card': '社会保障卡',
  'household-register': '户口簿',
  'birth-certificate': '出生医学证明',
  'letter-of-authority': '授权委托书',
  'consent-form': '知情同意书',
  'guardianship-paper': '监护关系证明',
};

/** Papers that show who is whose parent or guardian. */
export const GUARDIAN_PAPERS: readonly WindowPaper[] = [
  'household-register',
  'birth-certificate',
  'guardianship-paper',
];

export { ACTING_SCOPES, type ActingScope };
