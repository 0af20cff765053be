import { assert, Defect } from './defect.ts';

/** Deterministic numbers for tests, simulations and synthetic data. Never for keys or secrets. */
export type Random = {
  /** The next integer 0 … 2^32 − 1. */
  next(): number;
  /** An integer 0 … n − 1, without bias; 1 ≤ n ≤ 2^32. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** True with the probability numerator / denominator. */
  chance(numerator: number, denominator: number): boolean;
  /** A stream of its own, decided by the seed and the label alone, not by what was drawn before. */
  fork(label: string): Random;
};

/** FNV-1a over UTF-16 code units with a final avalanche: spreads a seed text over 32 bits. */
function hash32(text: string, start: number): number {
  let h = start >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** sfc32 (Doty-Humphrey, PractRand): 128 bits of state, integer operations only, equal on every machine. */
function sfc32(seed: string): () => number {
  let a = hash32(seed, 0x811c9dc5);
  let b = hash32(seed, 0x9e3779b9);
  let c = hash32(seed, 0x243f6a88);
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** The same seed gives the same stream on every machine and in every version. */
export function createRandom(seed: number | string): Random {
  const path = String(seed);
  const next = sfc32(path);
  const below = (n: number) => {
    if (!(Number.isSafeInteger(n) && n >= 1 && n <= 0x1_0000_0000))
      throw new Defect(`Cannot draw below ${n}`);
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    let drawn = next();
    while (drawn >= limit) drawn = next();
    return drawn % n;
  };
  return {
    next,
    below,
    pick: (list) => {
      assert(list.length > 0, 'Cannot pick from an empty list');
      return list[below(list.length)]!;
    },
    chance: (numerator, denominator) => below(denominator) < numerator,
    fork: (label) => createRandom(`${path}/${label}`),
  };
}
