import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CarriedNotice, NoticeBook } from './book.ts';

export type NoticeCarrier = {
  readonly url: string;
  /** Answers whom it left waiting while it was slow. */
  hurry(): void;
  close(): Promise<void>;
};

const LARGEST_BODY = 16 * 1024;
const TEXTS = ['reference', 'to', 'title', 'text'] as const;

async function noticeOf(request: IncomingMessage): Promise<Omit<CarriedNotice, 'at'> | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  try {
    const value = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const isWhole = TEXTS.every((name) => typeof value[name] === 'string' && value[name] !== '');
    return isWhole ? (value as Omit<CarriedNotice, 'at'>) : null;
  } catch {
    return null;
  }
}

function isKnown(request: IncomingMessage, key: string): boolean {
  const said = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${key}`);
  return said.length === wanted.length && timingSafeEqual(said, wanted);
}

const answered = (response: ServerResponse, status: number, json: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));

/**
 * A carrier on this machine: `POST /api/notices` with a notice, `{"outcome": "taken" | "refused"}`. Down it
 * answers 503; losing answers it carries and hangs up; slow it carries and lets wait.
 */
export async function startNoticeCarrier(options: {
  readonly book: NoticeBook;
  readonly key: string;
  /** 0: any free port. */
  readonly port: number;
}): Promise<NoticeCarrier> {
  const { book, key, port } = options;
  const waiting: (() => void)[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || request.url !== '/api/notices')
      return answered(response, 404, { error: 'unknown' });
    if (!isKnown(request, key)) return answered(response, 401, { error: 'unknown key' });
    const { mood } = book;
    const notice = await noticeOf(request);
    if (mood === 'down') return answered(response, 503, { error: 'down' });
    if (notice === null) return answered(response, 400, { error: 'invalid' });
    const outcome = book.take(notice);
    if (mood === 'loses-answers') return void request.socket.destroy();
    if (mood === 'slow') return void waiting.push(() => answered(response, 200, { outcome }));
    answered(response, 200, { outcome });
  };
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    hurry: () => {
      for (const each of waiting.splice(0)) each();
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
