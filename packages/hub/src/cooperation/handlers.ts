import type { Handlers, TicketStepRequest } from '@zhijie/exchange';
import { fen, ok, parseCalendarDate, type Result, refuse } from '@zhijie/kernel';
import { actorOf } from '../clearing/handlers.ts';
import type { Cooperation } from './cooperation.ts';
import type { TicketRefusal } from './refusals.ts';
import type { TicketStep } from './ticket.ts';

const totalOf = (total: number | null) => (total === null ? null : fen(total));

/** A step of a message as a step of a ticket: dates that are dates, money as money. */
export function stepOfRequest(step: TicketStepRequest): Result<TicketStep, TicketRefusal> {
  if (step.kind === 'edit') return ok({ ...step, total: totalOf(step.total) });
  if (step.kind !== 'ask-extension') return ok(step);
  const until = parseCalendarDate(step.until);
  return until.ok ? ok({ ...step, until: until.value }) : refuse('date-malformed', { field: 'until' });
}

/** What a provincial agency may ask about inquiries and tickets, in its own name only (P-02). */
export function cooperationHandlers(cooperation: Cooperation): Handlers {
  return {
    'ticket.open@1': async ({ requestKey, operator, opening }, { from }) => {
      const step = { ...opening, from, total: totalOf(opening.total) };
      const order = { stepId: `${from}-${requestKey}`, province: from, actor: actorOf(operator, from) };
      const done = await cooperation.take({ ...order, ticketId: null, step });
      return done.ok ? ok({ outcome: done.value.outcome, ticketId: done.value.ticketId }) : done;
    },
    'ticket.step@1': async ({ requestKey, operator, ticketId, step: asked, seen }, { from }) => {
      const step = stepOfRequest(asked);
      if (!step.ok) return step;
      const order = { stepId: `${from}-${requestKey}`, province: from, actor: actorOf(operator, from) };
      const done = await cooperation.take({ ...order, ticketId, step: step.value, seen });
      return done.ok ? ok({ outcome: done.value.outcome, version: done.value.version }) : done;
    },
    'ticket.read@1': ({ ticketId }, { from }) => cooperation.read(ticketId, from),
    'ticket.list@1': async (page, { from }) => ok(await cooperation.list(page, from)),
  };
}
