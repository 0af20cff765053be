import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Clock, formatDateTime } from '@zhijie/kernel';
import type { Html } from '@zhijie/web/html';
import { pageStyle } from '@zhijie/web/style';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxClock } from '../clock.ts';
import type { Conformance } from '../conformance/run.ts';
import type { Coverage } from '../coverage/coverage.ts';
import type { Outcomes } from '../outcome/outcomes.ts';
import { type Assets, page, problem } from '../pages/frame.ts';
import type { PeoplePort } from '../people/people.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Viewer, Viewers } from '../viewers.ts';

/** What the sandbox can do to its network; null where the network is somebody's lasting demo. */
export type Control = {
  readonly clock: SandboxClock;
  /** Prepares the nodes for the new time. */
  readonly moved: () => Promise<void>;
  /** Begins anew: the state of the first start, the machine's clock. */
  readonly reset: () => Promise<void>;
};

export type Sandbox = {
  readonly now: Clock;
  readonly recorder: Recorder;
  readonly outcomes: Outcomes;
  readonly viewers: Viewers;
  readonly people: PeoplePort;
  readonly coverage: Coverage;
  readonly conformance: Conformance;
  readonly control: Control | null;
};

export type Site = { readonly sandbox: Sandbox; readonly assets: Assets };

const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

const SESSION = 'zhijie-sandbox';

const ownFile = (name: string): string => readFileSync(new URL(`../pages/${name}`, import.meta.url), 'utf8');

function serveText(app: FastifyInstance, name: string, type: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const path = `/sandbox/assets/${hash}-${name}`;
  app.get(path, async (_request, reply) =>
    reply
      .headers(SAFE_HEADERS)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(`${type}; charset=utf-8`)
      .send(text),
  );
  return path;
}

export function serveAssets(app: FastifyInstance): Assets {
  return {
    style: serveText(app, 'style.css', 'text/css', `${pageStyle()}\n${ownFile('sandbox.css')}`),
    script: serveText(app, 'live.js', 'text/javascript', ownFile('live.js')),
  };
}

function sessionOf(request: FastifyRequest): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim().split('='));
  return cookies.find(([name]) => name === SESSION)?.[1];
}

export const viewerOf = (site: Site, request: FastifyRequest): Viewer | null =>
  site.sandbox.viewers.of(sessionOf(request));

export function setSession(reply: FastifyReply, session: string | null): FastifyReply {
  const rest = 'Path=/sandbox; HttpOnly; SameSite=Strict';
  return reply.header(
    'set-cookie',
    session === null ? `${SESSION}=; ${rest}; Max-Age=0` : `${SESSION}=${session}; ${rest}`,
  );
}

export function leaveSession(site: Site, request: FastifyRequest): void {
  const session = sessionOf(request);
  if (session !== undefined) site.sandbox.viewers.leave(session);
}

export type Shown = {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  readonly isLive?: boolean;
};

function clockText({ now, control }: Sandbox): string {
  const time = formatDateTime(now());
  const days = (control?.clock.ahead() ?? 0) / 86_400_000;
  return days === 0 ? time : `沙箱时钟 ${time}（快 ${Math.round(days * 10) / 10} 天）`;
}

export function show(site: Site, request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply {
  const { title, body, status = 200, isLive = false } = shown;
  const viewer = viewerOf(site, request)?.name ?? null;
  const path = request.url.split('?')[0]!;
  const frame = { title, path, body, clock: clockText(site.sandbox), viewer, isLive };
  return reply
    .code(status)
    .headers(SAFE_HEADERS)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(frame, site.assets).markup);
}

export const showProblem = (site: Site, request: FastifyRequest, reply: FastifyReply, text: string) =>
  show(site, request, reply, { title: '没有办成', body: problem(text), status: 422 });

/** Where this request found us: what a developer can type. */
export const addressOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`;

/** JSON for programs, never kept by anybody. */
export const answer = (reply: FastifyReply, value: unknown, status = 200): FastifyReply =>
  reply.code(status).headers(SAFE_HEADERS).header('cache-control', 'no-store').send(value);

export const refusal = (reply: FastifyReply, code: string, text: string): FastifyReply =>
  answer(reply, { refusal: { code, text } }, 422);

export const goTo = (reply: FastifyReply, path: string): FastifyReply =>
  reply.headers(SAFE_HEADERS).header('cache-control', 'no-store').redirect(path, 303);

/** A body of a form, or of JSON, as fields of text; anything else is empty. */
export function fieldsOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const { body } = request;
  if (body instanceof URLSearchParams) return new Map(body);
  if (typeof body !== 'object' || body === null) return new Map();
  const scalars = Object.entries(body).flatMap(([key, value]): [string, string][] =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [[key, String(value)]] : [],
  );
  return new Map(scalars);
}

export const isJson = (request: FastifyRequest): boolean =>
  String(request.headers['content-type'] ?? '').includes('json');
