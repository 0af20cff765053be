import {
  type Benefit,
  type CalendarDate,
  type InsuranceType,
  LABELS,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { type PackProblem, problem } from './findings.ts';
import { type LoadedFiles, type LoadedPack, loadFiles, type PolicyFile } from './pack/load.ts';
import {
  chainOf,
  effectiveOn,
  type GoverningDates,
  type ResolvedBenefit,
  resolveBenefit,
} from './pack/resolve.ts';
import { BENEFIT_NAMES } from './pack/schema.ts';
import { NEEDED_TABLES, TABLE_LABELS } from './plan/compile.ts';
import type { EffectivePolicy } from './plan/effective.ts';
import type { GridProblem } from './plan/grid.ts';
import { buildPlan, type Plan } from './plan/plan.ts';

export type PlanQuestion = {
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly dates: GoverningDates;
};

/** All packs under `policies/`, resolved; plans are compiled once per epoch and kept. */
export type PolicyLibrary = {
  /**
   * The plan in force. `no-policy-in-force`: no pack of the area, or none on that day (not begun, repealed).
   * `policy-not-provided`: the area's pack lacks what the benefit needs; `detail.what` names it.
   */
  planFor(question: PlanQuestion): Result<Plan, Refusal<'no-policy-in-force' | 'policy-not-provided'>>;
  /** Packs of areas (not the layers above), by id. */
  readonly packs: readonly PackSummary[];
  /** The plan that settled something, by the hash recorded then; null when these packs have no such plan. */
  planByHash(hash: string): Plan | null;
  /** Every plan of every area at every epoch: for checks over all of them. */
  allPlans(): { readonly plan: Plan; readonly on: CalendarDate }[];
  readonly files: LoadedFiles;
  readonly resolved: ReadonlyMap<string, ResolvedBenefit>;
  readonly chains: ReadonlyMap<string, readonly LoadedPack[]>;
};

export type PackSummary = {
  readonly packId: string;
  readonly title: string;
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly isFictional: boolean;
  readonly benefits: readonly Benefit[];
  readonly file: string;
};

/**
 * Builds the library from the texts of all files under `policies/`; the caller reads the disk. Refused with
 * every problem found, each with file, line and fix; a broken pack never loads half.
 */
export function createPolicyLibrary(files: readonly PolicyFile[]): Result<PolicyLibrary, PackProblem[]> {
  const loaded = loadFiles(files);
  const problems: PackProblem[] = [...loaded.problems];
  const byId = indexById(loaded.packs, problems);
  const resolved = new Map<string, ResolvedBenefit>();
  const chains = new Map<string, readonly LoadedPack[]>();
  for (const pack of loaded.packs) {
    const chain = chainOf(pack, byId, problems);
    chains.set(pack.data.pack, chain);
    if (pack.data.abstract) continue;
    for (const benefit of BENEFIT_NAMES) {
      const one = resolveBenefit(chain, benefit, problems);
      if (one) resolved.set(keyOf(pack.data.area, pack.data.insurance, benefit), one);
    }
  }
  const library = assemble(loaded, resolved, chains);
  if (problems.length === 0) checkPlans(library.resolved.values(), problems);
  return problems.length > 0 ? { ok: false, refusal: distinct(problems) } : ok(library);
}

/** A row for several values is read once for each of them. */
function distinct(problems: readonly PackProblem[]): PackProblem[] {
  const known = new Map(problems.map((one) => [`${one.file}:${one.line} ${one.code} ${one.message}`, one]));
  return [...known.values()];
}

const keyOf = (area: string, insuranceType: InsuranceType, benefit: Benefit): string =>
  `${area}/${insuranceType}/${benefit}`;

function indexById(packs: readonly LoadedPack[], problems: PackProblem[]): Map<string, LoadedPack> {
  const byId = new Map<string, LoadedPack>();
  const claims = new Set<string>();
  for (const pack of packs) {
    const { data } = pack;
    const claim = data.abstract ? data.pack : `${data.area}/${data.insurance}`;
    if (byId.has(data.pack) || claims.has(claim)) {
      const message = `${data.pack}：同一地区、险种已有政策包`;
      problems.push(problem(pack.yaml, ['pack'], 'two-packs', message, '每个地区每个险种一个包'));
    }
    if (!data.pack.startsWith(`${data.area}-${data.insurance}`)) {
      const fix = `写成 ${data.area}-${data.insurance}`;
      problems.push(problem(pack.yaml, ['pack'], 'pack-id', '包的编号与 area、insurance 不一致', fix));
    }
    byId.set(data.pack, pack);
    claims.add(claim);
  }
  return byId;
}

function assemble(
  files: LoadedFiles,
  resolved: ReadonlyMap<string, ResolvedBenefit>,
  chains: PolicyLibrary['chains'],
): PolicyLibrary {
  return { files, resolved, chains, packs: summaries(files.packs, resolved), ...plannerOf(resolved) };
}

/** Plans of resolved benefits, by `area/insurance/benefit`; each is built once and kept. */
export function plannerOf(
  resolved: ReadonlyMap<string, ResolvedBenefit>,
): Pick<PolicyLibrary, 'planFor' | 'planByHash' | 'allPlans'> {
  const plans = new Map<string, Plan>();
  const byHash = new Map<string, Plan>();
  const planOf = (policy: EffectivePolicy): Plan => {
    const key = identityOf(policy);
    let plan = plans.get(key);
    if (!plan) {
      plan = buildPlan(policy, []);
      plans.set(key, plan);
      byHash.set(plan.hash, plan);
    }
    return plan;
  };
  const allPlans: PolicyLibrary['allPlans'] = () => {
    const all = new Map<string, { plan: Plan; on: CalendarDate }>();
    for (const [, one] of resolved) {
      for (const on of epochsOf(one)) {
        const policy = effectiveOn(one, { admittedOn: on, dischargedOn: on, settledOn: on });
        if (!isComplete(policy)) continue;
        const plan = planOf(policy);
        if (!all.has(plan.hash)) all.set(plan.hash, { plan, on });
      }
    }
    return [...all.values()];
  };
  return {
    allPlans,
    planByHash(hash) {
      if (!byHash.has(hash)) allPlans();
      return byHash.get(hash) ?? null;
    },
    planFor(question) {
      const { area, insuranceType, benefit, dates } = question;
      const one = resolved.get(keyOf(area, insuranceType, benefit));
      if (!one) return notInForce(question);
      const policy = effectiveOn(one, dates);
      return missingPart(question, one, policy) ?? ok(planOf(policy));
    },
  };
}

/** Names a policy by the entries chosen, without hashing their content. */
function identityOf(policy: EffectivePolicy): string {
  let key = `${policy.packId}/${policy.benefit}/${policy.isProvisional}`;
  for (const loaded of policy.tables.values())
    key += `/${loaded.packId}:${loaded.table}@${loaded.entry.from}`;
  return key;
}

function isComplete(policy: EffectivePolicy): boolean {
  return NEEDED_TABLES.every((table) => isProvided(policy, table));
}

function isProvided(policy: EffectivePolicy, table: (typeof NEEDED_TABLES)[number]): boolean {
  const read = policy.tables.get(table)?.read;
  if (!read) return false;
  if (read.kind !== 'state') return true;
  return read.state === 'absent' && (table === 'poolCap' || table === 'deductible');
}

function notInForce(question: PlanQuestion): Result<never, Refusal<'no-policy-in-force'>> {
  return refuse('no-policy-in-force', {
    detail: {
      area: question.area,
      insurance: LABELS.insuranceType[question.insuranceType],
      benefit: question.benefit,
      on: question.dates.settledOn,
    },
  });
}

/** In force are the ratios; a place without them on that day has no policy then, or does not provide it. */
function missingPart(
  question: PlanQuestion,
  one: ResolvedBenefit,
  policy: EffectivePolicy,
): Result<never, Refusal<'no-policy-in-force' | 'policy-not-provided'>> | null {
  for (const table of NEEDED_TABLES) {
    if (isProvided(policy, table)) continue;
    if (one.tables.has(table) && !policy.tables.has(table)) return notInForce(question);
    return refuse('policy-not-provided', {
      detail: { area: question.area, benefit: question.benefit, what: TABLE_LABELS[table], table },
    });
  }
  return null;
}

/** The first days of all epochs: a table's entries begin or are repealed. */
function epochsOf(one: ResolvedBenefit): CalendarDate[] {
  const days = new Set<string>();
  for (const entries of one.tables.values()) {
    for (const { entry } of entries) {
      days.add(entry.from);
      if (entry.repealed) days.add(entry.repealed);
    }
  }
  return [...days].sort() as CalendarDate[];
}

function summaries(
  packs: readonly LoadedPack[],
  resolved: ReadonlyMap<string, ResolvedBenefit>,
): PackSummary[] {
  return packs
    .filter((pack) => !pack.data.abstract)
    .map(({ data, yaml }) => ({
      packId: data.pack,
      title: data.title,
      area: data.area,
      insuranceType: data.insurance,
      isFictional: data.fictional ?? false,
      benefits: BENEFIT_NAMES.filter((benefit) =>
        resolved.get(keyOf(data.area, data.insurance, benefit))?.tables.has('poolRates'),
      ),
      file: yaml.file,
    }));
}

/** Compiles every plan once, so that what only shows in combination is found at load time. */
export function checkPlans(all: Iterable<ResolvedBenefit>, problems: PackProblem[]): void {
  for (const one of all) {
    for (const on of epochsOf(one)) {
      const policy = effectiveOn(one, { admittedOn: on, dischargedOn: on, settledOn: on });
      if (!isComplete(policy)) continue;
      const found: GridProblem[] = [];
      buildPlan(policy, found);
      const referral = policy.tables.get('referral')!;
      const at = { file: referral.file, lineOf: () => referral.line };
      for (const each of found) problems.push(problem(at, each.place, each.code, each.message, each.fix));
    }
  }
}
