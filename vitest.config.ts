import { defineConfig } from 'vitest/config';
import { NO_WRAPPER_TIER_UP } from './apps/cli/src/v8-flags.ts';
import { LongestFirst } from './tools/longest-first.ts';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/web/app/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    globalSetup: ['packages/database/src/testing/global-setup.ts', 'apps/web/src/testing/browser-setup.ts'],
    // Processes, not threads: V8 keeps one register of compiled pages for all threads of a process, and
    // WebAssembly (each `fetch` runs some) in two of them at once ends the process now and then
    // (nodejs/node#64500).
    pool: 'forks',
    execArgv: [NO_WRAPPER_TIER_UP],
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A page is asked until it shows it; the machine may be ten times slower than ours.
    expect: { poll: { timeout: 45_000, interval: 50 } },
  },
});
