import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Told } from './shape.ts';

const AGAIN: Told = {
  code: 'unavailable',
  field: 'requestKey',
  text: '没有办成，或结果未知。',
  fix: '请稍后用同一编号和同样的内容再办一次：已生效的不会再次生效',
};

/** Takes any body as text up to a size; what cannot be read is refused, what fails says to ask again. */
export function takeBodies(
  app: FastifyInstance,
  { largest, fix }: { readonly largest: number; readonly fix: string },
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: largest }, (_request, body, done) =>
    done(null, body),
  );
  failedWith(app, fix);
}

/** What cannot be read is refused, what fails says to ask again under the same key. */
export function failedWith(app: FastifyInstance, fix: string): void {
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) {
      const text = '请求无法读取或过大';
      const refusal: Told = { code: 'invalid-input', field: 'body', text, fix };
      return sent(reply.status(422), { refusal });
    }
    request.log.error({ err: error }, 'An agency request failed');
    return sent(reply.status(503), { refusal: AGAIN });
  });
}

/** The JSON of a body, or undefined. */
export function readJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body ?? '')) as unknown;
  } catch {
    return undefined;
  }
}

export const sent = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply.header('cache-control', 'no-store').send(value);
