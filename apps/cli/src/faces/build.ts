import { fileURLToPath } from 'node:url';
import { builtWhenStale } from '../browser/built-when-stale.ts';
import { builtAudiences } from './audiences.ts';

/** Everything that the pages are made of. */
const SOURCES = [
  'apps/web/app',
  'apps/web/src',
  'apps/web/package.json',
  'packages/kernel/src',
  'apps/cli/src/faces/build-faces.ts',
];

/**
 * The folder with the built pages of all audiences, made when a source changed (some seconds) and kept below
 * `node_modules/.cache`. A Failure when it cannot be made: the pages at `/` work without it.
 */
export const facesBuild = (): Promise<string> =>
  builtWhenStale({
    cache: `zhijie-faces/${builtAudiences().join('-')}`,
    sources: SOURCES,
    script: fileURLToPath(new URL('./build-faces.ts', import.meta.url)),
    proof: 'manifest.json',
    failure: 'The pages were not built',
  });
