import {
  type Benefit,
  type CalendarDate,
  type InsuranceType,
  ok,
  REFERRAL_CLASSES,
  type ReferralClass,
  type Refusal,
  type Result,
  refuse,
  yearOf,
} from '@zhijie/kernel';
import { EDGE_ROUTES, type EdgeRoute } from '../circumstances.ts';
import { DATE_OF, type GoverningDates } from '../pack/dates.ts';
import type { TableName } from '../pack/schema.ts';
import { sha256Hex } from '../pack/sha256.ts';
import { compile } from './compile.ts';
import { referralIndex } from './dimensions.ts';
import { documentOf, policyOf } from './document.ts';
import { citesOf, clauseOf, type EffectivePolicy, hasSample } from './effective.ts';
import type { GridProblem } from './grid.ts';
import type { Clause, Program } from './program.ts';

export type FilingRule = 'required' | 'reduced' | 'not-needed';

/** One table of a plan, with the layer that wrote it: the legal cascade. */
export type PlanTable = {
  readonly table: TableName;
  readonly packId: string;
  readonly file: string;
  readonly line: number;
  readonly clauses: readonly Clause[];
  readonly confidence: string | null;
  /** The table, a row of it or a cell of it is a sample. */
  readonly isSample: boolean;
};

/**
 * The policy of one pooling area, insurance type and benefit for one epoch, compiled. Immutable; the hash
 * names its content, so a settlement that records it can be computed again.
 */
export type Plan = {
  readonly hash: string;
  readonly packId: string;
  readonly title: string;
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly isFictional: boolean;
  /** In force only because nothing replaced it (design §4): shown as 待核实. */
  readonly provisional: boolean;
  /** Every table was checked against its text by somebody. */
  readonly isVerified: boolean;
  /** What happens to a cross-region visit without filing; a rule not provided counts as required. */
  readonly filingRule: FilingRule;
  readonly tables: readonly PlanTable[];
  readonly policy: EffectivePolicy;
  readonly program: Program;
  /** The policy year of a day: the calendar year in which it began. */
  policyYearOf(date: CalendarDate): number;
  /** The policy year of a visit: of its day that the pack lets decide, for stays over the new year (D6). */
  yearOf(dates: GoverningDates): number;
};

/** Builds the plan of an effective policy. Problems are collected; the plan is usable if there is none. */
export function buildPlan(policy: EffectivePolicy, problems: GridProblem[]): Plan {
  const tables = [...policy.tables.values()].map(
    (loaded): PlanTable => ({
      table: loaded.table,
      packId: loaded.packId,
      file: loaded.file,
      line: loaded.line,
      clauses: citesOf(loaded.entry).map((cite) => clauseOf(loaded, cite)),
      confidence: loaded.entry.confidence ?? null,
      isSample: hasSample(loaded.entry),
    }),
  );
  const referral = policy.tables.get('referral')?.read;
  const filing = referral?.kind === 'referral' ? referral.filing : 'required';
  return {
    hash: sha256Hex(documentOf(policy)),
    packId: policy.packId,
    title: policy.title,
    area: policy.area,
    insuranceType: policy.insuranceType,
    benefit: policy.benefit,
    isFictional: policy.isFictional,
    provisional: policy.isProvisional,
    isVerified: [...policy.tables.values()].every((loaded) => loaded.entry.verified !== undefined),
    filingRule: filing === 'not-provided' ? 'required' : filing,
    tables,
    policy,
    program: compile(policy, problems),
    policyYearOf: (date) => policyYear(policy.policyYear, date),
    yearOf: (dates) => policyYear(policy.policyYear, dates[DATE_OF[policy.yearAsOf]]),
  };
}

/** Whether the place says how visits at an edge of the filing classes are paid (D14). */
export function statesEdge({ program }: Plan, route: EdgeRoute): boolean {
  return program.gate[REFERRAL_CLASSES.length + EDGE_ROUTES.indexOf(route)] !== 'not-provided';
}

/**
 * The class as which a visit of a class is paid at a place of care: another one where the insured place says
 * that visits there need no filing (D14, F-11); null where it says so, but not as which class it pays them.
 */
export function classAt({ program }: Plan, referral: ReferralClass, careArea: string): ReferralClass | null {
  const index = classesIn(program.exempt, careArea)?.[referralIndex(referral)];
  return index === undefined ? referral : (REFERRAL_CLASSES[index] ?? null);
}

/** What the classes become in an area that needs no filing, the most exactly named first. */
export function classesIn(exempt: Program['exempt'], area: string): readonly number[] | undefined {
  return exempt.get(area) ?? exempt.get(area.slice(0, 4)) ?? exempt.get(area.slice(0, 2));
}

function policyYear(starts: string, date: CalendarDate): number {
  return date.slice(5) < starts ? yearOf(date) - 1 : yearOf(date);
}

/**
 * The plan of a kept document (`documentOf`), compiled again; its hash is that of the text. Refuses
 * `policy-version-unreadable`.
 */
export function planFromDocument(document: string): Result<Plan, Refusal<'policy-version-unreadable'>> {
  const policy = policyOf(document);
  if (!policy.ok) return policy;
  const problems: GridProblem[] = [];
  const plan = buildPlan(policy.value, problems);
  const [problem] = problems;
  if (problem !== undefined)
    return refuse('policy-version-unreadable', { detail: { problem: problem.message } });
  return ok({ ...plan, hash: sha256Hex(document) });
}
