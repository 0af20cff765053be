import { contentTypeOf } from '@zhijie/wire';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { answerHospital, type GatewayDeps, MAX_BYTES } from './serve.ts';

type Body = { readonly bytes: Uint8Array; readonly isTooLarge: boolean };

/** More than this is not read to its end: the connection is closed instead. */
const DRAIN_BYTES = 64 * 1024 * 1024;

/**
 * Reads what is allowed and lets the rest flow by, so that the caller gets an answer instead of a broken
 * pipe.
 */
async function readBody(payload: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
    if (size > DRAIN_BYTES) break;
  }
  const isTooLarge = size > maxBytes;
  return { bytes: isTooLarge ? new Uint8Array() : Buffer.concat(chunks), isTooLarge };
}

/**
 * The hospital gateway as a Fastify plugin: POST /fsi/<anything> and /fsi/<anything>/<number>, any content
 * type, always HTTP 200 with an envelope and a content type.
 */
export function createGateway(deps: GatewayDeps): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => {
      readBody(payload, deps.maxBytes ?? MAX_BYTES).then(
        (body) => done(null, body),
        (error: Error) => done(error),
      );
    });
    // Clients send broken content types, or none: the body is JSON text whatever they say.
    app.addHook('onRequest', async (request) => {
      request.raw.headers['content-type'] = 'application/octet-stream';
    });
    app.post('/fsi/*', async (request, reply) => {
      const answer = await answerHospital(deps, requestOf(request));
      return reply.status(200).type(contentTypeOf(answer)).send(Buffer.from(answer));
    });
  };
}

function requestOf(request: FastifyRequest) {
  const body = (request.body as Body | undefined) ?? { bytes: new Uint8Array(), isTooLarge: false };
  return { body: body.bytes, isTooLarge: body.isTooLarge, path: request.url, headers: request.headers };
}
