import { systemRandomBytes } from '@zhijie/crypto';
import type { PolicyLibrary } from '@zhijie/engine';
import type { Hub } from '@zhijie/hub';
import { dateOf } from '@zhijie/kernel';
import { createGateway, type Province } from '@zhijie/province';
import { registerPages } from '@zhijie/web';
import Fastify, { type FastifyInstance } from 'fastify';
import { calculatorApi } from '../api/calculator.ts';
import { pagePort } from '../pages/port.ts';
import { headerStyle, requiresSignIn } from './header-style.ts';
import { httpLog } from './http-log.ts';
import { jsonLog } from './log.ts';
import { wallClock } from './network.ts';
import type { NodeProcess } from './node-process.ts';

type Served = {
  readonly hub: Hub | null;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly policies: PolicyLibrary;
};

/** Nodes on HTTP: the hospital gateway and health; where a province is served, calculator and pages too. */
export async function buildHttp(served: Served): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: httpLog(jsonLog('http', 'error', wallClock)),
    bodyLimit: 64 * 1024 * 1024,
    forceCloseConnections: true,
  });
  await app.register(
    createGateway({
      careOf: (province) => served.provinces.get(province)?.care.deps,
      now: wallClock,
      log: jsonLog('gateway', 'warn', wallClock),
      headerStyle: headerStyle(),
      requiresSignIn: requiresSignIn(),
    }),
  );
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(served);
    return reply.status(health.isHealthy ? 200 : 503).send(health);
  });
  if (served.provinces.size > 0) {
    await app.register(calculatorApi(served.policies, () => dateOf(wallClock())));
    registerPages(app, pagePort(served), { now: wallClock, sessionKey: systemRandomBytes(32) });
  }
  return app;
}

/** The same for one node that runs as a process of its own. */
export function nodeHttp({ address, hub, province, policies }: NodeProcess): Promise<FastifyInstance> {
  return buildHttp({ hub, policies, provinces: new Map(province === null ? [] : [[address, province]]) });
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

async function healthOf({ hub, provinces }: Served): Promise<{ isHealthy: boolean; nodes: NodeHealth[] }> {
  const nodes = await Promise.all([
    ...(hub === null ? [] : [check('hub', () => hub.health())]),
    ...[...provinces].map(([address, province]) => check(address, () => province.health())),
  ]);
  return { isHealthy: nodes.every((node) => node.isHealthy), nodes };
}
