import { explainCsb, explainTif, type HeaderExplanation } from '@zhijie/wire';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type SignaturePage, signaturePage } from '../pages/signature.ts';
import { explainPasted, type PastedQuestion, REFUSALS, type SignAnswer } from '../signature/explain.ts';
import { answer, fieldsOf, refusal, type Site, show } from './site.ts';

type Fields = ReadonlyMap<string, string>;

function questionOf(fields: Fields): PastedQuestion {
  const given = (name: string): string | undefined => {
    const value = fields.get(name);
    return value === undefined || value.trim() === '' ? undefined : value;
  };
  return {
    body: fields.get('body') ?? '',
    appSecret: (fields.get('appSecret') ?? '').trim(),
    privateKey: given('privateKey'),
    publicKey: given('publicKey'),
    signature: given('signature'),
    // A form turns every line break of what was pasted into two characters.
    canonical: given('canonical')?.replaceAll('\r\n', '\n'),
  };
}

/** The header style of a question, or null for the signature of a message. */
function headerOf(fields: Fields): HeaderExplanation | null {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  if (text('style') === 'x-tif') {
    const [account, secret] = [text('account'), text('secret')];
    const [timestamp, nonce, signature] = [text('timestamp'), text('nonce'), text('tifSignature')];
    return explainTif({ account, secret, timestamp, nonce, signature });
  }
  if (text('style') !== 'csb') return null;
  return explainCsb({
    accessKey: text('accessKey'),
    secretKey: text('secretKey'),
    apiName: text('apiName'),
    apiVersion: text('apiVersion'),
    timestamp: text('apiTimestamp'),
    signature: text('csbSignature'),
  });
}

const NO_SECRET = '请填写密钥';

function vectorOf(question: PastedQuestion, explained: SignAnswer) {
  const { body, appSecret, publicKey } = question;
  const { canonical, sm3, signedDigest, ours } = explained;
  return { format: 'zhijie-sign-vector@1', body, appSecret, publicKey, canonical, sm3, signedDigest, ours };
}

function download(reply: FastifyReply, question: PastedQuestion, explained: SignAnswer): FastifyReply {
  reply.header('content-disposition', 'attachment; filename="sign-vector.json"');
  return answer(reply, vectorOf(question, explained));
}

/** The signature laboratory: one form for each way of signing seen in the wild; nothing is kept. */
export function signatureRoutes(app: FastifyInstance, site: Site): void {
  const title = '签名实验室';
  const empty: SignaturePage = { sent: new Map(), mobile: null, header: null, error: '' };
  const shown = (request: FastifyRequest, reply: FastifyReply, page: SignaturePage) =>
    show(site, request, reply, { title, body: signaturePage(page), status: page.error === '' ? 200 : 422 });
  app.get('/sandbox/signature', async (request, reply) => shown(request, reply, empty));
  app.post('/sandbox/signature', async (request, reply) => {
    const sent = fieldsOf(request);
    const header = headerOf(sent);
    if (header !== null) return shown(request, reply, { ...empty, sent, header });
    const question = questionOf(sent);
    if (question.appSecret === '') return shown(request, reply, { ...empty, sent, error: NO_SECRET });
    const explained = explainPasted(question);
    if (!explained.ok) {
      const { code } = explained.refusal;
      return shown(request, reply, { ...empty, sent, error: REFUSALS[code] ?? code });
    }
    if (sent.get('download') !== undefined) return download(reply, question, explained.value);
    return shown(request, reply, { ...empty, sent, mobile: explained.value });
  });
  app.post('/sandbox/api/sign-headers', async (request, reply) => {
    const header = headerOf(fieldsOf(request));
    return header === null
      ? refusal(reply, 'invalid-input', 'style 应为 x-tif 或 csb')
      : answer(reply, header);
  });
}
