import { mayActFor } from '@zhijie/clearing';
import { type Database, type Executor, isSerializationFailure, isUniqueViolation } from '@zhijie/database';
import type { NodeAddress, TicketView } from '@zhijie/exchange';
import {
  type Actor,
  type Clock,
  canonicalJson,
  type IdSource,
  ok,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { TicketRefusal } from './refusals.ts';
import {
  addStep,
  type StoredStep,
  stepById,
  type TicketState,
  ticketById,
  ticketIdsOf,
  ticketsById,
} from './store.ts';
import { standing, type TicketStep, takeStep, timersOf } from './ticket.ts';

export type CooperationDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly ids: IdSource;
  readonly knows: (address: NodeAddress) => boolean;
};

export type StepOrder = {
  /** Of its own: asked again with the same content it has no second effect. */
  readonly stepId: string;
  readonly province: string;
  readonly actor: Actor;
  /** Null opens one. */
  readonly ticketId: string | null;
  readonly step: TicketStep;
  readonly seen?: number | undefined;
};

export type StepDone = {
  readonly outcome: 'applied' | 'unchanged';
  readonly ticketId: string;
  readonly version: number;
};

type Answer<T> = Promise<Result<T, TicketRefusal>>;

/** Inquiries and tickets between provinces; a province sees its own, the nation (an empty province) all. */
export type Cooperation = {
  take(order: StepOrder): Answer<StepDone>;
  read(ticketId: string, province: string): Answer<TicketView>;
  list(
    page: { readonly isOpen: boolean; readonly after: string; readonly limit: number },
    province: string,
  ): Promise<{ tickets: TicketView[]; isMore: boolean }>;
};

const ATTEMPTS = 5;

export function createCooperation(deps: CooperationDeps): Cooperation {
  const { db, now } = deps;
  return {
    take: (order) => take(deps, order),
    async read(ticketId, province) {
      const state = await ticketById(db, ticketId);
      return state === undefined || !isPartyTo(state, province)
        ? refuse('ticket-unknown', { field: 'ticketId' })
        : ok(viewOf(state, now()));
    },
    async list({ isOpen, after, limit }, province) {
      const ids = await ticketIdsOf(db, province, { after, limit: limit + 1 });
      const views = (await ticketsById(db, ids.slice(0, limit))).map((state) => viewOf(state, now()));
      const shown = isOpen ? views.filter(({ state }) => state === 'open' || state === 'answered') : views;
      return { tickets: shown, isMore: ids.length > limit };
    },
  };
}

function isPartyTo({ ticket }: TicketState, province: string): boolean {
  return province === '' || [ticket.from, ticket.to, ...ticket.cooperating].includes(province);
}

/**
 * Takes a step, or opens a ticket (procedures B-01…B-03). Refusals in order: `not-permitted`,
 * `province-unknown`, `request-differs`, `ticket-unknown`, `overtaken`, then those of the ticket itself.
 */
async function take(deps: CooperationDeps, order: StepOrder): Answer<StepDone> {
  const { actor, province, step } = order;
  if (!mayActFor(actor, province, 'liaison')) return refuse('not-permitted');
  const named = step.kind === 'open' ? [step.to] : step.kind === 'cooperate' ? step.provinces : [];
  const stranger = named.find((one) => !deps.knows(one));
  if (stranger !== undefined) {
    return refuse('province-unknown', { field: step.kind === 'open' ? 'to' : 'provinces' });
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deps.db.transaction((tx) => takeIn(deps, tx, order));
    } catch (error) {
      // Somebody took a step at the same moment: the ticket is read again.
      if (attempt === ATTEMPTS || !(isUniqueViolation(error) || isSerializationFailure(error))) throw error;
    }
  }
}

async function takeIn(deps: CooperationDeps, tx: Executor, order: StepOrder): Answer<StepDone> {
  const { stepId, province, actor, step, seen } = order;
  const before = await stepById(tx, stepId);
  if (before !== undefined) return repeated(before, order);
  const at = deps.now();
  const state = order.ticketId === null ? null : await ticketById(tx, order.ticketId);
  if (state === undefined || (state !== null && !isPartyTo(state, province))) {
    return refuse('ticket-unknown', { field: 'ticketId' });
  }
  if (state !== null && seen !== undefined && seen !== state.version)
    return refuse('overtaken', { field: 'seen' });
  const next = takeStep(state?.ticket ?? null, step, { province, at });
  if (!next.ok) return next;
  // Ids are in the order of time, as a list shows them.
  const ticketId = state?.ticketId ?? `G${deps.ids.next('event', '000000', at)}`;
  const version = (state?.version ?? 0) + 1;
  await addStep(tx, { ticketId, version, stepId, province, actorId: actor.id, at, step });
  return ok({ outcome: 'applied', ticketId, version });
}

function repeated(before: StoredStep, { ticketId, step }: StepOrder): Result<StepDone, TicketRefusal> {
  const isSame =
    canonicalJson(before.step) === canonicalJson(step) && (ticketId === null || ticketId === before.ticketId);
  if (!isSame) return refuse('request-differs', { field: 'requestKey' });
  return ok({ outcome: 'unchanged', ticketId: before.ticketId, version: before.version });
}

function viewOf({ ticketId, version, ticket, steps }: TicketState, now: ReturnType<Clock>): TicketView {
  const { countsFrom: _, ...shown } = standing(ticket, now);
  return {
    ticketId,
    version,
    ...shown,
    cooperating: [...shown.cooperating],
    ...timersOf(standing(ticket, now), now),
    trace: steps.map(({ step, at, actorId }) => ({ kind: step.kind, at, by: actorId })),
  };
}
