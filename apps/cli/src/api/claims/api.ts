import { type Fen, ok, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { invoiceConflicts, type PaperKind, type Province } from '@zhijie/province';
import type { SessionDeps } from '@zhijie/web/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { failedWith, readJson, sent } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { agencyCallers, type Caller, type Callers, personCallers } from './caller.ts';
import { CLAIMS_OPENAPI } from './openapi.ts';
import { sessionCallers } from './own.ts';
import {
  ClaimsQuery,
  type ClaimsQuery as ClaimsQueryType,
  DecisionBody,
  EmptyBody,
  FieldsBody,
  OpenBody,
  OpenForBody,
  type OpenForBody as OpenForBodyType,
  PaperQuery,
  PaymentBody,
  ProposalBody,
  ReasonBody,
} from './schema.ts';
import { claimStatusOf, claimTelling } from './texts.ts';

const LARGEST_BODY = 9 * 1024 * 1024;
const PAGE = 50;

export type ClaimsApi = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
  /** Of the patient's pages. */
  readonly sessions: SessionDeps;
};

type Params = { readonly id: string; readonly paper: string };
type Asked<S extends TSchema> = Caller & { readonly given: Static<S>; readonly params: Params };
type Work<S extends TSchema> = (asked: Asked<S>) => Promise<Result<unknown, Refusal>>;

/**
 * Manual claims (手工报销): `/api/claims` for the person who paid, `/api/person/claims` for the patient's pages,
 * `/api/agency/claims` for the agency of the insured area. Papers are uploaded as they are; every refusal
 * names the field and the fix.
 */
export function claimsApi({
  provinces,
  identify,
  sessions,
}: ClaimsApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    failedWith(app, '文件至多 8 MB');
    app.get('/api/claims/openapi.json', (_request, reply) => reply.send(CLAIMS_OPENAPI));
    ownRoutes(routesOf(app, '/api/claims', personCallers(provinces)));
    ownRoutes(routesOf(app, '/api/person/claims', sessionCallers(provinces, sessions)));
    const staff = routesOf(app, '/api/agency/claims', agencyCallers(provinces, identify));
    staff.post('', OpenForBody, openFor);
    staff.get('', ClaimsQuery, list);
    staff.get('/invoice-conflicts', EmptyBody, ({ actor, province }) =>
      named('conflicts', invoiceConflicts(province.care.deps, actor)),
    );
    commonRoutes(staff);
    staffRoutes(staff);
  };
}

type Routes = ReturnType<typeof routesOf>;

/** What a person does for oneself. */
function ownRoutes(at: Routes): void {
  at.post('', OpenBody, (asked) => openFor(asked));
  at.get('', EmptyBody, ({ actor, province }) =>
    inList(province.insured.services.claimsOfPerson(actor, actor.id)),
  );
  commonRoutes(at);
}

/** What the person and the agency may both do. */
function commonRoutes(at: Routes): void {
  at.get('/:id', EmptyBody, ({ actor, province, params }) =>
    named('claim', province.insured.services.claimOf(actor, params.id)),
  );
  at.post('/:id/fields', FieldsBody, ({ actor, province, params, given }) =>
    done(
      province.insured.services.correctClaim(actor, {
        claimId: params.id,
        fields: given.fields as Readonly<Record<string, string>>,
      }),
    ),
  );
  at.post('/:id/submit', EmptyBody, ({ actor, province, params }) =>
    done(province.insured.services.submitClaim(actor, params.id)),
  );
  at.post('/:id/withdraw', ReasonBody, ({ actor, province, params, given }) =>
    done(province.insured.services.withdrawClaim(actor, { claimId: params.id, ...given })),
  );
  at.upload('/:id/papers', async ({ actor, province, params, given }, bytes) => {
    const kind = given.kind as PaperKind;
    const paper = { claimId: params.id, kind, name: given.name ?? kind, bytes };
    return done(province.insured.services.addClaimPaper(actor, paper));
  });
  at.download('/:id/papers/:paper', ({ actor, province, params }) =>
    province.insured.services.claimPaper(actor, { claimId: params.id, paperId: params.paper }),
  );
}

/** What only the insured area's agency does. */
function staffRoutes(at: Routes): void {
  at.post('/:id/proposal', ProposalBody, ({ actor, province, params, given }) =>
    done(province.insured.services.proposeClaim(actor, { claimId: params.id, ...given })),
  );
  at.post('/:id/decision', DecisionBody, ({ actor, province, params, given }) =>
    done(province.insured.services.decideClaim(actor, { claimId: params.id, ...given })),
  );
  at.post('/:id/payment', PaymentBody, (asked) =>
    withAmount(asked, (fact) => asked.province.insured.services.payClaim(asked.actor, fact)),
  );
  at.post('/:id/money-back', PaymentBody, (asked) =>
    withAmount(asked, (fact) => asked.province.insured.services.takeClaimMoneyBack(asked.actor, fact)),
  );
  at.post('/:id/reversal', ReasonBody, ({ actor, province, params, given }) =>
    done(province.insured.services.reverseClaim(actor, { claimId: params.id, ...given })),
  );
}

async function named(
  name: string,
  work: Promise<Result<unknown, Refusal>>,
): Promise<Result<unknown, Refusal>> {
  const result = await work;
  return result.ok ? ok({ [name]: result.value }) : result;
}

/** What was done to a claim: the effect is there, whoever asks again hears that it cannot be done twice. */
async function done(work: Promise<Result<object, Refusal>>): Promise<Result<unknown, Refusal>> {
  const result = await work;
  return result.ok ? ok({ outcome: 'applied', ...result.value }) : result;
}

const inList = (work: Promise<Result<unknown, Refusal>>) => named('claims', work);

function withAmount(
  { params, given }: Asked<typeof PaymentBody>,
  work: (fact: {
    claimId: string;
    bank: string;
    serial: string;
    paidOn: string;
    amount: Fen;
  }) => Promise<Result<object, Refusal>>,
): Promise<Result<unknown, Refusal>> {
  const amount = parseYuan(given.amount);
  if (!amount.ok) return Promise.resolve(refuse('claim-amount-differs', { field: 'amount' }));
  return done(work({ claimId: params.id, ...given, amount: amount.value }));
}

async function openFor({
  actor,
  province,
  given,
}: Caller & { readonly given: OpenForBodyType }): Promise<Result<unknown, Refusal>> {
  const { requestKey, certificateNumber, insuranceType } = given;
  let personId = actor.kind === 'person' ? actor.id : given.personId;
  if (personId === undefined && certificateNumber !== undefined) {
    const found = await province.insured.services.findPerson(actor, certificateNumber);
    if (!found.ok) return found;
    personId = found.value.personId;
  }
  if (personId === undefined) return refuse('person-missing');
  const content = { openClaim: personId, insuranceType: insuranceType ?? null };
  const opening = { personId, insuranceType };
  const opened = await province.insured.once(actor, { requestKey, content }, (services) =>
    services.openClaim(actor, opening),
  );
  if (!opened.ok) return opened;
  const { value, isRepeated } = opened.value;
  return ok({ outcome: isRepeated ? 'unchanged' : 'applied', ...value });
}

async function list({
  actor,
  province,
  given,
}: Asked<typeof ClaimsQuery>): Promise<Result<unknown, Refusal>> {
  const { state, limit: text, after: key }: ClaimsQueryType = given;
  const limit = Math.min(Number(text ?? PAGE), 500);
  const [at, id] = key?.split(',') ?? [];
  const after = id === undefined ? null : ([Number(at), id] as const);
  const page = { limit, after, ...(state === undefined ? {} : { states: [state] }) };
  const found = await province.insured.services.claimsOfAreas(actor, page);
  if (!found.ok) return found;
  const last = found.value.at(-1);
  const next = found.value.length < limit || last === undefined ? null : `${last.openedAt},${last.claimId}`;
  return ok({ claims: found.value, next });
}

function told(reply: FastifyReply, refusal: Told): FastifyReply {
  return sent(reply.status(claimStatusOf(refusal.code)), { refusal });
}

/** Routes below a path whose callers are known in one way. */
function routesOf(app: FastifyInstance, base: string, callers: Callers) {
  const answer = async <S extends TSchema>(
    request: FastifyRequest,
    reply: FastifyReply,
    { schema, given, work }: { schema: S; given: unknown; work: Work<S> },
  ): Promise<FastifyReply> => {
    const caller = await callers(request);
    if (!caller.ok) return told(reply, caller.refusal);
    const problem = shapeProblem(schema, given);
    if (problem !== null) return told(reply, problem);
    const params = request.params as Params;
    const result = await work({ ...caller.value, given: given as Static<S>, params });
    if (!result.ok) return told(reply, claimTelling(result.refusal));
    const { value } = result;
    return value instanceof Buffer ? sentFile(reply, value) : sent(reply, value);
  };
  return {
    get: <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
      app.get(`${base}${path}`, (request, reply) =>
        answer(request, reply, { schema, given: request.query, work }),
      );
    },
    post: <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
      app.post(`${base}${path}`, (request, reply) =>
        answer(request, reply, { schema, given: readJson(request.body), work }),
      );
    },
    upload: (
      path: string,
      take: (asked: Asked<typeof PaperQuery>, bytes: Uint8Array) => ReturnType<Work<typeof PaperQuery>>,
    ): void => {
      app.post(`${base}${path}`, (request, reply) => {
        const bytes = request.body instanceof Buffer ? new Uint8Array(request.body) : new Uint8Array();
        const work: Work<typeof PaperQuery> = (asked) => take(asked, bytes);
        return answer(request, reply, { schema: PaperQuery, given: request.query, work });
      });
    },
    download: (
      path: string,
      read: (asked: Asked<typeof EmptyBody>) => Promise<Result<{ readonly bytes: Uint8Array }, Refusal>>,
    ): void => {
      const work: Work<typeof EmptyBody> = async (asked) => {
        const found = await read(asked);
        return found.ok ? ok(Buffer.from(found.value.bytes)) : found;
      };
      app.get(`${base}${path}`, (request, reply) =>
        answer(request, reply, { schema: EmptyBody, given: request.query, work }),
      );
    },
  };
}

/** As it was uploaded; never run or shown as a page of this site. */
const sentFile = (reply: FastifyReply, bytes: Buffer): FastifyReply =>
  sent(
    reply
      .type('application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', 'attachment'),
    bytes,
  );
