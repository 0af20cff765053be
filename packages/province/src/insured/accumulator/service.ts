import type { AnswerOf, Handler } from '@zhijie/exchange';
import { dateOf, ok, type Refusal, type Result, refuse, yearOf } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { COUNTERS } from './counters.ts';
import { readAccumulators } from './store.ts';

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
