import { createPrivateKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type * as X509 from '@peculiar/x509';
import type { Instant } from '@zhijie/kernel';
import { toHex } from './encoding.ts';
import { type RandomBytes, systemRandomBytes } from './random.ts';

/** A certificate and its private key, both PEM. */
export type IssuedCertificate = { readonly certificate: string; readonly privateKey: string };
/** The network's own small authority; kept by whoever runs the hub. */
export type Authority = IssuedCertificate;

export type AuthorityOptions = { commonName?: string; days?: number; randomBytes?: RandomBytes };
export type CertificateRequest = {
  commonName: string;
  /** DNS names and IP addresses under which the node is called. */
  hosts: readonly string[];
  now: Instant;
  days?: number;
  randomBytes?: RandomBytes;
};

/** P-256, because the TLS library below knows no SM2 suites; what is sealed inside uses SM2 (design §5). */
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
const AUTHORITY_DAYS = 3650;
const NODE_DAYS = 365;
/** Nodes' clocks differ a little: a certificate is valid from an hour before it was issued. */
const BACKDATED = 3_600_000;

export async function issueAuthority(now: Instant, options: AuthorityOptions = {}): Promise<Authority> {
  const x509 = await loadLibrary();
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...serialAndValidity(now, options.days ?? AUTHORITY_DAYS, options.randomBytes),
    name: nameOf(options.commonName ?? 'Zhijie authority'),
    keys,
    signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await pemOf(x509, keys.privateKey) };
}

/** A node's certificate for both ends of mutual TLS. */
export async function issueCertificate(
  authority: Authority,
  request: CertificateRequest,
): Promise<IssuedCertificate> {
  const x509 = await loadLibrary();
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await generateKeys();
  const usages = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  const certificate = await x509.X509CertificateGenerator.create({
    ...serialAndValidity(request.now, request.days ?? NODE_DAYS, request.randomBytes),
    subject: nameOf(request.commonName),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(authority.privateKey),
    signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages),
      new x509.SubjectAlternativeNameExtension(request.hosts.map(generalName)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await pemOf(x509, keys.privateKey) };
}

/**
 * Loaded at first use: it takes longer than the rest of the package, and few processes issue certificates.
 */
async function loadLibrary(): Promise<typeof X509> {
  await import('reflect-metadata'); // must run before the library's own modules
  return import('@peculiar/x509');
}

function serialAndValidity(now: Instant, days: number, randomBytes: RandomBytes = systemRandomBytes) {
  // The first byte keeps the serial positive and of fixed length (RFC 5280, 4.1.2.2).
  const serialNumber = `4a${toHex(randomBytes(15))}`;
  return { serialNumber, notBefore: new Date(now - BACKDATED), notAfter: new Date(now + days * DAY) };
}

function nameOf(commonName: string): X509.JsonName {
  return [{ CN: [commonName] }];
}

function generalName(host: string): X509.JsonGeneralName {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function pemOf(x509: typeof X509, key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function signingKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', Uint8Array.from(der), KEY, false, ['sign']);
}
