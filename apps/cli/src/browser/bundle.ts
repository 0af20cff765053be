import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtWhenStale } from './built-when-stale.ts';

export const BUNDLE_FILE = 'calculator.js';

/** The program for the browser, plain and compressed. */
export type Bundle = { readonly plain: Buffer; readonly brotli: Buffer; readonly gzip: Buffer };

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

/**
 * The program for the browser, built when its sources changed since the last time (about two seconds) and
 * kept below `node_modules/.cache`. A Failure when it cannot be built: the pages then work without it.
 */
export async function browserBundle(): Promise<Bundle> {
  const folder = await builtWhenStale({
    cache: 'zhijie-browser',
    sources: SOURCES,
    script: fileURLToPath(new URL('./build-bundle.ts', import.meta.url)),
    proof: BUNDLE_FILE,
    failure: 'The program for the browser was not built',
  });
  const read = (ending: string): Buffer => readFileSync(join(folder, `${BUNDLE_FILE}${ending}`));
  return { plain: read(''), brotli: read('.br'), gzip: read('.gz') };
}
