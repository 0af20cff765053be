import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  deriveKey,
  type FieldKey,
  generateKeyPair,
  importPrivate,
  importPublic,
  issueAuthority,
  issueCertificate,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  systemRandomBytes,
  toHex,
} from '@zhijie/crypto';
import { type Clock, Failure } from '@zhijie/kernel';

/** What every node may know of every other: public keys and, across processes, where it listens. */
export type PublicNode = {
  readonly address: string;
  readonly publicKey: string;
  readonly url: string | null;
};
export type NetworkFile = { readonly version: 1; readonly nodes: readonly PublicNode[] };

/** The secrets of one node. They are made at the first start and never leave its folder. */
export type NodeSecrets = {
  readonly address: string;
  readonly privateKey: Sm2PrivateKey;
  readonly fieldKeys: readonly FieldKey[];
  /** Key of the node's own look-up digests. */
  readonly lookupKey: Uint8Array;
  /**
   * Key of the directory's digests, shared by the provinces; the hub has none and cannot enumerate citizens.
   */
  readonly directoryKey: Uint8Array | null;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
};

export type Installation = {
  readonly folder: string;
  readonly network: NetworkFile;
  readonly secretsOf: (address: string) => NodeSecrets;
  readonly publicKeyOf: (address: string) => Sm2PublicKey | undefined;
};

const OWNER_ONLY = 0o600;

function writeSecret(path: string, text: string): void {
  writeFileSync(path, text, { mode: OWNER_ONLY });
  chmodSync(path, OWNER_ONLY);
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure(`缺少密钥文件 ${path}；请从备份恢复，或删除整个数据目录重新开始。`, { cause });
  }
}

async function createNode(folder: string, address: string, shared: Shared, now: Clock): Promise<string> {
  const own = join(folder, address);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const pair = generateKeyPair();
  const tls = await issueCertificate(shared.authority, {
    commonName: address,
    hosts: ['127.0.0.1', 'localhost'],
    now: now(),
  });
  writeSecret(join(own, 'sm2-private.pem'), pair.privateKey.toPem());
  writeSecret(join(own, 'master.key'), toHex(systemRandomBytes(32)));
  writeSecret(join(own, 'tls-key.pem'), tls.privateKey);
  writeSecret(join(own, 'tls-cert.pem'), tls.certificate);
  writeSecret(join(own, 'authority.pem'), shared.authority.certificate);
  if (address !== 'hub') writeSecret(join(own, 'directory.key'), shared.directoryKey);
  return pair.publicKey.hex;
}

type Shared = {
  readonly authority: { certificate: string; privateKey: string };
  readonly directoryKey: string;
};

async function sharedSecrets(folder: string, now: Clock): Promise<Shared> {
  const own = join(folder, 'authority');
  const paths = {
    certificate: join(own, 'authority.pem'),
    privateKey: join(own, 'authority-key.pem'),
    directoryKey: join(own, 'directory.key'),
  };
  if (!existsSync(paths.privateKey)) {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const authority = await issueAuthority(now());
    writeSecret(paths.certificate, authority.certificate);
    writeSecret(paths.directoryKey, toHex(systemRandomBytes(32)));
    writeSecret(paths.privateKey, authority.privateKey);
  }
  return {
    authority: { certificate: readSecret(paths.certificate), privateKey: readSecret(paths.privateKey) },
    directoryKey: readSecret(paths.directoryKey),
  };
}

function readNetwork(file: string): NetworkFile {
  if (!existsSync(file)) return { version: 1, nodes: [] };
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as NetworkFile;
  } catch (cause) {
    throw new Failure(`${file} 不是可读的 JSON 文件；请从备份恢复`, { cause });
  }
}

/**
 * The keys of an installation below a folder, made for the addresses that have none yet. Nodes that exist
 * keep theirs: a lost master key would make the stored names unreadable.
 */
export async function openInstallation(
  folder: string,
  addresses: readonly string[],
  now: Clock,
  urls: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const keys = join(folder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(folder, 'network.json');
  const known = new Map(readNetwork(file).nodes.map((node) => [node.address, node]));
  for (const address of addresses) {
    const publicKey =
      known.get(address)?.publicKey ?? (await createNode(keys, address, await sharedSecrets(keys, now), now));
    known.set(address, { address, publicKey, url: urls[address] ?? known.get(address)?.url ?? null });
  }
  const network: NetworkFile = { version: 1, nodes: [...known.values()] };
  writeFileSync(file, `${JSON.stringify(network, null, 2)}\n`);
  return readInstallation(folder);
}

/** The installation as it lies on the disk; changes nothing. */
export function readInstallation(folder: string): Installation {
  const network = readNetwork(join(folder, 'network.json'));
  const publicKeys = new Map(network.nodes.map((node) => [node.address, importPublic(node.publicKey)]));
  return {
    folder,
    network,
    secretsOf: (address) => readSecrets(join(folder, 'keys', address), address),
    publicKeyOf: (address) => publicKeys.get(address),
  };
}

function readSecrets(folder: string, address: string): NodeSecrets {
  const read = (name: string): string => readSecret(join(folder, name));
  const master = Uint8Array.from(Buffer.from(read('master.key'), 'hex'));
  return {
    address,
    privateKey: importPrivate(read('sm2-private.pem')),
    fieldKeys: [{ id: 'f1', bytes: deriveKey(master, 'field 1') }],
    lookupKey: deriveKey(master, 'lookup 1'),
    directoryKey: address === 'hub' ? null : Uint8Array.from(Buffer.from(read('directory.key'), 'hex')),
    tls: { ca: read('authority.pem'), cert: read('tls-cert.pem'), key: read('tls-key.pem') },
  };
}
