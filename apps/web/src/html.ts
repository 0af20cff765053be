/** HTML that is safe by construction: only `html` makes `Html`; it escapes every value that is not `Html`. */

const made = new WeakSet<object>();

export type Html = { readonly markup: string };
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text as it may stand in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character]!);
}

function isHtml(value: object): value is Html {
  return made.has(value);
}

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(markupOf).join('');
  // An object that only looks like Html came from data: shown as text, never as markup.
  return isHtml(value) ? value.markup : escapeHtml(JSON.stringify(value));
}

/** A piece of a page. Values in attributes must stand in quotes: `<a href="${path}">`. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0]!;
  for (const [index, value] of values.entries()) markup += markupOf(value) + strings[index + 1]!;
  const piece: Html = Object.freeze({ markup });
  made.add(piece);
  return piece;
}
