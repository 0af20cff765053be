import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { MAX_FRAME_BYTES } from './frame.ts';
import { EXCHANGE_PATH, FRAME_TYPE } from './https-shape.ts';
import type { TlsIdentity } from './https-transport.ts';
import type { Log, NodeAddress, Serve } from './transport.ts';

export type HttpsListenerOptions = TlsIdentity & {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly serve: Serve;
  /** The neighbours that may connect: for a province the hub and itself, for the hub every province. */
  readonly accepts: (peer: NodeAddress) => boolean;
  readonly log?: Log;
};

export type HttpsListener = {
  readonly port: number;
  /** Takes no new request, finishes those under way, then closes. */
  close(): Promise<void>;
};

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The receiving end of `httpsTransport`: the peer is the common name of a certificate of our authority.
 * Answers 4xx or 503 only for frames that it does not hand on.
 */
export async function httpsListener(options: HttpsListenerOptions): Promise<HttpsListener> {
  const state = { isClosing: false };
  const server = createServer(
    {
      ca: options.ca,
      cert: options.cert,
      key: options.key,
      minVersion: 'TLSv1.3',
      requestCert: true,
      rejectUnauthorized: true,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: 60_000,
    },
    (request, response) => void handle(options, state, request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      state.isClosing = true;
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

async function handle(
  options: HttpsListenerOptions,
  state: { isClosing: boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (state.isClosing) return end(response, 503);
    if (request.method !== 'POST' || request.url !== EXCHANGE_PATH) return end(response, 404);
    const peer = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    if (typeof peer !== 'string' || !options.accepts(peer)) return end(response, 403);
    const frame = await readBody(request);
    if (frame === null) return end(response, 413);
    const answer = await options.serve(frame, peer);
    // A closing node asks its neighbours to open their next connection elsewhere.
    if (state.isClosing) response.setHeader('connection', 'close');
    response.writeHead(200, { 'content-type': FRAME_TYPE, 'content-length': answer.length });
    response.end(answer);
  } catch (error) {
    options.log?.({ level: 'error', event: 'exchange-listener-failed', error });
    if (!response.headersSent) end(response, 500);
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0, connection: 'close' });
  response.end();
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FRAME_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FRAME_BYTES) return null;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
