import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal, Result } from '@zhijie/kernel';
import { bodyOf, serveLocally } from '../local-server.ts';
import { type Bank, bankRefusalText } from './book.ts';

export type BankServer = { readonly url: string; stop(): Promise<void> };

const LARGEST = 32 * 1024 * 1024;

/**
 * The bank over HTTP, on this machine only: `POST /pain.001` takes an order, `POST /camt.053/ACCOUNT` states
 * what was booked since the last statement. A refusal is 422 with its code.
 */
export async function serveBank(bank: Bank, port = 0): Promise<BankServer> {
  const { url, close } = await serveLocally(port, (request, response) => answer(bank, request, response));
  return { url, stop: close };
}

async function answer(bank: Bank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '/' } = request;
  const text = await bodyOf(request, LARGEST);
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
