/** A staff session is a signed cookie: who, since when, whether locked. The server keeps which have ended. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, instant } from '@zhijie/kernel';
import type { EndedSessions } from '@zhijie/web/session';

/** Minutes without a call after which the pages lock. */
export const IDLE_MINUTES = 15;
/** Hours after which one has to sign in again, however busy. */
export const SESSION_HOURS = 10;

export type StaffSession = {
  readonly accountId: string;
  readonly nonce: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly isLocked: boolean;
};

export type StaffSessions = {
  readonly key: Uint8Array;
  readonly now: () => Instant;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly ended: EndedSessions;
};

export const STAFF_COOKIE = 'zhijie_staff';

const mac = ({ key }: StaffSessions, label: string, text: string): Buffer =>
  createHmac('sm3', key).update(`${label}\n${text}`).digest();

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

export function startStaffSession(sessions: StaffSessions, accountId: string): StaffSession {
  const nonce = Buffer.from(sessions.randomBytes(16)).toString('base64url');
  const at = sessions.now();
  return { accountId, nonce, startedAt: at, seenAt: at, isLocked: false };
}

/** Null for a cookie that is missing, changed, ended or older than a day's work; an idle one is locked. */
export function readStaffSession(sessions: StaffSessions, header: string | undefined): StaffSession | null {
  const [body, mark, ...more] = (cookieOf(header) ?? '').split('.');
  if (!body || !mark || more.length > 0) return null;
  if (!isEqual(mac(sessions, 'staff', body), Buffer.from(mark, 'base64url'))) return null;
  const session = JSON.parse(Buffer.from(body, 'base64url').toString()) as StaffSession;
  const now = sessions.now();
  if (now - session.startedAt > SESSION_HOURS * 3_600_000) return null;
  if (sessions.ended.has(session.nonce)) return null;
  const isIdle = now - session.seenAt > IDLE_MINUTES * 60_000;
  return { ...session, seenAt: instant(session.seenAt), isLocked: session.isLocked || isIdle };
}

function cookieOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === STAFF_COOKIE)?.[1];
}

/** Not for scripts, never sent from another site; null ends the session. */
export function staffCookie(
  sessions: StaffSessions,
  session: StaffSession | null,
  isSecure: boolean,
): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  if (session === null) return `${STAFF_COOKIE}=; Max-Age=0; ${attributes}`;
  const body = Buffer.from(JSON.stringify(session)).toString('base64url');
  const text = `${body}.${mac(sessions, 'staff', body).toString('base64url')}`;
  return `${STAFF_COOKIE}=${text}; Max-Age=${SESSION_HOURS * 3600}; ${attributes}`;
}

/** What every change asked by a page of this session carries in `x-zhijie-token`. */
export const callToken = (sessions: StaffSessions, { nonce }: StaffSession): string =>
  mac(sessions, 'call', nonce).toString('base64url');

export const isCallToken = (sessions: StaffSessions, session: StaffSession, token: string): boolean =>
  isEqual(Buffer.from(callToken(sessions, session), 'base64url'), Buffer.from(token, 'base64url'));
