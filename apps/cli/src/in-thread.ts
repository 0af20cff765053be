import { parentPort, Worker, workerData } from 'node:worker_threads';

/** How far a thread is, or what it came to. */
type Posted<T> = { readonly done: number } | { readonly result: T };

/** Who follows a thread: told how far it is; `isStopped` ends it at its next report. */
export type Watch = { tell(done: number): void; readonly isStopped: boolean };

export const NOBODY_WATCHES: Watch = { tell: () => undefined, isStopped: false };

/**
 * Calculates in a thread of its own, so that settlements go on meanwhile. Null when it was stopped. Throws
 * what the thread threw.
 */
export function inThread<T>(module: URL, task: unknown, watch: Watch = NOBODY_WATCHES): Promise<T | null> {
  const worker = new Worker(module, { workerData: task });
  worker.unref();
  return new Promise((resolve, reject) => {
    const end = (value: T | null): void => {
      resolve(value);
      void worker.terminate();
    };
    worker.on('message', (message: Posted<T>) => {
      if (watch.isStopped) end(null);
      else if ('done' in message) watch.tell(message.done);
      else end(message.result);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(`${module.pathname} ended without a result`)));
  });
}

/** In the thread: what it was told to do, and how it answers. */
export function threadTask<Task, T>(): {
  readonly task: Task;
  tell(done: number): void;
  finish(result: T): void;
} {
  const post = (message: Posted<T>): void => parentPort?.postMessage(message);
  return {
    task: workerData as Task,
    tell: (done) => post({ done }),
    finish: (result) => post({ result }),
  };
}
