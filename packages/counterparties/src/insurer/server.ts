/** An insurer's own system as a small server: answers what the platform's gateway asks, signed. */
import type { IncomingMessage } from 'node:http';
import { bodyOf, type LocalServer, objectIn, sayJson, serveLocally } from '../local-server.ts';
import type { CoreAnswer, CoreDecision, CorePayment, CoreQuestion, InsurerBook } from './book.ts';

/** How it misbehaves, where a test or a demonstration wants that. May change while it runs. */
export type InsurerHabits = {
  /** Hangs up on everybody. */
  isDown?: boolean;
  /** Waits before it answers a question: slow, or later than anybody waits. */
  before?: (() => Promise<void>) | undefined;
  /** Says something else when it is asked the same again, or writes what it should not. */
  says?: ((answer: CoreAnswer) => object) | undefined;
  /** Signs with something else. */
  signs?: ((text: string) => string) | undefined;
};

export type InsurerCoreOptions = {
  readonly book: InsurerBook;
  /** SM2 over the UTF-8 bytes of a text, DER, base64url. */
  readonly sign: (text: string) => string;
  /** Whether the gateway signed these bytes. */
  readonly isOfGateway: (text: string, signature: string) => boolean;
  readonly habits?: InsurerHabits;
  /** 0: any free port. */
  readonly port: number;
};

export type InsurerCore = LocalServer;

type Answer = { readonly status: number; readonly json: object };
const said = (json: object, status = 200): Answer => ({ status, json });

async function answerTo(options: InsurerCoreOptions, request: IncomingMessage): Promise<Answer> {
  const text = (await bodyOf(request)) ?? '';
  const signature = request.headers['x-gateway-signature'];
  if (typeof signature !== 'string' || !options.isOfGateway(text, signature))
    return said({ error: 'not-of-the-gateway' }, 401);
  const body = objectIn(text);
  return body === null ? said({ error: 'invalid' }, 400) : act(options, request.url ?? '/', body);
}

/** `/check` proves the key, `/asks` answers, `/payments` and `/decisions` are told afterwards. */
async function act(
  { book, sign, habits = {} }: InsurerCoreOptions,
  path: string,
  body: Record<string, unknown>,
): Promise<Answer> {
  switch (path) {
    case '/check':
      return said({ signature: sign(`zhijie insurer check ${String(body.nonce)}`) });
    case '/asks': {
      await habits.before?.();
      const answer = book.answer(body as CoreQuestion);
      const written = JSON.stringify(habits.says?.(answer) ?? answer);
      return said({ text: written, signature: (habits.signs ?? sign)(written) });
    }
    case '/payments':
      book.take(body as CorePayment);
      return said({ outcome: 'taken' });
    case '/decisions':
      book.decide(body as CoreDecision);
      return said({ outcome: 'taken' });
    default:
      return said({ error: 'not-found' }, 404);
  }
}

/** Serves an insurer's system on this machine only. Throws when the port is taken. */
export const startInsurerCore = (options: InsurerCoreOptions): Promise<InsurerCore> =>
  serveLocally(options.port, async (request, response) => {
    if (options.habits?.isDown === true) return void request.socket.destroy();
    const { status, json } = await answerTo(options, request);
    sayJson(response, status, json);
  });
