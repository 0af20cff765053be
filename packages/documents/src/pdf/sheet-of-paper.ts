import { assert } from '@zhijie/kernel';
import { type FontWeight, fontBytes } from './fonts.ts';
import type { Paper } from './paper.ts';

export const INK = '#16202b';
export const QUIET = '#55606c';
export const ALARM = '#a8201a';
export const RULE = '#8a95a1';
export const SHADE = '#eef2f6';

export const SIZES = { title: 17, heading: 11.5, text: 9.5, small: 8, code: 7.2 } as const;

const MARGIN = { side: 48, top: 44, bottom: 52 } as const;

/** Pages being written from top to bottom; lengths are points (1/72 inch). */
export type Writing = {
  readonly doc: PDFKit.PDFDocument;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  /** Where the next thing goes. */
  y: number;
};

/** What pdfkit keeps of the font in use; it has no public way to ask for a glyph. */
type WithFont = { readonly _font?: { readonly font?: { hasGlyphForCodePoint(code: number): boolean } } };

/** A control character would be printed as a box. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;

/**
 * The text as it can be printed: a character that the font lacks (a rare name) is written by its number, so
 * that nobody signs for a person whose name shows an empty box.
 */
export function printable({ doc }: Pick<Writing, 'doc'>, text: string): string {
  const font = (doc as unknown as WithFont)._font?.font;
  assert(font !== undefined, 'pdfkit tells of its font');
  return Array.from(text)
    .map((character) => {
      const code = character.codePointAt(0)!;
      if (character === '\n') return character;
      if (CONTROL.test(character)) return ' ';
      return font.hasGlyphForCodePoint(code) ? character : `〔U+${code.toString(16).toUpperCase()}〕`;
    })
    .join('');
}

export function useFont({ doc }: Writing, weight: FontWeight, size: number, color: string = INK): void {
  doc.font(weight).fontSize(size).fillColor(color);
}

/** Begins a page when what comes next does not fit on this one. */
export function makeRoom(writing: Writing, height: number): boolean {
  if (writing.y + height <= writing.bottom) return false;
  writing.doc.addPage();
  writing.y = writing.top;
  return true;
}

/** Writes text at the cursor over the whole width, and moves below it. */
export function writeText(writing: Writing, text: string, options: PDFKit.Mixins.TextOptions = {}): void {
  const { doc, left, width } = writing;
  const said = printable(writing, text);
  const height = doc.heightOfString(said, { ...options, width });
  makeRoom(writing, height);
  doc.text(said, left, writing.y, { ...options, width });
  writing.y += height;
}

export async function beginWriting(paper: Paper): Promise<Writing> {
  // Read when the first paper is printed: a fifth of a second that no other command has to wait for.
  const { default: PDFDocument } = await import('pdfkit');
  const doc = new PDFDocument({
    size: 'A4',
    layout: paper.isLandscape === true ? 'landscape' : 'portrait',
    // The page breaks are ours: pdfkit sees no margin that it could cross.
    margin: 0,
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: paper.title,
      CreationDate: new Date(paper.issuedAt),
      Creator: 'Zhijie',
      Producer: 'Zhijie',
    },
  });
  for (const weight of ['regular', 'bold'] as const) doc.registerFont(weight, fontBytes(weight));
  const { width, height } = doc.page;
  const bottom = height - MARGIN.bottom;
  const inside = width - 2 * MARGIN.side;
  return { doc, left: MARGIN.side, width: inside, top: MARGIN.top, bottom, y: MARGIN.top };
}

/** The number, the remark and the page on every page, once it is known how many there are. */
export function writeFooters(writing: Writing, paper: Paper): void {
  const { doc, left, width, bottom } = writing;
  const { count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    doc.switchToPage(index);
    const y = bottom + 14;
    doc
      .moveTo(left, y - 5)
      .lineTo(left + width, y - 5)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
    useFont(writing, 'regular', SIZES.code, QUIET);
    const line = { lineBreak: false } as const;
    doc.text(printable(writing, `${paper.number}　${paper.footer}`), left, y, line);
    const page = `第 ${index + 1} 页 / 共 ${count} 页`;
    doc.text(page, left + width - doc.widthOfString(page), y, line);
  }
}
