import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSETS, type BrowserAssets, type ServedFile } from './assets.ts';

/** The best coding that the browser reads; a quality of zero refuses one. */
function codingOf(accepted: string | undefined): 'br' | 'gzip' | null {
  const codings = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim().replaceAll(' ', ''))
    .filter((one) => !/;q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0]);
  if (codings.includes('br')) return 'br';
  return codings.includes('gzip') ? 'gzip' : null;
}

/** A file whose path names its content: kept for ever, in the best coding that the browser reads. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile,
): Promise<FastifyReply> {
  const coding = codingOf(request.headers['accept-encoding']);
  const etag = `"${file.asset.integrity.slice(7, 27)}${coding === null ? '' : `-${coding}`}"`;
  reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .header('x-content-type-options', 'nosniff')
    .header('etag', etag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return reply.status(304).send();
  reply.type(file.type);
  if (coding === null) return reply.send(file.plain);
  reply.header('content-encoding', coding);
  return reply.send(await (coding === 'br' ? file.brotli() : file.gzip()));
}

/** Serves the calculator's files; they are made when the first of them is asked for. */
export function serveBrowserAssets(app: FastifyInstance, assets: () => Promise<BrowserAssets | null>): void {
  app.get(`${ASSETS}:name`, async (request, reply) => {
    const { name } = request.params as { name: string };
    const file = (await assets())?.files.get(`${ASSETS}${name}`);
    if (file === undefined)
      return reply.status(404).header('cache-control', 'no-store').type('text/plain').send('not found');
    return sendFile(request, reply, file);
  });
}
