import { DOMParser, type Element } from '@xmldom/xmldom';
import { assert, ok, type Result, refuse } from '@zhijie/kernel';
import type { MessageRefusal } from '../refusals.ts';

/** An element as messages need it: its name without prefix, its own text, its children in order. */
export type XmlElement = {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
};

/** Larger files are refused before anything is parsed, characters. */
export const LARGEST_XML = 32 * 1024 * 1024;
const DEEPEST = 40;

const ELEMENT = 1;
const TEXT = 3;
const CDATA = 4;

/** Whether XML 1.0 can carry the text: no control characters but tab and line ends, no half characters. */
export const isXmlText = (text: string): boolean =>
  text.isWellFormed() && !/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/u.test(text);

/**
 * Reads one XML document strictly. Nothing outside the file is ever read: a DOCTYPE is refused, so that there
 * are no entities but XML's own five. Refusals: `too-large`, `has-doctype`, `not-xml`.
 */
export function readXml(source: string): Result<XmlElement, MessageRefusal> {
  if (source.length > LARGEST_XML) return refuse('too-large');
  if (/<!DOCTYPE/i.test(source)) return refuse('has-doctype');
  if (!isXmlText(source)) return refuse('not-xml');
  let root: Element | null;
  try {
    const parser = new DOMParser({
      onError(level, message) {
        if (level !== 'warning') throw new Error(message);
      },
    });
    root = parser.parseFromString(source.replace(/^\ufeff/, ''), 'text/xml').documentElement;
  } catch (cause) {
    return refuse('not-xml', { detail: { reason: firstLineOf(cause) } });
  }
  if (root === null) return refuse('not-xml');
  const element = elementOf(root, 0);
  return element === null ? refuse('not-xml', { detail: { reason: 'too deep' } }) : ok(element);
}

const firstLineOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.slice(0, 200);

function elementOf(node: Element, depth: number): XmlElement | null {
  if (depth > DEEPEST) return null;
  const children: XmlElement[] = [];
  let text = '';
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.nodeType === TEXT || child.nodeType === CDATA) text += child.nodeValue ?? '';
    if (child.nodeType !== ELEMENT) continue;
    const made = elementOf(child as Element, depth + 1);
    if (made === null) return null;
    children.push(made);
  }
  const attributes: Record<string, string> = {};
  for (const { name, value } of node.attributes) attributes[name] = value;
  const name = node.localName ?? node.nodeName;
  return { name, namespace: node.namespaceURI ?? '', attributes, text: text.trim(), children };
}

export type XmlPart = string | null;

/** An element with a text. The text must be one that XML can carry (`isXmlText`). */
export function leaf(name: string, text: string, attributes: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${escaped(text)}</${name}>`;
}

/** An element around others; what is null is left out. */
export const around = (name: string, ...parts: readonly XmlPart[]): string =>
  `<${name}>${parts.filter((part) => part !== null).join('')}</${name}>`;

/** A whole document of one message. */
export const documentOf = (namespace: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${content}</Document>\n`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(text: string): string {
  assert(isXmlText(text), 'XML cannot carry this text');
  return text.replaceAll(/[&<>"\t\n\r]/g, (found) => ESCAPES[found]!);
}
