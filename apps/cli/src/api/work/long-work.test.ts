import { instant } from '@zhijie/kernel';
import { expect, it } from 'vitest';
import { longWork, type WorkState } from './long-work.ts';

const works = () => {
  const failures: unknown[] = [];
  let ids = 0;
  const made = longWork(
    () => instant(0),
    () => `W${++ids}`,
    (error) => failures.push(error),
  );
  return { ...made, failures };
};

/** A step that the test lets pass. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

it('work tells each step to those who listen, and its result once', async () => {
  const { start, listen } = works();
  const [first, second] = [gate(), gate()];
  const { workId } = start({
    owner: 'li',
    title: '导入',
    total: 2,
    run: async ({ tell }) => {
      await first.passed;
      tell(1);
      await second.passed;
      return 'two rows';
    },
  });
  const heard: WorkState[] = [];
  const done = new Promise<void>((resolve) => {
    listen('li', workId, (state) => {
      heard.push(state);
      if (state.state === 'running') second.open();
      else resolve();
    });
  });
  first.open();
  await done;
  expect(heard.map(({ state, done: steps, result }) => [state, steps, result])).toEqual([
    ['running', 1, null],
    ['done', 1, 'two rows'],
  ]);
});

it('stopped work leaves off before its next step; another person neither sees nor stops it', async () => {
  const { start, stop, find, listen } = works();
  const step = gate();
  const { workId } = start({
    owner: 'li',
    title: '导入',
    total: 9,
    run: async (progress) => {
      await step.passed;
      return progress.isStopped;
    },
  });
  expect([find('wang', workId), stop('wang', workId)]).toEqual([undefined, undefined]);
  stop('li', workId);
  const ended = new Promise<WorkState>((resolve) => listen('li', workId, resolve));
  step.open();
  expect(await ended).toMatchObject({ state: 'stopped', result: true });
});

it('work that fails says so, and its failure is not lost', async () => {
  const { start, listen, failures } = works();
  const { workId } = start({
    owner: 'li',
    title: '导入',
    total: 1,
    run: () => Promise.reject(new Error('x')),
  });
  expect(await new Promise<WorkState>((resolve) => listen('li', workId, resolve))).toMatchObject({
    state: 'failed',
  });
  expect(failures).toHaveLength(1);
});
