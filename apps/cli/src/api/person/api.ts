/** What a person reads about the own insurance, under `/api/person`, known by the session of the pages. */
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { PagePort, PersonKey } from '@zhijie/web';
import { readSession, type SessionDeps } from '@zhijie/web/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failedWith, sent } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';

type Served = { readonly sessions: SessionDeps; readonly port: PagePort };
type Work = (who: PersonKey, request: FastifyRequest) => Promise<Result<unknown, Refusal>>;

const NOBODY: Told = {
  code: 'identity-missing',
  field: 'session',
  text: '还没有登录，或已超过二十分钟。',
  fix: '请重新登录；没有提交的内容没有生效',
};

/** Routes for the person of a session; a refusal says what happened and what to do. */
export function personRoutes(app: FastifyInstance, { sessions, port }: Served) {
  const answer = async (request: FastifyRequest, reply: FastifyReply, work: Work): Promise<FastifyReply> => {
    const who = readSession(sessions, request.headers.cookie)?.who ?? null;
    if (who === null) return sent(reply.status(401), { refusal: NOBODY });
    const done = await work(who, request);
    if (done.ok) return sent(reply, done.value);
    const { code, field = 'body' } = done.refusal;
    const text = port.refusalText?.(done.refusal) ?? '没有办成。';
    return sent(reply.status(422), { refusal: { code, field, text, fix: '请核对后再试，或拨 12393' } });
  };
  return {
    get: (path: string, work: Work): void => {
      app.get(path, (request, reply) => answer(request, reply, work));
    },
  };
}

/** The own insurance and this year's use; bills are in bills.ts. */
export function personApi(served: Served): (app: FastifyInstance) => Promise<void> {
  const { port } = served;
  return async (app) => {
    failedWith(app, '至多 8 KB');
    const { get } = personRoutes(app, served);
    get('/api/person/summary', async (who) => {
      const [summary, years] = await Promise.all([port.summary(who), port.years(who)]);
      if (!summary.ok) return summary;
      return ok({ ...summary.value, years: years.ok ? years.value : [] });
    });
  };
}
