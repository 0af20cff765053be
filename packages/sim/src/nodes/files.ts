import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Catalogue, createPolicyLibrary, loadCatalogue, type PolicyLibrary } from '@zhijie/engine';
import { assert } from '@zhijie/kernel';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const libraries = new Map<RegExp, PolicyLibrary>();

/** National packs and those of the two provinces that run. */
const USED = /^(000000|41\d{4}|99\d{4})-/;

export const policies = (): PolicyLibrary => policiesOf(USED);

/** The packs of the repository in folders of these names, compiled once per process. */
export function policiesOf(used: RegExp): PolicyLibrary {
  const known = libraries.get(used);
  if (known !== undefined) return known;
  const folder = `${ROOT}policies`;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.yaml') && used.test(path),
  );
  const files = paths.sort().map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }));
  const built = createPolicyLibrary(files);
  assert(built.ok, 'The packs of the repository load');
  libraries.set(used, built.value);
  return built.value;
}

const catalogues = new Map<string, Catalogue>();

/** The synthetic catalogue of a care place. */
export function catalogueOf(area: string): Catalogue {
  const known = catalogues.get(area);
  if (known !== undefined) return known;
  const folder = `${ROOT}catalogues`;
  const isOverridden = readdirSync(folder).includes(`${area}.csv`);
  const override = isOverridden ? readFileSync(`${folder}/${area}.csv`, 'utf8') : null;
  const catalogue = loadCatalogue(area, readFileSync(`${folder}/items.csv`, 'utf8'), override);
  catalogues.set(area, catalogue);
  return catalogue;
}
