/** Amounts of the second engine: BigInt fen and exact fractions, from the texts of packs. */
import type { RoundingData } from '../pack/schema.ts';

/** '1.5万元' → 1500000n fen. */
export function yuan(text: string): bigint {
  const isMyriad = text.endsWith('万元');
  return decimal(text.slice(0, isMyriad ? -2 : -1), isMyriad ? 6 : 2);
}

/** '85.5%' → 8550n. */
export function percent(text: string): bigint {
  return decimal(text.slice(0, -1), 2);
}

const known = new Map<string, bigint>();

function decimal(text: string, places: number): bigint {
  const key = `${text}/${places}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [whole, part = ''] = text.split('.');
  const value = BigInt(whole!) * 10n ** BigInt(places) + BigInt(part.padEnd(places, '0') || '0');
  known.set(key, value);
  return value;
}

/** Rounds a fraction in 1/10 000 fen. */
export function rounded(product: bigint, rounding: RoundingData): bigint {
  const unit = { fen: 1n, jiao: 10n, yuan: 100n }[rounding.place];
  const divisor = unit * 10_000n;
  const floor = product / divisor;
  const rest = product % divisor;
  const isUp = {
    down: false,
    up: rest > 0n,
    'half-up': rest * 2n >= divisor,
    'half-even': rest * 2n > divisor || (rest * 2n === divisor && floor % 2n === 1n),
  }[rounding.mode];
  return (isUp ? floor + 1n : floor) * unit;
}

export function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
