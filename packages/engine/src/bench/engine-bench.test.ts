import { expect, test } from 'vitest';
import { libraryOf } from '../testing/policy-files.ts';
import { comparedPlan } from './engine-bench.ts';

test('what the bench measures gives the parts and the delta of the pipeline written by hand', () => {
  expect(comparedPlan(libraryOf('990100-example')).area).toBe('990100');
});
