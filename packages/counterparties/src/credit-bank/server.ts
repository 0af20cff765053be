/** A bank that lends to patients, as a small server of its own. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, type LocalServer, objectIn, sayJson, serveLocally, showsKey } from '../local-server.ts';
import type { CreditBook } from './book.ts';

/** What goes wrong with one call: nothing, unheard, done but unanswered, answered too late, done twice. */
export type CreditFault = 'none' | 'down' | 'lost' | 'never' | 'twice';

export type CreditBankOptions = {
  readonly book: CreditBook;
  /** Whoever calls shows it. */
  readonly key: string;
  /** 0: any free port. */
  readonly port: number;
  /** Decides by the act and its reference. */
  readonly faultOf?: (act: string, reference: string) => CreditFault;
};

export type CreditBank = LocalServer;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 100;
const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

const SHAPES: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  open: { reference: isText, product: isText, limit: isAmount },
  reserve: { reference: isText, contract: isText, amount: isAmount, payee: isText, until: isAmount },
  debit: { reference: isText },
  cancel: { reference: isText },
  query: { reference: isText },
  correct: { reference: isText },
  repay: { reference: isText, contract: isText, amount: isAmount },
  entries: { after: (value) => Number.isSafeInteger(value) && (value as number) >= 0 },
};

function done(book: CreditBook, act: string, body: Record<string, unknown>, isTwice: boolean): unknown {
  const reference = body.reference as string;
  switch (act) {
    case 'open':
      return { line: book.open(body as never) };
    case 'reserve':
      return book.reserve(body as never);
    case 'debit':
      return book.debit(reference, isTwice);
    case 'cancel':
      return book.cancel(reference);
    case 'query':
      return book.query(reference);
    case 'correct':
      return { corrected: book.correct(reference) };
    case 'repay':
      return { outcome: book.repay(body as never) };
    default:
      return { entries: book.entries(body.after as number) };
  }
}

async function answer(
  { book, key, faultOf = () => 'none' }: CreditBankOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, json: unknown): void => sayJson(response, status, json);
  const act = /^\/api\/credit\/([a-z]+)$/.exec(request.url ?? '')?.[1] ?? '';
  const shape = Object.hasOwn(SHAPES, act) ? SHAPES[act] : undefined;
  if (request.method !== 'POST' || shape === undefined) return say(404, { error: 'not-found' });
  if (!showsKey(request, key)) return say(401, { error: 'unauthorised' });
  const body = objectIn(await bodyOf(request));
  if (body === null || !Object.entries(shape).every(([name, is]) => is(body[name])))
    return say(400, { error: 'invalid' });
  const fault = faultOf(act, String(body.reference ?? ''));
  if (fault === 'down') return void request.socket.destroy();
  const said = done(book, act, body, fault === 'twice');
  if (fault === 'lost') return void request.socket.destroy();
  if (fault !== 'never') say(200, said);
}

/** Serves the bank on this machine only: `POST /api/credit/ACT`. Throws when the port is taken. */
export const startCreditBank = (options: CreditBankOptions): Promise<CreditBank> =>
  serveLocally(options.port, (request, response) => answer(options, request, response));
