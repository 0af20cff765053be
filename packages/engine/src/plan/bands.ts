import type { RoundingData } from '../pack/schema.ts';

/** Rounds an exact product fen × 1/10 000 to fen, as the pack says. Products are below 2^53. */
export type Rounder = (product: number) => number;

const UNITS = { fen: 10_000, jiao: 100_000, yuan: 1_000_000 } as const;

/** One function for every pack that rounds so, because calls of one known function are inlined. */
export const HALF_UP: Rounder = (product) => Math.floor((product + 5000) / 10_000);

/** Equal to the kernel's `share` for non-negative amounts and ratios up to 100 % (property-tested). */
export function rounderOf(rounding: RoundingData): Rounder {
  const divisor = UNITS[rounding.place];
  const unit = divisor / 10_000;
  if (rounding.mode === 'half-up') {
    const half = divisor / 2;
    if (unit === 1) return HALF_UP;
    return (product) => Math.floor((product + half) / divisor) * unit;
  }
  return (product) => {
    const quotient = Math.floor(product / divisor);
    const rest = product - quotient * divisor;
    if (rest === 0 || rounding.mode === 'down') return quotient * unit;
    if (rounding.mode === 'up') return (quotient + 1) * unit;
    const twice = rest * 2;
    return (quotient + (twice > divisor || (twice === divisor && quotient % 2 === 1) ? 1 : 0)) * unit;
  };
}
