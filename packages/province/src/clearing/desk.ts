import { mayActFor } from '@zhijie/clearing';
import { type AnswerOf, type Ask, type NodeAddress, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Actor, Failure, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';

type Asked<N extends 'clearing.step@1' | 'clearing.defer@1' | 'clearing.deduct@1' | 'clearing.account@1'> =
  Omit<RequestOf<N>, 'operator'>;

/**
 * The monthly clearing as the provincial agency's operators reach it: every call asks the nation, which
 * judges areas and roles (P-02) and keeps the book. Throws when the nation cannot be reached.
 */
export type ClearingDesk = {
  read(actor: Actor, period: string): Promise<Result<AnswerOf<'clearing.read@1'>>>;
  items(actor: Actor, query: RequestOf<'clearing.items@1'>): Promise<Result<AnswerOf<'clearing.items@1'>>>;
  /** The province's proof file (ADR 10) in pieces; throws `Failure` when the hub stops answering midway. */
  proof(actor: Actor, period: string): Promise<Result<AsyncIterable<string>>>;
  step(actor: Actor, step: Asked<'clearing.step@1'>): Promise<Result<AnswerOf<'clearing.step@1'>>>;
  defer(actor: Actor, order: Asked<'clearing.defer@1'>): Promise<Result<AnswerOf<'clearing.defer@1'>>>;
  deduct(actor: Actor, order: Asked<'clearing.deduct@1'>): Promise<Result<AnswerOf<'clearing.deduct@1'>>>;
  account(actor: Actor, order: Asked<'clearing.account@1'>): Promise<Result<AnswerOf<'clearing.account@1'>>>;
};

/** A large month takes its time to be read. */
const DEADLINE_MS = 60_000;
/** Steps after which money stands elsewhere. */
const MOVING: readonly string[] = ['pay', 'receive'];
const ROLES = ['clearing-maker', 'clearing-checker', 'clearing-payer'] as const;

export function createClearingDesk({
  address,
  ask,
  onMoved,
}: {
  readonly address: NodeAddress;
  readonly ask: Ask;
  /** Takes money that the nation's book moved into the own books; what fails here is done later. */
  readonly onMoved?: () => Promise<unknown>;
}) {
  const moved = async <T>(result: Result<T>): Promise<Result<T>> => {
    if (result.ok) await onMoved?.();
    return result;
  };
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
      looking(actor, () => inPieces((after) => ask('clearing.proof@2', route, { period, after }, options))),
    async step(actor, step) {
      const order = { ...step, operator: operatorOf(actor) };
      const done = await ask('clearing.step@1', route, order, options);
      return MOVING.includes(step.step.kind) ? moved(done) : done;
    },
    defer: (actor, order) =>
      ask('clearing.defer@1', route, { ...order, operator: operatorOf(actor) }, options),
    deduct: async (actor, order) =>
      moved(await ask('clearing.deduct@1', route, { ...order, operator: operatorOf(actor) }, options)),
    account: (actor, order) =>
      ask('clearing.account@1', route, { ...order, operator: operatorOf(actor) }, options),
  };
  return desk;
}

type Piece = AnswerOf<'clearing.proof@2'>;

/** Piece after piece of one file, the first at once; a run never changes, so they fit together. */
async function inPieces(
  read: (after: string | null) => Promise<Result<Piece, Refusal>>,
): Promise<Result<AsyncIterable<string>>> {
  const first = await read(null);
  if (!first.ok) return first;
  return ok(
    (async function* pieces() {
      let piece: Piece = first.value;
      for (;;) {
        yield piece.text;
        if (piece.next === null) return;
        const next = await read(piece.next);
        if (!next.ok) throw new Failure(`The proof broke off after "${piece.next}": ${next.refusal.code}`);
        piece = next.value;
      }
    })(),
  );
}
