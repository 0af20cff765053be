import { writeBlock } from './blocks.ts';
import type { Paper } from './paper.ts';
import {
  beginWriting,
  QUIET,
  SIZES,
  useFont,
  type Writing,
  writeFooters,
  writeText,
} from './sheet-of-paper.ts';

function writeHead(writing: Writing, { title, subtitle, number }: Paper): void {
  useFont(writing, 'regular', SIZES.code, QUIET);
  writeText(writing, `编号 ${number}`, { align: 'right' });
  writing.y += 2;
  useFont(writing, 'bold', SIZES.title);
  writeText(writing, title, { align: 'center' });
  if (subtitle !== undefined) {
    useFont(writing, 'regular', SIZES.text, QUIET);
    writeText(writing, subtitle, { align: 'center' });
  }
  writing.y += 8;
}

/**
 * The paper as PDF 1.7: A4, Chinese font embedded (only what is used), text that can be selected and
 * searched. The same paper gives the same bytes.
 */
export async function renderPdf(paper: Paper): Promise<Uint8Array> {
  const writing = await beginWriting(paper);
  const { doc } = writing;
  const pieces: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece));
    doc.on('error', reject);
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))));
  });
  const at = new Date(paper.issuedAt);
  for (const { name, mediaType, bytes, about } of paper.enclosed ?? []) {
    const said = { name, type: mediaType, description: about, creationDate: at, modifiedDate: at };
    doc.file(Buffer.from(bytes), said);
  }
  writeHead(writing, paper);
  for (const block of paper.blocks) await writeBlock(writing, block);
  writeFooters(writing, paper);
  doc.end();
  return done;
}
