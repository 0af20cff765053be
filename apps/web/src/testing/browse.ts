/** A visitor of the pages without a browser: keeps the cookie, finds tokens, sends forms. */
import { instant } from '@zhijie/kernel';
import { type FastifyInstance, fastify, type InjectOptions } from 'fastify';
import { registerPages } from '../index.ts';
import { FAKE_NOW } from './fake-persons.ts';
import { type FakeOptions, fakePort } from './fake-port.ts';

export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
};
export type Fields = readonly (readonly [string, string])[];

export type Visitor = {
  readonly app: FastifyInstance;
  readonly clock: { now: number };
  cookie: string;
  get(path: string): Promise<Answer>;
  /** Sends a form with the token of the last page read. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Answer>;
  /** Sends exactly these fields. */
  postRaw(path: string, body: string, headers?: Record<string, string>): Promise<Answer>;
  enter(key: string): Promise<void>;
};

function cookieOf(header: unknown, before: string): string {
  const first = Array.isArray(header) ? header[0] : header;
  return typeof first === 'string' ? first.split(';')[0]! : before;
}

export function visitor(options: FakeOptions = {}): Visitor {
  const app = fastify();
  const clock = { now: FAKE_NOW };
  const sessionKey = new Uint8Array(32).fill(9);
  registerPages(app, fakePort(options), { now: () => instant(clock.now), sessionKey });
  let token = '';
  const send = async (request: InjectOptions): Promise<Answer> => {
    const reply = await app.inject(request);
    self.cookie = cookieOf(reply.headers['set-cookie'], self.cookie);
    token = /name="token" value="([^"]*)"/.exec(reply.body)?.[1] ?? token;
    return { status: reply.statusCode, body: reply.body, headers: reply.headers };
  };
  const self: Visitor = {
    app,
    clock,
    cookie: '',
    get: (url) => send({ method: 'GET', url, headers: { cookie: self.cookie } }),
    post: (url, fields = [], headers = {}) =>
      self.postRaw(
        url,
        new URLSearchParams([
          ['token', token],
          ...fields.map(([name, value]): [string, string] => [name, value]),
        ]).toString(),
        headers,
      ),
    postRaw: (url, payload, headers = {}) =>
      send({
        method: 'POST',
        url,
        payload,
        headers: { cookie: self.cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
    enter: async (key) => {
      await self.get('/');
      await self.post('/enter', [['key', key]]);
      await self.get('/me');
    },
  };
  return self;
}
