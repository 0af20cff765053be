import type { Brand } from '../base/brand.ts';
import { Defect } from '../base/defect.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { formatShortDecimal, parseDecimal } from './decimal.ts';
import { type Fen, fen, LARGEST_FEN } from './fen.ts';

/** Price of one unit, integer micro-yuan (six decimals of a yuan), not negative. */
export type UnitPrice = Brand<number, 'UnitPrice'>;
/** How many units, integer 1/10 000; negative for goods returned. */
export type Quantity = Brand<number, 'Quantity'>;

const LARGEST_PRICE = 9e15;
const LARGEST_QUANTITY = 9e15;

/** `n` integer micro-yuan: 98 yuan is 98 000 000. */
export function unitPrice(n: number): UnitPrice {
  if (!(Number.isSafeInteger(n) && n >= 0 && n <= LARGEST_PRICE)) throw new Defect(`${n} is not a price`);
  return (n === 0 ? 0 : n) as UnitPrice;
}

/** `n` integer 1/10 000 of a unit: one piece is 10 000. */
export function quantity(n: number): Quantity {
  if (!(Number.isSafeInteger(n) && Math.abs(n) <= LARGEST_QUANTITY)) {
    throw new Defect(`${n} is not a quantity`);
  }
  return (n === 0 ? 0 : n) as Quantity;
}

export type PriceRefusal = Refusal<'not-a-price' | 'too-many-decimals' | 'too-large'>;
export type QuantityRefusal = Refusal<'not-a-quantity' | 'too-many-decimals' | 'too-large'>;

/** Yuan with at most six decimals, not negative. */
export function parseUnitPrice(text: string): Result<UnitPrice, PriceRefusal> {
  const parsed = parseDecimal(text, 6, LARGEST_PRICE);
  if (parsed.ok) return parsed.value < 0 ? refuse('not-a-price') : ok(unitPrice(parsed.value));
  return refuse(parsed.refusal.code === 'not-a-decimal' ? 'not-a-price' : parsed.refusal.code);
}

/** '98.00', '0.123456': at least two decimals, no further trailing zeros. */
export function formatUnitPrice(price: UnitPrice): string {
  return formatShortDecimal(price, 6, 2);
}

/** At most four decimals; may be negative. */
export function parseQuantity(text: string): Result<Quantity, QuantityRefusal> {
  const parsed = parseDecimal(text, 4, LARGEST_QUANTITY);
  if (parsed.ok) return ok(quantity(parsed.value));
  return refuse(parsed.refusal.code === 'not-a-decimal' ? 'not-a-quantity' : parsed.refusal.code);
}

/** '2', '0.5': no trailing zeros. */
export function formatQuantity(q: Quantity): string {
  return formatShortDecimal(q, 4, 0);
}

export type ProductRefusal = Refusal<'too-large'>;

/**
 * Price × quantity in fen, rounded half up at the fen once; negative quantities mirror positive ones. For a
 * price and a quantity from outside: each may be in its bounds and the product beyond `LARGEST_FEN`.
 */
export function checkedLineAmount(price: UnitPrice, q: Quantity): Result<Fen, ProductRefusal> {
  const product = price * q;
  if (Math.abs(product) < 9e15) {
    const size = Math.floor((Math.abs(product) + 50_000_000) / 100_000_000);
    return ok(fen(product < 0 ? 0 - size : size));
  }
  const exact = BigInt(price) * BigInt(q);
  const size = ((exact < 0n ? -exact : exact) + 50_000_000n) / 100_000_000n;
  if (size > BigInt(LARGEST_FEN)) return refuse('too-large');
  return ok(fen(exact < 0n ? -Number(size) : Number(size)));
}

/** As `checkedLineAmount`, of a price and a quantity that were checked: a product too large is a Defect. */
export function lineAmount(price: UnitPrice, q: Quantity): Fen {
  const amount = checkedLineAmount(price, q);
  if (!amount.ok) throw new Defect('Price × quantity is larger than an amount may be');
  return amount.value;
}
