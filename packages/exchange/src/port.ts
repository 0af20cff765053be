import { type RandomBytes, systemRandomBytes } from '@zhijie/crypto';
import type { Clock, IdSource, Refusal, Result } from '@zhijie/kernel';
import { type AskDeps, askNode } from './ask.ts';
import type { Fault } from './bodies.ts';
import type { FrameHeader } from './frame.ts';
import type { Handlers } from './handlers.ts';
import { createLinks, type NodeKeys, type PeerKeys } from './links.ts';
import type { AnswerOf, MessageName, RequestOf, Route } from './messages.ts';
import { makeFault, makeRefusal, type ServeDeps, serveFrame } from './serve.ts';
import type { Log, NodeAddress, Serve, Transport } from './transport.ts';

export type AskOptions = {
  /** How long to wait for the answer, ms; 10 000 unless told. */
  readonly deadlineMs?: number;
  /** The node that answers, where the message and the route leave a choice. */
  readonly to?: NodeAddress;
};

/** Asks one message of the node that owns the answer. See `Port.ask`. */
export type Ask = <N extends MessageName>(
  message: N,
  route: Route,
  body: RequestOf<N>,
  options?: AskOptions,
) => Promise<Result<AnswerOf<N>, Refusal>>;

export type Port = {
  readonly address: NodeAddress;
  /**
   * Seals the body for the node that answers and waits. A refusal is the answering node's (or the hub's)
   * word that nothing happened. Throws `NotDelivered` when the request was certainly not processed and
   * `NoAnswer` when that is unknown; a body or route that breaks the contract is a defect.
   */
  readonly ask: Ask;
  /** The node's own end: opens, checks, asks the handler, seals the answer under the request's key. */
  serve(handlers: Handlers): Serve;
  /** A refusal in the name of this node to a request that it forwards or cannot open. */
  refusalTo(request: FrameHeader, refusal: Refusal): Uint8Array;
  /** A fault in the name of this node, likewise. */
  faultTo(request: FrameHeader, fault: Fault): Uint8Array;
};

export type PortDeps = {
  readonly address: NodeAddress;
  readonly transport: Transport;
  readonly keys: NodeKeys;
  /** Keys of the network's nodes, this one included; undefined for an address that is none. */
  readonly peers: (address: NodeAddress) => PeerKeys | undefined;
  readonly now: Clock;
  readonly ids: IdSource;
  /** Keys and seals; the operating system's randomness unless told (simulations). */
  readonly randomBytes?: RandomBytes;
  /**
   * Carries frames from the node to itself (a local bill skips only the hub). Without one they go to the
   * function that `serve` made last, as bytes all the same.
   */
  readonly local?: Transport;
  /** Frames made longer ago, or further ahead, than this are rejected; 24 h unless told. */
  readonly maxSkewMs?: number;
  /** Link keys are renewed after it; one hour unless told. */
  readonly renewLinksAfterMs?: number | undefined;
  readonly log?: Log;
};

const DAY_MS = 86_400_000;

/** A node's end of the exchange. */
export function createPort(deps: PortDeps): Port {
  const { address, now, ids, randomBytes = systemRandomBytes } = deps;
  const links = createLinks({ ...deps, now, randomBytes });
  const frames = { address, now, ids, links, randomBytes };
  const log = deps.log ?? (() => {});
  const own: { serve: Serve | undefined } = { serve: undefined };
  const asking: AskDeps = { ...frames, transport: deps.transport, local: deps.local ?? toItself(deps, own) };
  const serving: ServeDeps = { ...frames, maxSkewMs: deps.maxSkewMs ?? DAY_MS, log };
  return {
    address,
    ask: (message, route, body, options) => askNode(asking, { message, route, body, ...options }),
    serve(handlers) {
      const serve: Serve = (frame, peer) => serveFrame(serving, handlers, frame, peer);
      own.serve = serve;
      return serve;
    },
    refusalTo: (request, refusal) => makeRefusal(frames, request, refusal),
    faultTo: (request, fault) => makeFault(frames, request, fault),
  };
}

function toItself(deps: PortDeps, own: { serve: Serve | undefined }): Transport {
  return {
    async send(to, frame, deadlineMs) {
      await Promise.resolve();
      return own.serve === undefined
        ? await deps.transport.send(to, frame, deadlineMs)
        : await own.serve(frame, deps.address);
    },
  };
}
