import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, type LocalServer, objectIn, sayJson, serveLocally, showsKey } from '../local-server.ts';
import type { CarriedNotice, NoticeBook } from './book.ts';

export type NoticeCarrier = LocalServer & {
  /** Answers whom it left waiting while it was slow. */
  hurry(): void;
};

const LARGEST_BODY = 16 * 1024;
const TEXTS = ['reference', 'to', 'title', 'text'] as const;

async function noticeOf(request: IncomingMessage): Promise<Omit<CarriedNotice, 'at'> | null> {
  const value = objectIn(await bodyOf(request, LARGEST_BODY));
  const isWhole = TEXTS.every((name) => typeof value?.[name] === 'string' && value[name] !== '');
  return isWhole ? (value as Omit<CarriedNotice, 'at'>) : null;
}

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
      return sayJson(response, 404, { error: 'unknown' });
    if (!showsKey(request, key)) return sayJson(response, 401, { error: 'unknown key' });
    const { mood } = book;
    const notice = await noticeOf(request);
    if (mood === 'down') return sayJson(response, 503, { error: 'down' });
    if (notice === null) return sayJson(response, 400, { error: 'invalid' });
    const outcome = book.take(notice);
    if (mood === 'loses-answers') return void request.socket.destroy();
    if (mood === 'slow') return void waiting.push(() => sayJson(response, 200, { outcome }));
    sayJson(response, 200, { outcome });
  };
  const served = await serveLocally(port, answer);
  return {
    ...served,
    hurry: () => {
      for (const each of waiting.splice(0)) each();
    },
  };
}
