import { expect, test } from 'vitest';
import { toHex } from './encoding.ts';
import { systemRandomBytes } from './random.ts';

test('no stretch of bytes is given twice, across many refills', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 5_000; i++) seen.add(toHex(systemRandomBytes(10)));
  expect(seen.size).toBe(5_000);
});

test.each([0, 1, 16, 1024, 1025, 5000])('%i bytes are %i bytes, and their own', (length) => {
  const bytes = systemRandomBytes(length);
  expect(bytes.length).toBe(length);
  expect(bytes.buffer.byteLength).toBe(length);
  // All zero by chance: 2^-128 at most from 16 bytes on.
  if (length >= 16) expect(bytes.some((byte) => byte !== 0)).toBe(true);
});
