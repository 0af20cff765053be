import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead } from './invoice.ts';
import { readOfd } from './ofd.ts';
import { readPdf } from './pdf.ts';
import type { ReadingRefusalCode } from './refusals.ts';
import { readStructured } from './structured.ts';

export type FileKind = 'xml' | 'ofd' | 'pdf';

/** Reads a file that is no picture, in the thread that asks. */
export async function readFile(
  kind: FileKind,
  bytes: Uint8Array,
): Promise<Result<InvoiceRead, Refusal<ReadingRefusalCode>>> {
  if (kind === 'pdf') return await readPdf(bytes);
  if (kind === 'ofd') return readOfd(bytes);
  const read = readStructured(new TextDecoder().decode(bytes));
  return read === null ? refuse('paper-damaged') : ok(read);
}
