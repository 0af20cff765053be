/** A wallet as a small server of its own: an interface for those whom it is paid for, a page for payers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instant } from '@zhijie/kernel';
import { bodyOf, type LocalServer, objectIn, sayJson, serveLocally, showsKey } from '../local-server.ts';
import type { WalletBook, WalletOrder, WalletRefund } from './book.ts';
import { payPage } from './page.ts';

export type WalletOptions = {
  readonly book: WalletBook;
  readonly now: () => Instant;
  /** Whoever orders and refunds shows it. */
  readonly key: string;
  /** 0: any free port. */
  readonly port: number;
  /** Tells the payee that something happened to an order; may come late, twice or never. */
  readonly callBack?: (reference: string) => void;
};

export type Wallet = LocalServer;

const AMOUNTS = ['total', 'funds', 'account', 'other', 'cash'] as const;

/** Fen are whole and not negative, and the parts are the total. */
function hasAmounts(body: Record<string, unknown>): boolean {
  const values = AMOUNTS.map((name) => body[name]);
  if (!values.every((value) => Number.isSafeInteger(value) && (value as number) >= 0)) return false;
  const [total, ...parts] = values as number[];
  return parts.reduce((sum, part) => sum + part, 0) === total;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 200;

function orderOf(body: Record<string, unknown> | null): WalletOrder | null {
  if (body === null || !hasAmounts(body)) return null;
  const isWhole = ['reference', 'payee', 'payeeName'].every((name) => isText(body[name]));
  return isWhole && Number.isSafeInteger(body.expiresAt) ? (body as unknown as WalletOrder) : null;
}

function refundOf(body: Record<string, unknown> | null, reference: string): WalletRefund | null {
  if (body === null || !hasAmounts(body) || !isText(body.refundNumber)) return null;
  return { ...(body as unknown as WalletRefund), reference };
}

type Answer = { readonly status: number; readonly json: object };

const said = (json: object, status = 200): Answer => ({ status, json });
const WRONG = said({ error: 'invalid' }, 400);

/** `POST /api/orders`, `GET /api/orders/REF`, `POST /api/orders/REF/close`, `POST …/REF/refunds`. */
async function api(book: WalletBook, request: IncomingMessage, path: readonly string[]): Promise<Answer> {
  const [reference, act] = path;
  const isPost = request.method === 'POST';
  if (reference === undefined) {
    const order = isPost ? orderOf(objectIn(await bodyOf(request))) : null;
    return order === null ? WRONG : said({ state: book.open(order) });
  }
  if (act === undefined) return said({ state: book.entry(reference).state });
  if (isPost && act === 'close') return said({ state: book.close(reference) });
  if (!isPost || act !== 'refunds') return said({ error: 'not-found' }, 404);
  const refund = refundOf(objectIn(await bodyOf(request)), reference);
  return refund === null ? WRONG : said({ outcome: book.refund(refund) });
}

/** `POST /api/authorisations`: whether the holder of a code agreed to be charged by it. */
async function authorise(book: WalletBook, request: IncomingMessage): Promise<Answer> {
  const body = request.method === 'POST' ? objectIn(await bodyOf(request)) : null;
  return isText(body?.code) ? said({ authorisation: book.authorise(String(body?.code)) }) : WRONG;
}

const HTML = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
};

async function page(
  { book, now, callBack }: WalletOptions,
  request: IncomingMessage,
  response: ServerResponse,
  reference: string,
): Promise<void> {
  if (request.method === 'POST') {
    const act = new URLSearchParams((await bodyOf(request)) ?? '').get('act');
    if (act === 'pay') book.pay(reference);
    if (act === 'give-up' && book.entry(reference).order !== null) book.close(reference);
    callBack?.(reference);
    response.writeHead(303, { location: request.url ?? '/' }).end();
    return;
  }
  response.writeHead(200, HTML).end(payPage(book.entry(reference), now()));
}

async function answerApi(
  { key, book }: WalletOptions,
  request: IncomingMessage,
  [first, noun, ...rest]: readonly string[],
): Promise<Answer> {
  const isKnown = first === 'api' && (noun === 'orders' || noun === 'authorisations');
  if (!isKnown) return said({ error: 'not-found' }, 404);
  if (!showsKey(request, key)) return said({ error: 'unauthorised' }, 401);
  return noun === 'orders' ? api(book, request, rest) : authorise(book, request);
}

async function answer(
  options: WalletOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0]!.split('/').filter(Boolean).map(decodeURIComponent);
  if (path[0] === 'pay' && path[1] !== undefined) return page(options, request, response, path[1]);
  const { status, json } = await answerApi(options, request, path);
  sayJson(response, status, json);
}

/** Serves a wallet on this machine only. Throws when the port is taken. */
export const startWallet = (options: WalletOptions): Promise<Wallet> =>
  serveLocally(options.port, (request, response) => answer(options, request, response));
