import { runCases } from '../cases.ts';
import type { PolicyLibrary } from '../library.ts';
import type { PolicyFile } from '../pack/load.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/program.ts';
import { citationOf, citationsIn } from './step.ts';

/** A clause that some step of some plan can cite, and whether a case makes it decide money. */
export type ClauseCoverage = {
  readonly place: string;
  readonly citation: string;
  readonly isCovered: boolean;
};

/**
 * Which clauses the cases beside the packs exercise: those cited by a step that moves money in a case. Of all
 * packs, or of some areas only.
 */
export function coverClauses(
  library: PolicyLibrary,
  cases: readonly PolicyFile[],
  areas?: ReadonlySet<string>,
): ClauseCoverage[] {
  const plans = library
    .allPlans()
    .map(({ plan }) => plan)
    .filter((plan) => areas?.has(plan.area) ?? true);
  const named = new Map(plans.map((plan) => [plan.hash, withClausesForStages(plan)]));
  const observed: PolicyLibrary = {
    ...library,
    planFor: (question) => {
      const plan = library.planFor(question);
      return plan.ok ? { ok: true, value: named.get(plan.value.hash) ?? plan.value } : plan;
    },
  };
  const hit = new Set(
    runCases(observed, cases)
      .flatMap((result) => result.stages)
      .flatMap(namesIn),
  );
  const all = new Set(plans.flatMap((plan) => plan.program.rules).flatMap(clauseNames));
  return [...all].sort().map((name) => {
    const [place, citation] = name.split('\n') as [string, string];
    return { place, citation, isCovered: hit.has(name) };
  });
}

/** A step cites its own clause and those of its remark: how a filing changed the ratio. */
function clauseNames({ clause, place, remark }: Rule): string[] {
  return [citationOf(clause), ...citationsIn(remark ?? '')].map((citation) => `${place}\n${citation}`);
}

/** The results of cases name the stages that moved money; here each stage is called by its clauses. */
function withClausesForStages(plan: Plan): Plan {
  const rules = plan.program.rules.map((rule) => ({ ...rule, stage: JSON.stringify(clauseNames(rule)) }));
  return { ...plan, program: { ...plan.program, rules } };
}

const namesIn = (stage: string): string[] => (stage.startsWith('[') ? JSON.parse(stage) : []);
