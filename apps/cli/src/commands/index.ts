import { bench } from './bench.ts';
import { calc } from './calc.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { pack } from './pack.ts';
import { sim } from './sim.ts';
import { start } from './start.ts';

/** Every subcommand, in the order of the help. */
export const COMMANDS: readonly Command[] = [start, demo, calc, doctor, pack, network, node, sim, bench];
