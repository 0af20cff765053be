import { mayActFor } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import {
  type AnswerOf,
  type RequestOf,
  routeOf,
  type TicketOpening,
  type TicketView,
} from '@zhijie/exchange';
import { type Actor, ok, type Result, refuse } from '@zhijie/kernel';
import { inquiryFacts } from './inquiry.ts';
import { type Note, type NotesDeps, readNotes, writeNote } from './notes.ts';

type Facts = Readonly<Record<string, string>>;

/** What is opened, with what only the other province may read. */
export type OpenOrder = {
  readonly requestKey: string;
  readonly opening: Omit<TicketOpening, 'kind'>;
  readonly facts: Facts;
};
export type StepOrder = Omit<RequestOf<'ticket.step@1'>, 'operator'> & {
  /** What only the other province may read; empty: nothing. */
  readonly facts: Facts;
};

/**
 * Inquiries and tickets as the provincial agency's operators reach them: the nation keeps state and timers
 * (procedures B-01…B-04), the facts that name a person go to the other province alone.
 */
export type CooperationDesk = {
  open(actor: Actor, order: OpenOrder): Promise<Result<AnswerOf<'ticket.open@1'>>>;
  step(actor: Actor, order: StepOrder): Promise<Result<AnswerOf<'ticket.step@1'>>>;
  read(actor: Actor, ticketId: string): Promise<Result<TicketView & { readonly notes: readonly Note[] }>>;
  list(actor: Actor, page: RequestOf<'ticket.list@1'>): Promise<Result<AnswerOf<'ticket.list@1'>>>;
};

const DEADLINE_MS = 60_000;

export function createCooperationDesk(deps: NotesDeps): CooperationDesk {
  const { node, ask } = deps;
  const route = routeOf({ careArea: `${node}0000` });
  const options = { deadlineMs: DEADLINE_MS };
  const operatorOf = ({ id, areas, roles }: Actor) => ({ id, areas: [...areas], roles: [...roles] });
  const isLiaison = (actor: Actor): boolean => mayActFor(actor, node, 'liaison');
  const read = (ticketId: string) => ask('ticket.read@1', route, { ticketId }, options);
  return {
    async open(actor, { requestKey, opening, facts }) {
      if (!isLiaison(actor)) return refuse('not-permitted');
      const given = opening.about === 'inquiry' ? inquiryFacts(facts) : ok(facts);
      if (!given.ok) return given;
      const body = {
        requestKey,
        operator: operatorOf(actor),
        opening: { kind: 'open' as const, ...opening },
      };
      const opened = await ask('ticket.open@1', route, body, options);
      if (!opened.ok) return opened;
      const { ticketId } = opened.value;
      await note(deps, { actor, requestKey, ticketId, to: opening.to, facts: given.value });
      return opened;
    },
    async step(actor, { facts, ...order }) {
      if (!isLiaison(actor)) return refuse('not-permitted');
      const { ticketId, requestKey } = order;
      const done = await ask('ticket.step@1', route, { ...order, operator: operatorOf(actor) }, options);
      if (!done.ok || Object.keys(facts).length === 0) return done;
      const ticket = await read(ticketId);
      if (!ticket.ok) return ticket;
      const to = ticket.value.from === node ? ticket.value.to : ticket.value.from;
      await note(deps, { actor, requestKey, ticketId, to, facts });
      return done;
    },
    async read(actor, ticketId) {
      if (!isLiaison(actor)) return refuse('not-permitted');
      const ticket = await read(ticketId);
      if (!ticket.ok) return ticket;
      return ok({ ...ticket.value, notes: await readNotes(deps, ticketId, actor.id) });
    },
    list: async (actor, page) =>
      isLiaison(actor) ? await ask('ticket.list@1', route, page, options) : refuse('not-permitted'),
  };
}

/** The same request writes the same note. */
async function note(
  deps: NotesDeps,
  {
    actor,
    requestKey,
    ticketId,
    to,
    facts,
  }: {
    readonly actor: Actor;
    readonly requestKey: string;
    readonly ticketId: string;
    readonly to: string;
    readonly facts: Facts;
  },
): Promise<void> {
  if (Object.keys(facts).length === 0) return;
  const { node, now } = deps;
  const noteId = `B${sm3Hex([node, ticketId, requestKey].join('\n')).slice(0, 29)}`;
  await writeNote(deps, { noteId, ticketId, from: node, to, writtenAt: now(), writtenBy: actor.id, facts });
}
