import { CARE_TYPES, LABELS, PROVIDER_LEVELS } from '@zhijie/kernel';
import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const LIST = 'GET /api/person/claims';
export const READ = 'GET /api/person/claims/{claimId}';
export const PAPERS = 'POST /api/person/claims/{claimId}/papers';
export type Claim = AnswerOf<typeof READ>['claim'];
export type ClaimField = Claim['fields'][number];
export type FieldName = ClaimField['field'];
export type PaperKind = Claim['papers'][number]['kind'];

/** The tone and what it means for the money. */
export const STATES: Readonly<Record<Claim['state'], readonly [Tone, string]>> = {
  gathering: ['wait', '还没有提交。材料和内容齐了再提交，期间可以随时改。'],
  'in-review': ['wait', '参保地经办机构正在审核，30 个工作日内办结。'],
  proposed: ['wait', '初审已有意见，等另一位经办人复核。'],
  approved: ['good', '已经核定，等待付款到您的账户。'],
  paid: ['good', '钱已经付到您的账户。'],
  refused: ['stop', '没有批准，钱没有付。理由见下面的经过；不同意的可以申诉或打 12393。'],
  withdrawn: ['quiet', '已经撤回，没有付款。票据可以再用。'],
  reversed: ['stop', '已核定的报销撤销了。'],
};

const pairs = (words: readonly string[], labels: Readonly<Record<string, string>>) =>
  words.map((word) => [word, labels[word] ?? word] as const);
const YES_NO = [
  ['false', '否'],
  ['true', '是'],
] as const;

/** Fields that are one of some words; the others are written. */
export const CHOICES: Partial<Readonly<Record<FieldName, readonly (readonly [string, string])[]>>> = {
  careType: pairs(CARE_TYPES, LABELS.careType),
  providerLevel: pairs(PROVIDER_LEVELS, LABELS.providerLevel),
  isEmergency: YES_NO,
  isTrauma: YES_NO,
  involvesThirdParty: YES_NO,
};

/** What every claim has to say besides its invoice. */
const NEEDED: Partial<Readonly<Record<FieldName, string>>> = {
  careArea: '就医地',
  careType: '就医类别',
  providerLevel: '医院等级',
  payeeName: '收款人',
  payeeBank: '收款银行',
  payeeAccount: '收款账号',
};
const SOMETIMES: Partial<Readonly<Record<FieldName, string>>> = {
  isEmergency: '急诊抢救',
  isTrauma: '外伤',
  involvesThirdParty: '涉及第三方责任',
  diagnosisName: '主要诊断',
};

const blank = ([field, label]: readonly [string, string]): ClaimField => ({
  field: field as FieldName,
  label,
  value: null,
  read: null,
  corrected: null,
});

/** What to show: everything known, needed or wrong; and what only some claims have. */
export function fieldsOf({ fields, review }: Claim): {
  readonly shown: readonly ClaimField[];
  readonly others: readonly ClaimField[];
} {
  const known = new Set<string>(fields.map(({ field }) => field));
  const wrong = (review?.problems ?? []).map(({ field, label }) => [field, label] as const);
  const needed = Object.entries({ ...Object.fromEntries(wrong), ...NEEDED }) as [string, string][];
  const missing = needed.filter(([field]) => !known.has(field));
  for (const [field] of missing) known.add(field);
  const others = Object.entries(SOMETIMES).filter(([field]) => !known.has(field));
  return { shown: [...fields, ...missing.map(blank)], others: others.map(blank) };
}

/** Below this, the page asks to compare the field with the picture. */
export const SURE_FROM = 80;
