import { AREA_NAMES, CARE_TYPES, LABELS, PROVIDER_LEVELS } from '@zhijie/kernel';
import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const LIST = 'GET /api/agency/claims';
export const READ = 'GET /api/agency/claims/{claimId}';
export type Summary = AnswerOf<typeof LIST>['claims'][number];
export type Claim = AnswerOf<typeof READ>['claim'];
export type ClaimField = Claim['fields'][number];
export type Review = NonNullable<Claim['review']>;
export type FieldName = ClaimField['field'];

export const STATES: Readonly<Record<Summary['state'], readonly [Tone, string]>> = {
  gathering: ['quiet', '收集材料'],
  'in-review': ['wait', '待初审'],
  proposed: ['wait', '待复核'],
  approved: ['info', '待支付'],
  paid: ['good', '已支付'],
  refused: ['stop', '不予支付'],
  withdrawn: ['quiet', '已撤回'],
  reversed: ['stop', '已撤销'],
};

export const SOURCES = { packet: '医院转来', upload: '自行上传' } as const;
export const VERDICTS: Readonly<Record<Review['proposal']['verdict'], readonly [Tone, string]>> = {
  approve: ['good', '建议支付'],
  refuse: ['stop', '建议不予支付'],
  'complete-first': ['wait', '先补齐'],
};
export const WEIGHTS: Readonly<Record<Review['findings'][number]['weight'], readonly [Tone, string]>> = {
  blocks: ['stop', '不能支付'],
  check: ['wait', '须核对'],
  note: ['info', '提示'],
};

/** Below this, a person compares the field with the picture. */
export const SURE_FROM = 80;

type Choice = { readonly value: string; readonly label: string };
const choices = (words: readonly string[], labels: Readonly<Record<string, string>>): readonly Choice[] =>
  words.map((value) => ({ value, label: labels[value] ?? value }));
const YES_NO: readonly Choice[] = [
  { value: 'true', label: '是' },
  { value: 'false', label: '否' },
];

/** Fields that are one of some words; the others are written. */
export const CHOICES: Partial<Readonly<Record<FieldName, readonly Choice[]>>> = {
  careType: choices(CARE_TYPES, LABELS.careType),
  providerLevel: choices(PROVIDER_LEVELS, LABELS.providerLevel),
  isEmergency: YES_NO,
  isTrauma: YES_NO,
  involvesThirdParty: YES_NO,
};

/** A value as people read it. */
export function valueText(field: FieldName, value: string | null): string {
  if (value === null || value === '') return '—';
  const known = CHOICES[field]?.find((choice) => choice.value === value)?.label;
  return known ?? (field === 'careArea' ? (AREA_NAMES[value] ?? value) : value);
}
