/** The words of family mutual aid (职工医保个人账户家庭共济): relations, uses, refusals, each with its text. */
import { RELATIONS, type Relation } from '@zhijie/exchange';
import type { CareType } from '@zhijie/kernel';

export { RELATIONS, type Relation };

/** What the relative is to the donor (procedures Q-12: near relatives). */
export const RELATION_LABELS: Readonly<Record<Relation, string>> = {
  spouse: '配偶',
  parent: '父母',
  child: '子女',
  sibling: '兄弟姐妹',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
};

export const relationOf = (word: string): Relation | null =>
  RELATIONS.find((relation) => relation === word) ?? null;

/** What a bound account may be used for. */
export const FAMILY_SCOPES = ['outpatient', 'inpatient', 'pharmacy'] as const;
export type FamilyScope = (typeof FAMILY_SCOPES)[number];
export const FAMILY_SCOPE_LABELS: Readonly<Record<FamilyScope, string>> = {
  outpatient: '门诊',
  inpatient: '住院',
  pharmacy: '定点药店',
};

const SCOPE_OF: Readonly<Record<CareType, FamilyScope>> = {
  outpatient: 'outpatient',
  emergency: 'outpatient',
  chronic: 'outpatient',
  registration: 'outpatient',
  inpatient: 'inpatient',
  'emergency-inpatient': 'inpatient',
  'trauma-inpatient': 'inpatient',
  pharmacy: 'pharmacy',
};

export const scopeOf = (careType: string): FamilyScope => SCOPE_OF[careType as CareType] ?? 'outpatient';

/** Largest transfer into a wallet: 2,000.00 yuan (procedures Q-12). */
export const LARGEST_TRANSFER_FEN = 200_000;

/** Why nothing is bound or put into a wallet, in the order in which it is examined. */
export const FAMILY_REFUSAL_TEXTS = {
  'not-relative': '共济对象只能是配偶、父母、子女、兄弟姐妹、祖父母（外祖父母）、孙子女（外孙子女）。',
  'relation-unproven': '亲属关系未能查实，请提交承诺书（byCommitment），或到窗口提交材料。',
  'scope-missing': '请至少选择一种用途：门诊、住院、定点药店。',
  'relative-is-donor': '本人的个人账户不需要绑定给本人。',
  'relative-elsewhere': '该亲属不在本省参保，不能绑定；请改为向其医保钱包转入。',
  'relative-not-insured': '该亲属没有参加职工或居民医保，或待遇未在享受期，不能共济。',
  'donor-not-employee': '只有职工医保待遇享受期内的个人账户可以共济。',
  'already-bound': '该亲属已经绑定，如要变更请先解除绑定。',
  'binding-unknown': '没有这项绑定。',
  'transfer-too-large': '每次转入医保钱包至多 2000.00 元，请减少金额。',
  'account-insufficient': '个人账户余额不足，请减少金额。',
  'relative-unknown': '没有查到该亲属的参保地，请核对证件号码。',
  'wallet-full-today': '该亲属的医保钱包今日已转入 3 次，请明日再转。',
  'transfer-unknown': '没有这笔转入。',
  'wallet-unreachable': '国家平台暂时没有答复，请稍后再查。',
} as const;
export type FamilyRefusalCode = keyof typeof FAMILY_REFUSAL_TEXTS;

/** Why a relative's money does not pay a bill. */
export const FAMILY_LEG_REASONS = {
  'binding-unknown': '没有这项共济绑定。',
  'binding-revoked': '共济绑定已解除或已到期。',
  'binding-of-another': '该绑定不属于本次就诊的参保人。',
  'scope-excluded': '该绑定没有包括本类费用。',
  'care-elsewhere': '绑定的个人账户只在本省使用；跨省就医请先转入医保钱包。',
  'donor-not-employee': '共济人的职工医保不在待遇享受期。',
  'limit-used': '该绑定本年度的共济限额已用完。',
  'account-empty': '共济人的个人账户没有可用余额。',
  'account-locked': '共济人的个人账户没有开立。',
  'bill-undone': '该结算已撤销或不存在。',
  'wallet-empty': '医保钱包没有可用额度。',
  'wallet-unavailable': '国家平台暂时没有受理医保钱包支付，请改用其他方式。',
  'hold-expired': '预留已到期，没有付款。',
  'voided-before': '该笔支付此前已取消。',
} as const;
export type FamilyLegReason = keyof typeof FAMILY_LEG_REASONS;
