import { Worker } from 'node:worker_threads';
import { type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InvoiceRead } from './invoice.ts';
import type { FileKind } from './read-file.ts';
import type { ReadingRefusalCode } from './refusals.ts';

const LIMIT_MS = 30_000;
const LARGEST_HEAP_MB = 512;

type Read = Result<InvoiceRead, Refusal<ReadingRefusalCode>>;

/**
 * Reads a stranger's file in a thread of its own, at most half a minute and half a gigabyte, so that whatever
 * it holds, settlements go on meanwhile. What kills the thread is a damaged file.
 */
export function readFileApart(kind: FileKind, bytes: Uint8Array): Promise<Read> {
  const worker = new Worker(new URL('./file-worker.ts', import.meta.url), {
    workerData: { kind, bytes },
    resourceLimits: { maxOldGenerationSizeMb: LARGEST_HEAP_MB },
    stdout: true,
    stderr: true,
  });
  return new Promise<Read>((resolve) => {
    const timer = setTimeout(() => end(refuse('reading-took-too-long')), LIMIT_MS);
    const end = (read: Read): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(read);
    };
    worker.once('message', end);
    worker.once('error', () => end(refuse('paper-damaged')));
    worker.once('exit', () => end(refuse('paper-damaged')));
  });
}
