import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { instant } from '@zhijie/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Authority, type IssuedCertificate, issueAuthority, issueCertificate } from './index.ts';

const now = instant(Date.UTC(2026, 0, 15, 4, 0, 0));
const hosts = ['localhost', 'hub.zhijie.test', '127.0.0.1'];

let authority: Authority;
let hub: IssuedCertificate;
beforeAll(async () => {
  authority = await issueAuthority(now);
  hub = await issueCertificate(authority, { commonName: 'hub', hosts, now });
});

describe('certificates of the network', () => {
  test('dates come from the instant given, not from the machine', () => {
    const certificate = new X509Certificate(hub.certificate);
    expect(certificate.validFromDate.toISOString()).toBe('2026-01-15T03:00:00.000Z');
    expect(certificate.validToDate.toISOString()).toBe('2027-01-15T04:00:00.000Z');
    expect(new X509Certificate(authority.certificate).validToDate.toISOString()).toMatch(/^2036-01/);
  });

  test('a node’s certificate is signed by the authority and names its hosts', () => {
    const certificate = new X509Certificate(hub.certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.checkHost('hub.zhijie.test')).toBe('hub.zhijie.test');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('elsewhere.test')).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(issuer.ca).toBe(true);
  });

  test('a certificate of another authority does not verify', async () => {
    const stranger = await issueAuthority(now);
    const foreign = await issueCertificate(stranger, { commonName: 'hub', hosts, now });
    const issuer = new X509Certificate(authority.certificate);
    expect(new X509Certificate(foreign.certificate).verify(issuer.publicKey)).toBe(false);
  });

  test('mutual TLS admits a node of the network and nobody without a certificate', async () => {
    // Valid whatever the date of the machine: TLS compares with its clock.
    const days = 36_500;
    const since = instant(Date.UTC(2000, 0, 1));
    const live = await issueAuthority(since, { days });
    const request = { commonName: 'node', hosts, now: since, days };
    const server = await issueCertificate(live, request);
    const client = await issueCertificate(live, request);
    expect(await greet(live, server, client)).toBe('hello node');
    expect(await greet(live, server, undefined)).not.toBe('hello node');
  });
});

async function greet(ca: Authority, server: IssuedCertificate, client?: IssuedCertificate): Promise<string> {
  const identity = { ca: ca.certificate, cert: server.certificate, key: server.privateKey };
  const listener = createServer({ ...identity, requestCert: true, rejectUnauthorized: true }, (socket) => {
    socket.on('error', () => {});
    socket.end(`hello ${String(socket.getPeerCertificate().subject?.CN)}`);
  });
  listener.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  const own = client === undefined ? {} : { cert: client.certificate, key: client.privateKey };
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: ca.certificate, ...own });
  try {
    return await answerOf(socket);
  } finally {
    socket.destroy();
    await new Promise<void>((resolve) => listener.close(() => resolve()));
  }
}

function answerOf(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', (error) => resolve(error.message));
  });
}
