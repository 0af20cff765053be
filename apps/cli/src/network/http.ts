import { createGateway } from '@zhijie/province';
import Fastify, { type FastifyInstance } from 'fastify';
import { jsonLog } from './log.ts';
import { type Network, wallClock } from './network.ts';

/** The network's face on HTTP: the hospital gateway and health. Pages are registered by the caller. */
export async function buildHttp(network: Network): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });
  await app.register(
    createGateway({
      careOf: (province) => network.provinces.get(province)?.care.deps,
      now: network.now,
      log: jsonLog('gateway', 'warn', wallClock),
    }),
  );
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(network);
    return reply.status(health.isHealthy ? 200 : 503).send(health);
  });
  return app;
}

type NodeHealth = { readonly node: string; readonly isHealthy: boolean; readonly waiting: number | null };

async function check(
  node: string,
  health: () => Promise<{ outbox: { entries: number } }>,
): Promise<NodeHealth> {
  try {
    const { outbox } = await health();
    return { node, isHealthy: true, waiting: outbox.entries };
  } catch {
    return { node, isHealthy: false, waiting: null };
  }
}

async function healthOf(network: Network): Promise<{ isHealthy: boolean; nodes: NodeHealth[] }> {
  const nodes = await Promise.all([
    check('hub', () => network.hub.health()),
    ...[...network.provinces].map(([address, province]) => check(address, () => province.health())),
  ]);
  return { isHealthy: nodes.every((node) => node.isHealthy), nodes };
}
