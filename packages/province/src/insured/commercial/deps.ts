import type { Sm2PublicKey } from '@zhijie/crypto';
import type { ProductLibrary } from '@zhijie/engine';
import type { InsurerLine } from './line.ts';

/** What the commercial layer stands on; a node without it has no commercial payer. */
export type CommercialDeps = {
  readonly products: ProductLibrary;
  /** Without it, products whose insurer answers by itself are put off. */
  readonly line?: InsurerLine;
  /** The key with which an insurer signs its answers. */
  readonly insurerKey?: (insurer: string) => Sm2PublicKey | undefined;
  /** A signal that aborts after so many milliseconds. */
  readonly patience?: (ms: number) => AbortSignal;
};
