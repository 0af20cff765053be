import type { Loop } from './loop.ts';

/** Thrown inside what a stopped process still had under way with its database, so that it is rolled back. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * One life of a node: from a start to its crash. What the process was doing when it crashed never goes on:
 * its promises stay open for ever, as the memory of a killed process would.
 */
export type Process = {
  readonly name: string;
  /** Which life of the node this is, from 1. */
  readonly life: number;
  isAlive(): boolean;
  /** Goes on after `ms` of virtual time, unless the process crashed by then. */
  pause(ms: number): Promise<void>;
  /** Rejects at the crash; never resolves. */
  readonly stopped: Promise<never>;
  onCrash(work: () => void): void;
  crash(): void;
};

export const never = (): Promise<never> => new Promise<never>(() => {});

export function startProcess(loop: Loop, name: string, life: number): Process {
  let isAlive = true;
  const works: (() => void)[] = [];
  let reject: (error: Error) => void = () => {};
  const stopped = new Promise<never>((_, no) => {
    reject = no;
  });
  stopped.catch(() => undefined);
  return {
    name,
    life,
    isAlive: () => isAlive,
    pause(ms) {
      if (!isAlive) return never();
      return new Promise((resolve) => {
        loop.after(ms, () => {
          if (isAlive) resolve();
        });
      });
    },
    stopped,
    onCrash: (work) => void works.push(work),
    crash() {
      if (!isAlive) return;
      isAlive = false;
      for (const work of works) work();
      reject(new Stopped(`${name} crashed`));
    },
  };
}
