import {
  type AidCategory,
  type CalendarDate,
  type FeeParts,
  type Fen,
  PROVIDER_LEVELS,
  type ProviderLevel,
  REFERRAL_CLASSES,
  type Refusal,
  type Result,
  type SettlementParts,
} from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import {
  type Accumulators,
  COUNTERS,
  COUNTS,
  type Counter,
  emptyAccumulators,
  oneAdmissionAt,
} from './accumulators.ts';
import { type AdjudicationInput, adjudicate } from './adjudicate.ts';
import {
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  CONTRIBUTION_TIERS,
  EDGE_ROUTES,
  UNINSURED_CAUSES,
  VISIT_CAUSES,
} from './circumstances.ts';
import { type Finding, problem } from './findings.ts';
import type { PolicyLibrary } from './library.ts';
import { checkShape } from './pack/check-shape.ts';
import type { GoverningDates } from './pack/dates.ts';
import type { PolicyFile } from './pack/load.ts';
import { readYaml, type YamlFile } from './pack/read-yaml.ts';
import { parseMoney, parsePercent, percentText, yuanText } from './pack/values.ts';
import { DIMENSIONS } from './plan/dimensions.ts';
import type { Plan } from './plan/plan.ts';
import type { Adjudication } from './settled.ts';

const strict = <P extends Record<string, Type.TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const words = <const W extends readonly string[]>(list: W) => Type.Unsafe<W[number]>(Type.Enum([...list]));
const Text = Type.String({ minLength: 1 });
const Count = Type.String({ pattern: '^\\d{1,3}$' });
const YesNo = words(['no', 'yes']);
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

const CaseSchema = strict({
  name: Text,
  origin: words(['official-example', 'settlement-slip', 'worked-example', 'regression']),
  source: Type.Optional(Text),
  note: Type.Optional(Text),
  area: Type.String({ pattern: '^\\d{6}$' }),
  insurance: words(['employee', 'resident']),
  benefit: words(['inpatient', 'outpatient', 'chronic']),
  date: Type.Optional(Day),
  dates: Type.Optional(strict({ admitted: Day, discharged: Day, settled: Day })),
  person: strict({
    level: words(DIMENSIONS.level),
    group: words(DIMENSIONS.group),
    age: Count,
    referral: words(REFERRAL_CLASSES),
    aid: Type.Optional(words(DIMENSIONS.aid)),
    civilServant: Type.Optional(words(DIMENSIONS.civilServant)),
    tier: Type.Optional(words(CONTRIBUTION_TIERS)),
    rank: Type.Optional(words(CIVIL_SERVANT_RANKS)),
    familyDoctor: Type.Optional(YesNo),
    enrolledMonths: Type.Optional(Count),
    continuousYears: Type.Optional(Count),
    claimFreeYears: Type.Optional(Count),
  }),
  visit: Type.Optional(
    strict({
      cause: Type.Optional(words([...VISIT_CAUSES, ...UNINSURED_CAUSES])),
      route: Type.Optional(words(EDGE_ROUTES)),
      careArea: Type.Optional(Type.String({ pattern: '^\\d{6}$' })),
      provider: Type.Optional(Type.String({ pattern: '^[HP]\\d{11}$' })),
      selected: Type.Optional(YesNo),
      days: Type.Optional(Count),
      essentialDrugs: Type.Optional(Text),
      disease: Type.Optional(Type.String({ pattern: '^M\\d{5}$' })),
      diseasePaid: Type.Optional(Text),
      village: Type.Optional(YesNo),
      continuedFrom: Type.Optional(strict({ reason: words(['transfer', 'new-year']), deductiblePaid: Text })),
    }),
  ),
  fees: strict({
    total: Text,
    excluded: Type.Optional(Text),
    overLimit: Type.Optional(Text),
    selfPaidFirst: Type.Optional(Text),
    eligible: Type.Optional(Text),
  }),
  accumulators: Type.Optional(Type.Record(Type.String(), Text)),
  /** Admissions of the year by level of the hospital. */
  admissionsAt: Type.Optional(Type.Record(Type.String(), Count)),
  account: Type.Optional(strict({ balance: Text, purpose: Type.Optional(words(['care', 'check-up'])) })),
  expect: Type.Optional(Type.Record(Type.String(), Text)),
  expectRefusal: Type.Optional(Text),
  /** What the refusal names as not provided. */
  expectWhat: Type.Optional(Text),
});
const CaseFileSchema = strict({ cases: Type.Array(CaseSchema, { minItems: 1 }) });
export type PolicyCase = Static<typeof CaseSchema>;

export type CaseResult = {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly origin: PolicyCase['origin'];
  readonly ok: boolean;
  /** What differs, in Chinese; empty when the case passes. */
  readonly differences: readonly string[];
  readonly packId: string | null;
  /** Stages of the plan that moved money in this case: coverage of clauses. */
  readonly stages: readonly string[];
};

/** What settles a case: the engine itself, or a node that asks it. */
export type SettleCase = (
  plan: Plan,
  input: AdjudicationInput,
  dates: GoverningDates,
) => Result<Adjudication, Refusal>;

/** Runs the cases beside the packs. Exact: a fen of difference fails. A malformed case is a failed case. */
export function runCases(
  library: PolicyLibrary,
  files: readonly PolicyFile[],
  settle: SettleCase = adjudicate,
): CaseResult[] {
  return files
    .filter((file) => /\.test\.ya?ml$/.test(file.path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((file) => runFile({ library, settle }, file));
}

type Run = { readonly library: PolicyLibrary; readonly settle: SettleCase };

function runFile(run: Run, file: PolicyFile): CaseResult[] {
  const { source, problems } = readYaml(file.path, file.text);
  const found: Finding[] = [...problems];
  if (problems.length === 0) found.push(...checkShape(source, CaseFileSchema, source.data));
  if (found.length > 0) return found.map((finding) => failed(finding));
  const { cases } = source.data as Static<typeof CaseFileSchema>;
  return cases.map((one, index) => runCase(run, source, one, index));
}

function failed(finding: Finding): CaseResult {
  const { file, line, message } = finding;
  return {
    file,
    line,
    name: '（算例无法读取）',
    origin: 'regression',
    ok: false,
    differences: [message],
    packId: null,
    stages: [],
  };
}

function runCase({ library, settle }: Run, source: YamlFile, one: PolicyCase, index: number): CaseResult {
  const place = ['cases', index];
  const base = { file: source.file, line: source.lineOf(place), name: one.name, origin: one.origin };
  const bad: string[] = [];
  const day = (one.date ?? one.dates?.settled) as CalendarDate | undefined;
  if (day === undefined || (one.date !== undefined) === (one.dates !== undefined)) {
    return failed(problem(source, place, 'case', `${one.name}：写 date 或 dates 之一`, '补上日期'));
  }
  const dates = {
    admittedOn: (one.dates?.admitted ?? day) as CalendarDate,
    dischargedOn: (one.dates?.discharged ?? day) as CalendarDate,
    settledOn: (one.dates?.settled ?? day) as CalendarDate,
  };
  const question = { area: one.area, insuranceType: one.insurance, benefit: one.benefit, dates };
  const planned = library.planFor(question);
  if (!planned.ok) {
    const differences = compareRefusal(one, planned.refusal);
    return { ...base, ok: differences.length === 0, differences, packId: null, stages: [] };
  }
  const plan = planned.value;
  const input = inputOf(one, plan.yearOf(dates), bad);
  if (bad.length > 0) return { ...base, ok: false, differences: bad, packId: plan.packId, stages: [] };
  const outcome = settle(plan, input, dates);
  const differences = outcome.ok
    ? compareParts(one, outcome.value.parts)
    : compareRefusal(one, outcome.refusal);
  const trace = outcome.ok ? outcome.value.trace : [];
  const stages = [...new Set(trace.map((record) => plan.program.rules[record.rule]!.stage))];
  return { ...base, ok: differences.length === 0, differences, packId: plan.packId, stages };
}

type MoneyOf = (text: string | undefined, field: string) => Fen;

/** The bill of a case; fields left out are zero, and `eligible` left out is the rest of the total. */
function inputOf(one: PolicyCase, year: number, bad: string[]): AdjudicationInput {
  const money: MoneyOf = (text, field) => {
    const value = text === undefined ? 0 : parseMoney(text);
    if (value === undefined) bad.push(`${field}：“${text}”不是金额`);
    return (value ?? 0) as Fen;
  };
  const circumstances = circumstancesOf(one, money);
  return {
    referral: one.person.referral,
    level: one.person.level,
    group: one.person.group,
    age: Number(one.person.age),
    aidCategory: (one.person.aid ?? 'none') as AidCategory,
    civilServant: one.person.civilServant === 'yes',
    fees: feesOf(one, money, bad),
    accumulators: accumulatorsOf(one, year, money, bad),
    accountBalance: money(one.account?.balance, 'account.balance'),
    useAccount: one.account !== undefined,
    accountPurpose: one.account?.purpose ?? 'care',
    ...(circumstances === null ? {} : { circumstances }),
  };
}

function feesOf(one: PolicyCase, money: MoneyOf, bad: string[]): FeeParts {
  const total = money(one.fees.total, 'fees.total');
  const excluded = money(one.fees.excluded, 'fees.excluded');
  const overLimit = money(one.fees.overLimit, 'fees.overLimit');
  const selfPaidFirst = money(one.fees.selfPaidFirst, 'fees.selfPaidFirst');
  const rest = total - excluded - overLimit - selfPaidFirst;
  const eligible = one.fees.eligible === undefined ? rest : money(one.fees.eligible, 'fees.eligible');
  if (eligible !== rest) bad.push('fees：各项之和不等于总额');
  return { total, excluded, overLimit, selfPaidFirst, eligible: eligible as Fen };
}

function accumulatorsOf(one: PolicyCase, year: number, money: MoneyOf, bad: string[]): Accumulators {
  const accumulators: Record<string, number> = { ...emptyAccumulators(year) };
  for (const [name, text] of Object.entries(one.accumulators ?? {})) {
    if (!(COUNTERS as readonly string[]).includes(name)) bad.push(`没有累计项 ${name}`);
    else accumulators[name] = COUNTS.has(name as Counter) ? Number(text) : money(text, name);
  }
  for (const [level, count] of Object.entries(one.admissionsAt ?? {})) {
    if (!(PROVIDER_LEVELS as readonly string[]).includes(level)) bad.push(`没有医院等级 ${level}`);
    else accumulators.admissionsByLevel! += Number(count) * oneAdmissionAt(level as ProviderLevel);
  }
  return accumulators as unknown as Accumulators;
}

/** Facts of a case that only some places ask about; null when it states none. */
function circumstancesOf(one: PolicyCase, money: MoneyOf): Circumstances | null {
  const { tier, rank, familyDoctor, enrolledMonths, continuousYears, claimFreeYears } = one.person;
  const { cause, route, careArea, provider, selected, days, essentialDrugs, continuedFrom } = one.visit ?? {};
  const { disease, diseasePaid, village } = one.visit ?? {};
  const stated = {
    contributionTier: tier,
    civilServantRank: rank,
    hasFamilyDoctor: isYes(familyDoctor),
    enrolledMonths: numberOf(enrolledMonths),
    continuousYears: numberOf(continuousYears),
    claimFreeYears: numberOf(claimFreeYears),
    cause,
    disease,
    diseasePaid: diseasePaid && money(diseasePaid, 'visit.diseasePaid'),
    isVillageClinic: isYes(village),
    route,
    careArea,
    provider,
    isSelectedProvider: isYes(selected),
    daysInStay: numberOf(days),
    essentialDrugs: essentialDrugs && money(essentialDrugs, 'visit.essentialDrugs'),
    continuedFrom: continuedFrom && {
      reason: continuedFrom.reason,
      deductiblePaid: money(continuedFrom.deductiblePaid, 'visit.continuedFrom.deductiblePaid'),
    },
  };
  const given = Object.entries(stated).filter(([, value]) => value !== undefined);
  return given.length === 0 ? null : (Object.fromEntries(given) as Circumstances);
}

const isYes = (word: string | undefined): boolean | undefined =>
  word === undefined ? undefined : word === 'yes';
const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

function compareRefusal(one: PolicyCase, refusal: Refusal): string[] {
  const { code } = refusal;
  if (one.expectRefusal !== code)
    return [`应为${one.expectRefusal ? `拒绝 ${one.expectRefusal}` : '可结算'}，实为拒绝 ${code}`];
  const what = refusal.detail?.what;
  if (one.expectWhat === undefined || one.expectWhat === what) return [];
  return [`应指出未提供“${one.expectWhat}”，实为“${String(what)}”`];
}

function compareParts(one: PolicyCase, parts: SettlementParts): string[] {
  if (one.expectRefusal !== undefined) return [`应为拒绝 ${one.expectRefusal}，实际可以结算`];
  if (one.expect === undefined || Object.keys(one.expect).length === 0) return ['没有写 expect'];
  const differences: string[] = [];
  for (const [name, text] of Object.entries(one.expect)) {
    const actual = (parts as unknown as Record<string, number>)[name];
    const isRate = name === 'poolRate';
    const expected = isRate ? parsePercent(text) : parseMoney(text);
    if (actual === undefined) differences.push(`没有结算项 ${name}`);
    else if (expected === undefined) differences.push(`${name}：“${text}”无法识别`);
    else if (actual !== expected) {
      const shown = isRate ? percentText(actual) : `${yuanText(actual)}元`;
      differences.push(`${name} 应为 ${text}，实为 ${shown}`);
    }
  }
  return differences;
}
