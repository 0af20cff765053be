import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSACTION_NUMBERS } from '@zhijie/wire';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../policy-files.ts';
import { specFiles } from './spec-files.ts';

const app = Fastify();
beforeAll(async () => {
  await app.register(specFiles());
});
afterAll(() => app.close());
const get = (url: string) => app.inject({ method: 'GET', url });

type Document = {
  openapi: string;
  paths: Record<string, { post: { requestBody: unknown; responses: unknown } }>;
  components: { schemas: Record<string, unknown> };
};

describe('the specification over HTTP', () => {
  it('lists its files and serves each as it stands in the repository', async () => {
    const { files } = (await get('/spec/')).json() as { files: string[] };
    expect(files).toContain('openapi.json');
    for (const file of files.filter((name) => !name.includes('golden'))) {
      const answer = await get(`/spec/${file}`);
      expect(answer.statusCode, file).toBe(200);
      expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
      expect(answer.body).toBe(readFileSync(join(REPOSITORY, 'spec', file), 'utf8'));
    }
  });

  it.each([
    '/spec/../package.json',
    '/spec/%2e%2e/package.json',
    '/spec/..%2fpackage.json',
    '/spec/README.md',
    '/spec/no.json',
  ])('answers 404 for %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });

  it('the OpenAPI document has every transaction, and every reference leads somewhere', async () => {
    const text = (await get('/spec/openapi.json')).body;
    const document = JSON.parse(text) as Document;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(TRANSACTION_NUMBERS.map((number) => `/fsi/${number}`));
    const references = [...text.matchAll(/"\$ref": "#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(500);
    for (const name of new Set(references)) expect(Object.keys(document.components.schemas)).toContain(name);
  });
});
