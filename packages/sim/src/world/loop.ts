import { assert, type Instant, instant } from '@zhijie/kernel';

type Due = { readonly at: number; readonly sequence: number; readonly action: () => void };

/**
 * Virtual time and the one queue of everything that happens. Only one event runs at a time, and the next
 * one waits until the work it woke up has come to rest and no real statement is under way: the order is
 * the loop's alone.
 */
export type Loop = {
  now(): Instant;
  /** Does the action after `ms` of virtual time; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
  /** A statement is being run by the real database; the answer ends it. Time stands still meanwhile. */
  beginReal(): () => void;
  /** Runs until the condition holds, the time is over or nothing is left to do. */
  run(options: {
    readonly until: () => boolean;
    readonly forMs: number;
  }): Promise<'reached' | 'time' | 'idle'>;
  /** Until nothing that was woken, and no real statement, is under way. */
  rest(): Promise<void>;
  /** A failure of the simulation itself: ends the run. */
  fail(error: unknown): void;
  readonly events: number;
};

export function createLoop(start: Instant): Loop {
  const queue = createQueue();
  const { rest, begin } = createRest();
  let time: number = start;
  let events = 0;
  let failure: { error: unknown } | null = null;
  const check = () => {
    if (failure !== null) throw failure.error;
  };
  return {
    now: () => instant(time),
    get events() {
      return events;
    },
    after(ms, action) {
      assert(ms >= 0, 'The simulation cannot go back in time');
      return queue.add(time + ms, action);
    },
    beginReal: begin,
    rest,
    async run({ until, forMs }) {
      const end = time + forMs;
      await rest();
      while (!until()) {
        check();
        const due = queue.take();
        if (due === undefined) return 'idle';
        if (due.at > end) {
          queue.putBack(due);
          time = Math.max(time, end);
          return 'time';
        }
        time = Math.max(time, due.at);
        events++;
        due.action();
        await rest();
      }
      check();
      return 'reached';
    },
    fail(error) {
      failure ??= { error };
    },
  };
}

const macrotask = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Knows when what was woken waits for something else again, and no real statement is under way. */
function createRest() {
  let busy = 0;
  let wake: () => void = () => {};
  return {
    async rest(): Promise<void> {
      for (;;) {
        await macrotask();
        if (busy === 0) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    begin(): () => void {
      busy++;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        busy--;
        if (busy === 0) wake();
      };
    },
  };
}

/** Ordered by time, then by the order of asking. */
function createQueue() {
  const waiting = new Set<Due>();
  let sequence = 0;
  return {
    add(at: number, action: () => void): () => void {
      const due = { at, sequence: sequence++, action };
      waiting.add(due);
      return () => void waiting.delete(due);
    },
    putBack: (due: Due) => void waiting.add(due),
    take(): Due | undefined {
      let first: Due | undefined;
      for (const due of waiting) {
        const isEarlier =
          first === undefined || due.at < first.at || (due.at === first.at && due.sequence < first.sequence);
        if (isEarlier) first = due;
      }
      if (first !== undefined) waiting.delete(first);
      return first;
    },
  };
}
