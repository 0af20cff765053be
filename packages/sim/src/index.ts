export { createInstallation, type Installation } from './nodes/installation.ts';
export { runSeed, type SeedOutcome } from './run/seeds.ts';
export { CRASH_STORIES, type CrashStory, crashAt, crashPointsOf } from './run/crash-points.ts';
export { describeOutcome, runSeeds, type SeedRange } from './run/seeds.ts';
