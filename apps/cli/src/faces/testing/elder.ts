/** Test support: the sizes of elder mode, measured in the page (users §3.1: letters, line height, targets). */
import type { Page } from 'playwright-core';

export type Measured = { readonly small: string[]; readonly narrow: string[]; readonly tight: string[] };

/** Runs in the page: letters below 18 px, lines below 1.3, targets below 60 × 60. */
const MEASURE = `(() => {
  const seen = (element) => element.getClientRects().length > 0;
  const told = (element) => element.tagName + ' ' + (element.textContent ?? '').slice(0, 20);
  const isText = (node) => node.nodeType === 3 && node.nodeValue.trim() !== '';
  const texts = [...document.querySelectorAll('main *')]
    .filter((element) => seen(element) && [...element.childNodes].some(isText));
  const size = (element) => Number.parseFloat(getComputedStyle(element).fontSize);
  const height = (element) => Number.parseFloat(getComputedStyle(element).lineHeight);
  const targets = [...document.querySelectorAll('button, main a, .nav a, .call, summary, select')].filter(seen);
  const isNarrow = (element) => {
    const box = element.getBoundingClientRect();
    return box.height < 59.5 || box.width < 59.5;
  };
  return {
    small: texts.filter((element) => size(element) < 18).map(told),
    tight: texts.filter((element) => height(element) < 1.3 * size(element)).map(told),
    narrow: targets.filter(isNarrow).map(told),
  };
})()`;

export const measure = (page: Page): Promise<Measured> => page.evaluate<Measured>(MEASURE);

/** Nothing is too small. */
export const NOTHING: Measured = { small: [], narrow: [], tight: [] };
