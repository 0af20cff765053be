import { systemRandomBytes } from '@zhijie/crypto';
import type { PolicyLibrary } from '@zhijie/engine';
import type { Hub } from '@zhijie/hub';
import type { InsurerGateway } from '@zhijie/insurer';
import { type Clock, dateOf } from '@zhijie/kernel';
import { createGateway, type NonceMemory, nonceMemory, type Province } from '@zhijie/province';
import { registerSandbox, type Sandbox } from '@zhijie/sandbox';
import { registerPages } from '@zhijie/web';
import { endedSessions, type SessionDeps } from '@zhijie/web/session';
import Fastify, { type FastifyInstance } from 'fastify';
import { actApi } from '../api/act/api.ts';
import { guardAddresses } from '../api/addresses.ts';
import { agencyApi, agencyIdentity, type Identify } from '../api/agency/index.ts';
import { bookingCounterApi, ownBookingApi, tendEvery } from '../api/booking/api.ts';
import { calculatorApi } from '../api/calculator.ts';
import { cataloguesApi } from '../api/catalogues/api.ts';
import { channelCallback } from '../api/channel-callback.ts';
import { circularsApi } from '../api/circulars/api.ts';
import { claimsApi } from '../api/claims/api.ts';
import { clearingApi } from '../api/clearing/api.ts';
import { commercialApi, ownCommercialApi } from '../api/commercial/api.ts';
import { counterApi } from '../api/counter/api.ts';
import { creditApi, ownCreditApi } from '../api/credit/api.ts';
import { depositApi } from '../api/deposit/api.ts';
import type { DeskApi } from '../api/desk.ts';
import { disclosuresApi } from '../api/disclosures/api.ts';
import { counterFaceApi } from '../api/face/counter.ts';
import { ownFaceApi } from '../api/face/own.ts';
import { ownFamilyApi } from '../api/family/api.ts';
import { filingImportApi } from '../api/filing-import/api.ts';
import { identityApi } from '../api/identity/api.ts';
import { institutionsApi } from '../api/institutions/api.ts';
import { insuranceCodeApi } from '../api/insurance-code.ts';
import { insurerApi } from '../api/insurer/api.ts';
import { ledgerApi } from '../api/ledger/api.ts';
import { messageApi } from '../api/messages/api.ts';
import { nationApi } from '../api/nation/api.ts';
import { papersApi } from '../api/papers/api.ts';
import { filingFormApi } from '../api/papers/filing-form.ts';
import { paymentsApi } from '../api/payments/api.ts';
import { affairsApi } from '../api/person/affairs.ts';
import { personApi } from '../api/person/api.ts';
import { billsApi } from '../api/person/bills.ts';
import { placesApi } from '../api/person/places.ts';
import { policiesApi } from '../api/policies.ts';
import { policyPacksApi } from '../api/policy-packs/api.ts';
import { prepaymentApi } from '../api/prepayment/api.ts';
import { purchasingApi } from '../api/purchasing/api.ts';
import { queuesApi } from '../api/queues/api.ts';
import { ownReceiptApi, receiptApi, receiptVerifyApi } from '../api/receipts/api.ts';
import { reconciliationApi } from '../api/reconciliation/api.ts';
import { sandboxApi } from '../api/sandbox.ts';
import { guardCalls, personSessionApi, providerOf, sessionApi, withSession } from '../api/session/index.ts';
import { specFiles } from '../api/spec-files.ts';
import { terminalApi } from '../api/terminal/api.ts';
import { ticketsApi } from '../api/tickets/api.ts';
import { ownTransferApi, transferApi } from '../api/transfer/api.ts';
import { whatIfApi } from '../api/what-if/api.ts';
import { windowApi } from '../api/window/api.ts';
import { workApi } from '../api/work/api.ts';
import { type LongWork, longWork } from '../api/work/long-work.ts';
import { serveBrowserAssets } from '../browser/routes.ts';
import { facesBuild } from '../faces/build.ts';
import { serveFaceModel, serveFaces } from '../faces/routes.ts';
import { pageCalculator } from '../pages/calculator.ts';
import { openData } from '../pages/open-data.ts';
import { pagePort } from '../pages/port.ts';
import type { PolicyFolder } from '../policies/folder.ts';
import { POLICIES } from '../policy-files.ts';
import { headerStyle, requiresSignIn } from './header-style.ts';
import { httpLog } from './http-log.ts';
import { jsonLog } from './log.ts';
import { mobileApps } from './mobile-apps.ts';
import { wallClock } from './network.ts';
import type { NodeProcess } from './node-process.ts';

type Served = {
  readonly hub: Hub | null;
  /** The insurer gateway, where this program runs it. */
  readonly gateway?: InsurerGateway | null | undefined;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly policies: PolicyLibrary;
  /** The areas that a province insures, where they are not those of the packs. */
  readonly areasOf?: ((address: string) => readonly string[]) | undefined;
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
  healthRoute(app, served);
  const sessions = sessionsAt(now);
  guardAddresses(app);
  guardCalls(app, sessions);
  const asked = agencyIdentity();
  const provider = providerOf(asked, [...served.provinces.keys()]);
  const identify = withSession(asked, sessions, provider);
  await app.register(sessionApi({ sessions, provider }));
  await deskApis(app, served, identify);
  const works = longWork(now, newWorkId, (error) => app.log.error({ err: error }, 'Long work failed'));
  await app.register(workApi(works, identify));
  serveFaces(app, () => facesBuild().catch(() => null));
  serveFaceModel(app);
  if (served.provinces.size > 0) {
    await app.register(calculatorApi(served.policies, () => dateOf(now())));
    await app.register(insuranceCodeApi(served.provinces));
    await app.register(channelCallback(served.provinces));
    await app.register(sandboxApi());
    if (sandbox !== undefined) registerSandbox(app, sandbox);
    await app.register(specFiles());
    await app.register(agencyApi({ provinces: served.provinces, identify }));
    await longWorkApis(app, served, { identify, works });
    await app.register(claimsApi({ provinces: served.provinces, identify, sessions }));
    if (served.policyFolder !== undefined)
      await app.register(policiesApi(served.policyFolder, identify, jsonLog('policies', 'info', wallClock)));
    const calculator = pageCalculator({
      policies: served.policies,
      folder: served.policyFolder?.folder,
      log: jsonLog('http', 'warn', wallClock),
    });
    serveBrowserAssets(app, calculator.assets);
    const port = { ...pagePort(served), calculator: calculator.port, openData: openData(served) };
    await app.register(personSessionApi({ sessions, port }));
    await app.register(personApi({ sessions, port }));
    await app.register(billsApi({ sessions, port, provinces: served.provinces }));
    await app.register(placesApi({ port }));
    await ownApis(app, { sessions, provinces: served.provinces, now });
    registerPages(app, port, { now, sessionKey: sessions.key, ended: sessions.ended });
  }
  return app;
}

/** Sessions of this program, of staff and of persons: its key is its own. */
function sessionsAt(now: Clock): SessionDeps {
  return { key: systemRandomBytes(32), now, randomBytes: systemRandomBytes, ended: endedSessions(now) };
}

function healthRoute(app: FastifyInstance, served: Served): void {
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(served);
    return reply.status(health.isHealthy ? 200 : 503).send(health);
  });
}

/** What agencies, counters, the nation and insurers do, each known by the caller's identity. */
async function deskApis(app: FastifyInstance, nodes: Served, identify: Identify): Promise<void> {
  // Hub and gateway are asked for at each request: a sandbox that began anew has others.
  const served: DeskApi = {
    get hub() {
      return nodes.hub;
    },
    provinces: nodes.provinces,
    identify,
  };
  await app.register(clearingApi(served));
  await app.register(circularsApi(served));
  await app.register(nationApi(served));
  await app.register(papersApi(served));
  await app.register(institutionsApi(served));
  await app.register(ledgerApi(served));
  await app.register(prepaymentApi(served));
  await app.register(depositApi(served));
  await app.register(transferApi(served));
  await app.register(windowApi(served));
  await app.register(actApi(served));
  await app.register(commercialApi(served));
  await app.register(creditApi(served));
  await app.register(receiptApi(served));
  await app.register(purchasingApi(served));
  await app.register(paymentsApi(served));
  if (nodes.gateway) await app.register(insurerApi({ gatewayOf: () => nodes.gateway!, identify }));
  await app.register(reconciliationApi(served));
  await app.register(ticketsApi(served));
  await app.register(queuesApi(served));
  await app.register(counterApi(served));
  await app.register(counterFaceApi(served));
  await app.register(identityApi(served));
  await app.register(bookingCounterApi(served));
  await app.register(terminalApi(served));
}

/** What agencies have done as long work. */
async function longWorkApis(
  app: FastifyInstance,
  { hub, provinces, policies: library, policyFolder, now = wallClock }: Served,
  { identify, works }: { readonly identify: Identify; readonly works: LongWork },
): Promise<void> {
  await app.register(filingImportApi({ provinces, identify, works }));
  await app.register(cataloguesApi({ hub, provinces, identify, works }));
  const policies = { library, folder: policyFolder?.folder ?? POLICIES };
  const deps = { hub, provinces, identify, works, policies };
  await app.register(whatIfApi(deps));
  await app.register(policyPacksApi({ ...deps, policyFolder, now }));
}

type Own = {
  readonly sessions: SessionDeps;
  readonly provinces: Served['provinces'];
  readonly now: Clock;
};

/** What persons do for themselves, and what anybody may verify. */
async function ownApis(app: FastifyInstance, own: Own): Promise<void> {
  const { provinces } = own;
  await app.register(ownReceiptApi(own));
  await app.register(receiptVerifyApi(provinces));
  await app.register(filingFormApi(own));
  await app.register(messageApi(own));
  await app.register(ownCommercialApi(own));
  await app.register(ownCreditApi(own));
  await app.register(ownFamilyApi(own));
  await app.register(ownTransferApi(own));
  await app.register(affairsApi(own));
  await app.register(ownFaceApi(own));
  await app.register(ownBookingApi(own));
  tendEvery(app, provinces);
  await app.register(disclosuresApi({ provinces }));
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

const newWorkId = (): string => Buffer.from(systemRandomBytes(12)).toString('base64url');

/** The same for one node that runs as a process of its own. */
export function nodeHttp(node: NodeProcess): Promise<FastifyInstance> {
  const { address, hub, gateway, province, policies, policyFolder } = node;
  const provinces = new Map(province === null ? [] : [[address, province]]);
  return buildHttp({ hub, gateway, policies, policyFolder, provinces });
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

async function healthOf({
  hub,
  gateway,
  provinces,
}: Served): Promise<{ isHealthy: boolean; nodes: NodeHealth[] }> {
  const nodes = await Promise.all([
    ...(hub === null ? [] : [check('hub', () => hub.health())]),
    ...(gateway ? [check('insurers', () => gateway.health())] : []),
    ...[...provinces].map(([address, province]) => check(address, () => province.health())),
  ]);
  return { isHealthy: nodes.every((node) => node.isHealthy), nodes };
}
