import { createInstallation, runSeed } from './index.ts';
const inst = await createInstallation();
const o = await runSeed(inst, process.argv[2]!);
console.log(o.breaches, o.faults);
const lines = o.tail;
console.log(lines.join('\n'));
await inst.close();
process.exit(0);
