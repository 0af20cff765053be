import type { Hub } from '@zhijie/hub';
import { type Actor, type Fen, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readJson, sent, takeBodies } from './agency/bodies.ts';
import type { Identify, Told } from './agency/index.ts';
import { isUnknownCaller, shapeProblem } from './agency/shape.ts';

/** An operator at the node of its agency: a province's, or the nation's. */
export type Desk =
  | { readonly actor: Actor; readonly province: Province; readonly hub: null }
  | { readonly actor: Actor; readonly province: null; readonly hub: Hub };

/** What this program serves, and how its callers are known. */
export type DeskApi = {
  readonly hub: Hub | null;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly identify: Identify;
};

/** How one noun tells its refusals. */
export type Telling = {
  readonly telling: (refusal: Refusal) => Told;
  readonly statusOf: (code: string) => number;
};

type Params = Readonly<Record<string, string>>;
type Work<S extends TSchema> = (
  desk: Desk,
  given: Static<S>,
  params: Params,
) => Promise<Result<unknown, Refusal>>;

const LARGEST_BODY = 64 * 1024;

/** Refusals of a request's form, the same for every noun. */
export const MALFORMED: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  'field-missing': ['没有给出', '请补上'],
  'amount-malformed': ['金额写法不对', '写成大于零的元，至多两位小数，如 "1200.00"'],
  'date-malformed': ['没有这一天', '写成日期，如 "2026-05-08"'],
  'not-a-month': ['没有这个月', '写成月份，如 "2026-03"'],
  'not-a-year': ['没有这一年', '写成年份，如 "2026"'],
};

/** A refusal as an operator reads it. */
export function tellingOf({ telling }: Telling, refusal: Refusal): Told {
  const known = MALFORMED[refusal.code];
  if (known === undefined) {
    const { field, ...rest } = refusal;
    return telling(field === undefined || field === 'body' ? rest : refusal);
  }
  return { code: refusal.code, field: refusal.field ?? 'body', text: `${known[0]}。`, fix: known[1] };
}

/** The nation's business is its operators' only: administrators keep accounts, insurers their claims. */
const NOT_AT_NATION: Told = {
  code: 'not-permitted',
  field: 'session',
  text: '本岗位不办理国家平台的业务。',
  fix: '请由国家平台经办登录后办理',
};

/** Whether somebody of the nation's node works with what it keeps. */
export const worksAtNation = ({ node, roles }: Actor): boolean =>
  node === 'hub' && roles.includes('operator');

/** Who asks, and at which node of this program. */
export function deskOf({ identify, provinces, hub }: DeskApi, request: FastifyRequest): Result<Desk, Told> {
  const actor = identify(request.headers);
  if (!actor.ok) return actor;
  const { value } = actor;
  if (value.node === 'hub' && hub !== null)
    return worksAtNation(value)
      ? { ok: true, value: { actor: value, province: null, hub } }
      : { ok: false, refusal: NOT_AT_NATION };
  const province = provinces.get(value.node);
  if (province !== undefined) return { ok: true, value: { actor: value, province, hub: null } };
  const text = '本程序没有运行该机构的节点。';
  const fix = '请连接本机构节点的地址（--url）';
  return { ok: false, refusal: { code: 'area-not-served', field: 'x-zhijie-agency', text, fix } };
}

type CareDeps = Province['care']['deps'];

/** Runs work at the care side of the desk's province; the nation has none. */
export const atCare = <T>(
  { province }: Desk,
  work: (deps: CareDeps) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> =>
  province === null ? Promise.resolve(refuse('not-permitted')) : work(province.care.deps);

/** An amount above zero that a body writes in yuan. Refuses `amount-malformed`. */
export function amountIn(text: string, field = 'amount'): Result<Fen, Refusal> {
  const amount = parseYuan(text);
  return amount.ok && amount.value > 0 ? amount : refuse('amount-malformed', { field });
}

/** Routes of one noun: GET with a query, POST with a body; every refusal names the field and the fix. */
export function deskRoutes(
  app: FastifyInstance,
  served: DeskApi,
  told: Telling,
  bodies = { largest: LARGEST_BODY, fix: '至多 64 KB' },
) {
  takeBodies(app, bodies);
  const answer = async <S extends TSchema>(
    request: FastifyRequest,
    reply: FastifyReply,
    { schema, given, work }: { schema: S; given: unknown; work: Work<S> },
  ): Promise<FastifyReply> => {
    const desk = deskOf(served, request);
    if (!desk.ok) return refusedWith(reply, told, desk.refusal);
    const problem = shapeProblem(schema, given);
    if (problem !== null) return refusedWith(reply, told, problem);
    const done = await work(desk.value, given as Static<S>, request.params as Params);
    return done.ok ? sent(reply, done.value) : refusedWith(reply, told, tellingOf(told, done.refusal));
  };
  return {
    get: <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
      app.get(path, (request, reply) => answer(request, reply, { schema, given: request.query, work }));
    },
    post: <S extends TSchema>(path: string, schema: S, work: Work<S>): void => {
      app.post(path, (request, reply) =>
        answer(request, reply, { schema, given: readJson(request.body), work }),
      );
    },
  };
}

export function refusedWith(reply: FastifyReply, { statusOf }: Telling, refusal: Told): FastifyReply {
  const status = isUnknownCaller(refusal.code) ? 401 : statusOf(refusal.code);
  return sent(reply.status(status), { refusal });
}
