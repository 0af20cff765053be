import { createInstallation, runSeed } from './index.ts';
const t0 = performance.now();
const inst = await createInstallation();
console.log('installed', Math.round(performance.now() - t0));
const from = Number(process.argv[2] ?? 1), count = Number(process.argv[3] ?? 1);
for (let s = from; s < from + count; s++) {
  const t = performance.now();
  const o = await runSeed(inst, String(s));
  console.log(s, Math.round(performance.now() - t) + 'ms', o.breaches.length === 0 ? 'ok' : 'BREACH', `ev=${o.events} cr=${o.crashes} set=${o.settlements} rev=${o.reversals} v=${Math.round(o.virtualMs / 1000)}s`, o.faults, o.trace.slice(0, 8));
  for (const b of o.breaches.slice(0, 8)) console.log('   ', b);
  if (process.argv[4] === 'tail') console.log(o.tail.join('\n'));
}
console.log('total', Math.round(performance.now() - t0));
await inst.close();
process.exit(0);
