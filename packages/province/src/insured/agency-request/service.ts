import { sm3Hex } from '@zhijie/crypto';
import { type Database, type Executor, refusable, rollBack } from '@zhijie/database';
import { type Actor, canonicalJson, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import { claimRequest, keepAnswer } from './store.ts';

/** Work of an agency under a key of its own; `content` is what the key stands for. */
export type AgencyRequest = { readonly requestKey: string; readonly content: unknown };

export type AgencyAnswer<T> = {
  readonly value: T;
  /** True when the key was known: nothing happened this time. */
  readonly isRepeated: boolean;
};

/** The node's database as one transaction sees it: what the work opens joins that transaction. */
const within = (db: Database, tx: Executor): Database => ({
  url: db.url,
  query: (statement, values) => tx.query(statement, values),
  transaction: (work) => work(tx),
  close: async () => undefined,
});

/**
 * Does the work once per (actor, request key), key and effect in one transaction. The same key with the same
 * content answers what it answered first; with other content it is refused (`request-key-reused`). A refusal
 * of the work leaves nothing, so that the same key may be tried again.
 */
export async function onceForAgency<T>(
  deps: InsuredDeps,
  actor: Actor,
  request: AgencyRequest,
  work: (deps: InsuredDeps) => Promise<Result<T, Refusal>>,
): Promise<Result<AgencyAnswer<T>, Refusal>> {
  const digest = sm3Hex(canonicalJson(request.content));
  const key = { actorId: actor.id, requestKey: request.requestKey };
  return refusable(() =>
    durably(deps, 'agency', async (tx): Promise<Result<AgencyAnswer<T>, Refusal>> => {
      const known = await claimRequest(tx, key, { digest, at: deps.now() });
      if (known !== null) {
        if (known.digest !== digest) rollBack(keyReused());
        return { ok: true, value: { value: JSON.parse(known.answer) as T, isRepeated: true } };
      }
      const { crashpoint: _outer, ...inner } = deps;
      const result = await work({ ...inner, db: within(deps.db, tx) });
      if (!result.ok) rollBack(result.refusal);
      await keepAnswer(tx, key, JSON.stringify(result.value));
      return { ok: true, value: { value: result.value, isRepeated: false } };
    }),
  );
}

const keyReused = (): Refusal => refuse('request-key-reused', { field: 'requestKey' }).refusal;
