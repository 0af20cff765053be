export { createInstallation, type Installation } from './nodes/installation.ts';
export { createOneStopInstallation, type OneStopInstallation } from './one-stop/place.ts';
export { describeOneStop, runOneStopSeed, runOneStopSeeds } from './one-stop/story.ts';
export { commitId, saltOf } from './run/batches.ts';
export { CRASH_STORIES, type CrashStory, crashAt, crashPointsOf } from './run/crash-points.ts';
export {
  type Changes,
  describeOutcome,
  runSeed,
  runSeeds,
  type SeedOutcome,
  type SeedRange,
} from './run/seeds.ts';
export { describeShrunk, readFaults, type Shrunk, shrinkSeed } from './run/shrink.ts';
export { type MonthTold, runYear, type YearOptions, type YearOutcome } from './year/year.ts';
