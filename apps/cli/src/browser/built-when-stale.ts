import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '@zhijie/kernel';
import { REPOSITORY } from '../policy-files.ts';

/** Something that Vite makes for the browser. */
export type Build = {
  /** Below `node_modules/.cache`. */
  readonly cache: string;
  /** Everything that goes into it, or decides how it is built: files, and folders with all their sources. */
  readonly sources: readonly string[];
  /** A program that builds into the folder of its first argument. */
  readonly script: string;
  /** A file that every finished folder has. */
  readonly proof: string;
  readonly failure: string;
};

const AN_HOUR = 3_600_000;
const SOURCE = /\.(?:tsx?|css|html|svg|json|webmanifest)$/;

const isSource = (path: string): boolean =>
  SOURCE.test(path) && !/\.test\.tsx?$/.test(path) && !/(^|\/)testing\//.test(path);

function filesOf(source: string): string[] {
  if (SOURCE.test(source)) return [source];
  return readdirSync(join(REPOSITORY, source), { recursive: true, encoding: 'utf8' })
    .map((name) => `${source}/${name.replaceAll('\\', '/')}`)
    .filter(isSource)
    .sort();
}

function digestOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(REPOSITORY, 'package-lock.json')));
  for (const path of sources.flatMap(filesOf))
    hash.update(`\n${path}\n`).update(readFileSync(join(REPOSITORY, path)));
  return hash.digest('hex').slice(0, 32);
}

/** Builds beside the final folder and moves it there whole, so that several programs may build at once. */
async function buildInto(folder: string, { script, proof, failure }: Build): Promise<void> {
  const unfinished = `${folder}.${process.pid}-${performance.now()}`;
  try {
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [script, unfinished], { env });
    renameSync(unfinished, folder);
  } catch (cause) {
    if (!existsSync(join(folder, proof))) throw new Failure(failure, { cause });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Older versions, and what a killed build left; not what another program may be building now. */
function forgetOthers(cache: string, digest: string): void {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (name !== digest && age > AN_HOUR) rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder with the newest build, made when a source changed. A Failure when it cannot be made. */
export async function builtWhenStale(build: Build): Promise<string> {
  const cache = join(REPOSITORY, 'node_modules/.cache', build.cache);
  const digest = digestOf(build.sources);
  const folder = join(cache, digest);
  if (!existsSync(join(folder, build.proof))) {
    mkdirSync(cache, { recursive: true });
    await buildInto(folder, build);
    forgetOthers(cache, digest);
  }
  return folder;
}
