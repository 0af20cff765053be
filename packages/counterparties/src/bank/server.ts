import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Refusal, Result } from '@zhijie/kernel';
import { type Bank, bankRefusalText } from './book.ts';

export type BankServer = { readonly url: string; stop(): Promise<void> };

const LARGEST = 32 * 1024 * 1024;

/**
 * The bank over HTTP, on this machine only: `POST /pain.001` takes an order, `POST /camt.053/ACCOUNT` states
 * what was booked since the last statement. A refusal is 422 with its code.
 */
export async function serveBank(bank: Bank, port = 0): Promise<BankServer> {
  const server = createServer((request, response) => {
    answer(bank, request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.message : 'failed');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${own}`, stop: () => closed(server) };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.closeAllConnections();
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });

async function answer(bank: Bank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '/' } = request;
  const text = await bodyOf(request);
  if (method !== 'POST' || text === null) return void response.writeHead(404).end();
  if (url === '/pain.001') return told(response, bank.order(text), (done) => JSON.stringify(done));
  const account = /^\/camt\.053\/(\d+)$/.exec(url)?.[1];
  if (account === undefined) return void response.writeHead(404).end();
  told(response, bank.statement(account), (xml) => xml);
}

function told<T>(response: ServerResponse, result: Result<T, Refusal>, render: (value: T) => string): void {
  if (result.ok) response.writeHead(200).end(render(result.value));
  else response.writeHead(422).end(bankRefusalText(result.refusal));
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
