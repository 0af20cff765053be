import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead, Word } from './invoice.ts';
import { readLayout } from './layout.ts';
import type { ReadingRefusalCode } from './refusals.ts';

const MOST_PAGES = 10;
const SURE = 98;

type Piece = { readonly str?: string; readonly transform?: readonly number[]; readonly width?: number };

/** Reads the text layer of a PDF, its first ten pages; a scan has none. The reader is loaded when needed. */
export async function readPdf(bytes: Uint8Array): Promise<Result<InvoiceRead, Refusal<ReadingRefusalCode>>> {
  const { getDocumentProxy } = await import('unpdf');
  const words: Word[] = [];
  try {
    const document = await getDocumentProxy(new Uint8Array(bytes));
    for (let number = 1; number <= Math.min(document.numPages, MOST_PAGES); number++) {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const { items } = await page.getTextContent();
      words.push(...items.flatMap((item) => wordOf(item as Piece, { number, width, height })));
    }
    await document.loadingTask.destroy();
  } catch {
    return refuse('paper-damaged');
  }
  if (words.length === 0) return refuse('paper-without-text');
  const { fields, items } = readLayout(words);
  return ok({ via: 'pdf', fields, items, confidence: SURE });
}

/** PDF counts from the lower left corner. */
function wordOf(
  { str = '', transform = [], width = 0 }: Piece,
  page: { readonly number: number; readonly width: number; readonly height: number },
): Word[] {
  const [, , , size = 0, x = 0, y = 0] = transform;
  if (str.trim() === '' || size <= 0) return [];
  const share = (length: number, whole: number) => Math.round((length * 10_000) / whole);
  const box = {
    page: page.number,
    x: share(x, page.width),
    y: share(page.height - y - size, page.height),
    width: share(width, page.width),
    height: share(size, page.height),
  };
  return [{ text: str, confidence: SURE, box }];
}
