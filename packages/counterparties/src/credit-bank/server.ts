/** A bank that lends to patients, as a small server of its own. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

export type CreditBank = { readonly url: string; close(): Promise<void> };

const LARGEST_BODY = 64 * 1024;

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

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

function shows(key: string, request: IncomingMessage): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${key}`);
  return sent.byteLength === wanted.byteLength && timingSafeEqual(sent, wanted);
}

async function answer(
  { book, key, faultOf = () => 'none' }: CreditBankOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, json: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  const act = /^\/api\/credit\/([a-z]+)$/.exec(request.url ?? '')?.[1] ?? '';
  const shape = Object.hasOwn(SHAPES, act) ? SHAPES[act] : undefined;
  if (request.method !== 'POST' || shape === undefined) return say(404, { error: 'not-found' });
  if (!shows(key, request)) return say(401, { error: 'unauthorised' });
  const body = await jsonOf(request);
  if (body === null || !Object.entries(shape).every(([name, is]) => is(body[name])))
    return say(400, { error: 'invalid' });
  const fault = faultOf(act, String(body.reference ?? ''));
  if (fault === 'down') return void request.socket.destroy();
  const said = done(book, act, body, fault === 'twice');
  if (fault === 'lost') return void request.socket.destroy();
  if (fault !== 'never') say(200, said);
}

/** Serves the bank on this machine only: `POST /api/credit/ACT`. Throws when the port is taken. */
export async function startCreditBank(options: CreditBankOptions): Promise<CreditBank> {
  const server: Server = createServer((request, response) => {
    answer(options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
