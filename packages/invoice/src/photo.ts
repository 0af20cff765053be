import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead, Word } from './invoice.ts';
import { readLayout } from './layout.ts';
import { pictureSize } from './picture.ts';
import type { ReadingRefusalCode } from './refusals.ts';

const SHORTEST_SIDE = 500;
const LONGEST_SIDE = 8000;
const LIMIT_MS = 60_000;
/** Below this, what was read is guesswork. */
const UNCLEAR = 55;
const FEWEST_WORDS = 8;
/** One column of lines of different sizes: a table's cells stay on their line. */
const SINGLE_COLUMN = '4';

type Refused = Refusal<ReadingRefusalCode>;
type Recognised = {
  readonly confidence: number;
  readonly blocks:
    | readonly { readonly paragraphs: readonly { readonly lines: readonly OcrLine[] }[] }[]
    | null;
};
type OcrLine = { readonly words: readonly OcrWord[] };
type OcrWord = {
  readonly text: string;
  readonly confidence: number;
  readonly bbox: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
};

/**
 * Reads a photo by optical character recognition, in a worker thread that ends with it: program, core and the
 * Chinese data all come from node_modules, nothing is fetched. At most a minute.
 */
export async function readPhoto(bytes: Uint8Array): Promise<Result<InvoiceRead, Refused>> {
  const size = pictureSize(bytes);
  if (size === null) return refuse('paper-damaged');
  if (Math.min(size.width, size.height) < SHORTEST_SIDE) return refuse('picture-too-small');
  if (Math.max(size.width, size.height) > LONGEST_SIDE) return refuse('picture-too-large');
  const seen = await recognise(bytes);
  if (!seen.ok) return seen;
  const { confidence, blocks } = seen.value;
  const words = (blocks ?? []).flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ lines }) => lines.flatMap((line) => line.words.map((word) => wordOf(word, size)))),
  );
  if (confidence < UNCLEAR || words.length < FEWEST_WORDS) return refuse('picture-unclear');
  const { fields, items } = readLayout(words);
  return ok({ via: 'photo', fields, items, confidence: Math.round(confidence) });
}

async function recognise(bytes: Uint8Array): Promise<Result<Recognised, Refused>> {
  const { createWorker, OEM } = await import('tesseract.js');
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/chi_sim'));
  let failed: ((cause: unknown) => void) | undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    failed = reject;
  });
  const worker = await createWorker('chi_sim', OEM.LSTM_ONLY, {
    langPath: join(data, '4.0.0_best_int'),
    cacheMethod: 'none',
    gzip: true,
    errorHandler: (cause: unknown) => failed?.(cause),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), LIMIT_MS);
  });
  try {
    // A stated resolution: the core would print its own guess.
    await worker.setParameters({
      tessedit_pageseg_mode: SINGLE_COLUMN as never,
      user_defined_dpi: '250',
    });
    const read = worker.recognize(Buffer.from(bytes), {}, { text: true, blocks: true });
    const done = await Promise.race([read, late, broken]);
    return done === 'late' ? refuse('reading-took-too-long') : ok(done.data as Recognised);
  } catch {
    return refuse('paper-damaged');
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function wordOf(
  { text, confidence, bbox }: OcrWord,
  { width, height }: { readonly width: number; readonly height: number },
): Word {
  const share = (length: number, whole: number) => Math.round((length * 10_000) / whole);
  const box = {
    page: 1,
    x: share(bbox.x0, width),
    y: share(bbox.y0, height),
    width: share(bbox.x1 - bbox.x0, width),
    height: share(bbox.y1 - bbox.y0, height),
  };
  return { text, confidence, box };
}
