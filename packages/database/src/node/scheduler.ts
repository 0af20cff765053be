import { assert, type Instant, instant } from '@zhijie/kernel';

export type Work = () => Promise<void> | void;

/** When things happen without anybody asking. The sim drives it by hand. */
export interface Scheduler {
  /**
   * Repeats the work, `ms` after the end of the run before: runs never overlap. The answer stops it and waits
   * for a run under way.
   */
  every(ms: number, work: Work): () => Promise<void>;
  /** Does the work once after `ms`. The answer cancels it if it has not begun. */
  after(ms: number, work: Work): () => void;
}

/** Timers of the process. They do not keep it alive. A failed run is reported and the repetition goes on. */
export function realScheduler(onError: (error: unknown) => void): Scheduler {
  const attempt = async (work: Work): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  };
  return {
    every(ms, work) {
      let stopped = false;
      let running: Promise<void> = Promise.resolve();
      let timer: NodeJS.Timeout;
      const next = (): void => {
        timer = setTimeout(() => {
          running = attempt(work).then(() => {
            if (!stopped) next();
          });
        }, ms).unref();
      };
      next();
      return () => {
        stopped = true;
        clearTimeout(timer);
        return running;
      };
    },
    after(ms, work) {
      const timer = setTimeout(() => void attempt(work), ms).unref();
      return () => clearTimeout(timer);
    },
  };
}

export type ManualScheduler = Scheduler & {
  now(): Instant;
  /** Moves the time forward and does what falls due, in order of time, then of asking. Errors are thrown. */
  advance(ms: number): Promise<void>;
  /** How many works wait. */
  readonly waiting: number;
};

type Due = {
  at: number;
  readonly sequence: number;
  readonly work: Work;
  readonly period: number | undefined;
};

/** Virtual time: nothing happens except inside `advance`. */
export function manualScheduler(start: Instant = instant(0)): ManualScheduler {
  let time: number = start;
  let sequence = 0;
  const queue = new Set<Due>();
  const add = (ms: number, work: Work, period?: number): Due => {
    assert(ms >= 0, 'A scheduler cannot go back in time');
    const due = { at: time + ms, sequence: sequence++, work, period };
    queue.add(due);
    return due;
  };
  const earliest = (): Due | undefined => {
    let first: Due | undefined;
    for (const due of queue) {
      if (
        first === undefined ||
        due.at < first.at ||
        (due.at === first.at && due.sequence < first.sequence)
      ) {
        first = due;
      }
    }
    return first;
  };
  return {
    now: () => instant(time),
    every(ms, work) {
      assert(ms > 0, 'A repetition needs a period above zero');
      const due = add(ms, work, ms);
      return async () => void queue.delete(due);
    },
    after(ms, work) {
      const due = add(ms, work);
      return () => void queue.delete(due);
    },
    async advance(ms) {
      const end = time + ms;
      for (let due = earliest(); due !== undefined && due.at <= end; due = earliest()) {
        time = Math.max(time, due.at);
        if (due.period === undefined) queue.delete(due);
        else due.at = time + due.period;
        await due.work();
      }
      time = end;
    },
    get waiting() {
      return queue.size;
    },
  };
}
