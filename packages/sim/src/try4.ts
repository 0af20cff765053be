import { createInstallation } from './index.ts';
import { runSeed } from './index.ts';
import { readBooks, openWork } from './check/books.ts';
import { doctorBreaches, journalBreaches, ledgerBreaches } from './check/doctors.ts';
import { accumulatorBreaches } from './check/accumulators.ts';
const inst = await createInstallation();
const time = async (name: string, f: () => Promise<unknown>) => { const t = performance.now(); await f(); console.log(name, Math.round(performance.now() - t)); };
for (let i = 1; i < 4; i++) {
  await time('seed', () => runSeed(inst, String(i)));
  const d = inst.databases;
  await time('books', () => readBooks(d));
  await time('open', () => openWork(d));
  await time('doctor', () => doctorBreaches(d, 1798732710026 as never));
  await time('ledger', () => ledgerBreaches(d));
  await time('acc', () => accumulatorBreaches(d['99']!));
  await time('journal', () => journalBreaches(d, 1798732710026 as never));
  await time('reset', () => inst.reset());
  await time('reset', () => inst.reset());
}
const ps: { t: number; n: number } = { t: 0, n: 0 };
await inst.close(); process.exit(0);
