import type { Benefit } from '@zhijie/kernel';

/** A benefit of a place on a day. */
export type Which = { readonly pack: string; readonly care: Benefit; readonly on: string };
