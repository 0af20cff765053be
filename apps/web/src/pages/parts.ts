/** Pieces that several pages share. */
import { type Html, type HtmlValue, html } from '../html.ts';
import type { Said, Tone } from '../texts/words.ts';

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', wait: '…', stop: '!', plain: '·' };

/** A state as word, mark and colour together. */
export const badge = (tone: Tone, label: string): Html =>
  html`<span class="badge ${tone}"><span aria-hidden="true">${MARKS[tone]}</span> ${label}</span>`;

export const stateBadge = ({ tone, label }: Said): Html => badge(tone, label);

/** For a number that nobody compared with its text. */
export const UNVERIFIED: Html = html`<span class="badge wait"><span aria-hidden="true">?</span> 待核实</span>`;

/** For a number that repeats across places without a quoted rule. */
export const SAMPLE: Html = badge('stop', '示例数据，未核实');

type Figure = { readonly isSample?: boolean; readonly clause: { readonly verified: string | null } };

/** What must be said beside a figure that these steps made: the worst decides; null when all are verified. */
export function figureBadge(steps: readonly Figure[]): Html | null {
  if (steps.some(({ isSample }) => isSample === true)) return SAMPLE;
  return steps.some(({ clause }) => clause.verified === null) ? UNVERIFIED : null;
}

/** How well the figures of a policy are sourced. */
export function placeBadge(said: string): Html {
  if (said === '已核实') return badge('good', said);
  if (said.startsWith('示例数据')) return SAMPLE;
  return said === '虚构' ? badge('plain', '虚构示例') : UNVERIFIED;
}

export const facts = (...rows: readonly (readonly [string, HtmlValue] | null)[]): Html =>
  html`<dl class="facts">${rows
    .filter((row) => row !== null)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Where one part of a page is not known; the rest stays useful. */
export const unknownPart = (what: string): Html =>
  html`<p class="note wait"><strong>${what}暂时查不到。</strong>您的钱和备案没有变动，请稍后刷新再看。</p>`;

export const emptyPart = (text: HtmlValue): Html => html`<p class="note plain">${text}</p>`;

export const back = (path: string, label: string): Html =>
  html`<p class="back"><a href="${path}"><span aria-hidden="true">←</span> ${label}</a></p>`;

/** A table that scrolls inside its own frame on a narrow screen; the frame can be reached by keyboard. */
export const tableFrame = (name: string, table: Html): Html =>
  html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`;

/** From one day to another; a day is never broken over two lines. */
export const period = (from: string, to: string): Html =>
  html`<span class="date">${from}</span> 到 <span class="date">${to}</span>`;
