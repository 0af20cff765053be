import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BROTLI, once, type ServedFile } from '../browser/assets.ts';
import { sendFile } from '../browser/routes.ts';
import { AUDIENCES, type Audience, builtAudiences } from './audiences.ts';

const ASSETS = '/assets/faces/';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.png': 'image/png',
};

/** A built folder in memory: the first page of each audience and the files that they load. */
type Faces = {
  readonly pages: ReadonlyMap<Audience, string>;
  readonly files: ReadonlyMap<string, ServedFile>;
};

function servedFile(folder: string, name: string): ServedFile {
  const plain = readFileSync(join(folder, 'assets/faces', name));
  const digest = createHash('sha256').update(plain).digest('base64');
  return {
    asset: { path: `${ASSETS}${name}`, integrity: `sha256-${digest}`, bytes: plain.length },
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    plain,
    brotli: once(() => promisify(brotliCompress)(plain, BROTLI)),
    gzip: once(() => promisify(gzip)(plain)),
  };
}

export function readFaces(folder: string): Faces {
  const pages = builtAudiences().map(
    (name) => [name, readFileSync(join(folder, `${name}.html`), 'utf8')] as const,
  );
  const names = readdirSync(join(folder, 'assets/faces'));
  return {
    pages: new Map(pages),
    files: new Map(names.map((name) => [name, servedFile(folder, name)])),
  };
}

/**
 * Everything from this server only. The components of the staff pages write their styles into the page, so
 * styles may stand inline there; scripts nowhere. The patient's camera is for papers of a claim.
 */
function safeHeaders(audience: Audience): Record<string, string> {
  const styles = audience === 'patient' ? "'self'" : "'self' 'unsafe-inline'";
  const rules = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  const camera = audience === 'patient' ? 'camera=(self)' : 'camera=()';
  return {
    'content-security-policy': rules.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': `${camera}, geolocation=(), microphone=()`,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

const MISSING = '网页没有建成，请看启动时的提示；参保人页面 / 不受影响。';

/** The pages of all audiences at `/patient`, `/counter`, `/agency`, `/nation` and below. */
export function serveFaces(app: FastifyInstance, build: () => Promise<string | null>): void {
  const faces = once(async () => {
    const folder = await build();
    return folder === null ? null : readFaces(folder);
  });
  const send = async (reply: FastifyReply, audience: Audience): Promise<FastifyReply> => {
    const page = (await faces())?.pages.get(audience);
    if (page === undefined) return reply.status(503).type('text/plain; charset=utf-8').send(MISSING);
    return reply.headers(safeHeaders(audience)).type('text/html; charset=utf-8').send(page);
  };
  for (const audience of AUDIENCES) {
    app.get(`/${audience}`, (_request, reply) => send(reply, audience));
    app.get(`/${audience}/*`, (_request, reply) => send(reply, audience));
  }
  app.get(`${ASSETS}:name`, async (request, reply) => {
    const { name } = request.params as { name: string };
    const file = (await faces())?.files.get(name);
    if (file === undefined)
      return reply.status(404).header('cache-control', 'no-store').type('text/plain').send('not found');
    return sendFile(request, reply, file);
  });
}
