import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Catalogue,
  createPolicyLibrary,
  createProductLibrary,
  loadCatalogue,
  type PolicyLibrary,
  type ProductLibrary,
} from '@zhijie/engine';
import { Failure } from '@zhijie/kernel';

/** The root of this repository, where `policies/` and `catalogues/` lie. */
export const REPOSITORY = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The policy packs of this repository. */
export const POLICIES = join(REPOSITORY, 'policies');

/** Every YAML file below a folder, path relative to it, in a fixed order. */
export function readYamlFiles(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: relative(folder, file).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/** The policy library of a folder; a pack that does not load is a failure that names file, line and fix. */
export function readPolicies(folder: string = POLICIES): PolicyLibrary {
  const library = createPolicyLibrary(readYamlFiles(folder));
  if (library.ok) return library.value;
  throw new Failure(`政策包无法加载：${JSON.stringify(library.refusal)}`);
}

/**
 * The commercial products of a folder of packs; of this repository when the folder has none of its own. A
 * file that does not load is a failure that names file, line and fix.
 */
export function readProducts(folder: string = POLICIES): ProductLibrary {
  const own = join(folder, 'commercial');
  const files = readYamlFiles(existsSync(own) ? own : join(POLICIES, 'commercial'));
  const library = createProductLibrary(files.map(({ path, text }) => ({ path: `commercial/${path}`, text })));
  if (library.ok) return library.value;
  throw new Failure(`商业补充保险产品无法加载：${JSON.stringify(library.refusal)}`);
}

/** The synthetic catalogue of a care place: the common items and the place's own classes and ceilings. */
export function readCatalogue(area: string, folder: string = join(REPOSITORY, 'catalogues')): Catalogue {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const overrides = readdirSync(folder).includes(`${area}.csv`) ? read(`${area}.csv`) : null;
  return loadCatalogue(area, read('items.csv'), overrides);
}
