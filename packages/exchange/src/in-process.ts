import { NoAnswer, NotDelivered } from './errors.ts';
import type { NodeAddress, Serve, Transport } from './transport.ts';

/** All nodes of a network in one process: the same bytes as over HTTPS, without a wire. */
export type InProcessNetwork = {
  /** Puts a node on the network; replaces an earlier one of the same address. */
  attach(address: NodeAddress, serve: Serve): void;
  /** Takes a node off: what is sent to it from now on is not delivered. */
  detach(address: NodeAddress): void;
  /** The network as one node sees it. */
  transport(from: NodeAddress): Transport;
};

export function inProcessNetwork(): InProcessNetwork {
  const nodes = new Map<NodeAddress, Serve>();
  return {
    attach: (address, serve) => void nodes.set(address, serve),
    detach: (address) => void nodes.delete(address),
    transport: (from) => ({
      async send(to, frame) {
        // One hop of the microtask queue, so that no caller depends on being answered synchronously.
        await Promise.resolve();
        const serve = nodes.get(to);
        if (serve === undefined) throw new NotDelivered(`Node "${to}" is not attached to the network`);
        try {
          return await serve(frame, from);
        } catch (cause) {
          throw new NoAnswer(`Node "${to}" broke off while answering`, { cause });
        }
      },
    }),
  };
}
