import { mayActFor } from '@zhijie/clearing';
import { type AnswerOf, type Ask, type NodeAddress, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';

type Asked<N extends 'clearing.step@1' | 'clearing.defer@1' | 'clearing.deduct@1' | 'clearing.account@1'> =
  Omit<RequestOf<N>, 'operator'>;

/**
 * The monthly clearing as the provincial agency's operators reach it: every call asks the nation, which
 * judges areas and roles (P-02) and keeps the book. Throws when the nation cannot be reached.
 */
export type ClearingDesk = {
  read(actor: Actor, period: string): Promise<Result<AnswerOf<'clearing.read@1'>>>;
  items(actor: Actor, query: RequestOf<'clearing.items@1'>): Promise<Result<AnswerOf<'clearing.items@1'>>>;
  /** The text of the province's proof file (ADR 10). */
  proof(actor: Actor, period: string): Promise<Result<string>>;
  step(actor: Actor, step: Asked<'clearing.step@1'>): Promise<Result<AnswerOf<'clearing.step@1'>>>;
  defer(actor: Actor, order: Asked<'clearing.defer@1'>): Promise<Result<AnswerOf<'clearing.defer@1'>>>;
  deduct(actor: Actor, order: Asked<'clearing.deduct@1'>): Promise<Result<AnswerOf<'clearing.deduct@1'>>>;
  account(actor: Actor, order: Asked<'clearing.account@1'>): Promise<Result<AnswerOf<'clearing.account@1'>>>;
};

/** A large month takes its time to be read. */
const DEADLINE_MS = 60_000;
const ROLES = ['clearing-maker', 'clearing-checker', 'clearing-payer'] as const;

export function createClearingDesk({ address, ask }: { readonly address: NodeAddress; readonly ask: Ask }) {
  const route = routeOf({ careArea: `${address}0000` });
  const options = { deadlineMs: DEADLINE_MS };
  const mayLook = (actor: Actor): boolean => ROLES.some((role) => mayActFor(actor, address, role));
  const operatorOf = ({ id, areas, roles }: Actor) => ({ id, areas: [...areas], roles: [...roles] });
  const looking = async <T>(actor: Actor, work: () => Promise<Result<T>>): Promise<Result<T>> =>
    mayLook(actor) ? await work() : refuse('not-permitted');
  const desk: ClearingDesk = {
    read: (actor, period) => looking(actor, () => ask('clearing.read@1', route, { period }, options)),
    items: (actor, query) => looking(actor, () => ask('clearing.items@1', route, query, options)),
    proof: (actor, period) =>
      looking(actor, () =>
        wholeText((offset) => ask('clearing.proof@1', route, { period, offset }, options)),
      ),
    step: (actor, step) => ask('clearing.step@1', route, { ...step, operator: operatorOf(actor) }, options),
    defer: (actor, order) =>
      ask('clearing.defer@1', route, { ...order, operator: operatorOf(actor) }, options),
    deduct: (actor, order) =>
      ask('clearing.deduct@1', route, { ...order, operator: operatorOf(actor) }, options),
    account: (actor, order) =>
      ask('clearing.account@1', route, { ...order, operator: operatorOf(actor) }, options),
  };
  return desk;
}

/** Piece after piece of one text; a run never changes, so they fit together. */
async function wholeText(
  read: (offset: number) => Promise<Result<AnswerOf<'clearing.proof@1'>, Refusal>>,
): Promise<Result<string>> {
  let whole = '';
  for (;;) {
    const piece = await read(whole.length);
    if (!piece.ok) return piece;
    whole += piece.value.text;
    if (piece.value.text === '' || whole.length >= piece.value.total) return ok(whole);
  }
}
