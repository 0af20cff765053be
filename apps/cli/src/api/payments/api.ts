import { type Refusal, type Result, refuse } from '@zhijie/kernel';
import { orderFile, type Province, readBatch, takeStatement } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import * as schema from './schema.ts';
import { paymentsStatusOf, paymentsTelling } from './texts.ts';
import type { Desk } from './work.ts';
import * as work from './work.ts';

export type PaymentsApi = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
};

const LARGEST_BODY = 32 * 1024 * 1024;
const BASE = '/api/agency/payments';

/**
 * Paying the institutions, under `/api/agency/payments`: accounts and terms, declarations, review and
 * deductions, batches with two persons and their pain.001, the bank's camt.053 and what is on suspense,
 * working capital, and what is owed and why.
 */
export function paymentsApi(served: PaymentsApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    takeBodies(app, { largest: LARGEST_BODY, fix: '至多 32 MB' });
    const post = postsOf(app, served);
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
    const list = listsOf(app, served);
    list('reviews', schema.PageQuery, work.listReviews);
    list('batches', schema.PageQuery, work.listBatches);
    list('suspense', schema.NothingQuery, work.listSuspense);
    list('working-capital', schema.NothingQuery, work.listGrants);
    list('payables', schema.AreaQuery, work.listPayables);
    list('instant', schema.MonthQuery, work.kpi);
    list('deduction-rates', schema.MonthQuery, work.listRates);
    files(app, served);
  };
}

/** What is XML: the order for the bank, and its statement. */
function files(app: FastifyInstance, served: PaymentsApi): void {
  app.get(`${BASE}/batches/:id`, async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    return answered(reply, await readBatch(desk.value.care, desk.value.actor, idOf(request)));
  });
  app.get(`${BASE}/batches/:id/pain.001`, async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    const file = await orderFile(desk.value.care, desk.value.actor, idOf(request));
    if (!file.ok) return answered(reply, file);
    const name = `${idOf(request)}.pain.001.xml`;
    return sent(
      reply
        .header('content-type', 'application/xml; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`),
      file.value,
    );
  });
  app.post(`${BASE}/statements`, async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    const text = String(request.body ?? '');
    return answered(reply, await takeStatement(desk.value.care, desk.value.actor, text));
  });
}

const idOf = (request: FastifyRequest): string => (request.params as { id?: string }).id ?? '';

type Work<S extends TSchema> = (desk: Desk, body: Static<S>, id: string) => Promise<Result<unknown, Refusal>>;

function postsOf(app: FastifyInstance, served: PaymentsApi) {
  return <S extends TSchema>(path: string, shape: S, act: Work<S>): void => {
    app.post(`${BASE}/${path}`, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      const body = readJson(request.body);
      const problem = shapeProblem(shape, body);
      if (problem !== null) return told(reply, problem);
      return answered(reply, await act(desk.value, body as Static<S>, idOf(request)));
    });
  };
}

function listsOf(app: FastifyInstance, served: PaymentsApi) {
  return <S extends TSchema>(path: string, shape: S, read: Work<S>): void => {
    app.get(`${BASE}/${path}`, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      const problem = shapeProblem(shape, request.query);
      if (problem !== null) return told(reply, problem);
      return answered(reply, await read(desk.value, request.query as Static<S>, ''));
    });
  };
}

function deskOf({ identify, provinces }: PaymentsApi, request: FastifyRequest): Result<Desk, Told> {
  const actor = identify(request.headers);
  if (!actor.ok) return actor;
  // What an agency pays to all its institutions is no institution's to read.
  if (actor.value.kind !== 'agency')
    return { ok: false, refusal: paymentsTelling(refuse('not-permitted', { field: 'session' }).refusal) };
  const province = provinces.get(actor.value.node);
  if (province !== undefined) return { ok: true, value: { actor: actor.value, care: province.care.deps } };
  const text = '本程序没有运行该机构的节点。';
  const fix = '请连接本机构节点的地址（--url）';
  return { ok: false, refusal: { code: 'area-not-served', field: 'x-zhijie-agency', text, fix } };
}

function answered(reply: FastifyReply, result: Result<unknown, Refusal>): FastifyReply {
  return result.ok ? sent(reply, result.value) : told(reply, paymentsTelling(result.refusal));
}

function told(reply: FastifyReply, refusal: Told): FastifyReply {
  return sent(reply.status(paymentsStatusOf(refusal.code)), { refusal });
}
