import {
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  CONTRIBUTION_TIERS,
  EDGE_ROUTES,
  UNINSURED_CAUSES,
  VISIT_CAUSES,
} from '@zhijie/engine';
import { daysBetween, isChronicDiseaseCode, ok } from '@zhijie/kernel';
import { all, invalid, oneOf, type Read, wholeNumber, yuan } from './fields.ts';
import type { CalculationInput, ReadInput } from './input.ts';

/**
 * What only some places ask about, as the person typed it. Where a figure depends on one that is left out and
 * nothing is assumed of it, the engine refuses the bill and names it.
 */
export const CIRCUMSTANCE_LABELS = {
  contributionTier: '居民缴费档次',
  cause: '就医原因',
  disease: '慢特病病种',
  diseasePaid: '该病种本年度统筹已付',
  isVillageClinic: '村卫生室',
  hasFamilyDoctor: '签约家庭医生',
  isSelectedProvider: '选定或签约的机构',
  civilServantRank: '公务员级别',
  enrolledMonths: '连续参保月数',
  continuousYears: '连续参保年数',
  claimFreeYears: '大病连续未报销年数',
  route: '备案边界情形',
  essentialDrugs: '国家基本药物金额',
  transferredWith: '转院前已扣的起付线',
  carriedOver: '跨年前已扣的起付线',
} as const;

export type CircumstanceName = keyof typeof CIRCUMSTANCE_LABELS;
export type CircumstanceTexts = { readonly [Name in CircumstanceName]?: string | undefined };

export const CAUSES = [...VISIT_CAUSES, ...UNINSURED_CAUSES] as const;

function yesOrNo(field: string, text: string): Read<boolean> {
  const word = oneOf(field, text, ['yes', 'no']);
  return word.ok ? ok(word.value === 'yes') : word;
}

function diseaseCode(field: string, text: string): Read<string> {
  return isChronicDiseaseCode(text)
    ? ok(text)
    : invalid(field, `"${text}" 不是病种编码，如 M01600（糖尿病）`);
}

type Readers = { readonly [Name in CircumstanceName]: (field: string, text: string) => Read<unknown> };

const READERS: Readers = {
  contributionTier: (field, text) => oneOf(field, text, CONTRIBUTION_TIERS),
  cause: (field, text) => oneOf(field, text, CAUSES),
  disease: diseaseCode,
  diseasePaid: yuan,
  isVillageClinic: yesOrNo,
  hasFamilyDoctor: yesOrNo,
  isSelectedProvider: yesOrNo,
  civilServantRank: (field, text) => oneOf(field, text, CIVIL_SERVANT_RANKS),
  enrolledMonths: (field, text) => wholeNumber(field, text, 999),
  continuousYears: (field, text) => wholeNumber(field, text, 99),
  claimFreeYears: (field, text) => wholeNumber(field, text, 99),
  route: (field, text) => oneOf(field, text, EDGE_ROUTES),
  essentialDrugs: yuan,
  transferredWith: yuan,
  carriedOver: yuan,
};

const isName = (name: string): name is CircumstanceName => Object.hasOwn(READERS, name);

/** Refused at the first that is unknown or malformed; undefined when nothing is stated. */
export function readCircumstances(
  given: CircumstanceTexts,
  { careArea }: Pick<CalculationInput, 'careArea'>,
  { benefit, dates }: Pick<ReadInput, 'benefit' | 'dates'>,
): Read<Circumstances | undefined> {
  const texts = Object.entries(given).filter((one): one is [string, string] => one[1] !== undefined);
  const unknown = texts.find(([name]) => !isName(name));
  if (unknown !== undefined) {
    const names = Object.keys(CIRCUMSTANCE_LABELS).join('、');
    return invalid(`circumstances.${unknown[0]}`, `没有 "${unknown[0]}" 这一项，可用 ${names}`);
  }
  const read = all(
    Object.fromEntries(
      texts.map(([name, text]) => [name, READERS[name as CircumstanceName](`circumstances.${name}`, text)]),
    ),
  );
  if (!read.ok) return read;
  const { transferredWith, carriedOver, ...stated } = read.value as Record<string, unknown>;
  if (transferredWith !== undefined && carriedOver !== undefined)
    return invalid('circumstances.carriedOver', '不能与 transferredWith 同时填写');
  const deductiblePaid = transferredWith ?? carriedOver;
  const reason = transferredWith === undefined ? 'new-year' : 'transfer';
  const days = Math.max(1, daysBetween(dates.admittedOn, dates.dischargedOn));
  const circumstances = {
    ...stated,
    ...(careArea == null ? {} : { careArea }),
    ...(benefit === 'inpatient' && dates.admittedOn < dates.dischargedOn ? { daysInStay: days } : {}),
    ...(deductiblePaid === undefined ? {} : { continuedFrom: { reason, deductiblePaid } }),
  } as Circumstances;
  return ok(Object.keys(circumstances).length === 0 ? undefined : circumstances);
}
