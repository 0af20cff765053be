import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { type Province, traumaBills } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { apply, approvalDecision, approvalItem, approvals } from './approvals.ts';
import { readJson, sent, takeBodies } from './bodies.ts';
import type { Identify } from './identity.ts';
import { AGENCY_OPENAPI } from './openapi.ts';
import { callOff, claims, downtime, manualClaim } from './outages.ts';
import { PractitionerBody, practitioner } from './practitioners.ts';
import { agreement, change, complete, credit, type Desk, decide, feed, review, staff } from './requests.ts';
import {
  AgreementBody,
  ApprovalBody,
  ApprovalDecisionBody,
  ApprovalItemBody,
  ApprovalsQuery,
  ChangeBody,
  ClaimsQuery,
  ContributionBody,
  CreditBody,
  DecisionBody,
  DocumentsBody,
  DowntimeBody,
  FilingsQuery,
  ManualClaimBody,
  NothingBody,
  PageQuery,
  ReviewBody,
  StaffBody,
} from './schema.ts';
import { shapeProblem, type Told } from './shape.ts';
import { statusOf, tellingOf } from './texts.ts';

const LARGEST_BODY = 512 * 1024;
const PAGE = 50;

export type AgencyApi = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
};

/**
 * What an agency does at a node, under `/api/agency`: contribution feed, account credits, agreements of
 * institutions, eligibility of staff, review of filings and of trauma bills, pre-approval of special items,
 * planned stoppages and manual claims. Every refusal names the field and the fix; the services decide whose
 * area it is and log every look at a person.
 */
export function agencyApi(served: AgencyApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    takeBodies(app, { largest: LARGEST_BODY, fix: '至多 512 KB，分几次报送' });
    app.get('/api/agency/openapi.json', (_request, reply) => reply.send(AGENCY_OPENAPI));
    const at = routesOf(app, served);
    at('/api/agency/contributions', ContributionBody, async (desk, { rows }) =>
      ok(summed(await feed(desk, rows))),
    );
    at('/api/agency/account-credits', CreditBody, credit);
    at('/api/agency/institutions/:id/agreement', AgreementBody, (desk, body, id) =>
      agreement(desk, id, body),
    );
    at('/api/agency/filings/:id/decision', DecisionBody, (desk, body, id) => decide(desk, id, body));
    at('/api/agency/filings/:id/documents', DocumentsBody, (desk, body, id) => complete(desk, id, body));
    at('/api/agency/filings/:id/change', ChangeBody, (desk, body, id) => change(desk, id, body));
    at('/api/agency/staff/:id/eligibility', StaffBody, (desk, body, id) => staff(desk, id, body));
    at('/api/agency/staff/:id/registration', PractitionerBody, (desk, body, id) =>
      practitioner(desk, id, body),
    );
    at('/api/agency/trauma-bills/:id/review', ReviewBody, (desk, body, id) => review(desk, id, body));
    at('/api/agency/approval-items', ApprovalItemBody, approvalItem);
    at('/api/agency/approvals', ApprovalBody, apply);
    at('/api/agency/approvals/:id/decision', ApprovalDecisionBody, (desk, body, id) =>
      approvalDecision(desk, id, body),
    );
    at('/api/agency/downtimes', DowntimeBody, downtime);
    at('/api/agency/downtimes/:id/call-off', NothingBody, (desk, _body, id) => callOff(desk, id));
    at('/api/agency/manual-claims', ManualClaimBody, manualClaim);
    const list = listsOf(app, served);
    list('/api/agency/filings', FilingsQuery, filings);
    list('/api/agency/trauma-bills', PageQuery, bills);
    list('/api/agency/approvals', ApprovalsQuery, approvals);
    list('/api/agency/manual-claims', ClaimsQuery, claims);
  };
}

type Work<S extends TSchema> = (desk: Desk, body: Static<S>, id: string) => Promise<Result<unknown, Refusal>>;

/** A POST whose body has a shape, done by an agency at its node. */
function routesOf(app: FastifyInstance, served: AgencyApi) {
  return <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
    app.post(path, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      const body = readJson(request.body);
      const problem = shapeProblem(schema, body);
      if (problem !== null) return told(reply, problem);
      const { id = '' } = request.params as { id?: string };
      const result = await work(desk.value, body as Static<S>, id);
      return result.ok ? sent(reply, result.value) : told(reply, tellingOf(result.refusal));
    });
  };
}

function deskOf({ identify, provinces }: AgencyApi, request: FastifyRequest): Result<Desk, Told> {
  const actor = identify(request.headers);
  if (!actor.ok) return actor;
  const province = provinces.get(actor.value.node);
  if (province === undefined) return { ok: false, refusal: tellingOf(refuse('area-not-served').refusal) };
  return ok({ actor: actor.value, province });
}

type Page = { readonly limit: number; readonly after: readonly [at: number, id: string] | null };
export type List<S extends TSchema> = (
  desk: Desk,
  page: Page,
  query: Static<S>,
) => Promise<Result<{ readonly rows: unknown; readonly keys: readonly string[] }, Refusal>>;

/** A GET of a page of a list, with `next` for the page after it. */
function listsOf(app: FastifyInstance, served: AgencyApi) {
  return <S extends TSchema>(path: string, schema: S, read: List<S>): void => {
    const name = path.split('/').at(-1)!.replace('trauma-', '');
    app.get(path, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      const problem = shapeProblem(schema, request.query);
      if (problem !== null) return told(reply, problem);
      const { limit: text, after: key } = request.query as PageQuery;
      const limit = text === undefined ? PAGE : Math.min(Number(text), 500);
      const [at, id] = key?.split(',') ?? [];
      const after = id === undefined ? null : ([Number(at), id] as const);
      const found = await read(desk.value, { limit, after }, request.query as Static<S>);
      if (!found.ok) return told(reply, tellingOf(found.refusal));
      const { rows, keys } = found.value;
      return sent(reply, { [name]: rows, next: keys.length < limit ? null : keys.at(-1) });
    });
  };
}

const filings: List<typeof FilingsQuery> = async ({ actor, province }, { limit, after }, { which }) => {
  const from = after === null ? {} : { after: { submittedAt: after[0], filingId: after[1] } };
  const page = { limit, isReturned: which === 'returned', ...from };
  const found = await province.insured.services.waitingFilings(actor, page);
  if (!found.ok) return found;
  return ok({
    rows: found.value,
    keys: found.value.map((row) => `${row.submittedAt},${row.filing.filingId}`),
  });
};

const bills: List<typeof PageQuery> = async ({ actor, province }, { limit, after }) => {
  const from = after === null ? {} : { after: { settledAt: after[0], settlementId: after[1] } };
  const found = await traumaBills(province.care.deps, actor, { limit, ...from });
  if (!found.ok) return found;
  return ok({ rows: found.value, keys: found.value.map((row) => `${row.settledAt},${row.settlementId}`) });
};

function summed(rows: Awaited<ReturnType<typeof feed>>) {
  const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  return {
    applied: count('applied'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    rows,
  };
}

function told(reply: FastifyReply, refusal: Told): FastifyReply {
  return reply.status(statusOf(refusal.code)).header('cache-control', 'no-store').send({ refusal });
}
