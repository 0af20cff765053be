import {
  type Benefit,
  formatPercent,
  type InsuranceType,
  LABELS,
  type Rate,
  REFERRAL_CLASSES,
  type ReferralClass,
} from '@zhijie/kernel';
import { EDGE_LABELS, EDGE_ROUTES } from '../circumstances.ts';
import { valuesOf } from '../pack/paths.ts';
import type { RoundingData } from '../pack/schema.ts';
import { TABLE_LABELS } from '../plan/compile.ts';
import { badgeOf, citesOf, clauseOf, type LoadedEntry } from '../plan/effective.ts';
import type { FilingRule, Plan } from '../plan/plan.ts';
import type { ReferralRule } from '../plan/read-entry.ts';
import { type NumberView, numbersOf } from './number-view.ts';
import { citationOf } from './step.ts';

/** One table in force, with the layer that wrote it and its clauses. */
export type TableView = {
  readonly table: string;
  readonly label: string;
  /** The layer: the area, its province or the nation. */
  readonly packId: string;
  readonly place: string;
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string | null;
  readonly citations: readonly string[];
  readonly url: string | null;
  /** The day somebody compared it with the text; null is 待核实. */
  readonly verified: string | null;
  readonly badge: string | null;
  readonly confidence: string | null;
  readonly note: string | null;
  /** What other sources say instead. */
  readonly conflicts: readonly string[];
  /** What is said of single rows: `path：说明`. */
  readonly marks: readonly string[];
  /** Every cell as `path: value`, as the pack writes it. */
  readonly values: readonly string[];
  /** Every amount and ratio by itself, with the layer and the clause that state it. */
  readonly numbers: readonly NumberView[];
};

export type PolicyView = {
  readonly packId: string;
  readonly title: string;
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly hash: string;
  readonly isFictional: boolean;
  readonly isProvisional: boolean;
  readonly filingRule: FilingRule;
  /** What each filing class means here, in words. */
  readonly filing: readonly string[];
  readonly rounding: string;
  readonly policyYear: string;
  /** The stages in their order, as the pack calls them. */
  readonly stages: readonly string[];
  readonly tables: readonly TableView[];
};

/** The effective policy of a plan with the origin of every table: the legal cascade. */
export function viewPolicy(plan: Plan): PolicyView {
  const { policy } = plan;
  const referral = policy.tables.get('referral')?.read;
  return {
    packId: plan.packId,
    title: plan.title,
    area: plan.area,
    insuranceType: plan.insuranceType,
    benefit: plan.benefit,
    hash: plan.hash,
    isFictional: plan.isFictional,
    isProvisional: plan.provisional,
    filingRule: plan.filingRule,
    filing: [
      ...(referral?.kind === 'referral' ? referral.rules.flatMap(filingText) : []),
      ...saidTexts(plan),
    ],
    rounding: roundingText(policy.rounding),
    policyYear: policy.policyYear,
    stages: policy.stages.map((stage) => stage.text),
    tables: [...policy.tables.values()].map(viewTable),
  };
}

const ROUNDING = { 'half-up': '四舍五入', 'half-even': '四舍六入五成双', down: '舍去', up: '进位' } as const;
const PLACE = { fen: '分', jiao: '角', yuan: '元' } as const;

function roundingText({ mode, place, at }: RoundingData): string {
  return `${ROUNDING[mode]}到${PLACE[place]}，${at === 'band' ? '每段' : '每步'}一次`;
}

/** Edges of classes (D14) only where the place says something of them. */
function filingText(rule: ReferralRule, index: number): string[] {
  const edge = EDGE_ROUTES[index - REFERRAL_CLASSES.length];
  if (edge !== undefined && rule.state === 'not-provided') return [];
  const label = edge === undefined ? LABELS.referralClass[REFERRAL_CLASSES[index]!] : EDGE_LABELS[edge];
  if (rule.state === 'refused') return [`${label}：不能直接结算`];
  if (rule.state === 'not-provided') return [`${label}：该统筹区未提供`];
  const effects = [
    rule.minusPoints === null
      ? null
      : `比例降低 ${formatPercent(rule.minusPoints as Rate).slice(0, -1)} 个百分点`,
    rule.factor === null ? null : `比例为原来的 ${formatPercent(rule.factor as Rate)}`,
    rule.firstSelfPay === null ? null : `先由个人负担 ${formatPercent(rule.firstSelfPay as Rate)}`,
    rule.ownRates === null ? null : '另定比例',
    rule.ownDeductible === null ? null : '另定起付线',
  ].filter((effect) => effect !== null);
  return [`${label}：${effects.length > 0 ? effects.join('，') : '与本地相同'}`];
}

/** What the layers say of care at home (F-12) and of stays over the end of the year (V-11). */
function saidTexts({ policy, benefit }: Plan): string[] {
  const { homeReturn, pharmacy, chronicRegistration, stayOverYearEnd } = policy;
  const texts: string[] = [];
  if (homeReturn !== undefined) {
    const { as, byCommitment = 'not-provided', clause } = homeReturn;
    texts.push(
      `${EDGE_LABELS['returned-home']}，没有另行规定的：${paidAsText(as)}；` +
        `承诺备案未补齐材料的：${paidAsText(byCommitment)}${citationOf(clause)}`,
    );
  }
  if (stayOverYearEnd !== undefined && benefit === 'inpatient') {
    const how = stayOverYearEnd.is === 'split' ? '按天数分为两个待遇年度结算' : '作为一次结算';
    texts.push(`跨待遇年度住院：${how}${citationOf(stayOverYearEnd.clause)}`);
  }
  if (pharmacy !== undefined && benefit === 'outpatient') {
    const who = pharmacy.pays === 'pool' ? '按普通门诊由统筹基金支付' : '由个人账户支付，统筹基金不支付';
    texts.push(`定点药店购药：${who}${citationOf(pharmacy.clause)}`);
  }
  if (chronicRegistration !== undefined && benefit === 'chronic') {
    const how = chronicRegistration.is === 'required' ? '未备案的病种按普通门诊结算' : '不要求先备案';
    texts.push(`门诊慢特病备案：${how}${citationOf(chronicRegistration.clause)}`);
  }
  return texts;
}

const paidAsText = (as: ReferralClass | 'not-provided'): string =>
  as === 'not-provided' ? '该统筹区未提供' : `按${LABELS.referralClass[as]}`;

function viewTable(loaded: LoadedEntry): TableView {
  const { entry } = loaded;
  const clauses = citesOf(entry).map((cite) => clauseOf(loaded, cite));
  return {
    table: loaded.table,
    label: TABLE_LABELS[loaded.table],
    packId: loaded.packId,
    place: loaded.packTitle,
    file: loaded.file,
    line: loaded.line,
    from: entry.from,
    to: entry.to ?? null,
    citations: clauses.map(citationOf),
    url: clauses.find((clause) => clause.url !== null)?.url ?? null,
    verified: entry.verified ?? null,
    badge: badgeOf(loaded),
    confidence: entry.confidence ?? null,
    note: entry.note ?? null,
    conflicts: (entry.conflicts ?? []).map(
      ({ value, cite }) => `${value}${citationOf(clauseOf(loaded, cite))}`,
    ),
    marks: (entry.marks ?? []).map((mark) => markText(loaded, mark)),
    values: valuesOf(entry),
    numbers: numbersOf(loaded),
  };
}

type Mark = NonNullable<LoadedEntry['entry']['marks']>[number];

function markText(loaded: LoadedEntry, { at, confidence, sample, cite, note }: Mark): string {
  const said = [
    sample ? '示例数据，未核实' : null,
    confidence === undefined ? null : `可信度 ${confidence}`,
    note ?? null,
    cite === undefined ? null : citationOf(clauseOf(loaded, cite)),
  ];
  return `${at}：${said.filter((part) => part !== null).join('；')}`;
}
