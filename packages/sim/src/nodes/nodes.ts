import type { Database } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import { GATEWAY, type NodeAddress, type Serve } from '@zhijie/exchange';
import { createHub } from '@zhijie/hub';
import { type CallCore, createInsurerGateway } from '@zhijie/insurer';
import { instant, seededIdSource } from '@zhijie/kernel';
import { answerHospital, createProvince, type Province, type ProvinceDeps } from '@zhijie/province';
import { createNetwork } from '../world/network.ts';
import { never, type Process, startProcess } from '../world/process.ts';
import { processDatabase, type StatementTap } from '../world/store.ts';
import { passCrashPoint, type World } from '../world/world.ts';
import { catalogueOf, policies } from './files.ts';
import { type Installation, isNode, keysOf, provinceSecrets } from './installation.ts';
import { AREAS, PROVINCES, type ProvinceAddress } from './people.ts';

/** Bugs that are planted to test the tests; nothing of this is in node code. */
export type Taps = { readonly [address: string]: StatementTap };

/** The running network: hub and two provinces, each started again after a crash. */
export type Nodes = {
  processOf(address: NodeAddress): Process;
  /** The gateway of a province; undefined while it is down. */
  gatewayOf(province: ProvinceAddress): Gateway | undefined;
  /** A province as its own desk reaches it; undefined while it is down. */
  provinceOf(province: ProvinceAddress): Province | undefined;
  readonly crashes: number;
};

/** Bytes of a hospital's call in, bytes of the answer out; nothing when the node crashes meanwhile. */
export type Gateway = {
  readonly process: Process;
  call(path: string, body: Uint8Array): Promise<Uint8Array>;
};

/** Those outside whom the nodes reach, and what nodes do besides because of them. */
export type Surroundings = {
  readonly province: (address: ProvinceAddress, process: Process) => Partial<ProvinceDeps>;
  /** Background work of a province: how often, ms, and what. */
  readonly works: (province: Province) => readonly (readonly [ms: number, work: () => Promise<unknown>])[];
  /** So many times rarer than otherwise what is open is looked for: acts wait for half an hour. */
  readonly pace: number;
  /** How the insurers' node reaches insurers' systems. */
  readonly insurers: (process: Process) => CallCore;
};

const ALONE: Omit<Surroundings, 'insurers'> = { province: () => ({}), works: () => [], pace: 1 };

const RESOLVE_EVERY_MS = 4_000;
const DELIVER_EVERY_MS = 7_000;
const REAL_TIME_NEVER_COUNTS_MS = 600_000;

type Running = { readonly process: Process; readonly province: Province | null };

export type Beside = { readonly taps?: Taps; readonly surroundings?: Surroundings | undefined };

export function startNodes(
  world: World,
  installation: Installation,
  seed: string,
  { taps = {}, surroundings }: Beside = {},
): Nodes {
  const network = createNetwork(world);
  const running = new Map<NodeAddress, Running>();
  const addresses: readonly NodeAddress[] = Object.keys(installation.databases);
  const skews = new Map(addresses.map((address) => [address, skewOf(world)]));
  let crashes = 0;

  const start = (address: NodeAddress, life: number) => {
    const process = startProcess(world.loop, address, life);
    const db = processDatabase(world, process, installation.databases[address]!, taps[address]);
    const common = commonDeps(world, process, db, {
      seed,
      skew: skews.get(address) ?? 0,
      transport: network.transport(process),
    });
    const started = startNode(common, { world, process, surroundings });
    network.attach(address, process, started.serve);
    running.set(address, { process, province: started.province });
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
  for (const address of addresses) start(address, 1);
  return {
    processOf: (address) => running.get(address)!.process,
    provinceOf(address) {
      const { process, province } = running.get(address)!;
      return province !== null && process.isAlive() ? province : undefined;
    },
    gatewayOf(address) {
      const { process, province } = running.get(address)!;
      return province === null || !process.isAlive() ? undefined : gatewayOf(world, process, province);
    },
    get crashes() {
      return crashes;
    },
  };
}

type Around = {
  readonly world: World;
  readonly process: Process;
  readonly surroundings: Surroundings | undefined;
};

/** One life of a node, with its background work. */
function startNode(
  common: ReturnType<typeof commonDeps>,
  { world, process, surroundings }: Around,
): { readonly serve: Serve; readonly province: Province | null } {
  const { address } = common;
  if (address === 'hub')
    return { serve: createHub({ ...common, topology: PROVINCES }).serve, province: null };
  if (address === GATEWAY) {
    const { directoryKey } = provinceSecrets;
    // Real timers of the node must never decide: its answer is waited for by the asker's virtual clock.
    const own = { call: surroundings!.insurers(process), answerWithinMs: REAL_TIME_NEVER_COUNTS_MS };
    const gateway = createInsurerGateway({ ...common, directoryKey, ...own });
    work(world, process, [[surroundings!.pace * DELIVER_EVERY_MS, gateway.deliver]]);
    return { serve: gateway.serve, province: null };
  }
  const { province: more, works, pace } = surroundings ?? ALONE;
  const own = more(address as ProvinceAddress, process);
  const province = provinceOf(common, { world, process, own });
  const always = [
    [pace * RESOLVE_EVERY_MS, province.resolve],
    [pace * DELIVER_EVERY_MS, province.deliver],
  ] as const;
  work(world, process, [...always, ...works(province)]);
  return { serve: province.serve, province };
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
    peers: (peer: NodeAddress) => (isNode(peer) ? keysOf(peer) : undefined),
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
  {
    world,
    process,
    own,
  }: { readonly world: World; readonly process: Process; readonly own: Partial<ProvinceDeps> },
): Province {
  return createProvince({
    ...common,
    ...provinceSecrets,
    areas: AREAS[common.address as ProvinceAddress],
    policies: policies(),
    catalogueOf,
    crashpoint: (name) => (passCrashPoint(world, process, name) ? never() : undefined),
    ...own,
  });
}

/** Background work, each kind one run after the other, as long as the process lives. */
function work(
  world: World,
  process: Process,
  works: readonly (readonly [ms: number, run: () => Promise<unknown>])[],
): void {
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
  for (const [ms, run] of works) repeat(ms, run).catch(world.loop.fail);
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
