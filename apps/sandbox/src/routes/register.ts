import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { controlRoutes } from './control.ts';
import { coverageRoutes } from './coverage.ts';
import { logRoutes } from './log.ts';
import { outcomeRoutes } from './outcomes.ts';
import { peopleRoutes } from './people.ts';
import { signatureRoutes } from './signature.ts';
import { refusal, type Sandbox, type Site, serveAssets, showProblem } from './site.ts';

const ROUTES = [logRoutes, peopleRoutes, outcomeRoutes, signatureRoutes, coverageRoutes, controlRoutes];
const LARGEST_BODY = 512 * 1024;

/** From these pages or from a program on this machine; never from the page of another site. */
function isOwn(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': from } = request.headers;
  if (from !== undefined && from !== 'same-origin' && from !== 'none') return false;
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

function readBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const limits = { parseAs: 'string', bodyLimit: LARGEST_BODY } as const;
  scope.addContentTypeParser('application/x-www-form-urlencoded', limits, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  scope.addContentTypeParser('*', limits, (_request, body, done) => done(null, parsed(String(body))));
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProgram = (request: FastifyRequest): boolean => request.url.startsWith('/sandbox/api/');

function refuseAny(site: Site, request: FastifyRequest, reply: FastifyReply, code: string, text: string) {
  return isProgram(request) ? refusal(reply, code, text) : showProblem(site, request, reply, text);
}

/**
 * The sandbox at `/sandbox/`, in a scope of its own. It is for developers on this machine: it must never be
 * registered in a process that serves real persons.
 */
export function registerSandbox(app: FastifyInstance, sandbox: Sandbox): void {
  app.register((scope, _options, done) => {
    const site: Site = { sandbox, assets: serveAssets(scope) };
    readBodies(scope);
    scope.addHook('preHandler', async (request, reply) => {
      if (request.method === 'GET' || isOwn(request)) return;
      return refuseAny(site, request, reply, 'foreign-origin', '请求来自别的网站，没有办理');
    });
    scope.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      if (error.statusCode !== undefined && error.statusCode < 500)
        return refuseAny(site, request, reply, 'invalid-input', '请求无法读取或过大（至多 512 KB）');
      request.log.error({ err: error }, 'The sandbox failed');
      return refuseAny(site, request, reply, 'failed', '沙箱出错，没有办成；可以重试');
    });
    for (const routes of ROUTES) routes(scope, site);
    done();
  });
}
