/** Builds the calculator's program for the browser: `node build-bundle.ts FOLDER`. A process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { REPOSITORY } from '../policy-files.ts';
import { BUNDLE_FILE } from './bundle.ts';

const folder = process.argv[2]!;
await build({
  configFile: false,
  root: join(REPOSITORY, 'apps/cli'),
  logLevel: 'warn',
  build: {
    outDir: folder,
    emptyOutDir: true,
    // What the engine itself is written for; an older browser leaves the calculation to the server.
    target: 'es2023',
    reportCompressedSize: false,
    lib: {
      entry: join(REPOSITORY, 'apps/cli/browser/index.ts'),
      formats: ['es'],
      fileName: () => BUNDLE_FILE,
    },
    rolldownOptions: { output: { minify: true }, treeshake: { moduleSideEffects: isEntry } },
  },
});
const program = readFileSync(join(folder, BUNDLE_FILE));
writeFileSync(join(folder, `${BUNDLE_FILE}.br`), brotliCompressSync(program));
writeFileSync(join(folder, `${BUNDLE_FILE}.gz`), gzipSync(program, { level: 9 }));

/** Everything but the page's own program only defines things. */
function isEntry(id: string): boolean {
  return id.includes('/apps/cli/browser/');
}
