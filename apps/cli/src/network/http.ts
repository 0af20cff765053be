import { systemRandomBytes } from '@zhijie/crypto';
import type { PolicyLibrary } from '@zhijie/engine';
import type { Hub } from '@zhijie/hub';
import { type Clock, dateOf } from '@zhijie/kernel';
import { createGateway, type NonceMemory, nonceMemory, type Province } from '@zhijie/province';
import { registerSandbox, type Sandbox } from '@zhijie/sandbox';
import { registerPages } from '@zhijie/web';
import Fastify, { type FastifyInstance } from 'fastify';
import { agencyApi, agencyIdentity } from '../api/agency/index.ts';
import { calculatorApi } from '../api/calculator.ts';
import { channelCallback } from '../api/channel-callback.ts';
import { circularsApi } from '../api/circulars/api.ts';
import { claimsApi } from '../api/claims/api.ts';
import { clearingApi } from '../api/clearing/api.ts';
import { depositApi } from '../api/deposit/api.ts';
import { insuranceCodeApi } from '../api/insurance-code.ts';
import { papersApi } from '../api/papers/api.ts';
import { paymentsApi } from '../api/payments/api.ts';
import { policiesApi } from '../api/policies.ts';
import { prepaymentApi } from '../api/prepayment/api.ts';
import { purchasingApi } from '../api/purchasing/api.ts';
import { reconciliationApi } from '../api/reconciliation/api.ts';
import { sandboxApi } from '../api/sandbox.ts';
import { specFiles } from '../api/spec-files.ts';
import { ticketsApi } from '../api/tickets/api.ts';
import { serveBrowserAssets } from '../browser/routes.ts';
import { pageCalculator } from '../pages/calculator.ts';
import { pagePort } from '../pages/port.ts';
import type { PolicyFolder } from '../policies/folder.ts';
import { headerStyle, requiresSignIn } from './header-style.ts';
import { httpLog } from './http-log.ts';
import { jsonLog } from './log.ts';
import { mobileApps } from './mobile-apps.ts';
import { wallClock } from './network.ts';
import type { NodeProcess } from './node-process.ts';

type Served = {
  readonly hub: Hub | null;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly policies: PolicyLibrary;
  /** Where the packs are read from; without it they cannot be exchanged while the node runs. */
  readonly policyFolder?: PolicyFolder | undefined;
  /** The clock of the nodes; the machine's unless given. */
  readonly now?: Clock;
  /** For developers on this machine; never in a process of a real node. */
  readonly sandbox?: Sandbox;
};

/** Nodes on HTTP: the hospital gateway and health; where a province is served, calculator and pages too. */
export async function buildHttp(served: Served): Promise<FastifyInstance> {
  const { now = wallClock, sandbox } = served;
  const app = Fastify({
    loggerInstance: httpLog(jsonLog('http', 'error', wallClock)),
    bodyLimit: 64 * 1024 * 1024,
    forceCloseConnections: true,
  });
  await app.register(
    createGateway({
      careOf: (province) => served.provinces.get(province)?.care.deps,
      now,
      ...(sandbox === undefined ? {} : { around: sandbox.recorder.around }),
      log: jsonLog('gateway', 'warn', wallClock),
      headerStyle: headerStyle(),
      mobileApps: mobileApps(sandbox !== undefined),
      ...noncesOf(served),
      requiresSignIn: requiresSignIn(),
    }),
  );
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(served);
    return reply.status(health.isHealthy ? 200 : 503).send(health);
  });
  const identify = agencyIdentity();
  await app.register(clearingApi({ ...served, identify }));
  await app.register(circularsApi({ ...served, identify }));
  await app.register(papersApi({ ...served, identify }));
  await app.register(prepaymentApi({ ...served, identify }));
  await app.register(depositApi({ ...served, identify }));
  await app.register(purchasingApi({ ...served, identify }));
  await app.register(reconciliationApi({ ...served, identify }));
  await app.register(ticketsApi({ ...served, identify }));
  if (served.provinces.size > 0) {
    await app.register(calculatorApi(served.policies, () => dateOf(now())));
    await app.register(insuranceCodeApi(served.provinces));
    await app.register(channelCallback(served.provinces));
    await app.register(sandboxApi());
    if (sandbox !== undefined) registerSandbox(app, sandbox);
    await app.register(specFiles());
    await app.register(agencyApi({ provinces: served.provinces, identify }));
    await app.register(paymentsApi({ provinces: served.provinces, identify }));
    await app.register(claimsApi({ provinces: served.provinces, identify }));
    if (served.policyFolder !== undefined)
      await app.register(policiesApi(served.policyFolder, identify, jsonLog('policies', 'info', wallClock)));
    const calculator = pageCalculator({
      policies: served.policies,
      folder: served.policyFolder?.folder,
      log: jsonLog('http', 'warn', wallClock),
    });
    serveBrowserAssets(app, calculator.assets);
    const port = { ...pagePort(served), calculator: calculator.port };
    registerPages(app, port, { now, sessionKey: systemRandomBytes(32) });
  }
  return app;
}

/**
 * Where nonces are kept: the same database whatever the call, so that none is new in another province. Asked
 * for each time: a sandbox that began anew has another one.
 */
function noncesOf({ provinces }: Served): { nonces?: NonceMemory } {
  const first = [...provinces.keys()].sort()[0];
  if (first === undefined) return {};
  return { nonces: (used) => nonceMemory(provinces.get(first)!.care.deps.db)(used) };
}

/** The same for one node that runs as a process of its own. */
export function nodeHttp(node: NodeProcess): Promise<FastifyInstance> {
  const { address, hub, province, policies, policyFolder } = node;
  const provinces = new Map(province === null ? [] : [[address, province]]);
  return buildHttp({ hub, policies, policyFolder, provinces });
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
