import { setFlagsFromString } from 'node:v8';
import { Failure } from '@zhijie/kernel';
import { COMMANDS } from './commands/index.ts';
import { NO_WRAPPER_TIER_UP } from './v8-flags.ts';

setFlagsFromString(NO_WRAPPER_TIER_UP);

const [name = 'help', ...rest] = process.argv.slice(2);
const command = COMMANDS.find((candidate) => candidate.name === name);

if (command === undefined) {
  const known = COMMANDS.map(({ name, summary }) => `  zhijie ${name.padEnd(8)} ${summary}`).join('\n');
  const isHelp = ['help', '--help', '-h'].includes(name);
  const title = isHelp ? '直结 Zhijie：跨省异地就医直接结算' : `没有命令 "${name}"。No such command.`;
  console[isHelp ? 'log' : 'error'](`${title}\n\n${known}\n\n  zhijie <命令> --help  查看用法`);
  process.exitCode = isHelp ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run(rest);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(cause.message);
    process.exitCode = 1;
  }
}
