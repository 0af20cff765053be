import { type Refusal, type Result, refuse } from '@zhijie/kernel';
import { orderFile, takeStatement } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import { sent } from '../agency/bodies.ts';
import { type DeskApi, type Desk as DeskOfAny, deskOf, deskRoutes, refusedWith, tellingOf } from '../desk.ts';
import * as schema from './schema.ts';
import { paymentsStatusOf, paymentsTelling } from './texts.ts';
import type { Desk } from './work.ts';
import * as work from './work.ts';

const BASE = '/api/agency/payments';
const TOLD = { telling: paymentsTelling, statusOf: paymentsStatusOf };
const BODIES = { largest: 32 * 1024 * 1024, fix: '至多 32 MB' };

/**
 * Paying the institutions, under `/api/agency/payments`: accounts and terms, declarations, review and
 * deductions, batches with two persons and their pain.001, the bank's camt.053 and what is on suspense,
 * working capital, and what is owed and why.
 */
export function paymentsApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const routes = deskRoutes(app, served, TOLD, BODIES);
    const post = <S extends TSchema>(path: string, shape: S, act: Work<S>) =>
      routes.post(`${BASE}/${path}`, shape, paying(act));
    const list = <S extends TSchema>(path: string, shape: S, read: Work<S>) =>
      routes.get(`${BASE}/${path}`, shape, paying(read));
    post('accounts', schema.AccountBody, work.account);
    post('terms', schema.TermsBody, work.terms);
    post('stops', schema.StopBody, work.stop);
    post('declarations', schema.DeclarationBody, work.declaration);
    post('reviews', schema.ReviewBody, work.review);
    post('deductions', schema.DeductionBody, work.deduction);
    post('batches', schema.BatchBody, work.batch);
    post('batches/:id/check', schema.CheckBody, work.check);
    post('suspense', schema.ResolutionBody, work.resolution);
    post('lines/:id/closing', schema.ClosingBody, work.closing);
    post('working-capital', schema.GrantBody, work.grant);
    post('working-capital/uses', schema.UseBody, work.use);
    post('working-capital/offsets', schema.OffsetBody, work.offset);
    list('reviews', schema.ReviewsQuery, work.listReviews);
    list('batches', schema.BatchesQuery, work.listBatches);
    list('movements', schema.MovementsQuery, work.listMovements);
    list('suspense', schema.NothingQuery, work.listSuspense);
    list('working-capital', schema.NothingQuery, work.listGrants);
    list('payables', schema.AreaQuery, work.listPayables);
    list('instant', schema.MonthQuery, work.kpi);
    list('deduction-rates', schema.MonthQuery, work.listRates);
    list('batches/:id', Type.Object({}), (desk, _query, id) => work.oneBatch(desk, id));
    files(app, served);
  };
}

type Work<S extends TSchema> = (
  desk: Desk,
  given: Static<S>,
  id: string,
) => Promise<Result<unknown, Refusal>>;

/** What an agency pays to all its institutions is no institution's to read, nor the nation's. */
function atOffice({ actor, province }: DeskOfAny): Result<Desk, Refusal> {
  return province === null || actor.kind !== 'agency'
    ? refuse('not-permitted', { field: 'session' })
    : { ok: true, value: { actor, care: province.care.deps } };
}

const paying =
  <S extends TSchema>(act: Work<S>) =>
  async (desk: DeskOfAny, given: Static<S>, { id = '' }: Readonly<Record<string, string>>) => {
    const office = atOffice(desk);
    return office.ok ? act(office.value, given, id) : office;
  };

/** What is XML: the order for the bank, and its statement. */
function files(app: FastifyInstance, served: DeskApi): void {
  const answered = async <T>(
    request: FastifyRequest,
    reply: FastifyReply,
    act: (desk: Desk, id: string) => Promise<Result<T, Refusal>>,
    send: (value: T, id: string) => FastifyReply,
  ): Promise<FastifyReply> => {
    const desk = deskOf(served, request);
    if (!desk.ok) return refusedWith(reply, TOLD, desk.refusal);
    const { id = '' } = request.params as { id?: string };
    const office = atOffice(desk.value);
    const done = office.ok ? await act(office.value, id) : office;
    return done.ok ? send(done.value, id) : refusedWith(reply, TOLD, tellingOf(TOLD, done.refusal));
  };
  app.get(`${BASE}/batches/:id/pain.001`, (request, reply) =>
    answered(
      request,
      reply,
      ({ care, actor }, id) => orderFile(care, actor, id),
      (file, id) =>
        sent(
          reply
            .header('content-type', 'application/xml; charset=utf-8')
            .header('content-disposition', `attachment; filename="${id}.pain.001.xml"`),
          file,
        ),
    ),
  );
  app.post(`${BASE}/statements`, (request, reply) =>
    answered(
      request,
      reply,
      ({ care, actor }) => takeStatement(care, actor, String(request.body ?? '')),
      (entries) => sent(reply, entries),
    ),
  );
}
