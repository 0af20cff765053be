import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { knownPersonOf } from '@zhijie/population';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PATHS } from '../api/openapi-paths.ts';
import { buildHttp } from '../network/http.ts';
import { useNetwork } from './network-under-test.ts';

type Route = { readonly method: 'GET' | 'POST'; readonly path: string };

const underTest = useNetwork(['11', '41']);
const routes: Route[] = [];
let app: FastifyInstance;

const isMethod = (each: string): each is Route['method'] => each === 'GET' || each === 'POST';

/** Every route that a program registers, as it does so. */
const listen = (message: unknown): void => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat())
      if (isMethod(each) && url.startsWith('/api/')) routes.push({ method: each, path: url });
  });
};

beforeAll(async () => {
  subscribe('fastify.initialization', listen);
  try {
    app = await buildHttp(underTest().network);
    await app.ready();
  } finally {
    unsubscribe('fastify.initialization', listen);
  }
});
afterAll(() => app?.close());

type Told = { readonly code: string; readonly field: string; readonly text: string; readonly fix: string };
type Headers = Readonly<Record<string, string>>;

const EXAMPLES: Readonly<Record<string, string>> = {
  month: '2026-03',
  year: '2026',
  day: '2026-03-02',
  quarter: '2026-Q1',
  format: 'pdf',
  insured: '43',
  care: '11',
};
const addressOf = (path: string): string =>
  path.replace(/:(\w+)/g, (_all, name: string) => EXAMPLES[name] ?? 'X1');

async function ask({ method, path }: Route, headers: Headers = {}, payload: object = {}) {
  const asked: InjectOptions = { method, url: addressOf(path), headers };
  const body = method === 'GET' ? {} : { payload };
  const reply = await app.inject({ ...asked, ...body });
  const isJson = String(reply.headers['content-type']).includes('json');
  const said = isJson ? (reply.json() as { refusal?: Told }) : {};
  return { status: reply.statusCode, refusal: said.refusal, cookie: reply.headers['set-cookie'] };
}

const HAN = /\p{Script=Han}/u;
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** What nobody has to be known for: published texts, sums without persons, signing in, checking a paper. */
const PUBLIC = [
  /^\/api\/(agency|calculator|claims|insurer)\/openapi\.json$/,
  /^\/api\/calculator/,
  /^\/api\/places/,
  /^\/api\/institutions$/,
  /^\/api\/session/,
  /^\/api\/receipts\/verify$/,
  /^\/api\/disclosures\/keys$/,
  // Of invented persons and of signatures of the caller's own making.
  /^\/api\/insurance-code$/,
  /^\/api\/sandbox\//,
];
const guarded = (): Route[] => routes.filter(({ path }) => !PUBLIC.some((each) => each.test(path)));

/** A cookie of staff, and the token that its pages show. */
async function staff(account: string): Promise<Headers> {
  const payload = { kind: 'account', value: account };
  const url = '/api/session/sign-in';
  const reply = await app.inject({ method: 'POST', url, payload });
  const { token } = reply.json() as { token: string };
  return { cookie: String(reply.headers['set-cookie']).split(';')[0]!, 'x-zhijie-token': token };
}

async function person(key: string): Promise<Headers> {
  const first = await app.inject({ method: 'GET', url: '/api/session/person' });
  const headers = {
    cookie: String(first.headers['set-cookie']).split(';')[0]!,
    'x-zhijie-token': (first.json() as { token: string }).token,
  };
  const url = '/api/session/person/enter';
  const entered = await app.inject({ method: 'POST', url, headers, payload: { key } });
  expect(entered.statusCode, entered.body).toBe(200);
  const { token } = entered.json() as { token: string };
  return { cookie: String(entered.headers['set-cookie']).split(';')[0]!, 'x-zhijie-token': token };
}

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly schema: {
    readonly pattern?: string;
    readonly maxLength?: number;
    readonly enum?: readonly string[];
  };
};
type Read = { readonly path: string; readonly parameters: readonly Parameter[] };

/** Every GET of the OpenAPI documents that asks something, with what it asks. */
const reads: readonly Read[] = Object.entries(PAGE_PATHS as Record<string, { get?: Partial<Read> }>).flatMap(
  ([path, { get }]) => {
    const parameters = (get?.parameters ?? []).filter((each) => each.in === 'query');
    return parameters.length === 0 ? [] : [{ path: path.replace(/\{(\w+)\}/g, ':$1'), parameters }];
  },
);

/** Well written, for those that are not looked at. */
const WELL: Readonly<Record<string, string>> = {
  account: 'open/1',
  area: '110000',
  amount: '10.00',
  code: '11000026',
  from: '2026-03-01',
  kind: 'payment',
  localCode: 'A01',
  month: '2026-03',
  number: '0000000001',
  check: '123456',
  on: '2026-03-02',
  pack: '110000-employee',
  period: '2026-03',
  personId: 'P1',
  premiums: '10.00',
  province: '11',
  providerId: 'H11010500001',
  seed: '1',
  size: '1000',
  text: 'A',
  to: '2026-03-02',
  visits: '100',
  year: '2026',
};

function wellWritten({ name, schema }: Parameter): string[] {
  const value = schema.enum?.[0] ?? WELL[name];
  return value === undefined ? [] : [`${name}=${value}`];
}

/** What no such parameter is: as nobody writes it, too long for any list, said twice; by its form, the rest. */
function malformed({ name, schema: { pattern = '', enum: words } }: Parameter): string[] {
  const said = [`${name}=a%00b`, `${name}=${'9'.repeat(5000)}`, `${name}=1&${name}=1`];
  const is = (...values: string[]): void => void said.push(...values.map((each) => `${name}=${each}`));
  if (words !== undefined) is('abc', '');
  if (pattern.includes('\\d')) is('abc', '-1', '1e3', '%D9%A1');
  if (pattern.endsWith('-\\d{2}-\\d{2}$')) is('2026-02-30', '2026-13-01', '0000-00-00');
  if (pattern === '^\\d{4}-\\d{2}$') is('2026-13', '2026-00');
  if (name === 'limit') is('0', '1.5', '99999999999999999999');
  if (name === 'after' || name === 'before') {
    // Without a form of its own none of these is refused: then the list says so.
    const form = new RegExp(pattern === '' ? '^$' : pattern);
    is(...['x', ',', '~', '-1,X', 'x,x', '1~'].filter((each) => !form.test(each)), '%E4%B8%80');
  }
  return said;
}

describe('who may call which route', () => {
  it('nobody gets anything, and hears in Chinese what is missing and what to do', async () => {
    expect(guarded().length).toBeGreaterThan(150);
    for (const route of guarded()) {
      const { status, refusal } = await ask(route);
      expect([nameOf(route), status, refusal?.code]).toEqual([nameOf(route), 401, 'identity-missing']);
      expect(refusal?.field, nameOf(route)).not.toBe('');
      for (const text of [refusal?.text, refusal?.fix]) expect(text, nameOf(route)).toMatch(HAN);
    }
  });

  it.each(['system-administrator', 'security-administrator', 'audit-administrator', 'insurer-operator'])(
    'the nation’s %s keeps no books: nothing of an agency, a counter or the nation answers',
    async (post) => {
      const headers = await staff(`nation-hub/${post}`);
      for (const route of guarded().filter(({ path }) => /^\/api\/(agency|counter|nation)/.test(path))) {
        const { status, refusal } = await ask(route, headers);
        expect(['not-permitted', 'area-not-served'], nameOf(route)).toContain(refusal?.code);
        expect([403, 422], nameOf(route)).toContain(status);
        for (const text of [refusal?.text, refusal?.fix]) expect(text, nameOf(route)).toMatch(HAN);
      }
    },
  );

  it('a cashier gets nothing of an agency or the nation but an empty form', async () => {
    const headers = await staff('counter-H11010500001/cashier');
    const open: string[] = [];
    for (const route of guarded().filter(({ path }) => /^\/api\/(agency|nation)/.test(path))) {
      const { status } = await ask(route, headers);
      if (status < 400 || status >= 500) open.push(`${nameOf(route)} ${status}`);
    }
    expect(open).toEqual(['GET /api/agency/clearing/deductions/template.xlsx 200']);
  });

  it('an agency gets nothing of a window or the nation', async () => {
    const headers = await staff('agency-11/operator');
    for (const route of guarded().filter(({ path }) => /^\/api\/(counter|nation)/.test(path))) {
      const { status } = await ask(route, headers);
      expect(status, nameOf(route)).toBeGreaterThanOrEqual(400);
      expect(status, nameOf(route)).toBeLessThan(500);
    }
  });

  it('a page of another site changes nothing: each change shows the token of its session', async () => {
    const [clerk, patient] = [await staff('agency-11/operator'), await person('li-jianguo')];
    for (const route of guarded().filter(({ method }) => method === 'POST')) {
      const isPerson = route.path.startsWith('/api/person/');
      if (/^\/api\/(claims|disclosures)/.test(route.path)) continue;
      const { cookie } = isPerson ? patient : clerk;
      const { status, refusal } = await ask(route, { cookie: cookie! });
      expect([nameOf(route), status, refusal?.code]).toEqual([nameOf(route), 403, 'call-token-missing']);
    }
  });

  it('a patient’s page and a staff page stand in one browser, each with its own token', async () => {
    const [clerk, patient] = [await staff('agency-11/operator'), await person('li-jianguo')];
    const cookie = `${clerk.cookie}; ${patient.cookie}`;
    const code = { method: 'POST', path: '/api/person/code/activation' } as const;
    expect(await ask(code, { ...patient, cookie })).toMatchObject({ status: 200 });
    expect(await ask(code, { ...clerk, cookie })).toMatchObject({ status: 403 });
    const { personId } = knownPersonOf('li-jianguo');
    const filing = { requestKey: 'K1', personId, decision: 'approve' };
    const decide = { method: 'POST', path: '/api/agency/filings/:id/decision' } as const;
    const reply = await ask(decide, { ...clerk, cookie }, filing);
    expect(reply.refusal?.code).not.toBe('call-token-missing');
  });

  it('a locked screen hears so as 401 from every noun, so that the page shows its lock', async () => {
    const headers = await staff('agency-11/operator');
    const locked = await app.inject({ method: 'POST', url: '/api/session/lock', headers });
    const cookie = String(locked.headers['set-cookie']).split(';')[0]!;
    const own = guarded().filter(({ path }) => /^\/api\/(agency|counter|nation|work)/.test(path));
    for (const route of own) {
      const { status, refusal } = await ask(route, { cookie });
      expect([nameOf(route), status, refusal?.code]).toEqual([nameOf(route), 401, 'session-locked']);
    }
  });
});

describe('what is asked in a way that nobody can read', () => {
  const HERE: readonly (readonly [path: string, account: string])[] = [
    ['/api/agency', 'agency-11/operator'],
    ['/api/counter', 'counter-H11010500001/cashier'],
    ['/api/nation', 'nation-hub/nation-operator'],
  ];
  const known = new Map<string, Promise<Headers>>();
  const who = (path: string): Promise<Headers> => {
    if (path.startsWith('/api/insurer')) return Promise.resolve({ 'x-zhijie-insurer': 'demo-property' });
    const account = HERE.find(([start]) => path.startsWith(start))?.[1] ?? 'li-jianguo';
    const headers = known.get(account) ?? (account === 'li-jianguo' ? person(account) : staff(account));
    known.set(account, headers);
    return headers;
  };
  const told = async (path: string, query: string) => {
    const url = `${addressOf(path.replace(':providerId', WELL.providerId!))}${query}`;
    const reply = await app.inject({ url, headers: await who(path) });
    const isJson = String(reply.headers['content-type']).includes('json');
    const { refusal } = (isJson ? reply.json() : {}) as { refusal?: Told };
    return { status: reply.statusCode, refusal };
  };

  it('is refused with the parameter’s name and how to write it, on every list', async () => {
    expect(reads.length).toBeGreaterThan(45);
    const wrong: string[] = [];
    for (const { path, parameters } of reads) {
      for (const one of parameters) {
        const beside = parameters.flatMap((each) => (each === one ? [] : wellWritten(each)));
        for (const query of malformed(one)) {
          const { status, refusal } = await told(path, `?${[query, ...beside].join('&')}`);
          const isTold = HAN.test(refusal?.text ?? '') && HAN.test(refusal?.fix ?? '');
          if (status < 400 || status >= 500 || refusal?.field !== one.name || !isTold)
            wrong.push(`${path} ${query.slice(0, 40)} ${status} ${refusal?.field} ${refusal?.fix}`);
        }
      }
      const { status, refusal } = await told(path, '?zzz=1');
      if (status !== 422 && status !== 400) wrong.push(`${path} zzz ${status} ${refusal?.field}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is refused in an address too', async () => {
    const wrong: string[] = [];
    for (const { path } of routes.filter(
      ({ method, path: each }) => method === 'GET' && each.includes(':'),
    )) {
      for (const said of ['a%00b', '9'.repeat(90), '%E4%B8%80', "'"]) {
        const { status } = await told(path.replace(/:\w+/g, said), '');
        if (status < 400 || status >= 500) wrong.push(`${path} ${said.slice(0, 10)} ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
