import { assert, parseDateTime } from '@zhijie/kernel';
import { createClient } from '../hospital/client.ts';
import type { History } from '../hospital/history.ts';
import { patientOf } from '../hospital/messages.ts';
import { play, type Story } from '../hospital/stories.ts';
import type { Installation } from '../nodes/installation.ts';
import type { Taps } from '../nodes/nodes.ts';
import { EVERYBODY } from '../nodes/people.ts';
import { NO_FAULTS } from '../world/faults.ts';
import type { CrashPoint } from '../world/world.ts';
import { type Outcome, runScenario, type Scenario } from './scenario.ts';

const bill: Story = {
  kind: 'outpatient',
  basket: [
    ['drug', 3],
    ['sharedDrug', 1],
    ['test', 1],
  ],
  usesAccount: true,
  isQuoted: false,
  isInterim: false,
  manner: 'patient',
  ending: 'look',
  standsForMs: 0,
};

/** A person insured in 990100, long-term filed for Zhengzhou, and what happens to the bill. */
export const CRASH_STORIES = {
  'settle a visit': bill,
  'settle a visit whose message comes twice': { ...bill, manner: 'doubled' },
  'settle a stay': { ...bill, kind: 'inpatient' },
  'undo a settlement by its id': { ...bill, ending: 'undo' },
  'reverse a call by its message': { ...bill, kind: 'inpatient', ending: 'reverse' },
  'undo a stay by its id (2305), then reverse its call (2601)': {
    ...bill,
    kind: 'inpatient',
    ending: 'undo-then-reverse',
  },
  'reverse a call that is under way': { ...bill, manner: 'interrupting', ending: 'look' },
} as const satisfies Record<string, Story>;

export type CrashStory = keyof typeof CRASH_STORIES;

function startOf() {
  const parsed = parseDateTime('2026-03-10 09:00:00');
  assert(parsed.ok, 'The stories begin at a moment');
  return parsed.value;
}

/** `crashes` is asked at every point from the first settle call on. */
function scenarioOf(name: CrashStory, crashes: (point: CrashPoint) => boolean, taps: Taps): Scenario {
  const watched: { history: History | null } = { history: null };
  return {
    seed: `crash ${name}`,
    start: startOf(),
    plan: NO_FAULTS,
    taps,
    faultsForMs: 3_600_000,
    crashesAt: (point) => (watched.history?.settles.size ?? 0) > 0 && crashes(point),
    clerks(world, nodes, history) {
      watched.history = history;
      const person = EVERYBODY.find(({ coverages }) => coverages[0]?.area === '990100');
      assert(person !== undefined, 'Somebody is insured in 990100');
      const client = createClient({
        name: 'c1',
        world,
        nodes,
        history,
        patient: patientOf(person),
        province: '41',
      });
      return [{ client, play: () => play(client, CRASH_STORIES[name]) }];
    },
  };
}

const isOfItsOwn = ({ name }: CrashPoint) => !name.startsWith('before ') || name === 'before commit';

/**
 * Every point of a story at which a node may crash: named ones, and around each statement and commit. A
 * point before a statement is left out: what is durable there is what was durable after the one before.
 */
export async function crashPointsOf(
  installation: Installation,
  name: CrashStory,
): Promise<{ points: readonly CrashPoint[]; outcome: Outcome }> {
  const points: CrashPoint[] = [];
  const collect = (point: CrashPoint) => {
    if (isOfItsOwn(point)) points.push(point);
    return false;
  };
  const outcome = await runScenario(installation, scenarioOf(name, collect, {}));
  return { points, outcome };
}

/**
 * Runs the story with one crash at the point of this index. The node starts again, everything is sent
 * again.
 */
export async function crashAt(
  installation: Installation,
  name: CrashStory,
  index: number,
  taps: Taps = {},
): Promise<Outcome> {
  let passed = 0;
  const outcome = await runScenario(
    installation,
    scenarioOf(name, (point) => isOfItsOwn(point) && passed++ === index, taps),
  );
  const isReached = passed > index;
  return isReached
    ? outcome
    : { ...outcome, breaches: [...outcome.breaches, `Crash point ${index} was not reached`] };
}
