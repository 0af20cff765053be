import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { sent } from '../agency/bodies.ts';
import { type DeskApi, deskOf, deskRoutes, refusedWith, tellingOf } from '../desk.ts';
import { AccountBody, DeductionBody, DeferralBody, ItemsQuery, StepBody } from './schema.ts';
import { clearingStatusOf, clearingTelling } from './texts.ts';
import {
  deduct,
  deferItem,
  generateMonth,
  readItems,
  readMonth,
  readProof,
  setAccount,
  takeStep,
} from './work.ts';

const MONTH = /^\d{4}-\d{2}$/;
const Nothing = Type.Object({});

/**
 * The monthly clearing for agencies, under `/api/agency/clearing`: a province's month with lines, notices,
 * orders and duties, its proof file, its steps, deferrals, deductions and account; for the nation (000000)
 * the matrix, generating and issuing.
 */
export function clearingApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const told = { telling: clearingTelling, statusOf: clearingStatusOf };
    const { get, post } = deskRoutes(app, served, told);
    get('/api/agency/clearing/:month', Nothing, (desk, _query, params) => readMonth(desk, monthOf(params)));
    get('/api/agency/clearing/:month/items', ItemsQuery, (desk, query, params) =>
      readItems(desk, monthOf(params), query),
    );
    app.get('/api/agency/clearing/:month/proof', async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return refusedWith(reply, told, desk.refusal);
      const month = monthOf(request.params as Record<string, string>);
      const pieces = await readProof(desk.value, month);
      if (!pieces.ok) return refusedWith(reply, told, tellingOf(told, pieces.refusal));
      const name = `clearing-${month}-${desk.value.actor.node}.jsonl`;
      return sent(
        reply
          .header('content-type', 'application/jsonl; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`),
        Readable.from(pieces.value),
      );
    });
    post('/api/agency/clearing/:month/steps', StepBody, (desk, body, params) =>
      takeStep(desk, monthOf(params), body),
    );
    post('/api/agency/clearing/deferrals', DeferralBody, deferItem);
    post('/api/agency/clearing/deductions', DeductionBody, deduct);
    post('/api/agency/clearing/accounts', AccountBody, setAccount);
    post('/api/agency/clearing/:month/generate', Type.Unknown(), (desk, _body, params) =>
      generateMonth(desk, monthOf(params)),
    );
  };
}

const monthOf = ({ month = '' }: Readonly<Record<string, string>>): string =>
  MONTH.test(month) ? month : '0000-00';
