import type { Catalogue, PolicyLibrary, ProductLibrary } from '@zhijie/engine';

/** What a calculation reads: policy packs and the catalogues of the places of care. */
export type Knowledge = {
  readonly policies: PolicyLibrary;
  /** Commercial products; read when a bill first asks for what follows the public layers. */
  readonly productsOf: () => ProductLibrary;
  readonly catalogueOf: (careArea: string) => Catalogue;
  /** Care places with classes and ceilings of their own; the others use the common items. */
  readonly careAreas: readonly string[];
};
