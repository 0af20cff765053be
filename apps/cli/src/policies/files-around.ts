import { join } from 'node:path';
import type { PolicyFile, PolicyLibrary } from '@zhijie/engine';
import { readYamlFiles } from '../policy-files.ts';

/** The packs in force and the folder that they were read from. */
export type Policies = { readonly library: PolicyLibrary; readonly folder: string };

/** The files of the folders of some packs and of every folder that their packs build on. */
export function filesAround(
  { library, folder }: Policies,
  packIds: readonly string[],
  { hasCases = false }: { readonly hasCases?: boolean } = {},
): PolicyFile[] {
  const chains = packIds.flatMap((packId) => library.chains.get(packId) ?? []);
  const folders = new Set(chains.map((pack) => pack.folder));
  for (let known = 0; known !== folders.size; ) {
    known = folders.size;
    for (const pack of library.files.packs) {
      if (!folders.has(pack.folder)) continue;
      for (const layer of library.chains.get(pack.data.pack) ?? []) folders.add(layer.folder);
    }
  }
  return [...folders].flatMap((name) =>
    readYamlFiles(join(folder, name))
      .filter(({ path }) => hasCases || !path.endsWith('.test.yaml'))
      .map((file) => ({ ...file, path: `${name}/${file.path}` })),
  );
}
