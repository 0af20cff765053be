import { createRandom, type Instant, type Random } from '@zhijie/kernel';
import { type FaultPlan, NO_FAULTS } from './faults.ts';
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
  return {
    loop,
    trace,
    timing: random.fork('timing'),
    faults: random.fork('faults'),
    workload: random.fork('workload'),
    plan,
    travelling: 0,
    crashesAt: () => false,
    crash: (process) => process.crash(),
    note: (line) => trace.add(loop.now(), line),
  };
}

/** True when the node crashes at this point: the caller must not go on. */
export function passCrashPoint(world: World, process: Process, name: string): boolean {
  if (!process.isAlive()) return true;
  if (!world.crashesAt({ node: process.name, name })) return false;
  world.note(`${process.name} crashes at ${name}`);
  world.crash(process);
  return true;
}
