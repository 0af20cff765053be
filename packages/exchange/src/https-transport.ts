import { Agent, type RequestOptions, request } from 'node:https';
import { NoAnswer, NotDelivered } from './errors.ts';
import { MAX_FRAME_BYTES } from './frame.ts';
import { EXCHANGE_PATH, FRAME_TYPE } from './https-shape.ts';
import type { NodeAddress, Transport } from './transport.ts';

/** Certificate material of a node, PEM: the network's authority, its own certificate and private key. */
export type TlsIdentity = { readonly ca: string; readonly cert: string; readonly key: string };

export type HttpsTransportOptions = TlsIdentity & {
  /** Where each neighbour listens. */
  readonly addresses: ReadonlyMap<NodeAddress, { readonly host: string; readonly port: number }>;
  /** Connections kept to one neighbour; more requests queue. */
  readonly maxConnections?: number;
};

export type HttpsTransport = Transport & { close(): void };

/**
 * Frames over HTTPS with mutual TLS 1.3 and kept connections. The neighbour's certificate must be of our
 * authority and carry the neighbour's address as its common name; its host name does not matter.
 */
export function httpsTransport(options: HttpsTransportOptions): HttpsTransport {
  const agents = new Map<NodeAddress, Agent>();
  const agentOf = (to: NodeAddress): Agent => {
    const known = agents.get(to);
    if (known !== undefined) return known;
    const made = makeAgent(options, to);
    agents.set(to, made);
    return made;
  };
  return {
    async send(to, frame, deadlineMs) {
      const place = options.addresses.get(to);
      if (place === undefined) throw new NotDelivered(`No address is configured for node "${to}"`);
      const target = { host: place.host, port: place.port, agent: agentOf(to) };
      return await sendWithOneRepeat(target, frame, AbortSignal.timeout(deadlineMs));
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function makeAgent(options: HttpsTransportOptions, to: NodeAddress): Agent {
  return new Agent({
    ca: options.ca,
    cert: options.cert,
    key: options.key,
    minVersion: 'TLSv1.3',
    keepAlive: true,
    maxSockets: options.maxConnections ?? 64,
    // A resumed session skips the check of the peer's name.
    maxCachedSessions: 0,
    checkServerIdentity: (_host, certificate) =>
      certificate.subject.CN === to
        ? undefined
        : new NotDelivered(`The certificate of "${certificate.subject.CN}" answers for node "${to}"`),
  });
}

type Target = Pick<RequestOptions, 'host' | 'port' | 'agent'>;

// The neighbour may close a kept connection at the moment we write to it. The same bytes may be sent once
// more, since every handler is idempotent by the ids inside; if that fails too, the first attempt leaves
// the outcome unknown.
async function sendWithOneRepeat(
  target: Target,
  frame: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await post(target, frame, signal);
  } catch (error) {
    if (!(error instanceof KeptConnectionLost)) throw error;
    try {
      return await post(target, frame, signal);
    } catch (cause) {
      throw new NoAnswer('A kept connection was lost and the repeat failed', { cause });
    }
  }
}

class KeptConnectionLost extends NoAnswer {}

function post(target: Target, frame: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let mayHaveArrived = false;
    const outgoing = request({
      ...target,
      method: 'POST',
      path: EXCHANGE_PATH,
      headers: { 'content-type': FRAME_TYPE, 'content-length': frame.length },
      signal,
    });
    // Nothing of the frame leaves before the handshake has accepted the neighbour's certificate.
    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket) mayHaveArrived = true;
      else socket.once('secureConnect', () => (mayHaveArrived = true));
    });
    outgoing.on('error', (cause) => {
      if (!mayHaveArrived) return reject(new NotDelivered('The node cannot be reached', { cause }));
      const isLost = outgoing.reusedSocket && !signal.aborted;
      const sentence = signal.aborted ? 'No answer in time' : 'The connection broke before the answer';
      reject(isLost ? new KeptConnectionLost(sentence, { cause }) : new NoAnswer(sentence, { cause }));
    });
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_FRAME_BYTES) incoming.destroy(new Error('The answer is too long'));
        else chunks.push(chunk);
      });
      incoming.on('error', (cause) => reject(new NoAnswer('The answer broke off', { cause })));
      incoming.on('end', () => {
        if (incoming.statusCode === 200) return resolve(Uint8Array.from(Buffer.concat(chunks)));
        reject(statusError(incoming.statusCode ?? 0));
      });
    });
    outgoing.end(frame);
  });
}

// The listener answers 4xx and 503 only before it hands the frame on.
function statusError(status: number): Error {
  const isCertain = (status >= 400 && status < 500) || status === 503;
  const sentence = `The node answered with HTTP status ${status}`;
  return isCertain ? new NotDelivered(sentence) : new NoAnswer(sentence);
}
