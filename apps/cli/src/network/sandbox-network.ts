import { dropDatabase } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import type { Hub } from '@zhijie/hub';
import type { InsurerGateway } from '@zhijie/insurer';
import type { Clock } from '@zhijie/kernel';
import { servedProvinces } from '@zhijie/population';
import type { PaymentChannel, Province } from '@zhijie/province';
import { type Control, createSandboxClock, type Sandbox } from '@zhijie/sandbox';
import { databaseName, type Server } from './databases.ts';
import { type Network, startNetwork, wallClock } from './network.ts';
import { openSandbox, sandboxOf } from './sandbox.ts';

export type SandboxNetwork = {
  /** For `buildHttp`; stays the same object when the network begins anew. */
  readonly served: {
    readonly hub: Hub;
    readonly gateway: InsurerGateway | undefined;
    readonly provinces: ReadonlyMap<string, Province>;
    readonly policies: Network['policies'];
    readonly now: Network['now'];
    readonly sandbox: Sandbox;
  };
  readonly unmaskKey: string;
  /** Stops the nodes; the server stays. */
  stop(): Promise<void>;
};

export type SandboxNetworkOptions = {
  readonly dataDir: string;
  readonly server: Server;
  readonly provinces?: readonly string[];
  readonly onProgress?: (text: string) => void;
  /** Where the cash part of mobile payments is paid, by the clock of the sandbox. */
  readonly channelOf?: (now: Clock) => Promise<PaymentChannel>;
};

/**
 * A network that exists for its sandbox only: its clock can be moved forward, its state thrown away. Every
 * start begins anew.
 */
export async function startSandboxNetwork(options: SandboxNetworkOptions): Promise<SandboxNetwork> {
  const { dataDir, onProgress = () => undefined } = options;
  // Databases of its own names: what is thrown away here is never somebody's installation.
  const server = { ...options.server, prefix: `${options.server.prefix}_sandbox` };
  const addresses = options.provinces ?? servedProvinces;
  const clock = createSandboxClock(wallClock);
  const parts = openSandbox(dataDir, clock.now);
  const channel = await options.channelOf?.(clock.now);
  const provinces = new Map<string, Province>();
  const begin = async (): Promise<Network> => {
    for (const address of ['hub', GATEWAY, ...addresses])
      await dropDatabase(server.adminUrl, databaseName(server, address));
    const started = await startNetwork({
      dataDir,
      provinces: addresses,
      // Stopped by whoever opened it.
      server: { ...server, stop: async () => undefined },
      now: clock.now,
      observe: parts.recorder.observe,
      ...(channel === undefined ? {} : { channel }),
      onProgress,
    });
    for (const [address, province] of started.provinces) provinces.set(address, province);
    return started;
  };
  let network = await begin();
  let isReady: Promise<void> = Promise.resolve();
  const control: Control = {
    clock,
    async moved() {
      for (const province of provinces.values()) await province.care.prepareMonths();
    },
    reset() {
      // One after the other; calls that come meanwhile wait for the new network.
      isReady = isReady.then(async () => {
        await network.stop();
        clock.reset();
        network = await begin();
      });
      return isReady;
    },
  };
  const sandbox = sandboxOf(parts, provinces, control);
  const recorder = recorderAfter(parts.recorder, () => isReady);
  const served = {
    get hub() {
      return network.hub;
    },
    get gateway() {
      return network.gateway;
    },
    provinces,
    policies: network.policies,
    now: clock.now,
    sandbox: { ...sandbox, recorder },
  };
  return { served, unmaskKey: parts.unmaskKey, stop: () => network.stop() };
}

/** Calls that come while the network begins anew wait for it. */
function recorderAfter(recorder: Sandbox['recorder'], isReady: () => Promise<void>): Sandbox['recorder'] {
  const { around } = recorder;
  return Object.assign(Object.create(recorder) as typeof recorder, {
    around: (async (request, answer) => {
      await isReady();
      return around(request, answer);
    }) satisfies typeof around,
  });
}
