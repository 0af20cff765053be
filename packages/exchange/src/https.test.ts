import { request as httpsRequest } from 'node:https';
import { issueAuthority, issueCertificate } from '@zhijie/crypto';
import { instant } from '@zhijie/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoAnswer, NotDelivered } from './errors.ts';
import { type HttpsListener, httpsListener } from './https-listener.ts';
import { type HttpsTransport, httpsTransport, type TlsIdentity } from './https-transport.ts';
import { golden } from './testing/golden.ts';
import { testNetwork } from './testing/network.ts';
import type { NodeAddress, Serve } from './transport.ts';

const HOST = '127.0.0.1';
const identities = new Map<NodeAddress, TlsIdentity>();
const opened: { close(): unknown }[] = [];

// Certificates are checked by TLS against the machine's clock, so they are issued for the real present.
beforeAll(async () => {
  const now = instant(Date.now());
  const authority = await issueAuthority(now);
  for (const commonName of ['hub', '11', '41']) {
    const issued = await issueCertificate(authority, { commonName, hosts: [HOST], now });
    identities.set(commonName, {
      ca: authority.certificate,
      cert: issued.certificate,
      key: issued.privateKey,
    });
  }
  const stranger = await issueAuthority(now);
  const issued = await issueCertificate(stranger, { commonName: '11', hosts: [HOST], now });
  identities.set('stranger', { ca: authority.certificate, cert: issued.certificate, key: issued.privateKey });
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

async function listen(
  address: NodeAddress,
  serve: Serve,
  accepts: readonly string[],
): Promise<HttpsListener> {
  const listener = await httpsListener({
    ...identities.get(address)!,
    host: HOST,
    port: 0,
    serve,
    accepts: (peer) => accepts.includes(peer),
  });
  opened.push(listener);
  return listener;
}

function connect(from: string, to: NodeAddress, port: number): HttpsTransport {
  const transport = httpsTransport({
    ...identities.get(from)!,
    addresses: new Map([[to, { host: HOST, port }]]),
  });
  opened.unshift(transport);
  return transport;
}

const echo: Serve = async (frame, peer) =>
  Uint8Array.from([...new TextEncoder().encode(`${peer}:`), ...frame]);
const hello = new TextEncoder().encode('hello');
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('bytes arrive with the name of the certificate, over one kept connection', async () => {
  const { port } = await listen('hub', echo, ['11']);
  const transport = connect('11', 'hub', port);
  expect(text(await transport.send('hub', hello, 2000))).toBe('11:hello');
  expect(text(await transport.send('hub', hello, 2000))).toBe('11:hello');
});

test('a whole request crosses two links and comes back', async () => {
  const example = golden('settlement.quote@1');
  const net = testNetwork();
  const henan = net
    .port('41')
    .serve({ 'settlement.quote@1': async () => ({ ok: true, value: example.answer }) });
  const henanListener = await listen('41', henan, ['hub', '41']);
  const onward = connect('hub', '41', henanListener.port);
  const hubListener = await listen('hub', (frame) => onward.send('41', frame, 2000), ['11', '41']);
  const beijing = net.port('11', { transport: connect('11', 'hub', hubListener.port) });
  const answer = await beijing.ask('settlement.quote@1', example.route, example.request);
  expect(answer).toEqual({ ok: true, value: example.answer });
});

test('nobody listening: certainly not delivered', async () => {
  const listener = await listen('hub', echo, ['11']);
  await listener.close();
  await expect(connect('11', 'hub', listener.port).send('hub', hello, 2000)).rejects.toThrow(NotDelivered);
});

test('a node without a configured address: certainly not delivered', async () => {
  await expect(connect('11', 'hub', 1).send('61', hello, 2000)).rejects.toThrow(NotDelivered);
});

test('a server that is another node than the one asked: certainly not delivered', async () => {
  let served = 0;
  const counting: Serve = async (frame) => {
    served += 1;
    return frame;
  };
  const { port } = await listen('41', counting, ['11']);
  await expect(connect('11', 'hub', port).send('hub', hello, 2000)).rejects.toThrow(NotDelivered);
  expect(served).toBe(0);
});

test('a peer that is not accepted: certainly not delivered', async () => {
  const { port } = await listen('41', echo, ['hub', '41']);
  await expect(connect('11', '41', port).send('41', hello, 2000)).rejects.toThrow(NotDelivered);
});

test('a certificate of another authority never reaches the node', async () => {
  let served = 0;
  const { port } = await listen(
    'hub',
    async (frame) => {
      served += 1;
      return frame;
    },
    ['11'],
  );
  await expect(connect('stranger', 'hub', port).send('hub', hello, 2000)).rejects.toThrow();
  expect(served).toBe(0);
});

test('T-06 no answer before the deadline: unknown', async () => {
  const { port } = await listen('hub', () => new Promise<Uint8Array>(() => {}), ['11']);
  const transport = connect('11', 'hub', port);
  await expect(transport.send('hub', hello, 200)).rejects.toThrow(NoAnswer);
});

test('T-06 a node that breaks off while answering: unknown', async () => {
  const { port } = await listen('hub', () => Promise.reject(new Error('crashed')), ['11']);
  await expect(connect('11', 'hub', port).send('hub', hello, 2000)).rejects.toThrow(NoAnswer);
});

test('closing finishes the request under way', async () => {
  let finish: (() => void) | undefined;
  const slow: Serve = (frame) => new Promise((resolve) => (finish = () => resolve(frame)));
  const listener = await listen('hub', slow, ['11']);
  const asking = connect('11', 'hub', listener.port).send('hub', hello, 5000);
  await expect.poll(() => finish !== undefined).toBe(true);
  const closing = listener.close();
  finish?.();
  expect(text(await asking)).toBe('hello');
  await closing;
});

test('a body beyond the limit is turned away before it is read', async () => {
  const { port } = await listen('hub', echo, ['11']);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-length': 9 * 1024 * 1024 };
    const identity = identities.get('11')!;
    const options = { host: HOST, port, method: 'POST', path: '/exchange/1', headers, ...identity };
    const outgoing = httpsRequest(
      { ...options, servername: HOST === '127.0.0.1' ? '' : HOST },
      (response) => {
        resolve(response.statusCode);
        outgoing.destroy();
      },
    );
    outgoing.on('error', reject);
    outgoing.write('x');
  });
  expect(status).toBe(413);
});
