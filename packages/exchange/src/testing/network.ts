import { generateKeyPair } from '@zhijie/crypto';
import { type Instant, instant, seededIdSource } from '@zhijie/kernel';
import { type InProcessNetwork, inProcessNetwork } from '../in-process.ts';
import { createPort, type Port, type PortDeps } from '../port.ts';
import type { LogEntry, NodeAddress, Serve } from '../transport.ts';

const ADDRESSES = ['hub', '11', '41'] as const;
const PAIRS = new Map(ADDRESSES.map((address) => [address as NodeAddress, generateKeyPair()]));

/** Three nodes on one in-process network, with a clock that the test sets. */
export type TestNetwork = {
  readonly network: InProcessNetwork;
  readonly clock: { now: Instant };
  readonly log: LogEntry[];
  port(address: NodeAddress, more?: Partial<PortDeps>): Port;
};

export function testNetwork(): TestNetwork {
  const network = inProcessNetwork();
  const clock = { now: instant(1_795_234_567_000) };
  const log: LogEntry[] = [];
  return {
    network,
    clock,
    log,
    port: (address, more) =>
      createPort({
        address,
        transport: network.transport(address),
        keys: PAIRS.get(address)!,
        peers: (peer) => PAIRS.get(peer),
        now: () => clock.now,
        ids: seededIdSource(address),
        log: (entry) => void log.push(entry),
        ...more,
      }),
  };
}

/** A hub that forwards every frame to its final node and records nothing. */
export function forwarding(network: InProcessNetwork, to: NodeAddress): Serve {
  return (frame) => network.transport('hub').send(to, frame, 1000);
}
