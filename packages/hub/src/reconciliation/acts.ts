import { mayAct, mayActFor, type ReconciliationAct } from '@zhijie/clearing';
import { type Executor, isUniqueViolation } from '@zhijie/database';
import { type Actor, ok, provinceOf, type Result, refuse } from '@zhijie/kernel';
import { type DayDeps, reconcileDay } from './day.ts';
import { BY_HUB } from './exceptions.ts';
import { orderAtCare } from './parties.ts';
import type { ReconciliationRefusal } from './refusals.ts';
import {
  type EventKind,
  eventByRequest,
  eventsOf,
  lockException,
  moveException,
  orderedExceptions,
  type StoredException,
} from './store.ts';

export type ActOrder = {
  /** Of its own: asked again with the same content it has no second effect. */
  readonly requestKey: string;
  readonly province: string;
  readonly actor: Actor;
  readonly exceptionId: string;
  readonly act: ReconciliationAct;
  readonly reason: string;
};

export type ActDone = { readonly outcome: 'applied' | 'unchanged' };

/**
 * One action on a difference, with who, when and why (procedures R-01). `repair` has the care side ask again,
 * `reverse` has it take the settlement back, `explain` closes the difference as it is; no row is edited. The
 * day is compared again at once. Refusals in order: `not-permitted`, `exception-unknown`, `reason-missing`,
 * `request-differs`, `exception-closed`, `act-not-possible`, `act-under-way`.
 */
export async function actOn(deps: DayDeps, order: ActOrder): Promise<Result<ActDone, ReconciliationRefusal>> {
  const { actor, province, act } = order;
  if (!mayActFor(actor, province, 'reconciler')) return refuse('not-permitted');
  let noted: Result<ActDone & { readonly exception: StoredException }, ReconciliationRefusal>;
  try {
    noted = await deps.db.transaction((tx) => note(deps, tx, order));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse('request-differs', { field: 'requestKey' });
  }
  if (!noted.ok) return noted;
  const { outcome, exception } = noted.value;
  if (outcome === 'applied') {
    if (act !== 'explain') await carryOut(deps, exception);
    await reconcileDay(deps, exception.day);
  }
  return ok({ outcome });
}

async function note(
  deps: DayDeps,
  tx: Executor,
  { requestKey, province, actor, exceptionId, act, reason }: ActOrder,
): Promise<Result<ActDone & { readonly exception: StoredException }, ReconciliationRefusal>> {
  const exception = await lockException(tx, exceptionId);
  const isOwn =
    exception !== undefined &&
    [exception.careArea, exception.insuredArea].some((area) => provinceOf(area) === province);
  if (!isOwn) return refuse('exception-unknown', { field: 'exceptionId' });
  if (reason.trim() === '') return refuse('reason-missing', { field: 'reason' });
  const before = await eventByRequest(tx, requestKey);
  if (before !== undefined) {
    const isSame = before.exceptionId === exceptionId && before.kind === act && before.reason === reason;
    return isSame
      ? ok({ outcome: 'unchanged', exception })
      : refuse('request-differs', { field: 'requestKey' });
  }
  if (exception.closed !== null) return refuse('exception-closed', { field: 'exceptionId' });
  if (!mayAct(act, exception.verdict, exception.seen)) return refuse('act-not-possible', { field: 'act' });
  if (exception.ordered !== null && act !== 'explain') return refuse('act-under-way', { field: 'act' });
  const to = act === 'explain' ? { closed: 'explained' as const, ordered: null } : { ordered: act };
  const moved = await moveException(
    tx,
    { ...exception, ...to },
    { kind: act, at: deps.now(), actorId: actor.id, reason, found: exception.verdict, requestKey },
  );
  return ok({ outcome: 'applied', exception: moved });
}

/** Has the care side do it; without an answer the order stands and is given again. */
async function carryOut(deps: DayDeps, exception: StoredException): Promise<void> {
  const { exceptionId, ordered, reference, insuredArea } = exception;
  if (ordered === null) return;
  const by = (await eventsOf(deps.db, [exceptionId])).findLast(({ kind }) => kind === ordered);
  const found = await orderAtCare(deps, {
    act: ordered,
    orderId: exceptionId,
    orderedBy: by?.actorId ?? BY_HUB,
    insuredArea,
    reference,
  });
  if (found === null) return;
  await deps.db.transaction(async (tx) => {
    const now = await lockException(tx, exceptionId);
    if (now === undefined || now.ordered === null) return;
    const kind: EventKind = 'carried-out';
    const event = { kind, at: deps.now(), actorId: BY_HUB, reason: '', found, requestKey: null };
    const closed = found === 'reversed' || found === 'already-reversed' ? ('reversed' as const) : now.closed;
    await moveException(tx, { ...now, closed, ordered: null }, event);
  });
}

/** Gives orders again that nobody answered, and compares their days. */
export async function carryOutOrders(deps: DayDeps): Promise<void> {
  const waiting = await orderedExceptions(deps.db);
  for (const exception of waiting) await carryOut(deps, exception);
  for (const day of new Set(waiting.map((exception) => exception.day))) await reconcileDay(deps, day);
}
