import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SECONDS, secondsOf } from './longest-first.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

test('every file of the table exists, so that a renamed one is not forgotten', () => {
  expect(Object.keys(SECONDS).filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});

test('a file is found by its path, wherever the repository lies', () => {
  expect(secondsOf(`${root}packages/sim/src/year/year.test.ts`)).toBeGreaterThan(100);
  expect(secondsOf(`${root}packages/kernel/src/money/money.test.ts`)).toBe(0);
});
