/**
 * Work that takes longer than an answer may: it runs in the process that was asked, tells how far it is, can
 * be stopped between two steps, and is found again by its id after a reload. What it did is in the nodes'
 * books; this is only the telling, and it is forgotten an hour after the end.
 */
import type { Clock } from '@zhijie/kernel';

export type WorkState = {
  readonly workId: string;
  readonly title: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly done: number;
  readonly total: number;
  /** What it came to; null until it is done. */
  readonly result: unknown;
};

/** Called after each step; `isStopped` says whether to leave off before the next. */
export type Progress = { tell(done: number): void; readonly isStopped: boolean };

export type WorkOrder = {
  /** The actor's id: nobody else sees it. */
  readonly owner: string;
  readonly title: string;
  readonly total: number;
  run(progress: Progress): Promise<unknown>;
};

type Running = {
  state: WorkState;
  readonly owner: string;
  endedAt: number | null;
  isStopped: boolean;
  readonly listeners: Set<(state: WorkState) => void>;
};

const AN_HOUR = 3_600_000;

export type LongWork = {
  start(order: WorkOrder): WorkState;
  find(owner: string, workId: string): WorkState | undefined;
  /** Every state from now on; the answer ends listening. */
  listen(owner: string, workId: string, hear: (state: WorkState) => void): () => void;
  stop(owner: string, workId: string): WorkState | undefined;
};

export function longWork(now: Clock, newId: () => string, failed: (error: unknown) => void): LongWork {
  const all = new Map<string, Running>();
  const change = (work: Running, next: Partial<WorkState>): void => {
    work.state = { ...work.state, ...next };
    if (work.state.state !== 'running') work.endedAt = now();
    for (const hear of work.listeners) hear(work.state);
  };
  const own = (owner: string, workId: string): Running | undefined => {
    const work = all.get(workId);
    return work?.owner === owner ? work : undefined;
  };
  const forgetOld = (): void => {
    for (const [workId, { endedAt }] of all)
      if (endedAt !== null && now() - endedAt > AN_HOUR) all.delete(workId);
  };
  return {
    start({ owner, title, total, run }) {
      forgetOld();
      const state: WorkState = { workId: newId(), title, state: 'running', done: 0, total, result: null };
      const work: Running = { state, owner, endedAt: null, isStopped: false, listeners: new Set() };
      all.set(state.workId, work);
      const progress: Progress = {
        tell: (done) => change(work, { done }),
        get isStopped() {
          return work.isStopped;
        },
      };
      run(progress).then(
        (result) => change(work, { state: work.isStopped ? 'stopped' : 'done', result }),
        (error: unknown) => {
          failed(error);
          change(work, { state: 'failed' });
        },
      );
      return state;
    },
    find: (owner, workId) => own(owner, workId)?.state,
    listen(owner, workId, hear) {
      const work = own(owner, workId);
      work?.listeners.add(hear);
      return () => work?.listeners.delete(hear);
    },
    stop(owner, workId) {
      const work = own(owner, workId);
      if (work !== undefined) work.isStopped = true;
      return work?.state;
    },
  };
}
