import { type Fen, fen } from './fen.ts';
import type { Rate } from './rate.ts';

/** How a share is rounded. Rounding is policy: the pack states it. Negative amounts mirror positive ones. */
export type Rounding = {
  readonly mode: 'half-up' | 'half-even' | 'down' | 'up';
  readonly place: 'fen' | 'jiao' | 'yuan';
};

export const HALF_UP_FEN: Rounding = { mode: 'half-up', place: 'fen' };

const UNIT = { fen: 1, jiao: 10, yuan: 100 } as const;

function roundsAway(mode: Rounding['mode'], remainder: number, divisor: number, quotient: number): boolean {
  if (mode === 'down') return false;
  if (mode === 'up') return remainder > 0;
  if (mode === 'half-up') return remainder * 2 >= divisor;
  return remainder * 2 > divisor || (remainder * 2 === divisor && quotient % 2 === 1);
}

/** Exact for every size × rate: the size is cut at 10 000 so that no product passes 2^53. */
function roundedShare(size: number, r: number, rounding: Rounding): number {
  const low = (size % 10_000) * r;
  const whole = Math.floor(size / 10_000) * r + Math.floor(low / 10_000);
  const unit = UNIT[rounding.place];
  const quotient = Math.floor(whole / unit);
  const remainder = (whole % unit) * 10_000 + (low % 10_000);
  return (quotient + (roundsAway(rounding.mode, remainder, unit * 10_000, quotient) ? 1 : 0)) * unit;
}

/** `amount` × `r`, rounded once: half-up at fen unless said otherwise. Exact before the rounding. */
export function share(amount: Fen, r: Rate, rounding: Rounding = HALF_UP_FEN): Fen {
  const size = Math.abs(amount);
  const rounded =
    rounding.mode === 'half-up' && rounding.place === 'fen' && r <= 10_000
      ? Math.floor((size * r + 5000) / 10_000)
      : roundedShare(size, r, rounding);
  return fen(amount < 0 ? 0 - rounded : rounded);
}
