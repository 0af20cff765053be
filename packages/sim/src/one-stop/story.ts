/** The one-stop story: seeds, and one fixed act for crash points. Everything follows from a seed. */
import { assert, createRandom, type Instant, parseDateTime } from '@zhijie/kernel';
import { lookAtAct } from '@zhijie/province';
import { createClient } from '../hospital/client.ts';
import type { History } from '../hospital/history.ts';
import { patientOf } from '../hospital/messages.ts';
import type { Nodes, Surroundings, Taps } from '../nodes/nodes.ts';
import { HOSPITALS } from '../nodes/people.ts';
import { type Outcome, runScenario, type Scenario } from '../run/scenario.ts';
import type { SeedOutcome, SeedRange } from '../run/seeds.ts';
import {
  describeFaults,
  type FaultPlan,
  NO_FAULTS,
  sampleFaults,
  samplePartnerFaults,
} from '../world/faults.ts';
import type { World } from '../world/world.ts';
import { type ActStory, drawActStory, playAct } from './cashier.ts';
import { actBreaches, openActs } from './check.ts';
import { createPartners, type Partners } from './partners.ts';
import { CARE, commercialDeps, creditDeps, type OneStopInstallation } from './place.ts';

/** For the museum: a bug planted in a node's statements or in how it reaches those outside. */
export type OneStopChanges = {
  readonly taps?: Taps;
  readonly faults?: Partial<FaultPlan>;
  readonly partners?: (partners: Partners) => Partners;
};

export function momentOf(text: string): Instant {
  const parsed = parseDateTime(text);
  assert(parsed.ok, `${text} is a moment`);
  return parsed.value;
}

const EVERY_MS = 15_000;
const EVERY_MINUTE_MS = 60_000;

/** What is the same for every run of this story. */
function surrounded(
  installation: OneStopInstallation,
  change: (partners: Partners) => Partners = (partners) => partners,
) {
  const made: { partners: Partners | null } = { partners: null };
  const surround = (world: World, nodes: () => Nodes): Surroundings => {
    const callBack = (reference: string) => {
      const care = nodes().provinceOf(CARE)?.care.deps;
      if (care === undefined) return;
      const asked = lookAtAct(care, { providerId: HOSPITALS[CARE], reference });
      asked.catch((error) => world.note(`callback failed: ${error instanceof Error ? error.name : 'error'}`));
    };
    const { bankEvents } = installation;
    const partners = change(createPartners(world, { bankEvents, callBack }));
    made.partners = partners;
    return {
      province: (address, process) =>
        address === CARE
          ? { channel: partners.channelFor(process) }
          : { commercial: commercialDeps(), credit: creditDeps(partners.bankFor(process)) },
      pace: 4,
      insurers: partners.insurersFor,
      works: ({ address, care, insured }) =>
        address === CARE
          ? [
              [EVERY_MS, care.driveActs],
              [EVERY_MINUTE_MS, care.followReversals],
            ]
          : [
              [EVERY_MS, insured.driveCommercial],
              [EVERY_MS, insured.driveCredit],
              [EVERY_MINUTE_MS, insured.driveFamily],
              [EVERY_MINUTE_MS, insured.followCredit],
            ],
    };
  };
  return { made, surround };
}

function oneStopScenario(
  installation: OneStopInstallation,
  base: Pick<Scenario, 'seed' | 'start' | 'plan' | 'crashesAt' | 'faultsForMs'>,
  {
    changes = {},
    clerks,
  }: {
    readonly changes?: OneStopChanges;
    readonly clerks: (around: {
      world: World;
      nodes: Nodes;
      history: History;
      partners: Partners;
    }) => ReturnType<Scenario['clerks']>;
  },
): Scenario {
  const { made, surround } = surrounded(installation, changes.partners);
  return {
    ...base,
    taps: changes.taps ?? {},
    surround,
    clerks: (world, nodes, history) => clerks({ world, nodes, history, partners: made.partners! }),
    // Until a node follows a void by the hospital, and until a bank takes back what it debited twice.
    passing: /commercial-payment-has-its-settlement|credit-bank-agrees/,
    open: (databases) => openActs(databases, made.partners!),
    check: (databases, atRest) =>
      actBreaches(databases, { partners: made.partners!, donorBefore: installation.donorBefore, atRest }),
  };
}

const FAULTS_FOR_MS = [60_000, 240_000];

/** One seed of the story: one or two cashiers, every family of faults in half of the seeds. */
export async function runOneStopSeed(
  installation: OneStopInstallation,
  seed: string,
  changes: OneStopChanges = {},
): Promise<SeedOutcome> {
  const random = createRandom(`one-stop ${seed}`).fork('scenario');
  const dice = random.fork('plan');
  const drawn = { ...sampleFaults(dice), ...samplePartnerFaults(dice) };
  const plan: FaultPlan = changes.faults === undefined ? drawn : { ...NO_FAULTS, ...changes.faults };
  let crashes = 0;
  const base = {
    seed,
    plan,
    start: momentOf(random.pick(['2026-03-10 09:00:00', '2026-03-31 23:57:00'])),
    faultsForMs: random.pick(FAULTS_FOR_MS),
    crashesAt: ({ node, name }: { node: string; name: string }, world: World) => {
      if (crashes >= plan.crashesAtMost || plan.crash === 0) return false;
      if (!world.occurs('crash', `${node} ${name}`)) return false;
      crashes++;
      return true;
    },
  };
  const scenario = oneStopScenario(installation, base, {
    changes,
    clerks: ({ world, nodes, history, partners }) =>
      Array.from({ length: 1 + world.workload.below(2) }, (_, index) => {
        const patient = installation.patients[(index + world.workload.below(2)) % 2]!;
        const client = createClient({
          ...{ name: `c${index + 1}`, world, nodes, history, province: CARE },
          patient: patientOf(patient.person),
        });
        const play = async () => {
          await client.process.pause(client.random.below(10_000));
          await playAct(client, partners, drawActStory(client, patient));
        };
        return { client, play };
      }),
  });
  const outcome = await runScenario(installation, scenario);
  return { ...outcome, faults: describeFaults(plan) };
}

/** Seeds one after the other; answers those with breaches. Each twentieth runs twice. */
export async function runOneStopSeeds(
  installation: OneStopInstallation,
  { from, count, salt, twiceEvery = 20, onOutcome }: SeedRange,
): Promise<SeedOutcome[]> {
  const failed: SeedOutcome[] = [];
  for (let number = from; number < from + count; number++) {
    const seed = salt === undefined ? String(number) : `${salt}-${number}`;
    const first = await runOneStopSeed(installation, seed);
    const again = number % twiceEvery === 0 ? await runOneStopSeed(installation, seed) : first;
    const isSame = again.trace === first.trace;
    const breaches = isSame ? first.breaches : [...first.breaches, 'A second run went another way'];
    const outcome = { ...first, breaches };
    if (breaches.length > 0) failed.push(outcome);
    onOutcome?.(outcome);
  }
  return failed;
}

export const describeOneStop = ({ seed, faults, breaches }: SeedOutcome): string =>
  [`npx zhijie sim --story one-stop --seed ${seed}   (${faults})`, ...breaches.map((b) => `  ${b}`)].join(
    '\n',
  );

/** The fixed act of the crash points, with every payer. */
export async function runOneStopAct(
  installation: OneStopInstallation,
  story: ActStory,
  crashesAt: Scenario['crashesAt'] = () => false,
  changes: OneStopChanges = {},
): Promise<Outcome> {
  const base = {
    ...{ seed: 'one-stop act', crashesAt, faultsForMs: 3_600_000 },
    plan: { ...NO_FAULTS, ...changes.faults },
    start: momentOf('2026-03-10 09:00:00'),
  };
  const scenario = oneStopScenario(installation, base, {
    changes,
    clerks: ({ world, nodes, history, partners }) => {
      const patient = patientOf(installation.patients[0]!.person);
      const client = createClient({ name: 'c1', world, nodes, history, patient, province: CARE });
      return [{ client, play: () => playAct(client, partners, story) }];
    },
  });
  return runScenario(installation, scenario);
}
