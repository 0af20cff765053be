/** One file that the browser may fetch. The path names the content, so it may be kept for ever. */
export type Asset = {
  readonly path: string;
  /** Subresource integrity: `sha256-` and the digest in base64. */
  readonly integrity: string;
  /** Of the content as it is; on the way it is smaller. */
  readonly bytes: number;
};

/**
 * What the calculator in the browser can load, and for what: a phone loads the layers of its own area, not
 * the packs of the whole country.
 */
export type CalculatorManifest = {
  /** The policy folders of an area: its own and those that its packs extend. */
  readonly areas: Readonly<Record<string, readonly string[]>>;
  /** Each holds the texts of the folder's files, `{ path: text }`. */
  readonly folders: Readonly<Record<string, Asset>>;
  /** Every commercial product and what pays after the public layers; fetched when a body asks for them. */
  readonly products: Asset;
  /** The common items of all catalogues, CSV; fetched when a bill has lines. */
  readonly items: Asset;
  /** Classes and ceilings of the places of care that have their own, CSV. */
  readonly overrides: Readonly<Record<string, Asset>>;
};
