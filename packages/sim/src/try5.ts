import { createInstallation, runSeed } from './index.ts';
import { BUGS } from './museum/bugs.ts';
const inst = await createInstallation();
for (const bug of BUGS) {
  const t = performance.now();
  const undo = await bug.plant(inst);
  let found = null;
  for (let s = 1; s <= 60; s++) {
    const o = await runSeed(inst, String(s), bug.taps);
    if (o.breaches.length > 0) { found = `${s}: ${o.breaches.slice(0, 2)}`; break; }
  }
  await undo();
  console.log(bug.name, '->', found, Math.round(performance.now() - t));
}
await inst.close(); process.exit(0);
