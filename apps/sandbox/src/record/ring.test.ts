import { expect, test } from 'vitest';
import { createRing } from './ring.ts';

test('the ring keeps within its number and its bytes, the newest first', () => {
  const ring = createRing<{ id: string }>({ calls: 3, bytes: 100 });
  for (const id of ['a', 'b', 'c', 'd']) ring.add({ id }, 10);
  expect([...ring.newest()].map(({ id }) => id)).toEqual(['d', 'c', 'b']);
  ring.add({ id: 'e' }, 85);
  expect([...ring.newest()].map(({ id }) => id)).toEqual(['e', 'd']);
  expect(ring.find('a')).toBeUndefined();
  ring.clear();
  expect(ring.size).toBe(0);
});
