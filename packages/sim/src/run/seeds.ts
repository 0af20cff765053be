import { assert, createRandom, type Instant, parseDateTime } from '@zhijie/kernel';
import { createClient } from '../hospital/client.ts';
import type { History } from '../hospital/history.ts';
import { patientOf } from '../hospital/messages.ts';
import { drawStory, play } from '../hospital/stories.ts';
import type { Installation } from '../nodes/installation.ts';
import type { Nodes, Taps } from '../nodes/nodes.ts';
import { EVERYBODY, PROVINCES } from '../nodes/people.ts';
import { describeFaults, type FaultName, type FaultPlan, NO_FAULTS, sampleFaults } from '../world/faults.ts';
import type { CrashPoint, World } from '../world/world.ts';
import { type Clerk, type Outcome, runScenario, type Scenario } from './scenario.ts';

function momentOf(text: string): Instant {
  const parsed = parseDateTime(text);
  assert(parsed.ok, `${text} is a moment`);
  return parsed.value;
}

/** A month's and a year's end are where clearing months and policy years part. */
const STARTS = ['2026-03-10 09:00:00', '2026-03-31 23:58:00', '2026-12-31 23:58:30'].map(momentOf);
const FAULTS_FOR_MS = [30_000, 120_000, 240_000];

export type SeedOutcome = Outcome & { readonly faults: string };

/** For the museum: a planted bug, and the faults under which it shows instead of those of the seed. */
export type Changes = {
  readonly taps?: Taps;
  readonly faults?: Partial<FaultPlan>;
  /** Only these of the seed's faults happen, only these of its clerks work: see `shrinkSeed`. */
  readonly only?: ReadonlySet<FaultName>;
  readonly clerks?: ReadonlySet<string>;
};

/** Everything about a run follows from its seed. */
export function scenarioOf(seed: string, changes: Changes = {}): Scenario {
  const { taps = {}, faults, only, clerks } = changes;
  const random = createRandom(seed).fork('scenario');
  const plan = faults === undefined ? sampleFaults(random.fork('plan')) : { ...NO_FAULTS, ...faults };
  let crashes = 0;
  return {
    seed,
    plan,
    taps,
    start: random.pick(STARTS),
    faultsForMs: random.pick(FAULTS_FOR_MS),
    crashesAt: (point: CrashPoint, world: World) => {
      if (crashes >= plan.crashesAtMost || plan.crash === 0) return false;
      if (!world.occurs('crash', `${point.node} ${point.name}`)) return false;
      crashes++;
      return true;
    },
    clerks: (world, nodes, history) =>
      drawClerks(world, nodes, history).filter(({ client }) => clerks?.has(client.name) ?? true),
    ...(only === undefined ? {} : { only }),
  };
}

function drawClerks(world: World, nodes: Nodes, history: History): Clerk[] {
  const random = world.workload.fork('clerks');
  // Few people and many clerks, so that bills of one person meet.
  const people = [random.pick(EVERYBODY), random.pick(EVERYBODY)];
  const isRush = random.chance(1, 2);
  const rushAt = world.loop.now() + 1_000;
  return Array.from({ length: 3 + random.below(3) }, (_, index) => {
    const patient = patientOf(random.pick(people));
    const client = createClient({
      name: `c${index + 1}`,
      world,
      nodes,
      history,
      patient,
      province: random.pick(PROVINCES),
      ...(isRush ? { rushAt } : {}),
    });
    const delay = random.below(isRush ? 200 : 20_000);
    const start = async () => {
      await client.process.pause(delay);
      await play(client, drawStory(client));
    };
    return { client, play: start };
  });
}

/** Runs one seed over the installation. */
export async function runSeed(
  installation: Installation,
  seed: string,
  changes: Changes = {},
): Promise<SeedOutcome> {
  const scenario = scenarioOf(seed, changes);
  const outcome = await runScenario(installation, scenario);
  return { ...outcome, faults: describeFaults(scenario.plan) };
}

export type SeedRange = {
  readonly from: number;
  readonly count: number;
  /** Put before the number: other seeds under another salt, for example a commit id. */
  readonly salt?: string;
  /** Each of so many seeds is run twice and must give the same trace; 20 (5 %) unless told. */
  readonly twiceEvery?: number;
  readonly onOutcome?: (outcome: SeedOutcome) => void;
};

/**
 * Runs seeds one after the other over one installation; answers those with breaches, each with its command
 * line.
 */
export async function runSeeds(installation: Installation, range: SeedRange): Promise<SeedOutcome[]> {
  const { from, count, salt, twiceEvery = 20, onOutcome } = range;
  const failed: SeedOutcome[] = [];
  for (let number = from; number < from + count; number++) {
    const seed = salt === undefined ? String(number) : `${salt}-${number}`;
    const first = await runSeed(installation, seed);
    const again = number % twiceEvery === 0 ? await runSeed(installation, seed) : first;
    const isSame = again.trace === first.trace;
    const breaches = isSame ? first.breaches : [...first.breaches, 'A second run went another way'];
    const outcome = { ...first, breaches };
    if (breaches.length > 0) failed.push(outcome);
    onOutcome?.(outcome);
  }
  return failed;
}

/** What a person has to know of a failed seed: how to run it again, its faults, and what was broken. */
export function describeOutcome({ seed, faults, breaches }: SeedOutcome): string {
  return [`npx zhijie sim --seed ${seed}   (${faults})`, ...breaches.map((b) => `  ${b}`)].join('\n');
}
