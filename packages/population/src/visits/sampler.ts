import { assert, type Random } from '@zhijie/kernel';

/** One of `n` equally likely integers; n ≤ 2^20, so that the product stays exact. */
export function drawBelow(next: Random['next'], n: number): number {
  return Math.floor((next() * n) / 0x1_0000_0000);
}

/** Weights are given in this unit: one in a thousand. */
export const WHOLE = 1000;

/** Draws an index by weight. */
export type Sampler = (next: Random['next']) => number;

/** A sampler by table: every thousandth names its index, so a draw is one look-up and no float decides it. */
export function samplerOf(weights: readonly number[]): Sampler {
  const table = new Uint8Array(WHOLE);
  let filled = 0;
  for (const [index, weight] of weights.entries()) {
    assert(Number.isInteger(weight) && weight >= 0, 'A weight is a whole number of thousandths');
    table.fill(index, filled, filled + weight);
    filled += weight;
  }
  assert(filled === WHOLE, `Weights sum to ${WHOLE}, not ${filled}`);
  return (next) => table[drawBelow(next, WHOLE)]!;
}

/** A value with its weight in thousandths. */
export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

export function valueSamplerOf(entries: Weighted<number>): Sampler {
  const values = entries.map(([value]) => value);
  const index = samplerOf(entries.map(([, weight]) => weight));
  return (next) => values[index(next)]!;
}

/** Points of a distribution: `at` of 2^20 cases lie below `value`; between points it is linear. */
export type Quantiles = { readonly at: readonly number[]; readonly value: readonly number[] };

const RESOLUTION = 1 << 20;
const SHIFT = 12;

/** Draws from quantiles by whole numbers only. */
export function quantileSampler({ at, value }: Quantiles): Sampler {
  assert(
    at[0] === 0 && at.at(-1) === RESOLUTION && at.length === value.length,
    'Quantiles reach from end to end',
  );
  const first = new Uint8Array(RESOLUTION >> SHIFT);
  for (let slot = 0, point = 0; slot < first.length; slot++) {
    while (at[point + 1]! <= slot << SHIFT) point += 1;
    first[slot] = point;
  }
  return (next) => {
    const drawn = next() >>> 12;
    let point = first[drawn >> SHIFT]!;
    while (at[point + 1]! <= drawn) point += 1;
    const from = value[point]!;
    const start = at[point]!;
    const span = at[point + 1]! - start;
    return from + Math.floor(((value[point + 1]! - from) * (drawn - start)) / span);
  };
}
