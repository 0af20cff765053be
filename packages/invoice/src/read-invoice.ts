import { type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead } from './invoice.ts';
import { readPhoto } from './photo.ts';
import { isJpeg, isPng } from './picture.ts';
import type { FileKind } from './read-file.ts';
import { readFileApart } from './read-file-apart.ts';
import type { ReadingRefusalCode } from './refusals.ts';

export const LARGEST_PAPER = 8 * 1024 * 1024;

export type PaperKind = FileKind | 'photo';

/** What a file is, by its first bytes, whatever its name says; null: nothing that is read here. */
export function paperKindOf(bytes: Uint8Array): PaperKind | null {
  if (isPng(bytes) || isJpeg(bytes)) return 'photo';
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 512));
  if (head.startsWith('%PDF-')) return 'pdf';
  if (head.startsWith('PK')) return 'ofd';
  const text = head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  return text.startsWith('<') ? 'xml' : null;
}

/**
 * Reads an invoice from a file, beside the thread that asks. Refuses what cannot be read, by the names of
 * `READING_REFUSAL_TEXTS`; a field that was not found is left out.
 */
export async function readInvoice(
  bytes: Uint8Array,
): Promise<Result<InvoiceRead, Refusal<ReadingRefusalCode>>> {
  if (bytes.length > LARGEST_PAPER) return refuse('paper-too-large');
  const kind = paperKindOf(bytes);
  if (kind === null) return refuse('paper-kind-unknown');
  return kind === 'photo' ? await readPhoto(bytes) : await readFileApart(kind, bytes);
}
