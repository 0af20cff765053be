import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type DeskApi, deskRoutes } from '../desk.ts';
import { InquiryBody, TicketBody, TicketStepBody, TicketsQuery } from './schema.ts';
import { ticketStatusOf, ticketTelling } from './texts.ts';
import { listTickets, openInquiry, openTicket, readTicket, stepTicket } from './work.ts';

const BASE = '/api/agency/tickets';

/**
 * Inquiries about fees and tickets between provinces, under `/api/agency/tickets`: opening, steps, reading
 * with what only the two provinces may see, and a list with timers; the nation (000000) reads without it.
 */
export function ticketsApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, { telling: ticketTelling, statusOf: ticketStatusOf });
    get(BASE, TicketsQuery, (desk, query) => listTickets(desk, query));
    get(`${BASE}/:ticketId`, Type.Object({}), (desk, _query, { ticketId = '' }) =>
      readTicket(desk, ticketId),
    );
    post(BASE, TicketBody, (desk, body) => openTicket(desk, body));
    post(`${BASE}/inquiries`, InquiryBody, (desk, body) => openInquiry(desk, body));
    post(`${BASE}/:ticketId/steps`, TicketStepBody, (desk, body, { ticketId = '' }) =>
      stepTicket(desk, ticketId, body),
    );
  };
}
