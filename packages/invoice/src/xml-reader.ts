/** A small reader of XML as data: elements, attributes, text. No entities but the five, no document types. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
};

type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)([^>]*?)(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const DEEPEST = 64;

/** The root element; null when the text is not such a document. Names are without their prefixes. */
export function readXml(text: string): XmlElement | null {
  if (/<!DOCTYPE/i.test(text)) return null;
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  TOKEN.lastIndex = 0;
  let end = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (end < text.length) {
    TOKEN.lastIndex = end;
    const token = TOKEN.exec(text);
    if (token === null) return null;
    end = TOKEN.lastIndex;
    const [, data, closing, name, attributes, selfClosing, characters] = token;
    const top = stack.at(-1)!;
    if (data !== undefined) top.text += data;
    else if (characters !== undefined) top.text += plain(characters);
    else if (name !== undefined && closing === '/') {
      if (stack.length < 2 || top.name !== local(name)) return null;
      stack.pop();
    } else if (name !== undefined) {
      const element = {
        name: local(name),
        attributes: attributesOf(attributes ?? ''),
        children: [],
        text: '',
      };
      top.children.push(element);
      if (selfClosing !== '/') stack.push(element);
      if (stack.length > DEEPEST) return null;
    }
  }
  return stack.length === 1 && root.children.length === 1 ? root.children[0]! : null;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function plain(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)];
  return Object.fromEntries(found.map(([, name = '', a, b]) => [local(name), plain(a ?? b ?? '')]));
}

/** Every element below, the element itself first. */
export function* elementsOf(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* elementsOf(child);
}

export const textIn = (element: XmlElement, ...names: readonly string[]): string | null => {
  for (const each of elementsOf(element)) {
    if (names.includes(each.name) && each.text.trim() !== '') return each.text.trim();
  }
  return null;
};
