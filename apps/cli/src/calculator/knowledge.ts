import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue, PolicyLibrary } from '@zhijie/engine';
import { REPOSITORY, readCatalogue, readPolicies } from '../policy-files.ts';

/** What a calculation reads: every policy pack and the catalogues of the places of care. */
export type Knowledge = {
  readonly policies: PolicyLibrary;
  readonly catalogueOf: (careArea: string) => Catalogue;
  /** Care places with classes and ceilings of their own; the others use the common items. */
  readonly careAreas: readonly string[];
};

/** Packs that are loaded already; each catalogue is read when it is first asked for. */
export function knowledgeOf(policies: PolicyLibrary): Knowledge {
  const catalogues = new Map<string, Catalogue>();
  return {
    policies,
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
