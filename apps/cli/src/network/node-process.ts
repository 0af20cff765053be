import type { Database } from '@zhijie/database';
import type { PolicyLibrary } from '@zhijie/engine';
import {
  GATEWAY,
  type HttpsListener,
  type HttpsTransport,
  HUB,
  httpsListener,
  httpsTransport,
  type LogEntry,
} from '@zhijie/exchange';
import type { Hub } from '@zhijie/hub';
import type { InsurerGateway } from '@zhijie/insurer';
import { Failure } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import { type Installation, readInstallation } from '../installation.ts';
import type { PolicyFolder } from '../policies/folder.ts';
import { creditOfEnvironment } from './credit-bank.ts';
import { nodeFolder, openNodeDatabase, openServer, type Server } from './databases.ts';
import { insurerEntries } from './insurers.ts';
import { messageChannelsOfEnvironment } from './message-channels.ts';
import { hospitalNotices } from './mobile-apps.ts';
import { surroundings, wallClock } from './network.ts';
import { gatewayOver, hubOver, provinceOver } from './nodes.ts';
import { channelOfEnvironment } from './payment-channel.ts';
import { seedProvince } from './seed.ts';

/** One node as a process of its own, reached by its neighbours over HTTPS with mutual TLS. */
export type NodeProcess = {
  readonly address: string;
  readonly hub: Hub | null;
  readonly gateway: InsurerGateway | null;
  readonly province: Province | null;
  readonly database: Database;
  readonly policies: PolicyLibrary;
  readonly policyFolder?: PolicyFolder | undefined;
  readonly server: Server;
  stop(): Promise<void>;
};

type Place = { readonly host: string; readonly port: number };

function placesOf(installation: Installation): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { address, url } of installation.network.nodes) {
    if (url === null) continue;
    const { hostname, port } = new URL(url);
    places.set(address, { host: hostname, port: Number(port) });
  }
  return places;
}

/** A province hears the hub and itself; the hub hears every province. */
function accepts(installation: Installation, address: string): (peer: string) => boolean {
  if (address !== HUB) return (peer) => peer === HUB || peer === address;
  const known = new Set(installation.network.nodes.map((node) => node.address));
  return (peer) => known.has(peer) && peer !== HUB;
}

type Parts = {
  readonly server: Server;
  readonly database: Database;
  readonly transport: HttpsTransport;
  readonly listener?: HttpsListener;
  readonly node: Hub | InsurerGateway | Province;
};

async function stopParts({ listener, node, transport, database, server }: Parts): Promise<void> {
  await listener?.close();
  await node.stop();
  transport.close();
  await database.close();
  await server.stop();
}

/**
 * Starts one node of an installation made by `zhijie network init`. Its database is the one of
 * `DATABASE_URL`, or an embedded PostgreSQL of its own.
 */
export async function startNode(
  folder: string,
  address: string,
  options: { readonly isSeeded: boolean; readonly logFrom: LogEntry['level'] },
): Promise<NodeProcess> {
  const installation = readInstallation(folder);
  const places = placesOf(installation);
  const own = places.get(address);
  if (own === undefined) throw new Failure(`安装中没有节点 ${address}，或它没有地址；见 zhijie network init`);
  const around = {
    ...(await surroundings(installation, options.logFrom)),
    channel: channelOfEnvironment(),
    credit: creditOfEnvironment(),
    messageChannels: messageChannelsOfEnvironment(),
    tellHospital: hospitalNotices(false, wallClock),
  };
  const server = await openServer(nodeFolder(folder, address), () => undefined);
  const database = await openNodeDatabase(server, address, { log: around.log });
  const { tls } = installation.secretsOf(address);
  const transport = httpsTransport({ ...tls, addresses: places });
  const hub = address === HUB ? hubOver(around, database, transport) : null;
  const gateway = address === GATEWAY ? gatewayOver(around, database, transport) : null;
  const isProvince = hub === null && gateway === null;
  const province = isProvince ? provinceOver(around, address, database, { transport }) : null;
  const node = (hub ?? gateway ?? province)!;
  const opened = { server, database, transport, node };
  let listener: HttpsListener;
  try {
    if (province !== null && options.isSeeded) await seedProvince(province);
    await province?.care.followCatalogues();
    if (gateway !== null && around.products !== undefined)
      await gateway.enter(insurerEntries(around.products, []));
    const hears = { serve: node.serve, accepts: accepts(installation, address), log: around.log };
    listener = await listenAt(own, { ...tls, ...hears });
  } catch (cause) {
    await stopParts(opened);
    throw cause;
  }
  node.start();
  return {
    address,
    hub,
    gateway,
    province,
    database,
    server,
    policies: around.policies,
    policyFolder: around.policyFolder,
    stop: () => stopParts({ ...opened, listener }),
  };
}

type ListenerOptions = Omit<Parameters<typeof httpsListener>[0], keyof Place>;

async function listenAt(place: Place, options: ListenerOptions): Promise<HttpsListener> {
  try {
    return await httpsListener({ ...options, ...place });
  } catch (cause) {
    throw new Failure(`端口 ${place.port} 已被占用；请停止占用它的程序`, { cause });
  }
}
