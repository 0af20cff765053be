/** The session of the pages as one more way to be known to the APIs, beside tokens and the demo's headers. */
import { ok } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import type { Identify, Told } from '../agency/index.ts';
import { actorOf } from './accounts.ts';
import { isCallToken, readStaffSession, type StaffSessions, staffCookie } from './cookie.ts';
import type { IdentityProvider } from './provider.ts';

export const LOCKED: Told = {
  code: 'session-locked',
  field: 'session',
  text: '已锁屏：离开太久，或由本人锁定。',
  fix: '请由本人解锁后继续；没有提交的内容还在页面上',
};
const GONE: Told = {
  code: 'identity-missing',
  field: 'session',
  text: '登录已失效。',
  fix: '请重新登录；没有提交的内容没有生效',
};
const NO_TOKEN: Told = {
  code: 'call-token-missing',
  field: 'x-zhijie-token',
  text: '不是由本系统页面发出的办理。',
  fix: '请刷新页面后再办；没有办成，款项没有变动',
};

const text = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '');

/** Callers that name themselves in a header are known as before; otherwise the session's cookie tells. */
export function withSession(
  identify: Identify,
  sessions: StaffSessions,
  provider: IdentityProvider,
): Identify {
  return (headers) => {
    const isNamed = [headers.authorization, headers['x-zhijie-agency']].some((each) => text(each) !== '');
    if (isNamed) return identify(headers);
    const session = readStaffSession(sessions, text(headers.cookie));
    if (session === null) return identify(headers);
    if (session.isLocked) return { ok: false, refusal: LOCKED };
    const account = provider.current(session.accountId);
    return account === undefined ? { ok: false, refusal: GONE } : ok(actorOf(account));
  };
}

/**
 * Where the staff session is nobody: signing in itself, what persons do by their own session and token, and
 * what everybody may ask. Patient's and staff pages may stand open in one browser.
 */
const NOT_BY_STAFF = [
  '/api/session',
  '/api/person/',
  '/api/claims',
  '/api/calculator',
  '/api/insurance-code',
  '/api/disclosures',
  '/api/sandbox',
];
const isByStaff = (url: string): boolean =>
  url.startsWith('/api/') && !NOT_BY_STAFF.some((path) => url.startsWith(path));

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';
/** Written anew at most this often, so that not every answer carries a cookie. */
const RENEW_MS = 60_000;

/**
 * Every call of a staff page under `/api/` keeps its session alive; a change also shows the session's token,
 * which no other site knows.
 */
export function guardCalls(app: FastifyInstance, sessions: StaffSessions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isByStaff(request.url)) return;
    const session = readStaffSession(sessions, request.headers.cookie);
    if (session === null || session.isLocked) return;
    const isNamed = request.headers.authorization ?? request.headers['x-zhijie-agency'];
    if (isNamed === undefined && !isSafe(request.method)) {
      const token = text(request.headers['x-zhijie-token']);
      if (!isCallToken(sessions, session, token))
        return reply.status(403).header('cache-control', 'no-store').send({ refusal: NO_TOKEN });
    }
    return undefined;
  });
  // Read again when the answer leaves: who signed out or locked meanwhile keeps the newer cookie.
  app.addHook('onSend', async (request, reply) => {
    if (!isByStaff(request.url) || request.headers['x-zhijie-background'] !== undefined) return;
    const session = readStaffSession(sessions, request.headers.cookie);
    if (session === null || session.isLocked || sessions.now() - session.seenAt <= RENEW_MS) return;
    const seen = { ...session, seenAt: sessions.now() };
    reply.header('set-cookie', staffCookie(sessions, seen, request.protocol === 'https'));
  });
}
