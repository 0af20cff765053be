/** The thread of `readFileApart`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FileKind, readFile } from './read-file.ts';

const { kind, bytes } = workerData as { readonly kind: FileKind; readonly bytes: Uint8Array };
parentPort?.postMessage(await readFile(kind, bytes));
