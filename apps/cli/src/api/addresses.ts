import type { FastifyInstance } from 'fastify';
import { sent } from './agency/bodies.ts';
import { nulProblem } from './agency/shape.ts';

/** Nobody's address has a character that no database keeps; asked for one, each would fail in its own way. */
export function guardAddresses(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const problem = request.url.startsWith('/api/') ? nulProblem(request.params) : null;
    return problem === null ? undefined : sent(reply.status(400), { refusal: problem });
  });
}
