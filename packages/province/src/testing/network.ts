/**
 * Test support: Beijing (11) and the example province (99) on one in-process network with real databases,
 * packs and catalogues. The hub is a relay with a directory: the real one is another package, tested with
 * the whole network.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateKeyPair } from '@zhijie/crypto';
import { type Database, manualScheduler } from '@zhijie/database';
import { type Catalogue, loadCatalogue } from '@zhijie/engine';
import { headSigner } from '@zhijie/evidence';
import {
  createPort,
  HUB,
  inProcessNetwork,
  type LogEntry,
  NoAnswer,
  type NodeAddress,
  NotDelivered,
  readFrame,
  type Transport,
} from '@zhijie/exchange';
import { assert, ok, randomIdSource, seededIdSource } from '@zhijie/kernel';
import { knownPersons, knownPharmacies, knownProviders } from '@zhijie/population';
import { at, examplePolicies } from '../insured/testing/harness.ts';
import { createProvince, type Province, type ProvinceDeps } from '../province.ts';

export { at };

const PAIRS = new Map(['11', '99', HUB].map((address) => [address, generateKeyPair()]));
const CATALOGUES = fileURLToPath(new URL('../../../../catalogues', import.meta.url));

const catalogues = new Map<string, Catalogue>();
function catalogueOf(area: string): Catalogue {
  const known = catalogues.get(area);
  if (known !== undefined) return known;
  const read = (name: string) => readFileSync(`${CATALOGUES}/${name}`, 'utf8');
  const made = loadCatalogue(area, read('items.csv'), read(`${area}.csv`));
  catalogues.set(area, made);
  return made;
}

/** What happens to the frames of a message on their way; the first fault that fits is used up. */
export type Fault = {
  readonly message: string;
  readonly what: 'lose-request' | 'lose-answer' | 'not-delivered' | 'twice';
};

export type TestNetwork = {
  readonly care: Province;
  readonly insured: Province;
  readonly clock: { now: ReturnType<typeof at> };
  readonly faults: Fault[];
  readonly log: LogEntry[];
  /** Frames seen by the hub, by message name. */
  readonly seen: string[];
  /** Starts the care province's program anew on the same database: nothing in memory survives. */
  restart(own?: Partial<ProvinceDeps>): Province;
};

/** Beijing and the example province, with the known persons and hospitals. */
export async function testNetwork(
  dbs: { care: Database; insured: Database },
  ownInsured: Partial<ProvinceDeps> = {},
): Promise<TestNetwork> {
  const network = inProcessNetwork();
  const clock = { now: at('2026-03-10 09:00:00') };
  const faults: Fault[] = [];
  const log: LogEntry[] = [];
  const seen: string[] = [];
  const now = () => {
    clock.now = (clock.now + 1) as typeof clock.now;
    return clock.now;
  };
  const common = (address: NodeAddress) => ({
    address,
    now,
    transport: faulty(network.transport(address), faults, seen),
    keys: PAIRS.get(address)!,
    peers: (peer: NodeAddress) => PAIRS.get(peer),
    log: (entry: LogEntry) => void log.push(entry),
  });
  const make = (address: NodeAddress, own: Partial<ProvinceDeps>): Province => {
    const node = createProvince({
      ...common(address),
      db: address === '11' ? dbs.care : dbs.insured,
      areas: address === '11' ? ['110000'] : ['990100', '990101', '990102', '990103'],
      ids: randomIdSource((n) => crypto.getRandomValues(new Uint8Array(n))),
      signer: headSigner(PAIRS.get(address)!.privateKey),
      scheduler: manualScheduler(clock.now),
      policies: examplePolicies(),
      catalogueOf,
      fieldKeys: [{ id: 'k1', bytes: new Uint8Array(32).fill(7) }],
      lookupKey: new Uint8Array(16).fill(1),
      directoryKey: new Uint8Array(16).fill(2),
      limits: { settleDeadlineMs: 1000, resolveAfterMs: 20_000 },
      ...own,
    });
    network.attach(address, node.serve);
    return node;
  };
  attachHub(network, common(HUB));
  const insured = make('99', ownInsured);
  const result: { -readonly [K in keyof TestNetwork]: TestNetwork[K] } = {
    care: make('11', {}),
    insured,
    clock,
    faults,
    log,
    seen,
    restart: (own = {}) => {
      result.care = make('11', own);
      return result.care;
    },
  };
  await seedBoth(result);
  return result;
}

async function seedBoth({ care, insured }: { care: Province; insured: Province }): Promise<void> {
  const institutions = [...knownProviders, ...knownPharmacies].map((p) => ({
    providerId: p.providerId,
    name: p.name,
    creditCode: p.uscc,
    kind: p.providerId.startsWith('P') ? ('pharmacy' as const) : ('hospital' as const),
    level: p.level,
    area: p.area,
    agreement: p.agreement,
    isInpatientOpen: p.flags.inpatient,
    isOutpatientOpen: p.flags.outpatient,
    isChronicOpen: p.flags.chronic,
    chronicDiseases: p.chronicDiseases,
  }));
  await care.care.seedInstitutions(institutions.filter((i) => i.area.startsWith('11')));
  await insured.care.seedInstitutions(institutions.filter((i) => i.area.startsWith('99')));
  await insured.insured.seed(knownPersons.filter((p) => p.coverages.some((c) => c.area.startsWith('99'))));
  await insured.deliver();
}

/** Breaks frames at the sender's side; a lost answer means that the request was processed. */
function faulty(inner: Transport, faults: Fault[], seen: string[]): Transport {
  return {
    async send(to, frame, deadlineMs) {
      const read = readFrame(frame);
      const message = read.ok ? read.value.header.message : '';
      seen.push(message);
      const index = faults.findIndex((fault) => fault.message === message);
      const fault = index < 0 ? undefined : faults.splice(index, 1)[0];
      if (fault?.what === 'lose-request') throw new NoAnswer('lost on the way there');
      if (fault?.what === 'not-delivered') throw new NotDelivered('nobody listens');
      if (fault?.what === 'twice') await inner.send(to, frame, deadlineMs);
      const answer = await inner.send(to, frame, deadlineMs);
      if (fault?.what === 'lose-answer') throw new NoAnswer('lost on the way back');
      return answer;
    },
  };
}

type Directory = Map<string, { personId: string; insuredArea: string }[]>;
type PortParts = Omit<Parameters<typeof createPort>[0], 'ids'>;

function attachHub(network: ReturnType<typeof inProcessNetwork>, deps: PortParts): void {
  const directory: Directory = new Map();
  const invoices = new Map<string, { use: 'claim' | 'direct'; useId: string }>();
  const port = createPort({ ...deps, ids: seededIdSource('hub') });
  const own = port.serve({
    'directory.register@1': async ({ entries }) => {
      for (const { digest, personId, insuredArea } of entries)
        directory.set(digest, [{ personId, insuredArea }]);
      return ok({ registered: entries.length });
    },
    'directory.find@1': async ({ digest }) => ok({ matches: directory.get(digest) ?? [] }),
    'filing.changed@1': async ({ eventId }) => ok({ eventId }),
    'invoice.use@1': async ({ digest, use, useId }) => {
      const owner = invoices.get(digest);
      if (owner !== undefined && owner.useId !== useId) return ok({ outcome: 'taken', takenBy: owner.use });
      invoices.set(digest, { use, useId });
      return ok({ outcome: 'registered', takenBy: null });
    },
    'invoice.release@1': async ({ digest, useId }) => {
      const isReleased = invoices.get(digest)?.useId === useId && invoices.delete(digest);
      return ok({ outcome: isReleased ? 'released' : 'not-in-use' });
    },
  });
  const relay = network.transport(HUB);
  network.attach(HUB, async (bytes, peer) => {
    const frame = readFrame(bytes);
    assert(frame.ok, 'the hub gets frames');
    const { to, deadlineMs } = frame.value.header;
    return to === HUB ? own(bytes, peer) : relay.send(to, bytes, deadlineMs);
  });
}
