/** Which tests send a transaction to a gateway, found in the tests themselves. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where tests speak to a gateway over real PostgreSQL. */
const FOLDERS = ['packages/province/src/gateway', 'apps/cli/src/acceptance'];

const IMPORT = /from '(\.{1,2}\/[^']+\.ts)'/g;
const NUMBER = /(?<=')\d{4,6}[A-Z]?(?=')/g;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Journeys and the like, which several tests share. */
const isSupport = (path: string): boolean => /\/testing\/|\/acceptance\//.test(path);

function numbersIn(path: string): Set<string> {
  const text = readFileSync(path, 'utf8');
  const numbers = new Set(text.match(NUMBER) ?? []);
  for (const [, specifier] of text.matchAll(IMPORT)) {
    const imported = join(dirname(path), specifier!);
    if (!isSupport(imported) || !existsSync(imported)) continue;
    for (const number of readFileSync(imported, 'utf8').match(NUMBER) ?? []) numbers.add(number);
  }
  return numbers;
}

/** Names of the test files by the number that they, or the support they import, write. */
export function testsByTransaction(root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const folder of FOLDERS) {
    for (const path of testFiles(join(root, folder))) {
      for (const number of numbersIn(path)) {
        found.set(number, [...(found.get(number) ?? []), basename(path, '.test.ts')]);
      }
    }
  }
  return found;
}
