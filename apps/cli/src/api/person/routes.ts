/** Routes for the person of a session: reading, doing (with the session's token), files. */
import type { Actor, Refusal, Result } from '@zhijie/kernel';
import type { PersonKey } from '@zhijie/web';
import { isFormToken, readSession, type Session, type SessionDeps } from '@zhijie/web/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { refusedWith, type Telling, tellingOf } from '../desk.ts';

export type PersonServed = {
  readonly sessions: SessionDeps;
  /** Whether these routes look up the delegation of somebody who acts for another; refused otherwise. */
  readonly servesDelegates?: boolean;
};
type Params = Readonly<Record<string, string>>;
type Work<S extends TSchema> = (
  who: PersonKey,
  given: Static<S>,
  params: Params,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
) => Promise<Result<unknown, Refusal>>;
/** Sends its answer itself; a refusal is told as others are. */
type Sending = (
  who: PersonKey,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Result<FastifyReply, Refusal>>;

export const NOBODY: Told = {
  code: 'identity-missing',
  field: 'session',
  text: '还没有登录，或已超过二十分钟。',
  fix: '请重新登录；没有提交的内容没有生效',
};
export const NOT_OWN: Told = {
  code: 'call-token-missing',
  field: 'x-zhijie-token',
  text: '页面打开太久，或不是由本页面发出。',
  fix: '请刷新页面后再试；没有办成，款项没有变动',
};

/** Who acts when the person of a session asks. */
export const personActor = ({ personId, area }: PersonKey): Actor => ({
  id: personId,
  kind: 'person',
  node: area.slice(0, 2),
  areas: [area],
  roles: [],
});

export const FOR_ONESELF: Told = {
  code: 'not-permitted',
  field: 'session',
  text: '正在替亲属办理，这件事只能由本人办理。',
  fix: '请切换回本人后再办；没有办成，款项没有变动',
};

const LARGEST_BODY = 8 * 1024;

/** Every refusal says what happened and what to do; a change shows the token of the person's own session. */
export function ownRoutes(
  app: FastifyInstance,
  { sessions, servesDelegates = false }: PersonServed,
  told: Telling,
) {
  takeBodies(app, { largest: LARGEST_BODY, fix: '至多 8 KB' });
  type Entered = { readonly session: Session; readonly who: PersonKey };
  const isForbidden = ({ who }: Entered): boolean => who.by !== undefined && !servesDelegates;
  const entered = (request: FastifyRequest): Entered | null => {
    const session = readSession(sessions, request.headers.cookie);
    const who = session?.who ?? null;
    return session === null || who === null ? null : { session, who };
  };
  const answer = async <S extends TSchema>(
    request: FastifyRequest,
    reply: FastifyReply,
    { schema, given, work }: { schema: S; given: unknown; work: Work<S> },
  ): Promise<FastifyReply> => {
    const visitor = entered(request);
    if (visitor === null) return refusedWith(reply, told, NOBODY);
    if (isForbidden(visitor)) return sent(reply.status(403), { refusal: FOR_ONESELF });
    const token = String(request.headers['x-zhijie-token'] ?? '');
    if (request.method !== 'GET' && !isFormToken(sessions, visitor.session, token))
      return sent(reply.status(403), { refusal: NOT_OWN });
    const problem = shapeProblem(schema, given);
    if (problem !== null) return refusedWith(reply, told, problem);
    const done = await work(visitor.who, given as Static<S>, request.params as Params, {
      request,
      reply,
    });
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
    file: (path: string, work: Sending): void => {
      app.get(path, async (request, reply) => {
        const visitor = entered(request);
        if (visitor === null) return refusedWith(reply, told, NOBODY);
        if (isForbidden(visitor)) return sent(reply.status(403), { refusal: FOR_ONESELF });
        const done = await work(visitor.who, request, reply);
        return done.ok ? done.value : refusedWith(reply, told, tellingOf(told, done.refusal));
      });
    },
  };
}
