/** What a visitor does, and what must not work. */

import { instant } from '@zhijie/kernel';
import { fastify } from 'fastify';
import { describe, expect, it, test } from 'vitest';
import { registerPages } from './index.ts';
import { type Fields, visitor } from './testing/browse.ts';
import { fakePort } from './testing/fake-port.ts';
import { all, readHtml } from './testing/read-html.ts';

const REFERRAL: Fields = [
  ['insuranceType', 'resident'],
  ['category', 'referral'],
  ['destination', '310000'],
  ['startsOn', '2026-11-21'],
];

describe('entering', () => {
  it('by one tap on a known person', async () => {
    const guest = visitor();
    await guest.get('/');
    const entered = await guest.post('/enter', [['key', 'wang-min']]);
    expect([entered.status, entered.headers.location]).toEqual([303, '/me']);
    const { body } = await guest.get('/me');
    for (const part of ['王敏', '正常参保', '¥1,860.50', '上海市', '3799**********1284'])
      expect(body).toContain(part);
  });

  it('by a number typed with blanks', async () => {
    const guest = visitor();
    await guest.get('/');
    const entered = await guest.post('/enter', [['number', ' 999900 19680405 1035 ']]);
    expect(entered.headers.location).toBe('/me');
  });

  it.each([
    ['12345', '格式不对'],
    ['419900198503121359', '有一位输错了'],
    ['519900197802265246', '没有这个人'],
  ])('is refused for %s with how to put it right, and does not repeat the number', async (number, text) => {
    const guest = visitor();
    await guest.get('/');
    const refused = await guest.post('/enter', [['number', number]]);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain(text);
    expect(refused.body).not.toContain(number);
  });

  it('is asked of everybody who opens a page of a person', async () => {
    const guest = visitor();
    for (const path of ['/me', '/me/filing', '/me/access-log', '/me/bills/1']) {
      const sent = await guest.get(path);
      expect([sent.status, sent.headers.location]).toEqual([303, '/?enter=first']);
    }
  });

  it('ends with leaving, and with time', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    await guest.post('/leave');
    expect((await guest.get('/me')).status).toBe(303);
    await guest.enter('li-jianguo');
    guest.clock.now += 21 * 60_000;
    expect((await guest.get('/me')).status).toBe(303);
  });
});

describe('a form is refused without effect', () => {
  it.each([
    ['without token', 'key=wang-min', {}],
    ['with a token of somebody else', 'key=wang-min&token=AAAA', {}],
  ])('%s', async (_name, body, headers) => {
    const guest = visitor();
    await guest.get('/');
    const refused = await guest.postRaw('/enter', body, headers);
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('什么都没有提交');
    expect((await guest.get('/me')).status).toBe(303);
  });

  it.each([
    ['from another site by its origin', { origin: 'https://elsewhere.example' }],
    ['from another site by the browser', { 'sec-fetch-site': 'cross-site' }],
  ])('%s, though the token is right', async (_name, headers) => {
    const guest = visitor();
    await guest.get('/');
    expect((await guest.post('/enter', [['key', 'wang-min']], headers)).status).toBe(403);
  });

  it('with the token of the session before entering', async () => {
    const guest = visitor();
    const first = await guest.get('/');
    const old = /name="token" value="([^"]*)"/.exec(first.body)![1]!;
    await guest.enter('li-jianguo');
    expect((await guest.postRaw('/leave', `token=${old}`)).status).toBe(403);
  });

  it('that is not a form, or too long', async () => {
    const guest = visitor();
    await guest.get('/');
    const json = await guest.postRaw('/enter', '{}', { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
    expect((await guest.postRaw('/enter', 'x'.repeat(20_000))).status).toBe(400);
  });
});

test('a changed session is nobody', async () => {
  const guest = visitor();
  await guest.enter('li-jianguo');
  const [name, value] = guest.cookie.split('=') as [string, string];
  const [body, mark] = value.split('.') as [string, string];
  const content = Buffer.from(body, 'base64url').toString().replace('410100', '370600');
  guest.cookie = `${name}=${Buffer.from(content).toString('base64url')}.${mark}`;
  expect((await guest.get('/me')).status).toBe(303);
});

test('nobody sees the bill or the filing of another person', async () => {
  const guest = visitor();
  await guest.enter('li-jianguo');
  for (const path of ['/me/bills/99010020261100000004', '/me/filing/F9901002025010001']) {
    expect((await guest.get(path)).status).toBe(404);
  }
});

describe('filing', () => {
  it('names every field that is missing, at the field', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    const refused = await guest.post('/me/filing', [['insuranceType', 'resident']]);
    expect(refused.status).toBe(422);
    const ids = all(readHtml(refused.body), 'p').flatMap(({ attributes }) => attributes.id ?? []);
    for (const field of ['category', 'destination', 'startsOn']) expect(ids).toContain(`${field}-error`);
  });

  it('F-02 asks for the paper of the category at the papers, and keeps what was filled in', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    const refused = await guest.post('/me/filing', REFERRAL);
    expect(refused.body).toContain('id="documents-error"');
    const root = readHtml(refused.body);
    const checked = all(root, 'input').filter(({ attributes }) => 'checked' in attributes);
    expect(checked.map(({ attributes }) => attributes.value)).toEqual(['referral']);
    const selected = all(root, 'option').filter(({ attributes }) => 'selected' in attributes);
    expect(selected.map(({ attributes }) => attributes.value)).toEqual(['310000']);
  });

  it('gives number, state and what next, and the filing can be cancelled after a question', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    const sent = await guest.post('/me/filing', [...REFERRAL, ['documents', 'referral-certificate']]);
    expect(sent.status).toBe(303);
    const path = String(sent.headers.location).split('?')[0]!;
    const done = await guest.get(String(sent.headers.location));
    for (const part of ['备案已提交', '已生效', path.split('/').at(-1)!, '接下来', '回到上一步']) {
      expect(done.body).toContain(part);
    }
    expect((await guest.get(`${path}/cancel`)).body).toContain('确定要取消备案吗');
    await guest.post(`${path}/cancel`);
    expect((await guest.get(path)).body).toContain('已取消');
  });

  it('F-04 waits for a decision where the place has not decided', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    const fields: Fields = [
      ...REFERRAL,
      ['category', 'long-term-resident'],
      ['documents', 'residence-proof'],
    ];
    const sent = await guest.post(
      '/me/filing',
      fields.filter(([, value]) => value !== 'referral'),
    );
    const done = await guest.get(String(sent.headers.location));
    expect(done.body).toContain('等待审核');
    expect(done.body).toContain('2 个工作日');
  });

  it('F-08 refuses the own area at the destination', async () => {
    const guest = visitor();
    await guest.enter('li-jianguo');
    const home = REFERRAL.map(([name, value]) => [name, name === 'destination' ? '410100' : value] as const);
    expect((await guest.post('/me/filing', home)).body).toContain('在参保地看病不用备案');
  });
});

describe('when the network does not answer', () => {
  it('shows what is known and says what is not', async () => {
    const guest = visitor({ failing: ['years', 'bills'] });
    await guest.enter('li-jianguo');
    const { status, body } = await guest.get('/me');
    expect(status).toBe(200);
    for (const part of ['正常参保', '账单暂时查不到', '年度累计暂时查不到']) expect(body).toContain(part);
  });

  it('says that nothing moved when a page cannot be read', async () => {
    const guest = visitor({ failing: ['summary'] });
    await guest.get('/');
    await guest.post('/enter', [['key', 'li-jianguo']]);
    const { status, body } = await guest.get('/me');
    expect(status).toBe(503);
    expect(body).toContain('您的钱和备案都没有变动');
  });

  it('says that the outcome of a filing is unknown and not to send it again', async () => {
    const guest = visitor({ failing: ['submitFiling'] });
    await guest.enter('li-jianguo');
    const { status, body } = await guest.post('/me/filing', REFERRAL);
    expect(status).toBe(503);
    for (const part of ['结果未知', '您的钱没有变动', '请不要马上再提交']) expect(body).toContain(part);
  });
});

test('bills are paged by key, each shown once', async () => {
  const guest = visitor();
  await guest.enter('journey-long-term');
  const seen: string[] = [];
  let path: string | undefined = '/me';
  while (path !== undefined) {
    const root = readHtml((await guest.get(path)).body);
    const links = all(root, 'a').map(({ attributes }) => attributes.href ?? '');
    seen.push(...links.filter((link) => link.startsWith('/me/bills/')));
    path = links.find((link) => link.startsWith('/me?before='))?.split('#')[0];
  }
  expect(seen).toHaveLength(14);
  expect(new Set(seen).size).toBe(14);
});

test('large text stays chosen, and the way back leads nowhere else', async () => {
  const guest = visitor();
  await guest.get('/help');
  const sent = await guest.post('/display', [
    ['size', 'large'],
    ['back', '/help'],
  ]);
  expect(sent.headers.location).toBe('/help');
  expect((await guest.get('/help')).body).toContain('class="large"');
  const away = await guest.post('/display', [
    ['size', 'large'],
    ['back', '//elsewhere.example/'],
  ]);
  expect(away.headers.location).toBe('/');
});

test('the style sheet is named by its content and kept for good', async () => {
  const guest = visitor();
  const path = /href="(\/assets\/style-[0-9a-f]{16}\.css)"/.exec((await guest.get('/')).body)![1]!;
  const { status, body, headers } = await guest.get(path);
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(body).not.toMatch(/url\(|@import|https?:/);
});

test('routes beside the pages keep their own parsers and errors', async () => {
  const app = fastify();
  registerPages(app, fakePort(), { now: () => instant(0), sessionKey: new Uint8Array(32) });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/fsi/:number', async (request) => ({ bytes: (request.body as Buffer).length }));
  app.get('/healthz', async () => ({ status: 'ok' }));
  const posted = await app.inject({
    method: 'POST',
    url: '/fsi/2207',
    payload: 'a=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(posted.json()).toEqual({ bytes: 3 });
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
});
