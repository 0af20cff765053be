import type { Executor } from '@zhijie/database';
import { type AdjudicationInput, adjudicate, type ExplainedStep, explain, type Plan } from '@zhijie/engine';
import type { Decision } from '@zhijie/exchange';
import { type Actor, assert, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { plansByHash } from '../policy-version/service.ts';
import { adjudicateYears } from './new-year.ts';
import * as store from './store.ts';

/** A bill as the person sees it: the decision, where it was made, and what became of it. */
export type PersonBill = {
  readonly settlementId: string;
  readonly state: 'settled' | 'reversed';
  readonly visitId: string;
  readonly careArea: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly careType: string;
  readonly admittedOn: string;
  readonly dischargedOn: string;
  readonly settledAt: number;
  readonly reversedAt: number | null;
  readonly decision: ExplainedDecision;
};

/** `steps`: how it came about; none when the policy of the day is neither in force nor kept. */
export type ExplainedDecision = Decision & { readonly steps: readonly ExplainedStep[] };

type Plans = ReadonlyMap<string, Plan>;

const plansOf = (deps: InsuredDeps, tx: Executor, files: readonly store.SettlementFile[]): Promise<Plans> =>
  plansByHash(
    tx,
    deps.policies,
    files.map((file) => String(file.settlement.benefit_pack_hash)),
  );

type StoredInputs = {
  readonly input: AdjudicationInput;
  /** Of the part in the policy year before (V-11). */
  readonly earlier: AdjudicationInput | null;
};

/** A stay that was split: the steps of one year after those of the other, each under its year. */
function stepsOfYears(
  decision: Decision,
  plan: Plan,
  years: Parameters<typeof adjudicateYears>[1],
): readonly ExplainedStep[] {
  const again = adjudicateYears(plan, years);
  assert(
    again.ok && again.value.parts.paidByFunds === decision.parts.paidByFunds,
    `Settlement "${decision.settlementId}" comes out differently under its own policy`,
  );
  return [again.value.before, again.value.after].flatMap(({ year, result }) =>
    explain(plan, result).map((step) => ({ ...step, text: `${year} 年度：${step.text}` })),
  );
}

/** Adjudicated again from the stored input by the policy of the day: the same to the fen, or a defect. */
export function stepsOf(
  decision: Decision,
  plan: Plan,
  { input, earlier }: StoredInputs,
): readonly ExplainedStep[] {
  if (earlier !== null) return stepsOfYears(decision, plan, { before: earlier, after: input });
  const again = adjudicate(plan, input);
  assert(
    again.ok && again.value.parts.paidByFunds === decision.parts.paidByFunds,
    `Settlement "${decision.settlementId}" comes out differently under its own policy`,
  );
  return explain(plan, again.value);
}

/** A stored settlement as its person sees it; no steps where its policy is not among the plans. */
export function billOf({ settlement, reversal, earlier }: store.SettlementFile, plans: Plans): PersonBill {
  const text = (column: string): string => String(settlement[column]);
  const decision = JSON.parse(text('answer')) as Decision;
  const plan = plans.get(decision.benefitPackHash);
  const inputs: StoredInputs = {
    input: JSON.parse(text('input')),
    earlier: earlier === null ? null : JSON.parse(earlier.input),
  };
  const steps = plan === undefined ? [] : stepsOf(decision, plan, inputs);
  return {
    settlementId: settlement.settlement_id,
    state: settlement.state === 'reversed' ? 'reversed' : 'settled',
    visitId: text('visit_id'),
    careArea: text('care_area'),
    providerId: text('provider_id'),
    providerName: text('provider_name'),
    careType: text('care_type'),
    admittedOn: text('admitted_on'),
    dischargedOn: text('discharged_on'),
    settledAt: settlement.settled_at,
    reversedAt: reversal?.reversed_at ?? null,
    decision: { ...decision, steps },
  };
}

const NEWEST = { settledAt: Number.MAX_SAFE_INTEGER, settlementId: '' };

/** Bills of a person, newest first, 1 … 100 a page; logged. Refuses `person-unknown`, `not-permitted`. */
export async function billsOf(
  deps: InsuredDeps,
  actor: Actor,
  query: { personId: string; before?: { settledAt: number; settlementId: string }; limit?: number },
): Promise<Result<PersonBill[], Refusal>> {
  const { personId } = query;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  return deps.db.transaction(async (tx) => {
    const limit = Math.min(query.limit ?? 20, 100);
    const files = await store.readSettlements(tx, personId, query.before ?? NEWEST, limit);
    await writeEntry(tx, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
    const plans = await plansOf(deps, tx, files);
    return ok(files.map((file) => billOf(file, plans)));
  });
}

/** One bill of a person; logged. Refuses `person-unknown`, `not-permitted`, `settlement-unknown`. */
export async function billOfPerson(
  deps: InsuredDeps,
  actor: Actor,
  key: { personId: string; settlementId: string },
): Promise<Result<PersonBill, Refusal>> {
  const { personId, settlementId } = key;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  return deps.db.transaction(async (tx): Promise<Result<PersonBill, Refusal>> => {
    const file = await store.readSettlement(tx, personId, settlementId);
    if (file === null || file.settlement.state === 'never-settled') return refuse('settlement-unknown');
    await writeEntry(tx, { personId, at: deps.now(), actor, purpose: 'own-record', subject: settlementId });
    return ok(billOf(file, await plansOf(deps, tx, [file])));
  });
}

/** Settlements of a person that an undone earlier one made stale: cases for a person to decide. */
export async function staleCasesOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<store.StaleCase[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  return refused !== null ? refused : ok(await store.readStaleCases(deps.db, personId));
}
