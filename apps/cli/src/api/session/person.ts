/** The person's session for the patient's pages: the same cookie as the pages at `/me`. */
import type { PagePort } from '@zhijie/web';
import {
  followSession,
  formToken,
  isFormToken,
  newSession,
  readSession,
  type Session,
  type SessionDeps,
  setCookie,
} from '@zhijie/web/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { EnterBody } from './schema.ts';

type Port = Pick<PagePort, 'knownPersons' | 'enterKnown' | 'enterByNumber' | 'summary'>;
type PersonSessions = { readonly sessions: SessionDeps; readonly port: Port };

const visitOf = ({ sessions }: PersonSessions, request: FastifyRequest): Session =>
  readSession(sessions, request.headers.cookie) ?? newSession(sessions, null, false);

const NOT_OWN: Told = {
  code: 'call-token-missing',
  field: 'x-zhijie-token',
  text: '页面打开太久，或不是由本页面发出。',
  fix: '请刷新页面后再试；没有办成，款项没有变动',
};
const UNKNOWN: Told = {
  code: 'person-unknown',
  field: 'number',
  text: '没有找到这个参保人。',
  fix: '请核对身份证号，或到经办窗口办理；可拨 12393',
};

async function answerOf(served: PersonSessions, session: Session) {
  const { port, sessions } = served;
  const [known, summary] = await Promise.all([
    port.knownPersons(),
    session.who === null ? null : port.summary(session.who),
  ]);
  const person =
    session.who !== null && summary?.ok === true
      ? {
          ...session.who,
          name: summary.value.person.name,
          maskedNumber: summary.value.person.certificateNumber.replace(/^(.{3}).*(.{4})$/, '$1***********$2'),
        }
      : null;
  return { person, token: formToken(sessions, session), now: sessions.now(), known };
}

/** Entering and leaving as a person, under `/api/session/person`. */
export function personSessionApi(served: PersonSessions): (app: FastifyInstance) => Promise<void> {
  const { sessions, port } = served;
  return async (app) => {
    takeBodies(app, { largest: 8 * 1024, fix: '至多 8 KB' });
    const now = async (request: FastifyRequest, reply: FastifyReply, session: Session) =>
      sent(
        reply.header('set-cookie', setCookie(sessions, session, request.protocol === 'https')),
        await answerOf(served, session),
      );
    app.addHook('preHandler', async (request, reply) => {
      const token = String(request.headers['x-zhijie-token'] ?? '');
      if (request.method === 'GET' || isFormToken(sessions, visitOf(served, request), token))
        return undefined;
      return sent(reply.status(403), { refusal: NOT_OWN });
    });
    app.get('/api/session/person', (request, reply) => now(request, reply, visitOf(served, request)));
    app.post('/api/session/person/enter', async (request, reply) => {
      const body = readJson(request.body);
      const problem = shapeProblem(EnterBody, body);
      if (problem !== null) return sent(reply.status(422), { refusal: problem });
      const { key, number = '' } = body as Static<typeof EnterBody>;
      const who = key === undefined ? await port.enterByNumber(number) : await port.enterKnown(key);
      if (!who.ok) return sent(reply.status(422), { refusal: UNKNOWN });
      return now(request, reply, followSession(sessions, visitOf(served, request), who.value));
    });
    app.post('/api/session/person/leave', (request, reply) =>
      now(request, reply, followSession(sessions, visitOf(served, request), null)),
    );
  };
}
