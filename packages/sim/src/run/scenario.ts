import type { Instant } from '@zhijie/kernel';
import { accumulatorBreaches } from '../check/accumulators.ts';
import { disagreements, regressions, unexplained } from '../check/agreement.ts';
import { type Books, openWork, readBooks } from '../check/books.ts';
import { doctorBreaches, journalBreaches, ledgerBreaches } from '../check/doctors.ts';
import { brokenPromises } from '../check/promises.ts';
import { sparingAll } from '../check/sparing.ts';
import { type Client, NeverAnswered } from '../hospital/client.ts';
import { createHistory, type History } from '../hospital/history.ts';
import type { Installation } from '../nodes/installation.ts';
import { type Nodes, type Surroundings, startNodes, type Taps } from '../nodes/nodes.ts';
import { PROVINCES } from '../nodes/people.ts';
import { type FaultName, type FaultPlan, NO_FAULTS } from '../world/faults.ts';
import { type CrashPoint, createWorld, type World } from '../world/world.ts';

export type Scenario = {
  readonly seed: string;
  readonly start: Instant;
  readonly plan: FaultPlan;
  /** Where nodes crash; asked at every crash point of the safety phase. */
  readonly crashesAt: (point: CrashPoint, world: World) => boolean;
  /** How long the faults last at most, virtual ms. */
  readonly faultsForMs: number;
  /** The clerks, each with what it does. */
  readonly clerks: (world: World, nodes: Nodes, history: History) => readonly Clerk[];
  readonly taps?: Taps;
  /** Those outside whom the nodes reach, made for this world. */
  readonly surround?: (world: World, nodes: () => Nodes) => Surroundings;
  /** How much is open that only this story has. */
  readonly open?: (databases: Installation['databases']) => Promise<number>;
  /** What the doctors may say while something is under way, and not at rest. */
  readonly passing?: RegExp;
  /** What only this story can break; `atRest` once nothing is open. */
  readonly check?: (databases: Installation['databases'], atRest: boolean) => Promise<readonly string[]>;
  /** Only these faults happen; those that the dice choose unless told. */
  readonly only?: ReadonlySet<FaultName>;
};

export type Clerk = { readonly client: Client; readonly play: () => Promise<void> };

export type Outcome = {
  readonly seed: string;
  readonly breaches: readonly string[];
  /** Hash of everything that happened, in order. */
  readonly trace: string;
  readonly tail: readonly string[];
  /** The faults that happened, in order, and the clerks that worked. */
  readonly happened: readonly FaultName[];
  readonly clerks: readonly string[];
  readonly events: number;
  readonly crashes: number;
  readonly settlements: number;
  readonly reversals: number;
  readonly virtualMs: number;
};

const HOUR_MS = 3_600_000;
const QUIET_STEP_MS = 15_000;

/**
 * One run: faults until the clerks are done or the time is over; then everything is healed, and within a
 * virtual hour every clerk must know its outcome and every intent, reversal, delivery must have come to
 * its end. Checked in between and at the end.
 */
export async function runScenario(installation: Installation, scenario: Scenario): Promise<Outcome> {
  await installation.reset();
  const { seed, start, plan, taps = {} } = scenario;
  const world = createWorld(seed, start, plan);
  world.only = scenario.only ?? null;
  world.crashesAt = (point) => scenario.crashesAt(point, world);
  const history = createHistory();
  const started: { nodes: Nodes | null } = { nodes: null };
  const surroundings = scenario.surround?.(world, () => started.nodes!);
  const nodes = startNodes(world, installation, seed, { taps, surroundings });
  started.nodes = nodes;
  const clerks = scenario.clerks(world, nodes, history);
  const work = employ(world, history, clerks);

  const breaches: string[] = [];
  try {
    breaches.push(...(await proceed(installation, world, { work, history, scenario })));
  } catch (error) {
    breaches.push(`The run broke off: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    await shutDown(world, nodes, installation);
  }
  const books = await readBooks(installation.databases);
  return {
    seed,
    breaches,
    trace: world.trace.hash(),
    tail: world.trace.tail(400),
    happened: [...world.happened],
    clerks: clerks.map(({ client }) => client.name),
    events: world.loop.events,
    crashes: nodes.crashes,
    settlements: books.care.filter(({ state }) => state === 'settled').length,
    reversals: books.care.filter(({ state }) => state === 'reversed').length,
    virtualMs: world.loop.now() - start,
  };
}

type Work = { waiting: number };
type Doing = { readonly work: Work; readonly history: History; readonly scenario: Scenario };

async function proceed(installation: Installation, world: World, doing: Doing): Promise<string[]> {
  const { work, history, scenario } = doing;
  const { faultsForMs, check } = scenario;
  const { databases } = installation;
  await world.loop.run({ until: () => work.waiting === 0, forMs: faultsForMs });
  const middle = await checkAtAnyMoment(installation, world);
  const found = middle.breaches.filter((breach) => scenario.passing?.test(breach) !== true);
  const ownMiddle = (await check?.(databases, false)) ?? [];
  heal(world);
  const rested = await comeToRest(installation, world, { work, open: scenario.open });
  const breaches = [...found, ...ownMiddle, ...rested];
  const books = await readBooks(installation.databases);
  return [
    ...breaches,
    ...regressions(middle.books.care, books.care),
    ...regressions(middle.books.insured, books.insured),
    ...(await checkAtRest(installation, world, { books, history })),
    ...((await check?.(databases, true)) ?? []),
  ];
}

/** Nothing of a run may go on in the next one; what it had open in the databases is rolled back. */
async function shutDown(world: World, nodes: Nodes, { databases }: Installation): Promise<void> {
  for (const address of Object.keys(databases)) nodes.processOf(address).crash();
  await world.loop.rest();
}

function employ(world: World, history: History, clerks: readonly Clerk[]): Work {
  const work = { waiting: clerks.length };
  for (const { play } of clerks) {
    play()
      .catch((error) => {
        if (error instanceof NeverAnswered) history.breaches.push(error.message);
        else world.loop.fail(error);
      })
      .finally(() => {
        work.waiting--;
      });
  }
  return work;
}

function heal(world: World): void {
  world.note('healed');
  world.plan = { ...NO_FAULTS, clockSkewMs: world.plan.clockSkewMs };
  world.crashesAt = () => false;
}

async function comeToRest(
  { databases }: Installation,
  world: World,
  { work, open }: { readonly work: Work; readonly open: Scenario['open'] },
): Promise<string[]> {
  const told = await world.loop.run({ until: () => work.waiting === 0, forMs: HOUR_MS });
  if (told !== 'reached') return ['A clerk waits for an answer an hour after everything was healed'];
  const end = world.loop.now() + HOUR_MS;
  while (world.loop.now() < end) {
    await world.loop.run({ until: () => false, forMs: QUIET_STEP_MS });
    const isQuiet = world.travelling === 0 && (await openWork(databases)) === 0;
    if (isQuiet && ((await open?.(databases)) ?? 0) === 0) return [];
  }
  return ['Something is still open an hour after everything was healed'];
}

async function checkAtAnyMoment({ databases }: Installation, world: World) {
  const books = await readBooks(databases);
  const spared = await sparingAll(databases);
  const breaches = [...unexplained(books), ...(await doctorBreaches(spared, world.loop.now()))];
  return { books, breaches };
}

async function checkAtRest(
  { databases }: Installation,
  world: World,
  { books, history }: { books: Books; history: History },
): Promise<string[]> {
  const now = world.loop.now();
  const spared = await sparingAll(databases);
  const breaches = [...disagreements(books), ...brokenPromises(history, books)];
  for (const province of PROVINCES) breaches.push(...(await accumulatorBreaches(databases[province]!)));
  breaches.push(...(await doctorBreaches(spared, now)), ...(await ledgerBreaches(databases)));
  breaches.push(...(await journalBreaches(databases, now)));
  return breaches;
}
