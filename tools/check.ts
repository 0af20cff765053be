/**
 * The one check command, equal to CI: format and lint, types, tidy, generated files, lock file, tests.
 * The last line is the plain total.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

type Step = { readonly name: string; readonly command: string; readonly args: readonly string[] };

const STEPS: readonly Step[] = [
  { name: 'format and lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', '.'] },
  { name: 'types of the browser', command: bin('tsc'), args: ['--noEmit', '-p', 'apps/cli/browser'] },
  { name: 'types of the pages', command: bin('tsc'), args: ['--noEmit', '-p', 'apps/web/app'] },
  {
    name: 'programs for the browser build',
    command: process.execPath,
    args: ['apps/cli/src/browser/build-when-stale.ts'],
  },
  { name: 'tidy', command: process.execPath, args: ['tools/tidy/tidy.ts'] },
  {
    name: 'generated files are fresh',
    command: process.execPath,
    args: ['tools/generate-spec.ts', '--check'],
  },
  {
    name: 'policy packs are clean, their counts fresh',
    command: process.execPath,
    args: ['tools/policy-counts.ts', '--check'],
  },
  { name: 'lock file is complete', command: process.execPath, args: ['tools/lock-complete.mjs', '--check'] },
];

type Totals = { passed: number; failed: number; skipped: number };

function runStep(step: Step, totals: Totals): void {
  const started = performance.now();
  const result = spawnSync(step.command, step.args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (result.status === 0) {
    totals.passed += 1;
    console.log(`ok    ${step.name} (${seconds} s)`);
  } else {
    totals.failed += 1;
    console.log(`FAIL  ${step.name} (${seconds} s)\n${result.stdout}${result.stderr}`);
  }
}

function runTests(extra: readonly string[], totals: Totals): void {
  const folder = mkdtempSync(join(tmpdir(), 'zhijie-check-'));
  const report = join(folder, 'tests.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra];
  const result = spawnSync(bin('vitest'), args, { cwd: root, stdio: 'inherit' });
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += counts.numPassedTests;
    totals.failed += counts.numFailedTests;
    totals.skipped += counts.numPendingTests + counts.numTodoTests;
    if (result.status !== 0 && counts.numFailedTests === 0) totals.failed += 1;
  } catch {
    totals.failed += 1;
    console.log('FAIL  the tests did not finish');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
for (const step of STEPS) runStep(step, totals);
runTests(process.argv.slice(2), totals);
if (totals.skipped > 0) console.log(`${totals.skipped} skipped`);
// The last line is the plain total.
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
