import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue, PolicyLibrary, ProductLibrary } from '@zhijie/engine';
import { REPOSITORY, readCatalogue, readPolicies, readProducts } from '../policy-files.ts';
import type { Knowledge } from './knowledge.ts';

/** Packs that are loaded already; products and each catalogue are read when they are first asked for. */
export function knowledgeOf(
  policies: PolicyLibrary,
  readProductsOf: () => ProductLibrary = readProducts,
): Knowledge {
  let products: ProductLibrary | undefined;
  const catalogues = new Map<string, Catalogue>();
  return {
    policies,
    productsOf: () => {
      products ??= readProductsOf();
      return products;
    },
    catalogueOf: (careArea) => {
      const catalogue = catalogues.get(careArea) ?? readCatalogue(careArea);
      catalogues.set(careArea, catalogue);
      return catalogue;
    },
    careAreas: readdirSync(join(REPOSITORY, 'catalogues'))
      .filter((name) => /^\d{6}\.csv$/.test(name))
      .map((name) => name.slice(0, 6)),
  };
}

let shared: Knowledge | undefined;

/** The repository's packs, read once per process: compiling them costs more than a thousand calculations. */
export function sharedKnowledge(): Knowledge {
  shared ??= knowledgeOf(readPolicies());
  return shared;
}
