import { assert, unreachable } from '@zhijie/kernel';
import { AT, BUCKETS, type Bucket, bucketIndex, type Fund } from '../buckets.ts';
import type { SecondaryTable, StageData, TableName } from '../pack/schema.ts';
import { percentText } from '../pack/values.ts';
import { factsAsked } from './asks.ts';
import { rounderOf } from './bands.ts';
import { adjustedRates, type BandRules, compilePool, type Pool } from './compile-bands.ts';
import { compileDeductible, compileFirstShare } from './compile-first.ts';
import { compileAccount, compileMissing, compileSecondary, type Layer } from './compile-secondary.ts';
import {
  badgeOf,
  clauseOf,
  type EffectivePolicy,
  isSampleEntry,
  type LoadedEntry,
  SAMPLE_BADGE,
} from './effective.ts';
import type { GridProblem } from './grid.ts';
import { type FundLine, KIND, type Program, type Rule, type Stage } from './program.ts';
import { NO_DEDUCTIBLE, type ReadReferral, type ReadTable, type ReferralRule } from './read-entry.ts';
import { WIDTH } from './trace.ts';

/**
 * Tables without which a benefit is not provided at all; the others are missed only when a bill needs
 * them.
 */
export const NEEDED_TABLES = ['referral', 'deductible', 'poolRates', 'poolCap'] as const;

export const TABLE_LABELS: Readonly<Record<TableName, string>> = {
  referral: '异地就医待遇差异',
  deductible: '起付标准',
  poolRates: '统筹基金支付比例',
  poolCap: '统筹基金最高支付限额',
  criticalIllness: '大病保险待遇',
  largeAmount: '大额医疗费用补助',
  civilServant: '公务员医疗补助',
  enterpriseSupplement: '企业补充医疗保险',
  medicalAid: '医疗救助标准',
  medicalAidTilt: '倾斜救助标准',
  account: '个人账户使用范围',
  levels: '医院等级目录',
};

type Builder = {
  readonly policy: EffectivePolicy;
  readonly problems: GridProblem[];
  readonly rules: Rule[];
  readonly funds: FundLine[];
};

/** Compiles one epoch of a policy into data over dense tables. Problems are collected. */
export function compile(policy: EffectivePolicy, problems: GridProblem[]): Program {
  const builder: Builder = { policy, problems, rules: [], funds: [] };
  const referral = readAs(policy, 'referral') as ReadReferral;
  const account = readAs(policy, 'account');
  const levels = readAs(policy, 'levels');
  const cap = readAs(policy, 'poolCap');
  const deductible = readAs(policy, 'deductible');
  const stages = policy.stages.map((stage) => compileStage(builder, stage));
  const accountEntry = policy.tables.get('account');
  const checkUpRule = accountEntry
    ? addRule(builder, accountEntry, { stage: 'account', text: '个人账户支付健康体检', bound: null })
    : -1;
  const purchaseRule = accountEntry
    ? addRule(builder, accountEntry, { stage: 'account', text: '个人账户支付定点药店购药', bound: null })
    : -1;
  return {
    gate: referral.rules.map((rule) => rule.state),
    stages,
    rules: builder.rules,
    funds: builder.funds,
    countsAsStay: policy.benefit === 'inpatient',
    levelOf: levels?.kind === 'levels' && levels.providers.size > 0 ? levels.providers : null,
    exempt: referral.exempt,
    ignoresPlace: ignoresPlace(policy),
    asks: factsAsked(policy),
    apart: cap?.kind === 'poolCap' ? cap.apart : null,
    perDisease: cap?.kind === 'poolCap' ? cap.perDisease : null,
    paysDeductibleByLevel:
      policy.accumulators === 'outpatient' &&
      deductible?.kind === 'deductible' &&
      deductible.basis === 'annual-by-level',
    isOutpatient: policy.accumulators === 'outpatient',
    accountPaysCheckUp: account?.kind === 'account' && account.paysCheckUp,
    checkUpRule,
    purchaseRule,
    numbersAtMost: builder.funds.length + sum(stages.map(movesAtMost)) * WIDTH,
    hot: { bills: 0, generated: null },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** A band of the pool moves to the fund, to the person and above the cap; others move once per bucket. */
function movesAtMost({ kind, data }: Stage): number {
  if (kind === KIND.pool) return (data as Pool).bounds.length * 3 + 1;
  return kind === KIND.layer ? (data as Layer).bounds.length * BUCKETS.length : BUCKETS.length;
}

function ignoresPlace(policy: EffectivePolicy): boolean {
  const levels = readAs(policy, 'levels');
  const deductible = readAs(policy, 'deductible');
  const hasList = levels?.kind === 'levels' && levels.providers.size > 0;
  const recharges = deductible?.kind === 'deductible' && deductible.rechargeDays > 0;
  return !hasList && !recharges && (readAs(policy, 'referral') as ReadReferral).exempt.size === 0;
}

function readAs(policy: EffectivePolicy, table: TableName): ReadTable | undefined {
  return policy.tables.get(table)?.read;
}

type RuleText = Pick<Rule, 'stage' | 'text' | 'bound'> & {
  readonly cite?: string | null;
  readonly remark?: string | null;
  /** The row that the figure is of is a sample, whatever its entry says. */
  readonly isSample?: boolean;
};

function addRule(builder: Builder, loaded: LoadedEntry, text: RuleText): number {
  const isSample = isSampleEntry(loaded) || text.isSample === true;
  const badge = isSample ? SAMPLE_BADGE : badgeOf(loaded);
  const remarks = [text.remark ?? null, badge].filter((remark) => remark !== null);
  builder.rules.push({
    stage: text.stage,
    text: text.text,
    bound: text.bound,
    clause: text.cite ? clauseOf(loaded, text.cite) : clauseOf(loaded),
    place: loaded.packTitle,
    remark: remarks.length > 0 ? remarks.join('；') : null,
    isSample,
  });
  return builder.rules.length - 1;
}

function compileStage(builder: Builder, stage: StageData): Stage {
  switch (stage.kind) {
    case 'cross-region-first':
      return firstShareStage(builder, stage);
    case 'deductible':
      return deductibleStage(builder, stage);
    case 'bands':
      return bandsStage(builder, stage);
    case 'secondary':
      return secondaryStage(builder, stage);
    case 'account':
      return accountStage(builder, stage);
    case 'rest':
      return restStage(builder, stage);
    default:
      return unreachable(stage.kind);
  }
}

function needed(builder: Builder, table: TableName): LoadedEntry {
  const loaded = builder.policy.tables.get(table);
  assert(loaded, `A plan is compiled only when the table ${table} is there`);
  return loaded;
}

function firstShareStage(builder: Builder, stage: StageData): Stage {
  const loaded = needed(builder, 'referral');
  const referral = loaded.read as ReadReferral;
  const rules = referral.rules.map((rule) =>
    rule.firstSelfPay === null
      ? -1
      : addRule(builder, loaded, {
          ...{ stage: stage.id, text: stage.text, bound: null },
          ...{ cite: rule.cite, isSample: rule.isSample },
        }),
  );
  return compileFirstShare(referral, rules, rounderOf(builder.policy.rounding));
}

function deductibleStage(builder: Builder, stage: StageData): Stage {
  const loaded = needed(builder, 'deductible');
  const referralEntry = needed(builder, 'referral');
  const referral = referralEntry.read as ReadReferral;
  const { read } = loaded;
  const table = read.kind === 'deductible' ? read : NO_DEDUCTIBLE;
  const text = { stage: stage.id, text: stage.text };
  const usual = {
    whole: addRule(builder, loaded, { ...text, bound: null }),
    baseEnded: addRule(builder, loaded, { ...text, bound: 'base' }),
  };
  /** A class with a deductible of its own has it by the text that lets the class have it (D13). */
  const rules = referral.rules.map(({ ownDeductible, cite, isSample }) =>
    ownDeductible === null
      ? usual
      : {
          whole: addRule(builder, referralEntry, { ...text, bound: null, cite, isSample }),
          baseEnded: addRule(builder, referralEntry, { ...text, bound: 'base', cite, isSample }),
        },
  );
  return compileDeductible(
    table,
    referral,
    builder.policy.accumulators === 'outpatient',
    rules,
    rounderOf(builder.policy.rounding),
  );
}

function bandsStage(builder: Builder, stage: StageData): Stage {
  const loaded = needed(builder, 'poolRates');
  const referralEntry = needed(builder, 'referral');
  const capEntry = needed(builder, 'poolCap');
  const rates = loaded.read;
  assert(rates.kind === 'poolRates', 'The pool table of a plan has ratios');
  const referral = referralEntry.read as ReadReferral;
  const grid = adjustedRates(rates, referral, builder.policy.insuranceType, builder.problems);
  const fund: number[] = [];
  const person: number[] = [];
  for (const rule of referral.rules) {
    if (rule.state !== 'applies') {
      const none = Array.from({ length: (rates.upTo.length + 1) * 2 }, () => -1);
      fund.push(...none);
      person.push(...none);
      continue;
    }
    const remark = referralRemark(referralEntry, rule);
    const own = rule.ownRates === null ? loaded : referralEntry;
    const isSample = remark !== null && (rule.isSample || isSampleEntry(referralEntry));
    for (let band = 0; band <= rates.upTo.length; band++) {
      const suffix = rates.upTo.length > 0 ? `（第${band + 1}段）` : '';
      for (const bound of ['band', 'base'] as const) {
        const said = { stage: stage.id, bound, remark, isSample };
        fund.push(addRule(builder, own, { ...said, text: `${stage.text}${suffix}` }));
        person.push(addRule(builder, own, { ...said, text: `按比例由个人负担${suffix}` }));
      }
    }
  }
  const overCap = addRule(builder, capEntry, {
    stage: stage.id,
    text: '超过最高支付限额的部分',
    bound: 'cap',
  });
  const rules: BandRules = { fund, person, overCap };
  const cap = capEntry.read.kind === 'poolCap' ? capEntry.read : null;
  builder.funds.push({ fund: 'pool', bucket: AT.pool, explanation: explanationOf(loaded, stage.text) });
  return compilePool({
    rates,
    grid,
    cap,
    isOutpatient: builder.policy.accumulators === 'outpatient',
    rounding: rates.rounding ?? builder.policy.rounding,
    rules,
    fundIndex: builder.funds.length - 1,
  });
}

function referralRemark(loaded: LoadedEntry, rule: ReferralRule): string | null {
  const clause = clauseOf(loaded, rule.cite ?? undefined);
  const where = `〔${clause.document || clause.source} ${clause.article}〕`;
  const sample = rule.isSample ? `（${SAMPLE_BADGE}）` : '';
  if (rule.minusPoints !== null) {
    return `异地就医报销比例降低 ${percentText(rule.minusPoints).slice(0, -1)} 个百分点${where}${sample}`;
  }
  if (rule.factor !== null) return `异地就医报销比例为原比例的 ${percentText(rule.factor)}${where}${sample}`;
  if (rule.ownRates !== null) return `异地就医另定比例${where}${sample}`;
  return null;
}

function explanationOf(loaded: LoadedEntry, text: string): string {
  const clause = clauseOf(loaded);
  return `${text}〔${clause.document || clause.source} ${clause.article}〕`;
}

const CONCERNS: Readonly<Record<SecondaryTable, 'everyone' | 'civil-servants' | 'aid'>> = {
  criticalIllness: 'everyone',
  largeAmount: 'everyone',
  civilServant: 'civil-servants',
  enterpriseSupplement: 'everyone',
  medicalAid: 'aid',
  medicalAidTilt: 'aid',
};
export const PAYERS: Readonly<Record<SecondaryTable, Fund>> = {
  criticalIllness: 'critical',
  largeAmount: 'large',
  civilServant: 'civilServant',
  enterpriseSupplement: 'enterprise',
  medicalAid: 'aid',
  medicalAidTilt: 'aid',
};

/** When a layer's table is missing, a bill needs it as soon as one of these buckets holds money. */
const BURDEN: readonly Bucket[] = ['deductible', 'coinsurance', 'overCap', 'crossRegionFirst'];

function secondaryStage(builder: Builder, stage: StageData): Stage {
  const name = stage.table;
  assert(name, `Stage ${stage.id} is secondary and names its table`);
  const loaded = builder.policy.tables.get(name);
  const concern = stage.for ?? CONCERNS[name];
  const label = TABLE_LABELS[name];
  if (!loaded || (loaded.read.kind === 'state' && loaded.read.state === 'not-provided')) {
    return compileMissing(concern, BURDEN.map(bucketIndex), label);
  }
  const table = loaded.read;
  if (table.kind !== 'secondary') return { kind: KIND.none, data: null };
  const payer = stage.payer ?? PAYERS[name];
  const rules: number[] = [];
  for (let band = 0; band <= table.upTo.length; band++) {
    const suffix = table.upTo.length > 0 ? `（第${band + 1}段）` : '';
    for (const bound of ['band', 'base'] as const) {
      rules.push(addRule(builder, loaded, { stage: stage.id, text: `${stage.text}${suffix}`, bound }));
    }
  }
  const text = `${stage.text}（达到最高支付限额）`;
  rules.push(addRule(builder, loaded, { stage: stage.id, text, bound: 'cap' }));
  builder.funds.push({ fund: payer, bucket: AT[payer], explanation: explanationOf(loaded, stage.text) });
  return compileSecondary({
    table,
    payer,
    hasOwnBase: name === 'largeAmount' && isYearly(builder.policy, 'criticalIllness'),
    isOutpatient: builder.policy.accumulators === 'outpatient',
    concern,
    label,
    rounding: table.rounding ?? builder.policy.rounding,
    rules,
    fundIndex: builder.funds.length - 1,
  });
}

function isYearly(policy: EffectivePolicy, table: SecondaryTable): boolean {
  const read = readAs(policy, table);
  const isRead = policy.stages.some((stage) => stage.kind === 'secondary' && stage.table === table);
  return isRead && read?.kind === 'secondary' && read.over === 'year';
}

function accountStage(builder: Builder, stage: StageData): Stage {
  const loaded = builder.policy.tables.get('account');
  if (!loaded || (loaded.read.kind === 'state' && loaded.read.state === 'not-provided')) {
    return { kind: KIND.gap, data: { concern: 'everyone', buckets: null, what: TABLE_LABELS.account } };
  }
  const { read } = loaded;
  if (read.kind !== 'account') return { kind: KIND.none, data: null };
  return compileAccount(read, addRule(builder, loaded, { stage: stage.id, text: stage.text, bound: null }));
}

/**
 * The table whose text left the money in each bucket; the catalogue of the place of care has no table
 * here.
 */
const LEFT_BY: Readonly<Partial<Record<Bucket, TableName>>> = {
  crossRegionFirst: 'referral',
  deductible: 'deductible',
  coinsurance: 'poolRates',
  overCap: 'poolCap',
};

function restStage(builder: Builder, stage: StageData): Stage {
  const rules = BUCKETS.map((bucket) => {
    const loaded = needed(builder, LEFT_BY[bucket] ?? 'poolRates');
    const index = addRule(builder, loaded, { stage: stage.id, text: stage.text, bound: null });
    const clause = builder.policy.catalogueClause;
    if (LEFT_BY[bucket] === undefined && clause !== null) {
      const catalogued = { clause, place: '就医地医保目录', remark: null, isSample: false };
      builder.rules[index] = { ...builder.rules[index]!, ...catalogued };
    }
    return index;
  });
  return { kind: KIND.rest, data: { rules } };
}
