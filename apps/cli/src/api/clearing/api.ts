import type { Hub } from '@zhijie/hub';
import type { Refusal, Result } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Identify, Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { AccountBody, DeductionBody, DeferralBody, ItemsQuery, StepBody } from './schema.ts';
import { clearingStatusOf, clearingTelling } from './texts.ts';
import {
  type Desk,
  deduct,
  deferItem,
  generateMonth,
  readItems,
  readMonth,
  readProof,
  setAccount,
  takeStep,
} from './work.ts';

export type ClearingApi = {
  readonly hub: Hub | null;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
};

const MONTH = /^\d{4}-\d{2}$/;
const LARGEST_BODY = 64 * 1024;

/**
 * The monthly clearing for agencies, under `/api/agency/clearing`: a province's month with lines, notices,
 * orders and duties, its proof file, its steps, deferrals, deductions and account; for the nation (000000)
 * the matrix, generating and issuing.
 */
export function clearingApi(served: ClearingApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    takeBodies(app, { largest: LARGEST_BODY, fix: '至多 64 KB' });
    reading(app, served);
    const post = postsOf(app, served);
    post('/api/agency/clearing/:month/steps', StepBody, (desk, body, month) => takeStep(desk, month, body));
    post('/api/agency/clearing/deferrals', DeferralBody, deferItem);
    post('/api/agency/clearing/deductions', DeductionBody, deduct);
    post('/api/agency/clearing/accounts', AccountBody, setAccount);
    app.post('/api/agency/clearing/:month/generate', async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      return answered(reply, await generateMonth(desk.value, monthOfPath(request)));
    });
  };
}

function reading(app: FastifyInstance, served: ClearingApi): void {
  app.get('/api/agency/clearing/:month', async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    return answered(reply, await readMonth(desk.value, monthOfPath(request)));
  });
  app.get('/api/agency/clearing/:month/items', async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    const problem = shapeProblem(ItemsQuery, request.query);
    if (problem !== null) return told(reply, problem);
    const query = request.query as ItemsQuery;
    return answered(reply, await readItems(desk.value, monthOfPath(request), query));
  });
  app.get('/api/agency/clearing/:month/proof', async (request, reply) => {
    const desk = deskOf(served, request);
    if (!desk.ok) return told(reply, desk.refusal);
    const month = monthOfPath(request);
    const text = await readProof(desk.value, month);
    if (!text.ok) return answered(reply, text);
    const name = `clearing-${month}-${desk.value.actor.node}.json`;
    return sent(
      reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`),
      text.value,
    );
  });
}

type Work<S extends TSchema> = (
  desk: Desk,
  body: Static<S>,
  month: string,
) => Promise<Result<unknown, Refusal>>;

function postsOf(app: FastifyInstance, served: ClearingApi) {
  return <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
    app.post(path, async (request, reply) => {
      const desk = deskOf(served, request);
      if (!desk.ok) return told(reply, desk.refusal);
      const body = readJson(request.body);
      const problem = shapeProblem(schema, body);
      if (problem !== null) return told(reply, problem);
      return answered(reply, await work(desk.value, body as Static<S>, monthOfPath(request)));
    });
  };
}

const monthOfPath = (request: FastifyRequest): string => {
  const { month = '' } = request.params as { month?: string };
  return MONTH.test(month) ? month : '0000-00';
};

function deskOf({ identify, provinces, hub }: ClearingApi, request: FastifyRequest): Result<Desk, Told> {
  const actor = identify(request.headers);
  if (!actor.ok) return actor;
  const { value } = actor;
  if (value.node === 'hub' && hub !== null) return { ok: true, value: { actor: value, province: null, hub } };
  const province = provinces.get(value.node);
  if (province !== undefined) return { ok: true, value: { actor: value, province, hub: null } };
  const text = '本程序没有运行该机构的节点。';
  const fix = '请连接本机构节点的地址（--url）';
  return { ok: false, refusal: { code: 'area-not-served', field: 'x-zhijie-agency', text, fix } };
}

const MALFORMED: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  'field-missing': ['没有给出', '请补上'],
  'amount-malformed': ['金额写法不对', '写成大于零的元，至多两位小数，如 "1200.00"'],
  'date-malformed': ['没有这一天', '写成日期，如 "2026-05-08"'],
  'not-a-month': ['没有这个月', '写成月份，如 "2026-03"'],
};

function tellingOf({ code, field = 'body', ...refusal }: Refusal): Told {
  const known = MALFORMED[code];
  if (known === undefined)
    return clearingTelling({ code, ...(field === 'body' ? {} : { field }), ...refusal });
  return { code, field, text: `${known[0]}。`, fix: known[1] };
}

function answered(reply: FastifyReply, result: Result<unknown, Refusal>): FastifyReply {
  return result.ok ? sent(reply, result.value) : told(reply, tellingOf(result.refusal));
}

function told(reply: FastifyReply, refusal: Told): FastifyReply {
  const status = refusal.code === 'identity-missing' ? 401 : clearingStatusOf(refusal.code);
  return sent(reply.status(status), { refusal });
}
