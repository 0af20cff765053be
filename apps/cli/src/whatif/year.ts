import { type AccumulatorDelta, type Accumulators, COUNTERS } from '@zhijie/engine';
import type { Fen } from '@zhijie/kernel';

/** What a person's year has used, changed in place: a million visits allocate nothing for it. */
export type OwnAccumulators = { -readonly [K in keyof Accumulators]: Accumulators[K] };

/** As `addAccumulators`. */
export function addInPlace(own: OwnAccumulators, delta: AccumulatorDelta): void {
  for (let index = 0; index < COUNTERS.length; index++) {
    const counter = COUNTERS[index]!;
    own[counter] = (own[counter] + delta[counter]) as Fen;
  }
}

/** The beginning of a year. */
export function clear(own: OwnAccumulators): void {
  for (let index = 0; index < COUNTERS.length; index++) own[COUNTERS[index]!] = 0 as Fen;
}
