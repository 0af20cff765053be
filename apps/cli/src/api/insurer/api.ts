import type { InsurerGateway } from '@zhijie/insurer';
import { type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { worksAtNation } from '../desk.ts';
import { type IdentifyInsurer, insurerIdentity } from './identity.ts';
import { INSURER_OPENAPI } from './openapi.ts';
import * as schema from './schema.ts';
import { insurerStatusOf, insurerTelling } from './texts.ts';
import * as work from './work.ts';

export type InsurerApi = {
  /** Asked for each time: a sandbox that began anew has another one. */
  readonly gatewayOf: () => InsurerGateway;
  /** Who of the nation's agency admits insurers. */
  readonly identify: Identify;
  readonly identifyInsurer?: IdentifyInsurer;
};

const BASE = '/api/insurer';
const LARGEST_BODY = 64 * 1024;

type Params = Readonly<Record<string, string>>;
type Work<S extends TSchema> = (
  asked: work.Asked,
  given: Static<S>,
  params: Params,
) => Promise<Result<unknown, Refusal>>;

const refusedWith = (reply: FastifyReply, refusal: Told): FastifyReply =>
  sent(reply.status(insurerStatusOf(refusal.code)), { refusal });

/**
 * What an insurer's operators see and do, under `/api/insurer`: products, payments and claims (sums by class
 * of result only, K-04), statements and their payment, loss figures, used receipts; and the nation's door for
 * insurers that join. Every refusal names the field and the fix.
 */
export function insurerApi(served: InsurerApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    takeBodies(app, { largest: LARGEST_BODY, fix: '至多 64 KB' });
    app.get(`${BASE}/openapi.json`, (_request, reply) => reply.send(INSURER_OPENAPI));
    app.post(`${BASE}/join`, (request, reply) => join(served, request, reply));
    const { get, post } = routesOf(app, served);
    get('/products', schema.NoQuery, work.listProducts);
    get('/payments', schema.PageQuery, work.listPayments);
    post('/payments/:factId/pay-person', schema.PersonPaymentBody, work.payPerson);
    post('/payments/:factId/pay-person/check', schema.PersonPaymentCheckBody, work.checkPersonPayment);
    get('/claims', schema.ClaimsQuery, work.listClaims);
    post('/claims/:questionId/decision', schema.DecisionBody, work.decide);
    get('/statements', schema.StatementsQuery, work.listStatements);
    get('/statements/:statementId', schema.NoQuery, (asked, _query, params) =>
      work.readStatement(asked, params),
    );
    post('/statements/:statementId/steps', schema.StatementStepBody, work.takeStep);
    get('/losses', schema.LossQuery, work.losses);
    post('/invoices', schema.InvoiceBody, work.useInvoice);
    post('/invoices/release', schema.ReleaseBody, work.releaseInvoice);
  };
}

function routesOf(app: FastifyInstance, { gatewayOf, identifyInsurer = insurerIdentity() }: InsurerApi) {
  const answer = async <S extends TSchema>(
    request: FastifyRequest,
    reply: FastifyReply,
    { shape, given, act }: { readonly shape: S; readonly given: unknown; readonly act: Work<S> },
  ): Promise<FastifyReply> => {
    const actor = identifyInsurer(request.headers);
    if (!actor.ok) return refusedWith(reply, actor.refusal);
    const problem = shapeProblem(shape, given);
    if (problem !== null) return refusedWith(reply, problem);
    const asked = { gateway: gatewayOf(), actor: actor.value };
    const done = await act(asked, given as Static<S>, request.params as Params);
    return done.ok ? sent(reply, done.value) : refusedWith(reply, insurerTelling(done.refusal));
  };
  return {
    get: <S extends TSchema>(path: string, shape: S, act: Work<S>): void => {
      app.get(`${BASE}${path}`, (request, reply) =>
        answer(request, reply, { shape, given: request.query, act }),
      );
    },
    post: <S extends TSchema>(path: string, shape: S, act: Work<S>): void => {
      app.post(`${BASE}${path}`, (request, reply) =>
        answer(request, reply, { shape, given: readJson(request.body), act }),
      );
    },
  };
}

/** An operator of the nation's agency lets an insurer in by its signed word. */
async function join(
  { gatewayOf, identify }: InsurerApi,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const actor = identify(request.headers);
  if (!actor.ok) return refusedWith(reply, actor.refusal);
  if (!worksAtNation(actor.value)) {
    const field = 'x-zhijie-agency';
    return refusedWith(reply, insurerTelling(refuse('not-permitted', { field }).refusal));
  }
  const body = readJson(request.body);
  const problem = shapeProblem(schema.JoinBody, body);
  if (problem !== null) return refusedWith(reply, problem);
  const done = await gatewayOf().join(body as Static<typeof schema.JoinBody>, actor.value.id);
  return done.ok ? sent(reply, done.value) : refusedWith(reply, insurerTelling(done.refusal));
}
