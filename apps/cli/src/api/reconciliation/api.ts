import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { sent } from '../agency/bodies.ts';
import { type DeskApi, deskOf, deskRoutes, refusedWith, tellingOf } from '../desk.ts';
import { ActBody, ErrorsQuery } from './schema.ts';
import { reconciliationStatusOf, reconciliationTelling } from './texts.ts';
import { act, compareNow, readDay, readErrors, readMonth, readSheet } from './work.ts';

const BASE = '/api/agency/reconciliation';
const Nothing = Type.Object({});

/**
 * The three-party daily reconciliation for agencies, under `/api/agency/reconciliation`: a month's board,
 * a day with its differences, one action on a difference, the signed day sheet, the error report; for
 * the nation (000000) all provinces, and comparing a day at once.
 */
export function reconciliationApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const told = { telling: reconciliationTelling, statusOf: reconciliationStatusOf };
    const { get, post } = deskRoutes(app, served, told);
    get(`${BASE}/errors`, ErrorsQuery, (desk, query) => readErrors(desk, query));
    get(`${BASE}/months/:month`, Nothing, (desk, _query, { month = '' }) => readMonth(desk, month));
    get(`${BASE}/days/:day`, Nothing, (desk, _query, { day = '' }) => readDay(desk, day));
    app.get(`${BASE}/days/:day/sheet`, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return refusedWith(reply, told, desk.refusal);
      const { day = '' } = request.params as { day?: string };
      const file = await readSheet(desk.value, day);
      if (!file.ok) return refusedWith(reply, told, tellingOf(told, file.refusal));
      const name = `reconciliation-${day}-${desk.value.actor.node}.json`;
      return sent(
        reply
          .header('content-type', 'application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`),
        file.value,
      );
    });
    post(`${BASE}/days/:day/compare`, Type.Unknown(), (desk, _body, { day = '' }) => compareNow(desk, day));
    post(`${BASE}/exceptions/:exceptionId/acts`, ActBody, (desk, body, { exceptionId = '' }) =>
      act(desk, exceptionId, body),
    );
  };
}
