/**
 * Writes what people who do not use TypeScript read: `spec/schema`, `spec/golden`, `spec/vectors/messages`,
 * the lists of `spec`, `docs/reference` and the flows of docs/integrating. `--check` writes nothing and
 * exits with 1 when a file is stale, missing or left over.
 *
 * Everything comes from the dictionary of `packages/wire`. Golden messages are the exception: a
 * message of a published version is written once and never changed; a test decodes all of them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clientFiles } from './spec/client.ts';
import { flowsPage } from './spec/flows-page.ts';
import { goldenFiles } from './spec/golden.ts';
import { listFiles } from './spec/lists.ts';
import { openApiFile } from './spec/openapi.ts';
import { operationsFile } from './spec/operations.ts';
import { errorsPage, glossaryPage } from './spec/pages.ts';
import { postmanFile } from './spec/postman.ts';
import { schemaFiles } from './spec/schema.ts';
import { testsByTransaction } from './spec/tested-by.ts';
import { transactionsPage } from './spec/transactions-page.ts';
import { VECTOR_FOLDER, vectorFiles } from './spec/vectors.ts';

const root = join(import.meta.dirname, '..');

/** Generated files by path from the root. */
function generated(): Map<string, string> {
  return new Map([
    ...schemaFiles(),
    ...listFiles(),
    ...vectorFiles(),
    ...clientFiles(),
    ['apps/web/app/api/operations.generated.ts', operationsFile()],
    ['spec/openapi.json', openApiFile()],
    ['spec/postman.json', postmanFile()],
    ['docs/integrating/flows.md', flowsPage()],
    ['docs/reference/glossary.md', glossaryPage()],
    ['docs/reference/transactions.md', transactionsPage(testsByTransaction(root))],
    ['docs/reference/errors.md', errorsPage()],
  ]);
}

/** Files of folders that are generated whole which no transaction produces any more. */
function leftOver(files: ReadonlyMap<string, string>): string[] {
  return ['spec/schema', VECTOR_FOLDER]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !files.has(path));
}

function currentText(path: string): string | null {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function main(isCheck: boolean): number {
  const files = generated();
  const stale = [...files].filter(([path, text]) => currentText(path) !== text);
  const missing = [...goldenFiles()].filter(([path]) => currentText(path) === null);
  const extra = leftOver(files);
  if (isCheck) {
    for (const path of [...[...stale, ...missing].map(([name]) => name), ...extra]) {
      console.error(`stale: ${path} (run: node tools/generate-spec.ts)`);
    }
    return stale.length + missing.length + extra.length === 0 ? 0 : 1;
  }
  for (const [path, text] of [...stale, ...missing]) write(path, text);
  for (const path of extra) rmSync(join(root, path));
  console.log(
    `${files.size} generated files, ${stale.length} changed, ${missing.length} golden messages added`,
  );
  return 0;
}

process.exitCode = main(process.argv.includes('--check'));
