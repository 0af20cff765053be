import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead, Word } from './invoice.ts';
import { readLayout } from './layout.ts';
import type { ReadingRefusalCode } from './refusals.ts';
import { readStructured } from './structured.ts';
import { elementsOf, readXml, textIn, type XmlElement } from './xml-reader.ts';
import { unzip } from './zip.ts';

const LARGEST_UNPACKED = 32 * 1024 * 1024;
/** The text of a file is not guessed, but its place on the page may be another label's. */
const SURE = 98;

/**
 * Reads an OFD (GB/T 33190): the data file attached to it where there is one, otherwise the texts of its
 * pages and templates with their places.
 */
export function readOfd(bytes: Uint8Array): Result<InvoiceRead, Refusal<ReadingRefusalCode>> {
  const wants = (name: string) => /\.xml$/i.test(name);
  const files = unzip(bytes, { wants, largest: LARGEST_UNPACKED });
  if (files === null) return refuse('paper-damaged');
  const texts = [...files].map(([name, content]) => [name, new TextDecoder().decode(content)] as const);
  for (const [name, text] of texts) {
    const attached = /attach/i.test(name) ? readStructured(text) : null;
    if (attached !== null) return ok({ ...attached, via: 'ofd' });
  }
  const contents = texts.filter(([name]) => /Content\.xml$/i.test(name));
  const area = pageArea(texts.map(([, text]) => text));
  const words = contents.flatMap(([, text]) => wordsOf(readXml(text), area));
  if (words.length === 0) return refuse('paper-without-text');
  const { fields, items } = readLayout(words);
  return ok({ via: 'ofd', fields, items, confidence: SURE });
}

type Area = { readonly width: number; readonly height: number };
const A4: Area = { width: 210, height: 297 };

function pageArea(texts: readonly string[]): Area {
  for (const text of texts) {
    const root = readXml(text);
    const box = root === null ? null : textIn(root, 'PhysicalBox');
    const [, , width = 0, height = 0] = (box ?? '').split(/\s+/).map(Number);
    if (width > 0 && height > 0) return { width, height };
  }
  return A4;
}

/** Labels stand in the template, values on the page: both are placed on the same sheet. */
function wordsOf(root: XmlElement | null, area: Area): Word[] {
  if (root === null) return [];
  return [...elementsOf(root)].flatMap((element) => {
    if (element.name !== 'TextObject') return [];
    const text = element.children.filter((child) => child.name === 'TextCode').map((child) => child.text);
    const [x = 0, y = 0, width = 0, height = 0] = (element.attributes.Boundary ?? '')
      .split(/\s+/)
      .map(Number);
    if (text.length === 0 || !(width > 0) || !(height > 0)) return [];
    const share = (length: number, whole: number) => Math.round((length * 10_000) / whole);
    const box = {
      page: 1,
      x: share(x, area.width),
      y: share(y, area.height),
      width: share(width, area.width),
      height: share(height, area.height),
    };
    return [{ text: text.join(''), confidence: SURE, box }];
  });
}
