import { mayActFor } from '@zhijie/clearing';
import { type AnswerOf, type Ask, type NodeAddress, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Actor, type Result, refuse } from '@zhijie/kernel';

/**
 * The three-party reconciliation as the provincial agency's operators reach it: the nation compares and keeps
 * the result (procedures R-01), so that all parties see the same. Throws when the nation cannot be reached.
 */
export type ReconciliationDesk = {
  month(actor: Actor, month: string): Promise<Result<AnswerOf<'reconciliation.month@1'>>>;
  day(actor: Actor, day: string): Promise<Result<AnswerOf<'reconciliation.day@1'>>>;
  /** The signed day sheet, as a file. */
  sheet(actor: Actor, day: string): Promise<Result<string>>;
  errors(actor: Actor, on: string): Promise<Result<AnswerOf<'reconciliation.errors@1'>>>;
  act(
    actor: Actor,
    order: Omit<RequestOf<'reconciliation.act@1'>, 'operator'>,
  ): Promise<Result<AnswerOf<'reconciliation.act@1'>>>;
};

const DEADLINE_MS = 60_000;

export function createReconciliationDesk({
  address,
  ask,
}: {
  readonly address: NodeAddress;
  readonly ask: Ask;
}): ReconciliationDesk {
  const route = routeOf({ careArea: `${address}0000` });
  const options = { deadlineMs: DEADLINE_MS };
  const looking = async <T>(actor: Actor, work: () => Promise<Result<T>>): Promise<Result<T>> =>
    mayActFor(actor, address, 'reconciler') ? await work() : refuse('not-permitted');
  return {
    month: (actor, month) => looking(actor, () => ask('reconciliation.month@1', route, { month }, options)),
    day: (actor, day) => looking(actor, () => ask('reconciliation.day@1', route, { day }, options)),
    errors: (actor, on) => looking(actor, () => ask('reconciliation.errors@1', route, { on }, options)),
    sheet: (actor, day) =>
      looking(actor, async () => {
        const answer = await ask('reconciliation.sheet@1', route, { day }, options);
        return answer.ok ? { ok: true, value: answer.value.file } : answer;
      }),
    act: (actor, order) => {
      const operator = { id: actor.id, areas: [...actor.areas], roles: [...actor.roles] };
      return looking(actor, () => ask('reconciliation.act@1', route, { ...order, operator }, options));
    },
  };
}
