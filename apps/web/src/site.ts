/** What every route of the pages shares: the visit behind a request, the answer as a page, the way back. */
import type { Instant } from '@zhijie/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import type { PagePort, PersonKey } from './port.ts';
import {
  followSession,
  formToken,
  newSession,
  readSession,
  type Session,
  type SessionDeps,
  setCookie,
} from './session.ts';

/** One request of one visitor. */
export type Visit = { readonly session: Session; readonly token: string; readonly path: string };

export type Site = {
  readonly port: PagePort;
  readonly now: () => Instant;
  readonly sessions: SessionDeps;
  readonly stylePath: string;
  readonly visits: WeakMap<FastifyRequest, Visit>;
};

export type Page = {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** The page works without it. */
  readonly script?: { readonly path: string; readonly integrity: string };
};

// No frame, no form to elsewhere; everything else from this server only.
const policy = (scripts: string): string =>
  [
    "default-src 'self'",
    `script-src ${scripts}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': policy("'none'"),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
};

function remember(site: Site, request: FastifyRequest, session: Session): Visit {
  const path = request.url.split('?')[0]!;
  const visit: Visit = { session, token: formToken(site.sessions, session), path };
  site.visits.set(request, visit);
  return visit;
}

/** The visitor's session, or a new one without a person. */
export function visitOf(site: Site, request: FastifyRequest): Visit {
  const known = site.visits.get(request);
  if (known !== undefined) return known;
  const session = readSession(site.sessions, request.headers.cookie);
  return remember(site, request, session ?? newSession(site.sessions, null, false));
}

/** Enters as a person, or leaves with null: always with a new nonce, so that old tokens are worth nothing. */
export function startSession(site: Site, request: FastifyRequest, who: PersonKey | null): Visit {
  return remember(site, request, followSession(site.sessions, visitOf(site, request).session, who));
}

/** Keeps the session and changes the size of the text. */
export function setLarge(site: Site, request: FastifyRequest, isLarge: boolean): Visit {
  return remember(site, request, { ...visitOf(site, request).session, isLarge });
}

function withCookie(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { session } = visitOf(site, request);
  const cookie = setCookie(site.sessions, session, request.protocol === 'https');
  return reply.headers(SAFE_HEADERS).header('cache-control', 'no-store').header('set-cookie', cookie);
}

export function showPage(site: Site, request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  const visit = visitOf(site, request);
  const frame = { ...page, visit, stylePath: site.stylePath };
  const answer = withCookie(site, request, reply);
  if (page.script !== undefined) answer.header('content-security-policy', policy("'self'"));
  return answer
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(layout(frame).markup);
}

/** After a form: the browser reads the next page, so that going back or reloading sends nothing twice. */
export function goTo(site: Site, request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
  return withCookie(site, request, reply).redirect(path, 303);
}

/** A value, or 'unknown' when the network did not say. */
export type Known<T> = { readonly isKnown: true; readonly value: T } | { readonly isKnown: false };
