import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { REPOSITORY } from '../policy-files.ts';

/** The paths below `spec`, with forward slashes. Only what is in this list is ever read. */
function published(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.json'))
    .sort();
}

/**
 * `GET /spec/…`: the OpenAPI document of the gateway, the collection, schemas, dictionaries, errors and
 * vectors as they stand in the repository, open to everybody and to pages of other origins; `GET /spec/`
 * lists them. A path that is not in the list answers 404.
 */
export function specFiles(folder = join(REPOSITORY, 'spec')): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const files = published(folder);
    const known = new Set(files);
    app.get('/spec/', (_request, reply) => reply.header('access-control-allow-origin', '*').send({ files }));
    app.get<{ Params: { '*': string } }>('/spec/*', (request, reply) => {
      const path = request.params['*'];
      if (!known.has(path)) return reply.status(404).send({ files: '/spec/' });
      return reply
        .header('access-control-allow-origin', '*')
        .header('cache-control', 'no-cache')
        .type('application/json;charset=UTF-8')
        .send(readFileSync(join(folder, path)));
    });
  };
}
