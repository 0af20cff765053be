import { explainPasted, SIGN_REFUSALS } from '@zhijie/sandbox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';

const LARGEST_BODY = 256 * 1024;

/** What `POST /api/sandbox/sign-explain` reads. The message is a text: its numbers stay as written. */
export const SignExplainBody = Type.Object(
  {
    body: Type.String({ description: '外层报文的 JSON 文本，含明文 data 或密文 encData' }),
    appSecret: Type.String({ description: '应用密钥', minLength: 1, maxLength: 512 }),
    privateKey: Type.Optional(
      Type.String({ description: 'SM2 私钥：PEM、十六进制或 Base64', maxLength: 4096 }),
    ),
    publicKey: Type.Optional(
      Type.String({ description: 'SM2 公钥：PEM、十六进制或 Base64', maxLength: 4096 }),
    ),
    canonical: Type.Optional(Type.String({ description: '对方的待签文本' })),
    signature: Type.Optional(Type.String({ description: '对方的签名；不写则用报文中的', maxLength: 4096 })),
  },
  { additionalProperties: false },
);

/**
 * `POST /api/sandbox/sign-explain`: open to everybody, nothing is kept or logged. For keys of tests: whoever
 * pastes a key of a real system gives it away. A refusal is HTTP 422 with what to do instead.
 */
export function sandboxApi(): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
      if (error.statusCode === undefined || error.statusCode >= 500) throw error;
      return refuse(reply, 'invalid-input', '请求无法读取或过大（至多 256 KB）');
    });
    app.post('/api/sandbox/sign-explain', (request, reply) => {
      reply.header('cache-control', 'no-store');
      const body = readJson(String(request.body ?? ''));
      if (!Check(SignExplainBody, body)) {
        return refuse(reply, 'invalid-input', `请求体是 JSON 对象，必填 body 和 appSecret（都是文本）`);
      }
      const answer = explainPasted(body as Static<typeof SignExplainBody>);
      if (answer.ok) return reply.send(answer.value);
      const { code } = answer.refusal;
      return refuse(reply, code, SIGN_REFUSALS[code] ?? code);
    });
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(reply: FastifyReply, code: string, text: string): FastifyReply {
  return reply.status(422).header('cache-control', 'no-store').send({ refusal: { code, text } });
}
