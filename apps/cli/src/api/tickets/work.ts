import type { TicketStepRequest } from '@zhijie/exchange';
import { type Fen, ok, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Desk } from '../desk.ts';
import type { InquiryBody, TicketBody, TicketStepBody, TicketsQuery } from './schema.ts';

type Answer = Promise<Result<unknown, Refusal>>;

const onlyProvince = refuse('not-permitted');
const missing = (field: string) => refuse('field-missing', { field });
/** The nation sees every province. */
const ALL = '';

function totalOf(text: string | undefined): Result<Fen | null, Refusal> {
  if (text === undefined) return ok(null);
  const total = parseYuan(text);
  return total.ok ? ok(total.value) : refuse('amount-malformed', { field: 'total' });
}

export async function openTicket({ actor, province }: Desk, body: TicketBody): Answer {
  if (province === null) return onlyProvince;
  const { requestKey, facts = {}, ...opening } = body;
  const order = { requestKey, opening: { about: 'question' as const, ...opening, total: null }, facts };
  return province.cooperation.open(actor, order);
}

/** An inquiry names every field that it lacks; without a total there is nothing to inquire about. */
export async function openInquiry({ actor, province }: Desk, body: InquiryBody): Answer {
  if (province === null) return onlyProvince;
  const { requestKey, facts, total: text, ...opening } = body;
  if (text === undefined) return missing('total');
  const total = totalOf(text);
  if (!total.ok) return total;
  const about = { about: 'inquiry' as const, topic: 'other' as const, total: total.value };
  return province.cooperation.open(actor, { requestKey, opening: { ...opening, ...about }, facts });
}

/** What a step needs, or the first field that is missing. */
function requestOf(body: TicketStepBody): Result<TicketStepRequest, Refusal> {
  const { step: kind, subject, provinces, until, result, reason } = body;
  switch (kind) {
    case 'edit': {
      if (subject === undefined) return missing('subject');
      const total = totalOf(body.total);
      return total.ok ? ok({ kind, subject, total: total.value }) : total;
    }
    case 'cooperate':
      return provinces === undefined ? missing('provinces') : ok({ kind, provinces });
    case 'ask-extension':
      if (until === undefined) return missing('until');
      return reason === undefined ? missing('reason') : ok({ kind, until, reason });
    case 'answer':
      return result === undefined ? missing('result') : ok({ kind, result, reason: reason ?? '' });
    case 'dispute':
      return reason === undefined ? missing('reason') : ok({ kind, reason });
    default:
      return ok({ kind });
  }
}

export async function stepTicket({ actor, province }: Desk, ticketId: string, body: TicketStepBody): Answer {
  if (province === null) return onlyProvince;
  const step = requestOf(body);
  if (!step.ok) return step;
  const { requestKey, seen, facts = {} } = body;
  const looked = seen === undefined ? {} : { seen };
  return province.cooperation.step(actor, { requestKey, ticketId, step: step.value, facts, ...looked });
}

/** Longer than any; the message between the nodes has this place for it. */
const LONGEST_ID = 64;

export async function readTicket({ actor, province, hub }: Desk, ticketId: string): Answer {
  if (ticketId.length > LONGEST_ID) return refuse('ticket-unknown', { field: 'ticketId' });
  return province === null ? hub.cooperation.read(ticketId, ALL) : province.cooperation.read(actor, ticketId);
}

const PAGE = 50;

export async function listTickets({ actor, province, hub }: Desk, query: TicketsQuery): Answer {
  const { open = 'false', after = '', limit } = query;
  const page = { isOpen: open === 'true', after, limit: Math.min(Number(limit ?? PAGE), 200) };
  const found =
    province === null
      ? ok(await hub.cooperation.list(page, ALL))
      : await province.cooperation.list(actor, page);
  if (!found.ok) return found;
  const { tickets, isMore } = found.value;
  return ok({ tickets, next: isMore ? (tickets.at(-1)?.ticketId ?? null) : null });
}
