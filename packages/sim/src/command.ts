import { createInstallation } from './nodes/installation.ts';
import { describeOutcome, runSeeds } from './run/seeds.ts';

const HELP = `Runs the simulation.
  npx node packages/sim/src/command.ts --seed S            one seed, with what happened at the end
  npx node packages/sim/src/command.ts --from N --count M [--salt TEXT]   seeds one after the other
`;

/** The value after an option. */
function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

const write = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const seed = option('seed');
  const from = Number(option('from') ?? 1);
  const count = Number(option('count') ?? 0);
  const salt = option('salt');
  if (seed === undefined && count === 0) {
    write(HELP);
    return 2;
  }
  const installation = await createInstallation();
  const range = seed === undefined ? { from, count, ...(salt === undefined ? {} : { salt }) } : rangeOf(seed);
  const failed = await runSeeds(installation, {
    ...range,
    onOutcome(outcome) {
      const { events, crashes, settlements, reversals, faults } = outcome;
      const figures = `${events} events, ${crashes} crashes, ${settlements} settled, ${reversals} reversed`;
      write(`seed ${outcome.seed}: ${figures}; faults: ${faults}`);
      if (outcome.breaches.length > 0) write(describeOutcome(outcome));
      if (seed !== undefined) write(outcome.tail.join('\n'));
    },
  });
  await installation.close();
  write(failed.length === 0 ? 'No breach.' : `${failed.length} seeds with breaches.`);
  return failed.length === 0 ? 0 : 1;
}

/** `1234` or `SALT-1234`, as the report of a failure names it. */
function rangeOf(seed: string) {
  const parts = /^(?:(.+)-)?(\d+)$/.exec(seed);
  if (parts === null) throw new Error(`A seed is a number, or a salt and a number: not "${seed}"`);
  return { from: Number(parts[2]), count: 1, ...(parts[1] === undefined ? {} : { salt: parts[1] }) };
}

process.exit(await main());
