import { generateKeyPair } from '@zhijie/crypto';
import {
  createTestDatabase,
  type Database,
  manualScheduler,
  openDatabase,
  runScript,
  statement,
} from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import { GATEWAY, inProcessNetwork, type NodeAddress } from '@zhijie/exchange';
import { createHub, hubMigrations } from '@zhijie/hub';
import { type CallCore, createInsurerGateway, gatewayMigrations, type InsurerGateway } from '@zhijie/insurer';
import { assert, type Instant, parseDateTime, seededIdSource } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { createProvince, type Province, type ProvinceDeps, provinceMigrations } from '@zhijie/province';
import { catalogueOf, policies } from './files.ts';
import { AREAS, institutionsOf, PEOPLE, PROVINCES, type ProvinceAddress } from './people.ts';

export const ADDRESSES = ['hub', ...PROVINCES] as const;

/**
 * Databases of the three nodes with people, hospitals and directory in them, used by one run after the
 * other.
 */
export type Installation = {
  readonly databases: Readonly<Record<string, Database>>;
  /** Puts every table back to where the installation was when it was made. */
  reset(): Promise<void>;
  close(): Promise<void>;
};

const PAIRS = new Map<string, ReturnType<typeof generateKeyPair>>(
  [...ADDRESSES, GATEWAY].map((address) => [address, generateKeyPair()]),
);

export const isNode = (address: NodeAddress): boolean => PAIRS.has(address);

export const keysOf = (address: NodeAddress) => {
  const pair = PAIRS.get(address);
  assert(pair !== undefined, `${address} is a node of the simulation`);
  return pair;
};

const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill);

/** What does not change from one life of a province to the next. */
export const provinceSecrets = {
  fieldKeys: [{ id: 'sim', bytes: bytes(32, 7) }],
  lookupKey: bytes(32, 1),
  directoryKey: bytes(32, 2),
};

const momentOf = (text: string): Instant => {
  const parsed = parseDateTime(text);
  assert(parsed.ok, `${text} is a moment`);
  return parsed.value;
};

export const INSTALLED_AT = momentOf('2026-01-01 08:00:00');

/** Nodes as they are while people are brought in: the network has no faults and the clock stands. */
export type Beginning = {
  readonly provinces: Readonly<Record<ProvinceAddress, Province>>;
  readonly gateway: InsurerGateway | null;
};

/** What an installation has besides hub and provinces. */
export type Furnishing = {
  readonly people: Readonly<Record<ProvinceAddress, readonly SeedPerson[]>>;
  /** How the insurers' node reaches insurers while they join; null: no such node. */
  readonly insurers: CallCore | null;
  readonly province: (address: ProvinceAddress) => Partial<ProvinceDeps>;
  /** After everybody is there. */
  readonly furnish: (beginning: Beginning) => Promise<void>;
};

const PLAIN: Furnishing = {
  people: PEOPLE,
  insurers: null,
  province: () => ({}),
  furnish: async () => {},
};

const MIGRATIONS: Readonly<Record<string, typeof hubMigrations>> = {
  hub: hubMigrations,
  [GATEWAY]: gatewayMigrations,
};

export async function createInstallation(furnishing: Furnishing = PLAIN): Promise<Installation> {
  const addresses = furnishing.insurers !== null ? [...ADDRESSES, GATEWAY] : ADDRESSES;
  const made = new Map<string, Awaited<ReturnType<typeof createTestDatabase>>>();
  for (const address of addresses) {
    made.set(address, await createTestDatabase(MIGRATIONS[address] ?? provinceMigrations));
  }
  const databases = Object.fromEntries([...made].map(([address, { db }]) => [address, db]));
  await populate(databases, furnishing);
  for (const db of Object.values(databases)) await keepBase(db);
  const resetters = Object.values(databases).map(resetterOf);
  return {
    databases,
    async reset() {
      for (const db of resetters) await db.query(RESET, []);
    },
    async close() {
      for (const db of resetters) await db.close();
      for (const { drop } of made.values()) await drop();
    },
  };
}

/** Brings in people and hospitals through the nodes themselves, on a network without faults. */
async function populate(
  databases: Readonly<Record<string, Database>>,
  { people, insurers, province: own, furnish }: Furnishing,
): Promise<void> {
  const network = inProcessNetwork();
  const scheduler = manualScheduler(INSTALLED_AT);
  const common = (address: NodeAddress) => ({
    address,
    db: databases[address]!,
    keys: keysOf(address),
    peers: (peer: NodeAddress) => PAIRS.get(peer),
    transport: network.transport(address),
    now: () => scheduler.now(),
    ids: seededIdSource(`installation/${address}`),
    signer: headSigner(keysOf(address).privateKey),
    scheduler,
  });
  const hub = createHub({ ...common('hub'), topology: PROVINCES });
  network.attach('hub', hub.serve);
  const { directoryKey } = provinceSecrets;
  const gateway =
    insurers === null ? null : createInsurerGateway({ ...common(GATEWAY), directoryKey, call: insurers });
  if (gateway !== null) network.attach(GATEWAY, gateway.serve);
  const provinces = PROVINCES.map((address) => {
    const province = createProvince({
      ...common(address),
      ...provinceSecrets,
      areas: AREAS[address],
      policies: policies(),
      catalogueOf,
      ...own(address),
    });
    network.attach(address, province.serve);
    return [address, province] as const;
  });
  for (const [address, province] of provinces) {
    await province.care.seedInstitutions(institutionsOf(address));
    await province.insured.seed(people[address]);
    await province.deliver();
  }
  const byAddress = Object.fromEntries(provinces) as Record<ProvinceAddress, Province>;
  await furnish({ provinces: byAddress, gateway });
}

const TABLES = statement(
  'sim-tables',
  `SELECT n.nspname AS schema, c.relname AS name,
     (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attidentity <> '') AS identities
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public', 'sim_base')
   ORDER BY 1, 2`,
);

const RESET = statement('sim-reset', 'SELECT sim_base.reset()');

/**
 * A connection that only resets: triggers and foreign keys rest on it, as the ledgers refuse deletions. The
 * nodes' own connections never change this setting, which would throw away every plan they have made.
 */
function resetterOf({ url }: Database): Database {
  const own = new URL(url);
  own.searchParams.set('options', '-c session_replication_role=replica');
  return openDatabase({ url: own.toString(), max: 1, applicationName: 'sim-reset' });
}

/** Keeps the content of every table, and makes the function that brings it back. */
async function keepBase(db: Database): Promise<void> {
  const tables = await db.query<{ schema: string; name: string; identities: number }>(TABLES, []);
  const kept = tables.map(({ schema, name }) => ({
    table: `${schema}.${name}`,
    base: `sim_base.${schema}__${name}`,
  }));
  const copies = kept.map(({ table, base }) => `CREATE TABLE ${base} AS TABLE ${table};`);
  const restores = kept.map(
    ({ table, base }) => `DELETE FROM ${table}; INSERT INTO ${table} OVERRIDING SYSTEM VALUE TABLE ${base};`,
  );
  await runScript(
    db,
    'sim-base',
    `CREATE SCHEMA sim_base;
     ${copies.join('\n')}
     CREATE TABLE sim_base.sequence AS SELECT format('%I.%I', schemaname, sequencename) AS name,
       coalesce(last_value, 0) AS value FROM pg_sequences WHERE schemaname <> 'sim_base';
     CREATE FUNCTION sim_base.reset() RETURNS void LANGUAGE plpgsql AS $reset$
     BEGIN
       ${restores.join('\n')}
       PERFORM setval(name::regclass, greatest(value, 1), value > 0) FROM sim_base.sequence;
     END $reset$;`,
  );
}
