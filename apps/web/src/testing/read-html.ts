/** Reads the markup of a page into a tree, strictly: an element left open or closed twice is an error. */
export type Element = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | null;
  readonly children: Element[];
  text: string;
};

const VOID = ['meta', 'link', 'input', 'br', 'hr', 'img'];
const TAG = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi;
const ATTRIBUTE = /([a-z-]+)(?:="([^"]*)")?/gi;

const decoded = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&#96;/g, '`')
    .replace(/&amp;/g, '&');

function elementOf(tag: string, attributeText: string, parent: Element | null): Element {
  const pairs = [...attributeText.matchAll(ATTRIBUTE)].map(([, name, value]) => [
    name!,
    decoded(value ?? ''),
  ]);
  return {
    tag,
    attributes: Object.fromEntries(pairs) as Record<string, string>,
    parent,
    children: [],
    text: '',
  };
}

/** The root holds the page. Throws at markup that is not well formed. */
export function readHtml(markup: string): Element {
  const root = elementOf('root', '', null);
  let current = root;
  let at = 0;
  const addText = (raw: string) => {
    if (raw.includes('<')) throw new Error(`A stray "<" near ${raw.slice(raw.indexOf('<'), 60)}`);
    for (let one: Element | null = current; one !== null; one = one.parent) one.text += decoded(raw);
  };
  for (const match of markup.matchAll(TAG)) {
    addText(markup.slice(at, match.index));
    at = match.index + match[0].length;
    const [, closing, tag, attributes] = match;
    if (tag === undefined) continue;
    if (closing === '/') {
      if (current.tag !== tag || current.parent === null)
        throw new Error(`</${tag}> closes <${current.tag}>`);
      current = current.parent;
      continue;
    }
    const element = elementOf(tag, attributes ?? '', current);
    current.children.push(element);
    if (!VOID.includes(tag)) current = element;
  }
  addText(markup.slice(at));
  if (current !== root) throw new Error(`<${current.tag}> is never closed`);
  return root;
}

/** All elements below one, in the order of the page. */
export function elementsOf(element: Element): Element[] {
  return element.children.flatMap((child) => [child, ...elementsOf(child)]);
}

export const all = (element: Element, ...tags: string[]): Element[] =>
  elementsOf(element).filter(({ tag }) => tags.includes(tag));

export function isInside(element: Element, tag: string): boolean {
  return element.parent !== null && (element.parent.tag === tag || isInside(element.parent, tag));
}
