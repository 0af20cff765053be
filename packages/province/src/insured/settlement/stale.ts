/**
 * What the undoing of a settlement would have changed in the later ones of the same year: computed and
 * shown as a case for a person, never applied (design §4). Pure.
 */
import {
  type AdjudicationInput,
  addAccumulators,
  adjudicate,
  type ChronicDisease,
  type Circumstances,
  chronicDiseaseOf,
  negateDelta,
  type Plan,
} from '@zhijie/engine';
import { fen } from '@zhijie/kernel';
import { accumulatorsFrom, countersToArray } from '../accumulator/counters.ts';
import type { LaterSettlement, StaleRow } from './store.ts';

/** The policies of the day, by hash. */
export type Plans = ReadonlyMap<string, Plan>;

function recompute(plans: Plans, policyHash: string, input: AdjudicationInput) {
  // Another policy than the one of the day would compare two different things.
  const plan = plans.get(policyHash);
  if (plan === undefined) return null;
  const result = adjudicate(plan, input);
  return result.ok ? result.value : null;
}

/** How much more, fen, the pool would have paid this year for diseases with a limit of their own. */
type DiseaseShift = Map<ChronicDisease, number>;

function shiftDisease(shift: DiseaseShift, { disease }: Circumstances, paid: number): void {
  if (disease === undefined || paid === 0) return;
  const category = chronicDiseaseOf(disease);
  shift.set(category, (shift.get(category) ?? 0) + paid);
}

/** The circumstances of the day, but for what their disease had been paid before. */
function shifted(circumstances: Circumstances, shift: DiseaseShift): Circumstances {
  const { disease, diseasePaid } = circumstances;
  if (disease === undefined || diseasePaid === undefined) return circumstances;
  const more = shift.get(chronicDiseaseOf(disease)) ?? 0;
  return { ...circumstances, diseasePaid: fen(Math.max(0, diseasePaid + more)) };
}

const circumstancesIn = ({ input }: { readonly input: string }): Circumstances =>
  (JSON.parse(input) as AdjudicationInput).circumstances ?? {};

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => x === b[i]);

/**
 * The later live settlements that would come out otherwise without the undone one, with the difference in
 * fen that funds and person would bear (null: the policy of the day was not kept). Those that would not
 * change are left out.
 */
export function staleAfter(
  plans: Plans,
  undone: { readonly year: number; readonly delta: readonly number[]; readonly input: string },
  now: { readonly accumulators: readonly number[]; readonly later: readonly LaterSettlement[] },
): StaleRow[] {
  const { year } = undone;
  const deltas = [undone.delta, ...now.later.map((row) => row.delta)];
  let before = accumulatorsFrom(year, now.accumulators);
  for (const delta of deltas) before = addAccumulators(before, negateDelta(accumulatorsFrom(year, delta)));
  const shift: DiseaseShift = new Map();
  shiftDisease(shift, circumstancesIn(undone), -accumulatorsFrom(year, undone.delta).diseasePaid);
  const stale: StaleRow[] = [];
  for (const row of now.later) {
    const input = JSON.parse(row.input) as AdjudicationInput;
    const circumstances = shifted(input.circumstances ?? {}, shift);
    const again = recompute(plans, row.benefit_pack_hash, { ...input, circumstances, accumulators: before });
    const settlementId = row.settlement_id;
    if (again === null) {
      stale.push({ settlementId, fundsDifference: null, personDifference: null });
      before = addAccumulators(before, accumulatorsFrom(year, row.delta));
      continue;
    }
    const fundsDifference = again.parts.paidByFunds - row.paid_by_funds;
    const personDifference = again.parts.borneByPerson - row.borne_by_person;
    const isSame = fundsDifference === 0 && personDifference === 0;
    if (!isSame || !sameNumbers(countersToArray(again.delta), row.delta)) {
      stale.push({ settlementId, fundsDifference, personDifference });
    }
    before = addAccumulators(before, again.delta);
    const more = again.delta.diseasePaid - accumulatorsFrom(year, row.delta).diseasePaid;
    shiftDisease(shift, circumstances, more);
  }
  return stale;
}

/** One case for a settlement that became stale in two years (V-11): its differences are added up. */
export function inBothYears(before: readonly StaleRow[], after: readonly StaleRow[]): StaleRow[] {
  const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
  const rows = new Map(before.map((row) => [row.settlementId, row]));
  for (const row of after) {
    const known = rows.get(row.settlementId);
    const { settlementId } = row;
    if (known === undefined) rows.set(settlementId, row);
    else {
      rows.set(settlementId, {
        settlementId,
        fundsDifference: sum(known.fundsDifference, row.fundsDifference),
        personDifference: sum(known.personDifference, row.personDifference),
      });
    }
  }
  return [...rows.values()];
}
