/**
 * The load generator: a process of its own on the same cores. It gets the messages before the clock starts
 * and gives the answers back unread after it stopped.
 */
import { Agent, request } from 'node:http';

/** `rate` null: closed loop, every client sends again when it was answered; else open loop, per second. */
export type LoadOrder = {
  readonly port: number;
  readonly path: string;
  readonly messages: readonly Uint8Array[];
  readonly clients: number;
  readonly milliseconds: number;
  readonly rate: number | null;
};

export type LoadReport = {
  readonly answers: readonly Uint8Array[];
  /** Milliseconds, from the intended start of each message. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  /** Calls that broke off without an answer. */
  readonly broken: number;
  /** Milliseconds of processor time of the load generator. */
  readonly cpu: number;
};

function post(order: LoadOrder, agent: Agent, body: Uint8Array): Promise<Uint8Array> {
  const { port, path } = order;
  const headers = { 'content-type': 'application/json', 'content-length': body.byteLength };
  return new Promise((answered, failed) => {
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => answered(Buffer.concat(chunks)));
      response.on('error', failed);
    });
    call.on('error', failed);
    call.end(body);
  });
}

type Book = { readonly answers: Uint8Array[]; readonly latencies: number[]; broken: number };

async function send(order: LoadOrder, agent: Agent, book: Book, index: number, due: number): Promise<void> {
  try {
    book.answers.push(await post(order, agent, order.messages[index]!));
    book.latencies.push(performance.now() - due);
  } catch {
    book.broken += 1;
  }
}

async function closed(order: LoadOrder, agent: Agent, book: Book): Promise<void> {
  const end = performance.now() + order.milliseconds;
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < order.messages.length && performance.now() < end) {
      await send(order, agent, book, next++, performance.now());
    }
  };
  await Promise.all(Array.from({ length: order.clients }, client));
}

async function opened(order: LoadOrder, agent: Agent, book: Book, rate: number): Promise<void> {
  const start = performance.now();
  const count = Math.min(order.messages.length, Math.floor((order.milliseconds / 1000) * rate));
  const sent: Promise<void>[] = [];
  while (sent.length < count) {
    const due = start + (sent.length * 1000) / rate;
    if (performance.now() < due) await new Promise((later) => setTimeout(later, 1));
    else sent.push(send(order, agent, book, sent.length, due));
  }
  await Promise.all(sent);
}

process.once('message', async (order: LoadOrder) => {
  const agent = new Agent({ keepAlive: true, maxSockets: order.rate === null ? order.clients : 256 });
  const book: Book = { answers: [], latencies: [], broken: 0 };
  const start = performance.now();
  const before = process.cpuUsage();
  if (order.rate === null) await closed(order, agent, book);
  else await opened(order, agent, book, order.rate);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const report: LoadReport = { ...book, seconds, cpu: (user + system) / 1000 };
  agent.destroy();
  process.send!(report, () => process.disconnect());
});
