import {
  amountInWords,
  type Fen,
  fen,
  formatPercent,
  formatYuanForPeople,
  type Rate,
  split,
} from '@zhijie/kernel';
import { type Html, html } from './html.ts';

/** ¥12,345.60, never broken over two lines. */
export const money = (amount: number): Html =>
  html`<span class="money">${formatYuanForPeople(amount as Fen)}</span>`;

export const moneyText = (amount: number): string => formatYuanForPeople(amount as Fen);
export const inWords = (amount: number): string => amountInWords(amount as Fen);
export const percent = (rate: number): string => formatPercent(rate as Rate);

/** Shares in per cent with one decimal, '53.1%'; they add up to 100.0%. Nothing paid has no shares. */
export function shareTexts(parts: readonly number[]): string[] {
  if (parts.length === 0) return [];
  const tenths = split(fen(1000), parts);
  return tenths.map((share) => `${Math.trunc(share / 10)}.${share % 10}%`);
}
