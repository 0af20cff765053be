import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { createLoop } from './loop.ts';
import { startProcess } from './process.ts';

const START = instant(1_000);

describe('virtual time', () => {
  test('events happen in the order of time, then of asking', async () => {
    const loop = createLoop(START);
    const seen: string[] = [];
    loop.after(20, () => seen.push(`b ${loop.now()}`));
    loop.after(10, () => seen.push(`a ${loop.now()}`));
    loop.after(20, () => seen.push(`c ${loop.now()}`));
    const cancel = loop.after(15, () => seen.push('never'));
    cancel();
    expect(await loop.run({ until: () => false, forMs: 100 })).toBe('idle');
    expect(seen).toEqual(['a 1010', 'b 1020', 'c 1020']);
  });

  test('stands still while a real statement is under way', async () => {
    const loop = createLoop(START);
    let isDone = false;
    loop.after(1, () => {
      const end = loop.beginReal();
      setTimeout(() => {
        isDone = true;
        end();
      }, 20);
    });
    const seen: boolean[] = [];
    loop.after(2, () => seen.push(isDone));
    await loop.run({ until: () => false, forMs: 100 });
    expect(seen).toEqual([true]);
  });

  test('ends at its time and goes on from there', async () => {
    const loop = createLoop(START);
    let happened = 0;
    loop.after(50, () => happened++);
    expect(await loop.run({ until: () => false, forMs: 40 })).toBe('time');
    expect([loop.now(), happened]).toEqual([1_040, 0]);
    expect(await loop.run({ until: () => happened > 0, forMs: 40 })).toBe('reached');
    expect(loop.now()).toBe(1_050);
  });
});

test('a crashed process never goes on', async () => {
  const loop = createLoop(START);
  const process = startProcess(loop, '41', 1);
  const seen: string[] = [];
  const work = async () => {
    await process.pause(10);
    seen.push('first');
    await process.pause(10);
    seen.push('second');
  };
  work().catch(loop.fail);
  loop.after(15, () => process.crash());
  await loop.run({ until: () => false, forMs: 100 });
  expect(seen).toEqual(['first']);
  expect(process.isAlive()).toBe(false);
});
