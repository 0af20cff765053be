import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Instant } from '@zhijie/kernel';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, type Problem, problemPage } from './pages/problem.ts';
import type { PagePort } from './port.ts';
import { formOf, OutcomeUnknown, showNotFound } from './routes/attempt.ts';
import { calculatorRoutes } from './routes/calculator.ts';
import { filingRoutes } from './routes/filing.ts';
import { openRoutes } from './routes/open.ts';
import { personRoutes } from './routes/person.ts';
import { receiptRoutes } from './routes/receipt.ts';
import { visitorRoutes } from './routes/visitor.ts';
import { type EndedSessions, endedSessions, isFormToken } from './session.ts';
import { SAFE_HEADERS, type Site, showPage, visitOf } from './site.ts';
import { pageStyle } from './style.ts';

export type PageOptions = {
  readonly now: () => Instant;
  /** At least 32 bytes, kept by the installation; signs sessions and form tokens. */
  readonly sessionKey: Uint8Array;
  readonly randomBytes?: (count: number) => Uint8Array;
  /** Shared with whatever else reads this key's sessions. */
  readonly ended?: EndedSessions;
};

const FORM = 'application/x-www-form-urlencoded';
const FORM_BYTES = 16_384;

function assets(scope: FastifyInstance): string {
  const style = pageStyle();
  const icon = readFileSync(new URL('./icon.svg', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(style).digest('hex').slice(0, 16);
  const stylePath = `/assets/style-${hash}.css`;
  const forever = 'public, max-age=31536000, immutable';
  scope.get(stylePath, async (_request, reply) =>
    reply.headers(SAFE_HEADERS).header('cache-control', forever).type('text/css; charset=utf-8').send(style),
  );
  scope.get('/assets/icon.svg', async (_request, reply) =>
    reply
      .headers(SAFE_HEADERS)
      .header('cache-control', 'public, max-age=86400')
      .type('image/svg+xml')
      .send(icon),
  );
  return stylePath;
}

/** Forms only, and only here: the gateway beside these pages reads any content type by itself. */
function readForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_BYTES }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

/** From these pages, with the token of this session. */
function isOwnForm(site: Site, request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': from } = request.headers;
  if (from !== undefined && from !== 'same-origin' && from !== 'none') return false;
  if (origin !== undefined && URL.parse(origin)?.host !== request.host) return false;
  return isFormToken(
    site.sessions,
    visitOf(site, request).session,
    formOf(request).get('token') ?? undefined,
  );
}

/** Our own mistakes; everything else is the network that does not answer. */
const DEFECTS = ['Defect', 'TypeError', 'RangeError', 'ReferenceError'];

function problemOf(error: FastifyError): Problem {
  if (error instanceof OutcomeUnknown) return PROBLEMS.outcomeUnknown;
  if (error.statusCode !== undefined && error.statusCode < 500) return PROBLEMS.badRequest;
  return DEFECTS.includes(error.name) ? PROBLEMS.defect : PROBLEMS.unavailable;
}

/**
 * The pages for people at `/`, in a scope of their own: parsers, hooks and error pages do not reach the
 * routes beside them. Unknown addresses that nobody else serves are answered with a page.
 */
export function registerPages(app: FastifyInstance, port: PagePort, options: PageOptions): void {
  const { now } = options;
  const { sessionKey: key, ended = endedSessions(now) } = options;
  const sessions = { key, now, ended, randomBytes: options.randomBytes ?? randomBytes };
  app.register((scope, _options, done) => {
    const site: Site = { port, now, sessions, stylePath: assets(scope), visits: new WeakMap() };
    readForms(scope);
    scope.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'POST' || isOwnForm(site, request)) return;
      return showPage(site, request, reply, problemPage(PROBLEMS.formTooOld));
    });
    scope.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      request.log.error({ err: error }, 'A page failed');
      return showPage(site, request, reply, problemPage(problemOf(error)));
    });
    visitorRoutes(scope, site);
    openRoutes(scope, site);
    calculatorRoutes(scope, site);
    personRoutes(scope, site);
    filingRoutes(scope, site);
    receiptRoutes(scope, site);
    scope.get('/*', async (request, reply) => showNotFound(site, request, reply));
    done();
  });
}
