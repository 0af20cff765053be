/**
 * The session is a signed cookie: the server keeps only which ones have ended. Every visitor has one, so that
 * the form on the first page carries a token too; entering and leaving start a new one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, instant } from '@zhijie/kernel';
import type { PersonKey } from './port.ts';

/** Minutes without a page after which the person has to enter again. */
export const SESSION_MINUTES = 20;

export type Session = {
  readonly who: PersonKey | null;
  readonly isLarge: boolean;
  readonly nonce: string;
  readonly expiresAt: Instant;
};

export type SessionDeps = {
  readonly key: Uint8Array;
  readonly now: () => Instant;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly ended: EndedSessions;
};

/** Sessions, by nonce, that ended before their cookies: an answer under way may bring such a cookie back. */
export type EndedSessions = {
  end(nonce: string): void;
  has(nonce: string): boolean;
};

/** Hours that the end of a session is remembered: longer than any cookie is good for. */
const ENDED_HOURS = 11;

/** For one program: its key signs no cookie of another. */
export function endedSessions(now: () => Instant): EndedSessions {
  const endedAt = new Map<string, Instant>();
  return {
    end(nonce) {
      for (const [old, at] of endedAt) {
        if (now() - at <= ENDED_HOURS * 3_600_000) break;
        endedAt.delete(old);
      }
      endedAt.set(nonce, now());
    },
    has: (nonce) => endedAt.has(nonce),
  };
}

export const COOKIE = 'zhijie_session';

const mac = (key: Uint8Array, label: string, text: string): Buffer =>
  createHmac('sm3', key).update(`${label}\n${text}`).digest();

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

const expiry = (deps: SessionDeps): Instant => instant(deps.now() + SESSION_MINUTES * 60_000);

/** A session with a new nonce. */
export function newSession(deps: SessionDeps, who: PersonKey | null, isLarge: boolean): Session {
  const nonce = Buffer.from(deps.randomBytes(16)).toString('base64url');
  return { who, isLarge, nonce, expiresAt: expiry(deps) };
}

/** Ends a session for another one: as somebody else, for somebody else, or as nobody. */
export function followSession(deps: SessionDeps, session: Session, who: PersonKey | null): Session {
  if (session.who !== null) deps.ended.end(session.nonce);
  return newSession(deps, who, session.isLarge);
}

/** The cookie's value: content and its mark. */
export function sessionText(deps: SessionDeps, session: Session): string {
  const { who, isLarge, nonce } = session;
  const by = who?.by === undefined ? {} : { b: who.by.personId, ba: who.by.area };
  const whose = { p: who?.personId ?? null, a: who?.area ?? null, ...by };
  const content = { ...whose, l: isLarge, n: nonce, e: expiry(deps) };
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${mac(deps.key, 'session', body).toString('base64url')}`;
}

/** Null for a cookie that is missing, changed by somebody, too old, or of a session that has ended. */
export function readSession(deps: SessionDeps, cookieHeader: string | undefined): Session | null {
  const text = cookieOf(cookieHeader);
  const [body, mark, ...more] = (text ?? '').split('.');
  if (!body || !mark || more.length > 0) return null;
  if (!isEqual(mac(deps.key, 'session', body), Buffer.from(mark, 'base64url'))) return null;
  const content = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
    p: string | null;
    a: string | null;
    b?: string;
    ba?: string;
    l: boolean;
    n: string;
    e: number;
  };
  if (content.e <= deps.now() || deps.ended.has(content.n)) return null;
  const { p: personId, a: area, b, ba } = content;
  const by = b === undefined || ba === undefined ? {} : { by: { personId: b, area: ba } };
  const who = personId === null || area === null ? null : { personId, area, ...by };
  return { who, isLarge: content.l, nonce: content.n, expiresAt: instant(content.e) };
}

function cookieOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

/** Short life, not for scripts, never sent from another site. */
export function setCookie(deps: SessionDeps, session: Session, isSecure: boolean): string {
  const attributes = `Path=/; Max-Age=${SESSION_MINUTES * 60}; HttpOnly; SameSite=Strict`;
  return `${COOKIE}=${sessionText(deps, session)}; ${attributes}${isSecure ? '; Secure' : ''}`;
}

/** The token of every form of a session. */
export function formToken(deps: SessionDeps, session: Session): string {
  return mac(deps.key, 'form', session.nonce).toString('base64url');
}

export function isFormToken(deps: SessionDeps, session: Session, token: string | undefined): boolean {
  return (
    token !== undefined && isEqual(mac(deps.key, 'form', session.nonce), Buffer.from(token, 'base64url'))
  );
}
