import { createRandom, type Instant, type Random } from '@zhijie/kernel';
import { type FaultFamily, type FaultName, type FaultPlan, NO_FAULTS } from './faults.ts';
import { createLoop, type Loop } from './loop.ts';
import type { Process } from './process.ts';
import { createTrace, type Trace } from './trace.ts';

/** Where a node may be made to crash: around each of its statements and at its named crash points. */
export type CrashPoint = { readonly node: string; readonly name: string };

/**
 * Everything outside the nodes. The streams are apart, so that one more fault does not change the
 * workload, and one more statement does not change which faults come.
 */
export type World = {
  readonly loop: Loop;
  readonly trace: Trace;
  readonly timing: Random;
  readonly faults: Random;
  readonly workload: Random;
  plan: FaultPlan;
  /** Only these faults happen, whatever the dice say; null: those that the dice choose. */
  only: ReadonlySet<FaultName> | null;
  /** The faults that happened, in order. */
  readonly happened: FaultName[];
  /** Asks at an occasion of a family whether its fault happens; `where` goes into the trace. */
  occurs(family: FaultFamily, where?: string): boolean;
  /** Frames and calls that still travel. */
  travelling: number;
  /** Asked at each crash point; true crashes the node there. */
  crashesAt: (point: CrashPoint) => boolean;
  /** Crashes the node and starts it again later. Set by the network of nodes. */
  crash: (process: Process) => void;
  note(line: string): void;
};

export function createWorld(seed: string, start: Instant, plan: FaultPlan = NO_FAULTS): World {
  const random = createRandom(seed);
  const loop = createLoop(start);
  const trace = createTrace();
  const occasions = new Map<FaultFamily, number>();
  const world: World = {
    loop,
    trace,
    timing: random.fork('timing'),
    faults: random.fork('faults'),
    workload: random.fork('workload'),
    plan,
    only: null,
    happened: [],
    occurs(family, where = '') {
      const thousandths = world.plan[family];
      if (thousandths <= 0) return false;
      // The dice are thrown in any case: the rest of the run stays as it was.
      const isDrawn = world.faults.chance(thousandths, 1000);
      const index = occasions.get(family) ?? 0;
      occasions.set(family, index + 1);
      const name: FaultName = `${family}#${index}`;
      const happens = world.only === null ? isDrawn : world.only.has(name);
      if (!happens) return false;
      world.happened.push(name);
      world.note(`fault ${name} ${where}`);
      return true;
    },
    travelling: 0,
    crashesAt: () => false,
    crash: (process) => process.crash(),
    note: (line) => trace.add(loop.now(), line),
  };
  return world;
}

/** True when the node crashes at this point: the caller must not go on. */
export function passCrashPoint(world: World, process: Process, name: string): boolean {
  if (!process.isAlive()) return true;
  if (!world.crashesAt({ node: process.name, name })) return false;
  world.note(`${process.name} crashes at ${name}`);
  world.crash(process);
  return true;
}
