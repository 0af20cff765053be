import { expect, test } from 'vitest';
import { whatIfRung } from './whatif-rung.ts';

test('the rung keeps its book: every visit counted once, changes of all payers sum to nothing', () => {
  const { breaches, done, ratio } = whatIfRung(500);
  expect(breaches).toEqual([]);
  expect(done).toBe(500);
  expect(ratio).toBeNull();
});
