import { expect, test } from 'vitest';
import { withCounts } from './policy-counts.ts';

test('the counts stand between the markers, the rest stays', () => {
  const text = 'a\n\n<!-- policy counts: x -->\nold\nold\n<!-- end -->\n\nb\n';
  expect(withCounts(text, 'new')).toBe('a\n\n<!-- policy counts: x -->\nnew\n<!-- end -->\n\nb\n');
});

test('a README without markers is not written', () => {
  expect(withCounts('a\n', 'new')).toBeNull();
});
