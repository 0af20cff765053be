/**
 * A small nation for a virtual year: hub and four provinces over databases of their own, one clock for all,
 * moved by hand, and a line between them that sometimes loses a message or an answer.
 */
import { generateKeyPair } from '@zhijie/crypto';
import { createTestDatabase, type Database } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import { inProcessNetwork, NoAnswer, type NodeAddress, NotDelivered, type Transport } from '@zhijie/exchange';
import { createHub, type Hub, hubMigrations } from '@zhijie/hub';
import {
  type AreaCode,
  type CalendarDate,
  type Clock,
  fen,
  type Instant,
  instant,
  type Random,
  seededIdSource,
  startOfDay,
} from '@zhijie/kernel';
import { knownPharmacies, knownProviders, type SeedPerson, syntheticPersons } from '@zhijie/population';
import {
  answerHospital,
  createProvince,
  type Institution,
  type Province,
  provinceMigrations,
} from '@zhijie/province';
import { catalogueOf, policiesOf } from '../nodes/files.ts';
import { provinceSecrets } from '../nodes/installation.ts';

/**
 * The area of each province and how many people it insures: places whose packs settle visits and stays of
 * employees and residents. Only that of 99 also says what a pharmacy is paid.
 */
const PLACES = {
  '11': { area: '110000', persons: 30 },
  '41': { area: '410100', persons: 30 },
  '44': { area: '440100', persons: 30 },
  '99': { area: '990100', persons: 160 },
} as const;
export const YEAR_PROVINCES = Object.keys(PLACES);
/** Whose people may buy at pharmacies. */
export const PHARMACY_AREA = PLACES['99'].area;
const USED_PACKS = /^(000000|110000|410100|440100|990100)-/;
/** Money on a personal account at the start of the year. */
const ACCOUNT = fen(500_000);

export type YearClock = { readonly now: Clock; moveTo(at: Instant): void };

export type YearNetwork = {
  readonly databases: ReadonlyMap<NodeAddress, Database>;
  readonly hub: Hub;
  readonly provinces: ReadonlyMap<NodeAddress, Province>;
  readonly people: readonly SeedPerson[];
  readonly institutions: readonly Institution[];
  readonly clock: YearClock;
  /** Bytes of a hospital's call in, bytes of the answer out. */
  call(path: string, body: Uint8Array): Promise<Uint8Array>;
  /** Resolver, deliveries and what the nodes do by themselves, until nothing is open. */
  settleDown(): Promise<void>;
  close(): Promise<void>;
};

function clockAt(start: Instant): YearClock {
  let at = start;
  return {
    now: () => at,
    moveTo(next) {
      at = instant(Math.max(at, next));
    },
  };
}

/** Of ten thousand messages so many get lost, and as many answers: unknown outcomes (0.1 %). */
const LOST_OF_10_000 = 5;

function unreliable(line: Transport, dice: Random): Transport {
  return {
    async send(to, frame, deadlineMs) {
      const thrown = dice.below(10_000);
      if (thrown < LOST_OF_10_000) throw new NotDelivered('lost on the way, by the dice of the year');
      const answer = await line.send(to, frame, deadlineMs);
      if (thrown < 2 * LOST_OF_10_000) throw new NoAnswer('the answer was lost, by the dice of the year');
      return answer;
    },
  };
}

/** Insured persons in force, filed for living in every other area of the network. */
function peopleOf(seed: string, { area, persons }: (typeof PLACES)[keyof typeof PLACES]): SeedPerson[] {
  const elsewhere = Object.values(PLACES).map((place) => place.area as AreaCode);
  return syntheticPersons(seed, area as AreaCode, 2 * persons)
    .filter(({ coverages: [first] }) => first!.status === 'in-force')
    .slice(0, persons)
    .map((person) => {
      const coverage = person.coverages[0]!;
      const filing = {
        filingId: `F${person.personId.slice(1)}`,
        insuranceType: coverage.insuranceType,
        category: 'long-term-resident' as const,
        careAreas: elsewhere.filter((each) => each !== area),
        startsOn: coverage.startedOn,
        endsOn: null,
        byCommitment: false,
      };
      return { ...person, coverages: [{ ...coverage, accountBalance: ACCOUNT }], filings: [filing] };
    });
}

function institutionsOf(province: string): Institution[] {
  return [...knownProviders, ...knownPharmacies]
    .filter(({ area, agreement }) => area.startsWith(province) && agreement === 'active')
    .map(({ flags, uscc, ...one }) => ({
      ...one,
      creditCode: uscc,
      kind: one.providerId.startsWith('P') ? ('pharmacy' as const) : ('hospital' as const),
      isInpatientOpen: flags.inpatient,
      isOutpatientOpen: flags.outpatient,
      isChronicOpen: flags.chronic,
    }));
}

type Made = Awaited<ReturnType<typeof createTestDatabase>>;

/** What every node of the year has in common: its database, keys, the one clock. */
function commonOf(seed: string, clock: YearClock, made: ReadonlyMap<NodeAddress, Made>) {
  const pairs = new Map([...made.keys()].map((address) => [address, generateKeyPair()]));
  return (address: NodeAddress) => ({
    address,
    db: made.get(address)!.db,
    keys: pairs.get(address)!,
    peers: (peer: NodeAddress) => pairs.get(peer),
    now: clock.now,
    ids: seededIdSource(`${seed}/${address}`),
    signer: headSigner(pairs.get(address)!.privateKey),
    // Each renewal costs milliseconds of SM2, and link keys are not what the year is about.
    renewLinksAfterMs: 60 * 86_400_000,
    scheduler: { every: () => async () => {}, after: () => () => {} },
  });
}

async function makeDatabases(): Promise<Map<NodeAddress, Made>> {
  const made = new Map<NodeAddress, Made>();
  for (const address of ['hub', ...YEAR_PROVINCES]) {
    made.set(address, await createTestDatabase(address === 'hub' ? hubMigrations : provinceMigrations));
  }
  return made;
}

/** Opens the nation on a morning, with people and institutions in it. */
export async function openYearNetwork(
  seed: string,
  firstDay: CalendarDate,
  dice: Random,
): Promise<YearNetwork> {
  const clock = clockAt(startOfDay(firstDay));
  const made = await makeDatabases();
  const common = commonOf(seed, clock, made);
  const lines = inProcessNetwork();
  const hub = createHub({ ...common('hub'), transport: lines.transport('hub'), topology: YEAR_PROVINCES });
  lines.attach('hub', hub.serve);
  const provinces = new Map<NodeAddress, Province>();
  const people: SeedPerson[] = [];
  for (const [address, place] of Object.entries(PLACES)) {
    const province = createProvince({
      ...common(address),
      ...provinceSecrets,
      transport: unreliable(lines.transport(address), dice.fork(address)),
      areas: [place.area],
      policies: policiesOf(USED_PACKS),
      catalogueOf,
    });
    lines.attach(address, province.serve);
    provinces.set(address, province);
    const insured = peopleOf(seed, place);
    people.push(...insured);
    await province.care.seedInstitutions(institutionsOf(address));
    await province.insured.seed(insured);
  }
  const settleDown = () => settle(hub, [...provinces.values()]);
  await settleDown();
  const gateway = {
    careOf: (digits: string) => provinces.get(digits)?.care.deps,
    now: clock.now,
    log: () => {},
  };
  return {
    databases: new Map([...made].map(([address, { db }]) => [address, db])),
    hub,
    provinces,
    people,
    institutions: YEAR_PROVINCES.flatMap(institutionsOf),
    clock,
    call: (path, body) => answerHospital(gateway, { path, body, headers: {} }),
    settleDown,
    async close() {
      for (const { drop } of made.values()) await drop();
    },
  };
}

/** More rounds than any chain of messages is long, so that a fault which repeats itself is seen as one. */
const ROUNDS = 60;

async function settle(hub: Hub, provinces: readonly Province[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = await hub.deliver();
    for (const province of provinces) moved += (await province.resolve()) + (await province.deliver());
    if (moved === 0) return;
  }
}
