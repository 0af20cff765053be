/** Test support: a whole network behind its HTTP gateway, on the shared test PostgreSQL. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHospital, type Hospital } from '@zhijie/counterparties';
import { type Database, dropDatabase, pendingOutbox, statement, testPostgresUrl } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import type { Clock } from '@zhijie/kernel';
import { knownProviders } from '@zhijie/population';
import { afterAll, beforeAll } from 'vitest';
import type { DoctorFinding } from '../doctor/finding.ts';
import { examineGateway, examineHub, examineProvince } from '../doctor/node-books.ts';
import { examinePairs } from '../doctor/pairs.ts';
import { type Installation, readInstallation } from '../installation.ts';
import { type OwnCreditBank, openCreditBank } from '../network/credit-bank.ts';
import { givenServer } from '../network/databases.ts';
import { buildHttp } from '../network/http.ts';
import { type Network, startNetwork, wallClock } from '../network/network.ts';
import { type OwnWallet, openWallet } from '../network/payment-channel.ts';
import { openSandbox, type SandboxParts, sandboxOf } from '../network/sandbox.ts';

export type NetworkUnderTest = {
  readonly network: Network;
  readonly installation: Installation;
  readonly url: string;
  /** Null unless the network was asked for with one. */
  readonly sandbox: SandboxParts | null;
  /** Where the cash part of mobile payments is paid. */
  readonly wallet: OwnWallet;
  /** Where persons sign for credit. */
  readonly bank: OwnCreditBank;
};

const START_MS = 180_000;

/** One network for the tests of a file: started before them, stopped and removed after them. */
export function useNetwork(
  provinces: readonly string[],
  { hasSandbox = false, now }: { readonly hasSandbox?: boolean; readonly now?: Clock } = {},
): () => NetworkUnderTest {
  let made: (NetworkUnderTest & { stop(): Promise<void> }) | null = null;
  beforeAll(async () => {
    made = await startUnderTest(provinces, hasSandbox, now);
  }, START_MS);
  afterAll(async () => {
    await made?.stop();
    made = null;
  });
  return () => {
    if (made === null) throw new Error('The network exists only while the tests of its file run');
    return made;
  };
}

async function startUnderTest(provinces: readonly string[], hasSandbox: boolean, now: Clock = wallClock) {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-acceptance-'));
  const adminUrl = await testPostgresUrl();
  const prefix = `accept_${randomBytes(6).toString('hex')}`;
  const server = givenServer(adminUrl, prefix);
  const sandbox = hasSandbox ? openSandbox(dataDir, wallClock) : null;
  const watched = sandbox === null ? {} : { observe: sandbox.recorder.observe };
  const wallet = await openWallet(dataDir, now, { ZHIJIE_WALLET_PORT: '0' });
  const bank = await openCreditBank(dataDir, now);
  const { channel } = wallet;
  const options = {
    dataDir,
    provinces,
    server,
    logFrom: 'error',
    now,
    channel,
    credit: bank.credit,
  } as const;
  const network = await startNetwork({ ...options, ...watched });
  const served = sandbox === null ? {} : { sandbox: sandboxOf(sandbox, network.provinces, null) };
  const app = await buildHttp({ ...network, ...served });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await app.close();
    await network.stop();
    await wallet.close();
    await bank.close();
    for (const address of ['hub', GATEWAY, ...provinces])
      await dropDatabase(adminUrl, `${prefix}_${address}`);
    rmSync(dataDir, { recursive: true, force: true });
  };
  wallet.callsBackTo(url);
  return { network, installation: readInstallation(dataDir), url, sandbox, wallet, bank, stop };
}

/** What `zhijie doctor` finds in the books of a network at rest. */
export async function findings(underTest: NetworkUnderTest): Promise<readonly DoctorFinding[]> {
  await quiet(underTest);
  const { network, installation } = underTest;
  const found = [...(await examinePairs(network.databases))];
  for (const [address, db] of network.databases) {
    const key = installation.publicKeyOf(address)!;
    const own =
      address === GATEWAY
        ? await examineGateway(db, key)
        : address === 'hub'
          ? await examineHub(db, key)
          : await examineProvince(address, db, key, wallClock);
    found.push(...own);
  }
  return found;
}

export type HttpAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
};

/** Any bytes to the gateway, any content type, any path below /fsi. */
export async function sendRaw(
  url: string,
  body: Uint8Array | string,
  { path = '/fsi/api/callService', contentType = 'application/json' } = {},
): Promise<HttpAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}

export type ClientUnderTest = {
  readonly hospital: Hospital;
  /** The same hospital, whose requests are changed as text on their way. */
  altered(change: (body: string) => string): Hospital;
  /** Request and answer bytes of the latest call. */
  latest(): { readonly request: Uint8Array; readonly answer: Uint8Array };
};

let clients = 0;

/** A hospital's system over HTTP, that remembers what it sent and got last. */
export function clientOf(url: string, providerId: string, now: Clock = wallClock): ClientUnderTest {
  const provider = knownProviders.find((each) => each.providerId === providerId);
  if (provider === undefined) throw new Error(`Nobody knows the hospital ${providerId}`);
  let latest: { request: Uint8Array; answer: Uint8Array } | null = null;
  const client = (change: (body: string) => string): Hospital => {
    clients += 1;
    return createHospital({
      providerId,
      name: provider.name,
      careRegion: provider.area,
      now,
      prefix: `T${clients.toString(36)}`,
      post: async (body) => {
        const request = Buffer.from(change(Buffer.from(body).toString('utf8')), 'utf8');
        const { bytes } = await sendRaw(url, request);
        latest = { request, answer: bytes };
        return bytes;
      },
    });
  };
  return {
    hospital: client((body) => body),
    altered: client,
    latest: () => {
      if (latest === null) throw new Error('Nothing was sent yet');
      return latest;
    },
  };
}

const TABLES = statement(
  'acceptance-tables',
  `SELECT format('%I.%I', n.nspname, c.relname) AS name
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) ORDER BY 1`,
);

const SCHEMAS = ['care', 'insured', 'hub', 'care_ledger', 'insured_ledger', 'hub_ledger', 'node'];
/** What a refused call may leave: that it came, that somebody looked, and who was looked at. */
const TRACES = [
  'care.raw_message',
  'care.access_log',
  'insured.access_log',
  'care.operator_session',
  'care.known_person',
];

/**
 * A settlement that the insured place refused is closed for good by a tombstone on both sides: a copy of
 * the request that is still under way must never settle. It moves nothing.
 */
const EFFECTIVE: Readonly<Record<string, string>> = {
  'care.settlement': `state <> 'refused'`,
  'care.reversal': `state <> 'never-settled'`,
  'insured.settlement': `state <> 'never-settled'`,
  'insured.reversal': `outcome <> 'never-settled'`,
};

async function effectsOf(db: Database): Promise<[string, string][]> {
  const tables = await db.query<{ name: string }>(TABLES, [SCHEMAS]);
  const kept = tables.map(({ name }) => name).filter((name) => !TRACES.includes(name));
  const counts = kept.map(
    (name) =>
      `SELECT '${name}' AS name, count(*) || ' rows, ' ||
         coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '-') AS content
       FROM ${name} t WHERE ${EFFECTIVE[name] ?? 'true'}`,
  );
  const text = counts.join(' UNION ALL ');
  const all = statement(`acceptance-effects-${createHash('md5').update(text).digest('hex')}`, text);
  return (await db.query<{ name: string; content: string }>(all, [])).map((row) => [row.name, row.content]);
}

/** Every row of every node except the traces of having been asked, as one digest per table. */
export async function effects({ network }: NetworkUnderTest): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [address, db] of network.databases) {
    for (const [name, content] of await effectsOf(db)) found[`${address} ${name}`] = content;
  }
  return found;
}

/** Waits until nothing is under way any more: outboxes empty, details delivered. */
export async function quiet({ network }: NetworkUnderTest): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    for (const province of network.provinces.values()) {
      while ((await province.deliver()) > 0);
      await province.resolve();
    }
    await network.hub.deliver();
    let waiting = 0;
    for (const db of network.databases.values()) {
      waiting += (await pendingOutbox(db)).entries;
    }
    if (waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The network does not come to rest');
}
