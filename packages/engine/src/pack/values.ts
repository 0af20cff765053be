/**
 * Values as packs write them: text with a unit, so that no binary float can enter and nobody mistakes a
 * percentage for an amount. `800元`, `15万元`, `0.5元`, `85.5%`; a bare number is refused.
 */

const MONEY = /^(\d{1,11})(?:\.(\d{1,6}))?(万)?元$/;
const PERCENT = /^(\d{1,3})(?:\.(\d{1,2}))?%$/;

/** Integer fen, or undefined when the text is not an amount with at most two decimals of a yuan. */
export function parseMoney(text: string): number | undefined {
  const match = MONEY.exec(text);
  if (!match) return undefined;
  const places = match[3] ? 6 : 2;
  const decimals = match[2] ?? '';
  if (decimals.length > places) return undefined;
  const amount = Number(match[1]! + decimals.padEnd(places, '0'));
  return amount <= 9e11 ? amount : undefined;
}

/** Integer 1/10 000, 0 … 100 %, or undefined. */
export function parsePercent(text: string): number | undefined {
  const match = PERCENT.exec(text);
  if (!match) return undefined;
  const rate = Number(match[1]! + (match[2] ?? '').padEnd(2, '0'));
  return rate <= 10_000 ? rate : undefined;
}

/** '1500.00' → '1500', '82.90' → '82.9': as people write an amount in a sentence, without the unit. */
export function yuanText(fen: number): string {
  const size = Math.abs(fen);
  const cents = String(size % 100).padStart(2, '0');
  return `${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${cents}`;
}

/** 8550 → '85.5%'. */
export function percentText(rate: number): string {
  const decimals = String(rate % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(rate / 100)}${decimals ? `.${decimals}` : ''}%`;
}
