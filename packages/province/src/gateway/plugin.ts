import { contentTypeOf } from '@zhijie/wire';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { answerLocalComponent } from './local-component.ts';
import { answerMobile } from './mobile-gateway.ts';
import { answerHospital, type GatewayDeps, type HospitalRequest, MAX_BYTES } from './serve.ts';

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

/** First parts of the paths that hospital systems of several provinces have compiled in. */
const URLS = [
  '/fsi/*',
  '/mbs/*',
  '/ebus/*',
  '/uif-hsaf-med-api/*',
  '/hss-call-service-interface',
  '/hss-call-service-interface/*',
];

/**
 * The hospital gateway as a Fastify plugin: POST /fsi/<anything> and /fsi/<anything>/<number> (and the paths
 * of other editions, `URLS`), and the local component of the electronic credential under /localcfc; any
 * content type, always HTTP 200 with an envelope and a content type.
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
    const answered = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = await answerOf(deps, requestOf(request));
      if (answer === null) return hangUp(request, reply);
      return reply.status(200).type(contentTypeOf(answer)).send(Buffer.from(answer));
    };
    for (const url of URLS) app.post(url, answered);
    // Where applications for mobile payment send their encrypted messages.
    app.post('/org/*', async (request, reply) => {
      const answer = await answerMobile(deps, requestOf(request), (asked) => answerOf(deps, asked));
      if (answer === null) return hangUp(request, reply);
      return reply.status(200).type('application/json;charset=utf-8').send(Buffer.from(answer));
    });
    // Where hospital systems reach the component that decodes electronic credentials.
    app.post('/localcfc/*', async (request, reply) => {
      const answer = await answerLocalComponent(deps, requestOf(request), (asked) => answerOf(deps, asked));
      if (answer === null) return hangUp(request, reply);
      return reply.status(200).type('application/json;charset=utf-8').send(Buffer.from(answer));
    });
  };
}

function answerOf(deps: GatewayDeps, request: HospitalRequest): Promise<Uint8Array | null> {
  const answer = (asked: HospitalRequest) => answerHospital(deps, asked);
  return deps.around === undefined ? answer(request) : deps.around(request, answer);
}

/** The line breaks before the answer, as it does when a switch dies. */
function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function requestOf(request: FastifyRequest) {
  const body = (request.body as Body | undefined) ?? { bytes: new Uint8Array(), isTooLarge: false };
  return { body: body.bytes, isTooLarge: body.isTooLarge, path: request.url, headers: request.headers };
}
