import type { Block, Column, Fact } from './paper.ts';
import { drawQr, qrModules } from './qr.ts';
import {
  ALARM,
  INK,
  makeRoom,
  printable,
  QUIET,
  RULE,
  SHADE,
  SIZES,
  useFont,
  type Writing,
  writeText,
} from './sheet-of-paper.ts';

const PAD = { x: 5, y: 2.8 } as const;

type Box = {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly size: number;
  readonly isBold: boolean;
  readonly isShaded: boolean;
  readonly align: 'left' | 'right' | 'center';
};

const weightOf = ({ isBold }: Box) => (isBold ? 'bold' : 'regular');

function heightOf(writing: Writing, box: Box): number {
  useFont(writing, weightOf(box), box.size);
  const text = printable(writing, box.text);
  return writing.doc.heightOfString(text, { width: box.width - 2 * PAD.x }) + 2 * PAD.y;
}

const rowHeight = (writing: Writing, boxes: readonly Box[]): number =>
  Math.max(...boxes.map((box) => heightOf(writing, box)));

/** One row of boxes with rules around them; texts stand in the middle of their height. */
function drawRow(writing: Writing, boxes: readonly Box[], height: number): void {
  const { doc, y } = writing;
  for (const box of boxes) {
    if (box.isShaded) doc.rect(box.x, y, box.width, height).fillColor(SHADE).fill();
    doc.rect(box.x, y, box.width, height).lineWidth(0.5).strokeColor(RULE).stroke();
  }
  for (const box of boxes) {
    useFont(writing, weightOf(box), box.size, box.isShaded && !box.isBold ? QUIET : INK);
    const text = printable(writing, box.text);
    const width = box.width - 2 * PAD.x;
    const inner = doc.heightOfString(text, { width });
    doc.text(text, box.x + PAD.x, y + (height - inner) / 2, { width, align: box.align });
  }
  writing.y += height;
}

const LABEL_WIDTH = 64;

function factBoxes(writing: Writing, facts: readonly Fact[]): Box[] {
  const each = writing.width / facts.length;
  return facts.flatMap(({ label, value, isCode = false, isStrong = false }, index): Box[] => {
    const x = writing.left + index * each;
    const cell = { align: 'left', isBold: false } as const;
    return [
      { ...cell, text: label, x, width: LABEL_WIDTH, size: SIZES.small, isShaded: true },
      {
        ...cell,
        text: value,
        x: x + LABEL_WIDTH,
        width: each - LABEL_WIDTH,
        size: isCode ? SIZES.code : isStrong ? SIZES.heading : SIZES.text,
        isBold: isStrong,
        isShaded: false,
      },
    ];
  });
}

function writeFacts(writing: Writing, rows: readonly (readonly Fact[])[]): void {
  for (const facts of rows) {
    const boxes = factBoxes(writing, facts);
    const height = rowHeight(writing, boxes);
    makeRoom(writing, height);
    drawRow(writing, boxes, height);
  }
  writing.y += 8;
}

type Row = { readonly cells: readonly string[]; readonly isBold: boolean; readonly isShaded: boolean };

function rowBoxes(writing: Writing, columns: readonly Column[], { cells, isBold, isShaded }: Row): Box[] {
  const whole = columns.reduce((sum, { width }) => sum + width, 0);
  let x = writing.left;
  return columns.map(({ width: share, align = 'left' }, index) => {
    const width = (writing.width * share) / whole;
    const isHeader = isShaded && isBold;
    const box: Box = {
      text: cells[index] ?? '',
      x,
      width,
      size: SIZES.small,
      isBold,
      isShaded,
      align: isHeader && align === 'left' ? 'center' : align,
    };
    x += width;
    return box;
  });
}

/** The header stands again at the top of every page; it is never left alone at the end of one. */
function writeTable(writing: Writing, block: Extract<Block, { kind: 'table' }>): void {
  const { columns, rows, totals = [] } = block;
  const boxesOf = (row: Row): Box[] => rowBoxes(writing, columns, row);
  const header = boxesOf({ cells: columns.map((column) => column.header), isBold: true, isShaded: true });
  const headerHeight = rowHeight(writing, header);
  const body = [
    ...rows.map((cells): Row => ({ cells, isBold: false, isShaded: false })),
    ...totals.map((cells): Row => ({ cells, isBold: true, isShaded: false })),
  ].map(boxesOf);
  const heights = body.map((boxes) => rowHeight(writing, boxes));
  makeRoom(writing, headerHeight + (heights[0] ?? 0));
  drawRow(writing, header, headerHeight);
  body.forEach((boxes, index) => {
    const height = heights[index]!;
    if (makeRoom(writing, height)) drawRow(writing, header, headerHeight);
    drawRow(writing, boxes, height);
  });
  writing.y += 8;
}

const SIGN_HEIGHT = 40;

function writeSignatures(writing: Writing, places: readonly string[]): void {
  makeRoom(writing, SIGN_HEIGHT);
  const { doc, left, y } = writing;
  const each = writing.width / places.length;
  useFont(writing, 'regular', SIZES.text);
  places.forEach((place, index) => {
    const x = left + index * each;
    const label = printable(writing, `${place}：`);
    doc.text(label, x, y + 18, { lineBreak: false });
    const from = x + doc.widthOfString(label) + 2;
    doc
      .moveTo(from, y + 32)
      .lineTo(x + each - 12, y + 32)
      .lineWidth(0.6)
      .strokeColor(RULE)
      .stroke();
  });
  writing.y += SIGN_HEIGHT;
}

const TONES = { plain: INK, quiet: QUIET, alarm: ALARM } as const;

/** A heading keeps at least so much of what it stands above on its page. */
const KEPT_WITH_HEADING = 70;

function writeHeading(writing: Writing, text: string): void {
  makeRoom(writing, KEPT_WITH_HEADING);
  writing.y += 5;
  useFont(writing, 'bold', SIZES.heading);
  writeText(writing, text);
  writing.y += 3;
}

type Tone = keyof typeof TONES;

function writeParagraph(writing: Writing, text: string, tone: Tone): void {
  const size = { plain: SIZES.text, quiet: SIZES.small, alarm: SIZES.heading }[tone];
  useFont(writing, tone === 'alarm' ? 'bold' : 'regular', size, TONES[tone]);
  writeText(writing, text, { lineGap: 1.5 });
  writing.y += 5;
}

const QR_SIDE = 84;

async function writeQr(writing: Writing, { text, caption }: Extract<Block, { kind: 'qr' }>): Promise<void> {
  const modules = await qrModules(text);
  makeRoom(writing, QR_SIDE);
  const { doc, left, width, y } = writing;
  drawQr(writing, modules, { x: left, y, side: QR_SIDE });
  let line = y + 12;
  caption.forEach((words, index) => {
    useFont(writing, index === 0 ? 'bold' : 'regular', index === 0 ? SIZES.heading : SIZES.small);
    const said = printable(writing, words);
    const inside = width - QR_SIDE - 12;
    doc.text(said, left + QR_SIDE + 12, line, { width: inside });
    line += doc.heightOfString(said, { width: inside }) + 4;
  });
  writing.y += QR_SIDE + 6;
}

export async function writeBlock(writing: Writing, block: Block): Promise<void> {
  if (block.kind === 'facts') writeFacts(writing, block.rows);
  else if (block.kind === 'table') writeTable(writing, block);
  else if (block.kind === 'signatures') writeSignatures(writing, block.places);
  else if (block.kind === 'qr') await writeQr(writing, block);
  else if (block.kind === 'heading') writeHeading(writing, block.text);
  else writeParagraph(writing, block.text, block.tone ?? 'plain');
}
