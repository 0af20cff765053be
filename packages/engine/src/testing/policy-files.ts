import { readdirSync, readFileSync } from 'node:fs';
import { createPolicyLibrary, type PolicyLibrary } from '../library.ts';
import type { PolicyFile } from '../pack/load.ts';

const ROOT = new URL('../../../../policies/', import.meta.url);

/**
 * All YAML files under `policies/` of this repository. For tests and benchmarks: the engine itself
 * reads no disk.
 */
export function readRepositoryPolicies(): PolicyFile[] {
  return readdirSync(ROOT, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => ({ path: `policies/${path}`, text: readFileSync(new URL(path, ROOT), 'utf8') }));
}

/** Only the national layer and the folders named, so that a test does not depend on other places. */
export function libraryOf(...folders: string[]): PolicyLibrary {
  const wanted = ['000000-national', ...folders];
  const files = readRepositoryPolicies().filter((file) =>
    wanted.some((f) => file.path.startsWith(`policies/${f}/`)),
  );
  const library = createPolicyLibrary(files);
  if (!library.ok) throw new Error(`Policies do not load: ${JSON.stringify(library.refusal, null, 1)}`);
  return library.value;
}
