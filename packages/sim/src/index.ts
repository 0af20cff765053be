export { createInstallation, type Installation } from './nodes/installation.ts';
export { runSeed, type SeedOutcome } from './run/seeds.ts';
