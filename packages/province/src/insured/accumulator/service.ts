import type { AnswerOf, Handler } from '@zhijie/exchange';
import {
  type Actor,
  dateOf,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
  refuse,
  yearOf,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute, refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { COUNTERS } from './counters.ts';
import { readAccumulators, readLatestYears } from './store.ts';

/**
 * The yearly counters (fen; `admissions` a count) of the year of the given month, of today's without one.
 * Refuses `not-permitted`, `not-insured`.
 */
export function readYear(deps: InsuredDeps): Handler<'accumulators.read@1'> {
  return async (request, question): Promise<Result<AnswerOf<'accumulators.read@1'>, Refusal>> => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const at = deps.now();
    const year = request.month === null ? yearOf(dateOf(at)) : Number(request.month.slice(0, 4));
    const { personId, insuranceType } = request;
    const entry = { at, actor: actorOf(question), purpose: 'accumulators', subject: null } as const;
    const row = await readAccumulators(deps.db, { personId, insuranceType, year }, entry);
    if (row === null) return refuse('not-insured', { field: 'insuranceType' });
    return ok({
      year,
      values: COUNTERS.map((counter, index) => ({ counter, value: row.values[index] ?? 0 })),
    });
  };
}

/** The counters of one insurance in one policy year, as the person sees them. */
export type PersonYear = {
  readonly insuranceType: InsuranceType;
  readonly year: number;
  readonly values: readonly { readonly counter: string; readonly value: number }[];
};

/** The newest year of each insurance. Refuses `person-unknown`, `not-permitted`. */
export async function yearsOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<PersonYear[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  return deps.db.transaction(async (tx) => {
    const rows = await readLatestYears(tx, personId);
    await writeEntry(tx, { personId, at: deps.now(), actor, purpose: 'accumulators', subject: null });
    return ok(
      rows.map(({ insuranceType, year, values }) => ({
        insuranceType,
        year,
        values: COUNTERS.map((counter, index) => ({ counter, value: values[index] ?? 0 })),
      })),
    );
  });
}
