/** Builds the pages of all audiences: `node build-faces.ts FOLDER`. A process of its own. */
import { join } from 'node:path';
import { build } from 'vite';
import { REPOSITORY } from '../policy-files.ts';
import { builtAudiences } from './audiences.ts';

const app = join(REPOSITORY, 'apps/web/app');
await build({
  configFile: false,
  root: app,
  base: '/',
  logLevel: 'warn',
  build: {
    outDir: process.argv[2]!,
    emptyOutDir: true,
    target: 'es2023',
    assetsDir: 'assets/faces',
    manifest: 'manifest.json',
    // Images stand as files of their own: the pages' policy allows no data in scripts' stead.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(builtAudiences().map((name) => [name, join(app, `${name}.html`)])),
        ...(builtAudiences().includes('patient') ? { 'patient-worker': join(app, 'patient/worker.ts') } : {}),
      },
    },
  },
});
