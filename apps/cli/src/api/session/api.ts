import { HOLIDAY_YEARS } from '@zhijie/clearing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { POSTS, type StaffAccount } from './accounts.ts';
import {
  callToken,
  IDLE_MINUTES,
  readStaffSession,
  type StaffSession,
  type StaffSessions,
  staffCookie,
  startStaffSession,
} from './cookie.ts';
import type { IdentityProvider } from './provider.ts';
import { type SessionAnswer, SignInBody } from './schema.ts';

type SessionApi = { readonly sessions: StaffSessions; readonly provider: IdentityProvider };

const shown = (account: StaffAccount) => ({
  ...account,
  areas: [...account.areas],
  roles: [...account.roles],
  postLabel: POSTS[account.post],
});

const CALENDAR = HOLIDAY_YEARS.map(({ year, daysOff, makeUpDays }) => ({
  year,
  daysOff: [...daysOff],
  makeUpDays: [...makeUpDays],
}));

function answerOf({ sessions, provider }: SessionApi, session: StaffSession | null): SessionAnswer {
  const account = session === null ? undefined : provider.current(session.accountId);
  const isIn = session !== null && account !== undefined;
  return {
    account: account === undefined ? null : shown(account),
    isLocked: isIn && session.isLocked,
    token: isIn && !session.isLocked ? callToken(sessions, session) : null,
    idleMinutes: IDLE_MINUTES,
    now: sessions.now(),
    signIn: {
      asks: provider.asks,
      address: provider.address ?? null,
      accounts: provider.offered().map(shown),
    },
    calendar: CALENDAR,
  };
}

/** From these pages themselves: another site cannot sign anybody in or out. */
function isOwnPage({ headers, host }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': from } = headers;
  if (from !== undefined && from !== 'same-origin' && from !== 'none') return false;
  return origin === undefined || URL.parse(origin)?.host === host;
}

const NOT_OWN: Told = {
  code: 'call-token-missing',
  field: 'session',
  text: '不是由本系统页面发出。',
  fix: '请从本系统的登录页登录',
};

/** Signing in and out, locking and unlocking, under `/api/session`. */
export function sessionApi(served: SessionApi): (app: FastifyInstance) => Promise<void> {
  const { sessions, provider } = served;
  return async (app) => {
    takeBodies(app, { largest: 8 * 1024, fix: '至多 8 KB' });
    const here = (request: FastifyRequest) => readStaffSession(sessions, request.headers.cookie);
    const now = (request: FastifyRequest, reply: FastifyReply, session: StaffSession | null) =>
      sent(
        reply.header('set-cookie', staffCookie(sessions, session, request.protocol === 'https')),
        answerOf(served, session),
      );
    /** The session that was ends with this answer, wherever its cookie still is. */
    const instead = (request: FastifyRequest, reply: FastifyReply, next: StaffSession | null) => {
      const before = here(request);
      if (before !== null) sessions.ended.end(before.nonce);
      return now(request, reply, next);
    };
    const refused = (reply: FastifyReply, status: number, refusal: Told) =>
      sent(reply.status(status), { refusal });
    app.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'GET' && !isOwnPage(request)) return refused(reply, 403, NOT_OWN);
      return undefined;
    });
    app.get('/api/session', async (request, reply) => sent(reply, answerOf(served, here(request))));
    const proven = async (request: FastifyRequest, reply: FastifyReply, mustBe: string | null) => {
      const body = readJson(request.body);
      const problem = shapeProblem(SignInBody, body);
      if (problem !== null) return refused(reply, 422, problem);
      const who = await provider.prove(body as Static<typeof SignInBody>);
      if (!who.ok) return refused(reply, 401, who.refusal);
      if (mustBe !== null && who.value.id !== mustBe) {
        const text = '锁屏的是另一人。';
        return refused(reply, 401, {
          ...NOT_OWN,
          code: 'other-account',
          text,
          fix: '请由本人解锁，或先退出',
        });
      }
      return instead(request, reply, startStaffSession(sessions, who.value.id));
    };
    app.post('/api/session/sign-in', (request, reply) => proven(request, reply, null));
    app.post('/api/session/unlock', (request, reply) =>
      proven(request, reply, here(request)?.accountId ?? null),
    );
    app.post('/api/session/sign-out', async (request, reply) => instead(request, reply, null));
    app.post('/api/session/lock', async (request, reply) => {
      const session = here(request);
      const locked = session && { ...startStaffSession(sessions, session.accountId), isLocked: true };
      return instead(request, reply, locked);
    });
  };
}
