import type { Database } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import type { NodeAddress, Serve } from '@zhijie/exchange';
import { createHub } from '@zhijie/hub';
import { instant, seededIdSource } from '@zhijie/kernel';
import { answerHospital, createProvince, type Province } from '@zhijie/province';
import { createNetwork } from '../world/network.ts';
import { never, type Process, startProcess } from '../world/process.ts';
import { processDatabase, type StatementTap } from '../world/store.ts';
import { passCrashPoint, type World } from '../world/world.ts';
import { catalogueOf, policies } from './files.ts';
import { ADDRESSES, type Installation, keysOf, provinceSecrets } from './installation.ts';
import { AREAS, PROVINCES, type ProvinceAddress } from './people.ts';

/** Bugs that are planted to test the tests; nothing of this is in node code. */
export type Taps = { readonly [address: string]: StatementTap };

/** The running network: hub and two provinces, each started again after a crash. */
export type Nodes = {
  processOf(address: NodeAddress): Process;
  /** The gateway of a province; undefined while it is down. */
  gatewayOf(province: ProvinceAddress): Gateway | undefined;
  readonly crashes: number;
};

/** Bytes of a hospital's call in, bytes of the answer out; nothing when the node crashes meanwhile. */
export type Gateway = {
  readonly process: Process;
  call(path: string, body: Uint8Array): Promise<Uint8Array>;
};

const RESOLVE_EVERY_MS = 4_000;
const DELIVER_EVERY_MS = 7_000;

type Running = { readonly process: Process; readonly province: Province | null };

export function startNodes(world: World, installation: Installation, seed: string, taps: Taps = {}): Nodes {
  const network = createNetwork(world);
  const running = new Map<NodeAddress, Running>();
  const skews = new Map(ADDRESSES.map((address) => [address as NodeAddress, skewOf(world)]));
  let crashes = 0;

  const start = (address: NodeAddress, life: number) => {
    const process = startProcess(world.loop, address, life);
    const db = processDatabase(world, process, installation.databases[address]!, taps[address]);
    const common = commonDeps(world, process, db, {
      seed,
      skew: skews.get(address) ?? 0,
      transport: network.transport(process),
    });
    const province =
      address === 'hub' ? null : provinceOf(common, address as ProvinceAddress, world, process);
    const serve: Serve =
      province === null ? createHub({ ...common, topology: PROVINCES }).serve : province.serve;
    network.attach(address, process, serve);
    running.set(address, { process, province });
    if (province !== null) work(world, process, province);
  };

  world.crash = (process) => {
    if (!process.isAlive()) return;
    crashes++;
    process.crash();
    const downMs = 100 + world.timing.below(world.timing.pick([1_000, 5_000, 40_000]));
    world.loop.after(downMs, () => {
      world.note(`${process.name} starts again`);
      start(process.name, process.life + 1);
    });
  };
  for (const address of ADDRESSES) start(address, 1);
  return {
    processOf: (address) => running.get(address)!.process,
    gatewayOf(address) {
      const { process, province } = running.get(address)!;
      return province === null || !process.isAlive() ? undefined : gatewayOf(world, process, province);
    },
    get crashes() {
      return crashes;
    },
  };
}

function skewOf({ timing, plan }: World): number {
  return plan.clockSkewMs === 0 ? 0 : timing.below(2 * plan.clockSkewMs + 1) - plan.clockSkewMs;
}

type Life = {
  readonly seed: string;
  readonly skew: number;
  readonly transport: ReturnType<ReturnType<typeof createNetwork>['transport']>;
};

function commonDeps(world: World, process: Process, db: Database, { seed, skew, transport }: Life) {
  const { name: address, life } = process;
  return {
    address,
    db,
    transport,
    keys: keysOf(address),
    peers: (peer: NodeAddress) =>
      (ADDRESSES as readonly string[]).includes(peer) ? keysOf(peer) : undefined,
    now: () => instant(world.loop.now() + skew),
    ids: seededIdSource(`${seed}/${address}/${life}`),
    signer: headSigner(keysOf(address).privateKey),
    // The simulation calls the background work itself, but for sealing: that depends on transactions
    // elsewhere in the cluster and is done at rest.
    scheduler: { every: () => async () => {}, after: () => () => {} },
  };
}

function provinceOf(
  common: ReturnType<typeof commonDeps>,
  address: ProvinceAddress,
  world: World,
  process: Process,
): Province {
  return createProvince({
    ...common,
    ...provinceSecrets,
    areas: AREAS[address],
    policies: policies(),
    catalogueOf,
    crashpoint: (name) => (passCrashPoint(world, process, name) ? never() : undefined),
  });
}

/** Resolver and deliveries, one run after the other, as long as the process lives. */
function work(world: World, process: Process, province: Province): void {
  const repeat = async (ms: number, run: () => Promise<unknown>) => {
    for (;;) {
      await process.pause(ms);
      try {
        await run();
      } catch (error) {
        world.note(`${process.name} background failed: ${error instanceof Error ? error.name : 'error'}`);
      }
    }
  };
  repeat(RESOLVE_EVERY_MS, province.resolve).catch(world.loop.fail);
  repeat(DELIVER_EVERY_MS, province.deliver).catch(world.loop.fail);
}

function gatewayOf(world: World, process: Process, province: Province): Gateway {
  const deps = {
    careOf: (digits: string) => (digits === province.address ? province.care.deps : undefined),
    now: province.care.deps.now,
    log: (entry: { readonly event: string; readonly error?: unknown }) => {
      if (entry.event === 'call-failed')
        world.note(`${process.name} call failed: ${sentenceOf(entry.error)}`);
    },
  };
  return { process, call: (path, body) => answerHospital(deps, { path, body, headers: {} }) };
}

const sentenceOf = (error: unknown) =>
  error instanceof Error ? `${error.name} ${error.message}` : String(error);
