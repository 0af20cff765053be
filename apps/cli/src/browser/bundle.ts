import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Failure } from '@zhijie/kernel';
import { REPOSITORY } from '../policy-files.ts';

export const BUNDLE_FILE = 'calculator.js';

/** The program for the browser, plain and compressed. */
export type Bundle = { readonly plain: Buffer; readonly brotli: Buffer; readonly gzip: Buffer };

/** Everything that goes into the bundle, or decides how it is built. */
const SOURCES = [
  'packages/kernel/src',
  'packages/engine/src',
  'apps/web/src',
  'apps/cli/src/calculator',
  'apps/cli/src/api/calculator-answer.ts',
  'apps/cli/src/api/calculator-schema.ts',
  'apps/cli/src/browser',
  'apps/cli/browser',
];
const CACHE = join(REPOSITORY, 'node_modules/.cache/zhijie-browser');
const AN_HOUR = 3_600_000;

const isSource = (path: string): boolean =>
  path.endsWith('.ts') && !path.endsWith('.test.ts') && !/(^|\/)testing\//.test(path);

function filesOf(source: string): string[] {
  if (source.endsWith('.ts')) return [source];
  return readdirSync(join(REPOSITORY, source), { recursive: true, encoding: 'utf8' })
    .map((name) => `${source}/${name.replaceAll('\\', '/')}`)
    .filter(isSource)
    .sort();
}

function digestOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(REPOSITORY, 'package-lock.json')));
  for (const path of SOURCES.flatMap(filesOf))
    hash.update(`\n${path}\n`).update(readFileSync(join(REPOSITORY, path)));
  return hash.digest('hex').slice(0, 32);
}

/** Builds beside the final folder and moves it there whole, so that several programs may build at once. */
async function buildInto(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}-${performance.now()}`;
  const script = fileURLToPath(new URL('./build-bundle.ts', import.meta.url));
  try {
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [script, unfinished], { env });
    renameSync(unfinished, folder);
  } catch (cause) {
    if (!existsSync(join(folder, BUNDLE_FILE)))
      throw new Failure('The program for the browser was not built', { cause });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Older versions, and what a killed build left; not what another program may be building now. */
function forgetOthers(digest: string): void {
  for (const name of readdirSync(CACHE)) {
    const folder = join(CACHE, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (name !== digest && age > AN_HOUR) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The program for the browser, built when its sources changed since the last time (about two seconds) and
 * kept below `node_modules/.cache`. A Failure when it cannot be built: the pages then work without it.
 */
export async function browserBundle(): Promise<Bundle> {
  const digest = digestOfSources();
  const folder = join(CACHE, digest);
  if (!existsSync(join(folder, BUNDLE_FILE))) {
    mkdirSync(CACHE, { recursive: true });
    await buildInto(folder);
    forgetOthers(digest);
  }
  const read = (ending: string): Buffer => readFileSync(join(folder, `${BUNDLE_FILE}${ending}`));
  return { plain: read(''), brotli: read('.br'), gzip: read('.gz') };
}
