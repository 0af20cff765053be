import { createInstallation, crashAt, crashPointsOf, CRASH_STORIES, type CrashStory } from './index.ts';
const inst = await createInstallation();
for (const name of Object.keys(CRASH_STORIES) as CrashStory[]) {
  const t = performance.now();
  const { points, outcome } = await crashPointsOf(inst, name);
  console.log(name, points.length, outcome.breaches, `${outcome.settlements}/${outcome.reversals}`, Math.round(performance.now() - t));
  for (let i = 0; i < points.length; i++) {
    const o = await crashAt(inst, name, i);
    if (o.crashes !== 1 || o.breaches.length > 0) console.log(i, points[i], o.crashes, o.breaches);
  }
  console.log(name, Math.round(performance.now() - t));
}
await inst.close();
process.exit(0);
