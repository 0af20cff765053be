import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { faceModelFiles } from '@zhijie/web/face-model';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
  /** The name of the patient's service worker among the files; '' in a build without one. */
  readonly worker: string;
  readonly pages: ReadonlyMap<Audience, string>;
  readonly files: ReadonlyMap<string, ServedFile>;
};

type Manifest = Readonly<Record<string, { readonly file: string }>>;

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
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return {
    worker: basename(manifest['patient/worker.ts']?.file ?? ''),
    pages: new Map(pages),
    files: new Map(names.map((name) => [name, servedFile(folder, name)])),
  };
}

/** Pages with a camera that compares faces: only there may the model's WebAssembly run. */
const isFacePage = (path: string): boolean => path === '/patient/face' || path === '/counter/face';

/**
 * Everything from this server only. The components of the staff pages write their styles into the page, so
 * styles may stand inline there; scripts nowhere. The patient's camera is for papers of a claim.
 */
function safeHeaders(audience: Audience, path: string): Record<string, string> {
  const runs = isFacePage(path) ? " 'wasm-unsafe-eval'" : '';
  const styles = audience === 'patient' ? "'self'" : "'self' 'unsafe-inline'";
  const rules = [
    "default-src 'self'",
    `script-src 'self'${runs}`,
    `style-src ${styles}`,
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  const camera = audience === 'patient' || isFacePage(path) ? 'camera=(self)' : 'camera=()';
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
  const send = async (request: FastifyRequest, reply: FastifyReply, audience: Audience) => {
    const page = (await faces())?.pages.get(audience);
    if (page === undefined) return reply.status(503).type('text/plain; charset=utf-8').send(MISSING);
    const [path = ''] = request.url.split('?');
    return reply.headers(safeHeaders(audience, path)).type('text/html; charset=utf-8').send(page);
  };
  for (const audience of AUDIENCES) {
    app.get(`/${audience}`, (request, reply) => send(request, reply, audience));
    app.get(`/${audience}/*`, (request, reply) => send(request, reply, audience));
  }
  // At the root: a service worker rules what lies below its own address.
  app.get('/patient-worker.js', async (_request, reply) => {
    const built = await faces();
    const file = built?.files.get(built.worker);
    if (file === undefined) return reply.status(404).type('text/plain').send('not found');
    return reply.header('cache-control', 'no-cache').type(file.type).send(file.plain);
  });
  app.get(`${ASSETS}:name`, async (request, reply) => {
    const { name } = request.params as { name: string };
    const file = (await faces())?.files.get(name);
    if (file === undefined)
      return reply.status(404).header('cache-control', 'no-store').type('text/plain').send('not found');
    return sendFile(request, reply, file);
  });
}

const MODEL_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.bin': 'application/octet-stream',
  '.wasm': 'application/wasm',
};

/** The face model's weights and programs, from the packages that they came in; only camera pages ask. */
export function serveFaceModel(app: FastifyInstance): void {
  const files = once(async () => faceModelFiles());
  app.get('/assets/face-model/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    const path = (await files()).get(name);
    if (path === undefined)
      return reply.status(404).header('cache-control', 'no-store').type('text/plain').send('not found');
    reply.header('cache-control', 'public, max-age=86400').header('x-content-type-options', 'nosniff');
    return reply.type(MODEL_TYPES[extname(name)]!).send(await readFile(path));
  });
}
