import { mkdirSync } from 'node:fs';
import { selfTest } from '@zhijie/crypto';
import { type Database, realScheduler } from '@zhijie/database';
import type { Catalogue, PolicyLibrary } from '@zhijie/engine';
import { GATEWAY, inProcessNetwork, type LogEntry, type Transport } from '@zhijie/exchange';
import type { Hub } from '@zhijie/hub';
import type { InsurerGateway } from '@zhijie/insurer';
import { type Clock, instant } from '@zhijie/kernel';
import { servedProvinces } from '@zhijie/population';
import type { CreditDeps, MessageChannel, PaymentChannel, Province } from '@zhijie/province';
import { openInstallation } from '../installation.ts';
import { openPolicyFolder, type PolicyFolder } from '../policies/folder.ts';
import { readCatalogue, readProducts } from '../policy-files.ts';
import { openNodeDatabase, openServer, type Server } from './databases.ts';
import { insurerEntries, type OwnInsurers, openInsurers, sandboxInsurers } from './insurers.ts';
import { jsonLog } from './log.ts';
import { hospitalNotices } from './mobile-apps.ts';
import { gatewayOver, hubOver, type NodeSurroundings, provinceOver } from './nodes.ts';
import { seedProvince } from './seed.ts';

export type NetworkOptions = {
  readonly dataDir: string;
  /** Two-digit addresses; every province that the packs serve unless told. */
  readonly provinces?: readonly string[];
  /** The areas that a province insures; those of the project's network unless told. */
  readonly areasOf?: (address: string) => readonly string[];
  /** Whether the synthetic persons and institutions are brought in. */
  readonly isSeeded?: boolean;
  readonly logFrom?: LogEntry['level'];
  readonly onProgress?: (text: string) => void;
  /** Stopped with the network. The one of `DATABASE_URL` or an embedded one unless given. */
  readonly server?: Server;
  /** The clock of every node; the machine's unless given. */
  readonly now?: Clock;
  /** Where the cash part of mobile payments is paid; without one orders are refused. */
  readonly channel?: PaymentChannel;
  /** Banks that lend to patients; without them nobody signs for credit. */
  readonly credit?: CreditDeps;
  /** Ways out for messages to people; without any, even none, nobody is told anything. */
  readonly messageChannels?: readonly MessageChannel[];
  /** Looks on at the messages that a node sends: a sandbox's. */
  readonly observe?: (from: string, transport: Transport) => Transport;
};

/** Hub and provinces in one process, each over its own database, speaking in bytes as across machines. */
export type Network = {
  readonly server: Server;
  readonly hub: Hub;
  /** The insurer gateway; a bench has none. */
  readonly gateway?: InsurerGateway | undefined;
  /** The books of the sandbox insurers beside it. */
  readonly insurers?: OwnInsurers['books'] | undefined;
  readonly provinces: ReadonlyMap<string, Province>;
  readonly databases: ReadonlyMap<string, Database>;
  readonly policies: PolicyLibrary;
  readonly policyFolder?: PolicyFolder | undefined;
  readonly now: Clock;
  stop(): Promise<void>;
};

/** The clock of a running program. Tests and the simulation pass their own to the nodes. */
export const wallClock: Clock = () => instant(Date.now());

/** Each catalogue is read once per area. */
export function catalogues(): (careArea: string) => Catalogue {
  const known = new Map<string, Catalogue>();
  return (careArea) => {
    const catalogue = known.get(careArea) ?? readCatalogue(careArea);
    known.set(careArea, catalogue);
    return catalogue;
  };
}

/** What the nodes of one process share; checks the cryptography before anything is served. */
export async function surroundings(
  installation: NodeSurroundings['installation'],
  logFrom: LogEntry['level'],
  now: Clock = wallClock,
): Promise<NodeSurroundings> {
  selfTest();
  const policyFolder = openPolicyFolder();
  const log = jsonLog('network', logFrom, wallClock);
  return {
    installation,
    now,
    scheduler: realScheduler((error) => log({ level: 'error', event: 'background-failed', error })),
    log,
    policies: policyFolder.library,
    policyFolder,
    products: readProducts(policyFolder.folder),
    catalogueOf: catalogues(),
  };
}

/** Starts hub and provinces in this process. Resumes what the data folder holds. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { dataDir, isSeeded = true, logFrom = 'warn', onProgress = () => undefined } = options;
  const addresses = options.provinces ?? servedProvinces;
  const { now = wallClock, observe } = options;
  mkdirSync(dataDir, { recursive: true });
  const installation = await openInstallation(dataDir, ['hub', GATEWAY, ...addresses], wallClock);
  const around = {
    ...(await surroundings(installation, logFrom, now)),
    areasOf: options.areasOf,
    channel: options.channel,
    credit: options.credit,
    messageChannels: options.messageChannels,
    tellHospital: hospitalNotices(options.channel !== undefined, now),
  };
  onProgress('启动数据库…');
  const server = options.server ?? (await openServer(dataDir, () => undefined));
  const databases = new Map<string, Database>();
  const open = async (address: string): Promise<Database> => {
    const db = await openNodeDatabase(server, address, { log: around.log });
    databases.set(address, db);
    return db;
  };
  try {
    const wires = inProcessNetwork();
    const plain = (from: string): Transport => wires.transport(from);
    const transport = observe === undefined ? plain : (from: string) => observe(from, plain(from));
    const hub = hubOver(around, await open('hub'), transport('hub'));
    wires.attach('hub', hub.serve);
    const gateway = gatewayOver(around, await open(GATEWAY), transport(GATEWAY));
    wires.attach(GATEWAY, gateway.serve);
    const insurers = await bringInsurers(gateway, around, { dataDir, now });
    const provinces = new Map<string, Province>();
    for (const address of addresses) {
      onProgress(`启动节点 ${address}…`);
      const carriers = {
        transport: transport(address),
        // An observer sees also what a node asks of itself: it is attached under its own address.
        ...(observe === undefined ? {} : { local: transport(address) }),
      };
      const province = provinceOver(around, address, await open(address), carriers);
      wires.attach(address, province.serve);
      provinces.set(address, province);
      if (isSeeded) await seedProvince(province);
    }
    gateway.start();
    await begin(hub, provinces);
    const parts = { server, hub, gateway, provinces, databases };
    const { policies, policyFolder } = around;
    const stop = async (): Promise<void> => {
      await insurers.close();
      await end(parts);
    };
    return { ...parts, insurers: insurers.books, policies, policyFolder, now, stop };
  } catch (cause) {
    await closeAll(databases);
    await server.stop();
    throw cause;
  }
}

/** The insurers that the products name, and the sandbox insurers, which join at every start. */
async function bringInsurers(
  gateway: InsurerGateway,
  { installation, products }: NodeSurroundings,
  own: Pick<Parameters<typeof openInsurers>[1], 'dataDir' | 'now'>,
): Promise<OwnInsurers> {
  const sandboxes = sandboxInsurers();
  if (products !== undefined) await gateway.enter(insurerEntries(products, sandboxes));
  const gatewayKey = installation.publicKeyOf(GATEWAY)!;
  return openInsurers(sandboxes, { ...own, gateway, gatewayKey });
}

/** Background work begins once the directory knows whom the provinces insure. */
async function begin(hub: Hub, provinces: ReadonlyMap<string, Province>): Promise<void> {
  for (const province of provinces.values()) {
    while ((await province.deliver()) > 0);
    await province.resolve();
    await province.care.followCatalogues();
    province.start();
  }
  hub.start();
}

async function closeAll(databases: ReadonlyMap<string, Database>): Promise<void> {
  await Promise.all([...databases.values()].map((db) => db.close()));
}

async function end(running: {
  hub: Hub;
  gateway: InsurerGateway;
  provinces: ReadonlyMap<string, Province>;
  databases: ReadonlyMap<string, Database>;
  server: Server;
}): Promise<void> {
  await Promise.all([...running.provinces.values()].map((province) => province.stop()));
  await running.gateway.stop();
  await running.hub.stop();
  await closeAll(running.databases);
  await running.server.stop();
}
