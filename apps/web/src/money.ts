import { amountInWords, type Fen, formatPercent, formatYuanForPeople, type Rate } from '@zhijie/kernel';
import { type Html, html } from './html.ts';

/** ¥12,345.60, never broken over two lines. */
export const money = (fen: number): Html =>
  html`<span class="money">${formatYuanForPeople(fen as Fen)}</span>`;

export const moneyText = (fen: number): string => formatYuanForPeople(fen as Fen);
export const inWords = (fen: number): string => amountInWords(fen as Fen);
export const percent = (rate: number): string => formatPercent(rate as Rate);

/** Share of a whole in per cent with one decimal, for people: 53.1%. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '—';
  const tenths = Math.round((part * 1000) / whole);
  return `${Math.trunc(tenths / 10)}.${Math.abs(tenths % 10)}%`;
}
