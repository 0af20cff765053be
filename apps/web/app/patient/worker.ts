/**
 * The service worker of the patient's pages: what was seen stays readable on a bad line or without one.
 * Always asks the network first, except for built files, whose names change with their content. What is kept
 * of a person is forgotten when somebody enters or leaves, and not shown after half a day.
 */
type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Waiting & { readonly request: Request; respondWith(answer: Promise<Response>): void };
type OfAll = { skipWaiting(): Promise<void>; readonly clients: { claim(): Promise<void> } };

const worker = self as unknown as OfAll;
const FILES = 'zhijie-files';
const SEEN = 'zhijie-seen';
const SHELL = '/patient';
const FRESH_MS = 12 * 3_600_000;
const KEPT_AT = 'x-zhijie-kept-at';

const isFile = (path: string): boolean => path.startsWith('/assets/');
const isPage = (path: string): boolean => path === SHELL || path.startsWith(`${SHELL}/`);
/** Reading only; papers are files of their own, and a code lives for a minute. */
const isRead = (path: string): boolean =>
  /^\/api\/(?:person|session\/person|places)(?:$|\/)/.test(path) && !/\/(?:pdf|xml|slip|form)$/.test(path);
const changesWho = (path: string): boolean =>
  path.startsWith('/api/session/person/') || path === '/api/person/acting';

async function keep(name: string, key: string | Request, answer: Response): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const kept = new Response(await answer.blob(), { status: answer.status, headers });
  await (await caches.open(name)).put(key, kept);
}

async function keptFile(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(FILES, request, answer.clone());
  return answer;
}

/** The network's answer; without a network, what was seen within half a day. */
async function freshOrSeen(request: Request, key: string | Request, name: string): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(name, key, answer.clone());
    if (answer.status === 401) await caches.delete(SEEN);
    return answer;
  } catch (error) {
    const kept = await caches.match(key, { cacheName: name });
    const at = Number(kept?.headers.get(KEPT_AT) ?? 0);
    if (kept === undefined || (name === SEEN && Date.now() - at > FRESH_MS)) throw error;
    return kept;
  }
}

async function forgetting(request: Request): Promise<Response> {
  await caches.delete(SEEN);
  return fetch(request);
}

self.addEventListener('install', (event) => {
  (event as Waiting).waitUntil(worker.skipWaiting());
});
self.addEventListener('activate', (event) => {
  (event as Waiting).waitUntil(worker.clients.claim());
});
self.addEventListener('fetch', (event) => {
  const { request, respondWith } = event as Fetching;
  const answer = (by: Promise<Response>): void => respondWith.call(event, by);
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'POST' && changesWho(pathname)) answer(forgetting(request));
  if (request.method !== 'GET') return;
  if (isFile(pathname)) answer(keptFile(request));
  else if (request.mode === 'navigate' && isPage(pathname)) answer(freshOrSeen(request, SHELL, FILES));
  else if (isRead(pathname)) answer(freshOrSeen(request, request, SEEN));
});
