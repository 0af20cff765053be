import {
  createHospital,
  type OpenVisit,
  openOutpatient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { type Database, statement } from '@zhijie/database';
import { inProcessNetwork } from '@zhijie/exchange';
import { type HubFigures, hubFigures } from '@zhijie/hub';
import { formatQuantity, formatUnitPrice } from '@zhijie/kernel';
import { trialBalance } from '@zhijie/ledger';
import type { SeedPerson } from '@zhijie/population';
import {
  answerHospital,
  careFigures,
  type GatewayDeps,
  insuredFigures,
  type Province,
} from '@zhijie/province';
import { givenServer } from '../network/databases.ts';
import { type Network, wallClock } from '../network/network.ts';
import { hubOver, provinceOver } from '../network/nodes.ts';
import { seedProvince } from '../network/seed.ts';
import { benchLines, benchPersons, CARE_AREA, INSURED_AREA, PROVIDER } from './material.ts';
import { inParallel } from './measure.ts';
import { type Bench, CARE_PROVINCE, INSURED_PROVINCE } from './surroundings.ts';

/** Hub and two provinces in this process, with persons of this run on both sides. */
export type BenchNetwork = {
  readonly network: Network;
  readonly gateway: GatewayDeps;
  /**
   * Registers visits of local or of foreign persons with 20 lines each; answers the settle messages, unsent.
   */
  prepareVisits(whose: 'local' | 'foreign', count: number): Promise<Uint8Array[]>;
  /** What is wrong in all books, once nothing is under way. `settled`: acknowledged settlements. */
  breaches(settled: number): Promise<string[]>;
  stop(): Promise<void>;
};

const PERSONS = 1500;
const LINES = 20;
const PREPARING_CLIENTS = 8;

export async function openBenchNetwork(bench: Bench): Promise<BenchNetwork> {
  const { around } = bench;
  const databases = new Map<string, Database>();
  const wires = inProcessNetwork();
  const open = async (address: string): Promise<Database> => {
    const db = await bench.openNode(address);
    databases.set(address, db);
    return db;
  };
  const hub = hubOver(around, await open('hub'), wires.transport('hub'));
  wires.attach('hub', hub.serve);
  const provinces = new Map<string, Province>();
  const persons = {
    local: benchPersons(bench.seed, CARE_AREA, PERSONS),
    foreign: benchPersons(bench.seed, INSURED_AREA, PERSONS),
  };
  for (const address of [CARE_PROVINCE, INSURED_PROVINCE]) {
    const province = provinceOver(around, address, await open(address), {
      transport: wires.transport(address),
    });
    wires.attach(address, province.serve);
    provinces.set(address, province);
    await seedProvince(province);
    await province.insured.seed(address === CARE_PROVINCE ? persons.local : persons.foreign);
    while ((await province.deliver()) > 0);
    province.start();
  }
  hub.start();
  const stop = async (): Promise<void> => {
    await Promise.all([...provinces.values()].map((province) => province.stop()));
    await hub.stop();
  };
  const gateway: GatewayDeps = {
    careOf: (province) => provinces.get(province)?.care.deps,
    now: wallClock,
    log: around.log,
  };
  const server = givenServer(bench.adminUrl, 'bench');
  const { policies } = around;
  const network: Network = { server, hub, provinces, databases, policies, now: wallClock, stop };
  const own = { bench, network, gateway, persons };
  let prepared = 0;
  return {
    network,
    gateway,
    prepareVisits(whose, count) {
      const first = prepared;
      prepared += count;
      return prepareVisits(own, persons[whose], { first, count });
    },
    breaches: (settled) => breachesOf(network, settled),
    stop,
  };
}

class Captured extends Error {}

/** The bytes of a settle message as the hospital would send them. */
async function settleMessage(visit: OpenVisit, prefix: string): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const hospital = hospitalOver(async (body) => {
    bytes = body;
    throw new Captured();
  }, prefix);
  await settleVisit(hospital, visit, { usesPersonalAccount: true }).catch((error: unknown) => {
    if (!(error instanceof Captured)) throw error;
  });
  return bytes!;
}

const hospitalOver = (post: (body: Uint8Array) => Promise<Uint8Array>, prefix: string) =>
  createHospital({
    providerId: PROVIDER.id,
    name: PROVIDER.name,
    careRegion: CARE_AREA,
    post,
    now: wallClock,
    prefix,
  });

type Own = { readonly bench: Bench; readonly gateway: GatewayDeps };

async function prepareVisits(
  { bench, gateway }: Own,
  persons: readonly SeedPerson[],
  { first, count }: { readonly first: number; readonly count: number },
): Promise<Uint8Array[]> {
  const variants = benchLines(bench.seed, bench.around.catalogueOf(CARE_AREA), LINES);
  const post = (body: Uint8Array) => answerHospital(gateway, { body, path: '/fsi/bench', headers: {} });
  const hospitals = Array.from({ length: PREPARING_CLIENTS }, (_, i) => hospitalOver(post, i.toString(36)));
  const messages: Uint8Array[] = [];
  await inParallel(PREPARING_CLIENTS, count, async (index, client) => {
    const hospital = hospitals[client]!;
    const person = persons[(first + index) % persons.length]!;
    const patient = {
      personId: person.personId,
      name: person.name,
      certificateNumber: person.citizenNumber,
      insuranceType: 'employee',
      insuredRegion: person.coverages[0]!.area,
    } as const;
    const lines = variants[index % variants.length]!.map((line) => ({
      item: line.itemCode,
      price: formatUnitPrice(line.unitPrice),
      quantity: formatQuantity(line.quantity),
    }));
    const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), lines);
    messages[index] = await settleMessage(visit, (first + index).toString(36));
  });
  return messages;
}

const SETTLED = statement(
  'bench-care-settled',
  `SELECT count(*) FILTER (WHERE state = 'settled') AS settled,
     count(*) FILTER (WHERE state = 'pending') AS open
   FROM care.settlement`,
);

async function breachesOf({ hub: _, provinces, databases }: Network, settled: number): Promise<string[]> {
  const found: string[] = [];
  for (const [address, province] of provinces) {
    const { breaches } = await province.figures();
    found.push(...breaches.map((each) => `${address} ${each.invariant}: ${each.subject}`));
    for (const schema of ['care_ledger', 'insured_ledger']) {
      const { total } = await trialBalance(databases.get(address)!, schema);
      if (total !== 0) found.push(`${address} trial balance of ${schema}: ${total}`);
    }
  }
  const hubDb = databases.get('hub')!;
  const hub = await hubFigures(hubDb);
  found.push(...hub.breaches.map((each) => `hub ${each.check}: ${each.subject} ${each.found}`));
  const { total } = await trialBalance(hubDb, 'hub_ledger');
  if (total !== 0) found.push(`trial balance of hub_ledger: ${total}`);
  const care = databases.get(CARE_PROVINCE)!;
  const [row] = await care.query<{ settled: number; open: number }>(SETTLED, []);
  if (row?.settled !== settled || row.open !== 0) {
    found.push(`acknowledged ${settled}, stored ${row?.settled}, open ${row?.open}`);
  }
  return [...found, ...(await differences(databases, hub))];
}

const sum = (amounts: readonly { readonly amount: number }[]): number =>
  amounts.reduce((total, { amount }) => total + amount, 0);

/**
 * Care receivable = insured payable = hub record, for the one pair of areas that settled across provinces.
 */
async function differences(databases: Network['databases'], hub: HubFigures): Promise<string[]> {
  const care = await careFigures(databases.get(CARE_PROVINCE)!);
  const insured = await insuredFigures(databases.get(INSURED_PROVINCE)!);
  const receivable = sum(care.filter(({ insuredArea }) => insuredArea === INSURED_AREA));
  const payable = sum(insured.filter(({ careArea }) => careArea === CARE_AREA));
  const traded = hub.pairs.reduce((total, { claim }) => total + claim, 0);
  if (receivable === payable && payable === traded) return [];
  return [`care is owed ${receivable}, the insured area owes ${payable}, the hub knows ${traded}`];
}
