import { agency } from './agency.ts';
import { bench } from './bench.ts';
import { calc } from './calc.ts';
import { clearing } from './clearing-verify.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { month } from './month.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { pack } from './pack.ts';
import { reconciliation } from './reconciliation-verify.ts';
import { sandbox } from './sandbox.ts';
import { sign } from './sign.ts';
import { sim } from './sim.ts';
import { start } from './start.ts';
import { whatif } from './whatif.ts';

/** Every subcommand, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  start,
  demo,
  calc,
  agency,
  clearing,
  reconciliation,
  month,
  doctor,
  pack,
  whatif,
  network,
  node,
  sandbox,
  sign,
  sim,
  bench,
];
