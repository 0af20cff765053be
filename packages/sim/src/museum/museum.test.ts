import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { BUGS } from './bugs.ts';
import { findBug } from './find.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

test.each(BUGS)('$name: is found', { timeout: 240_000 }, async (bug) => {
  const found = await findBug(installation, bug);
  expect(found?.breaches.join('\n') ?? 'found in no run').toMatch(bug.shows);
});

test('without a bug the same runs find nothing', { timeout: 240_000 }, async () => {
  const none = { name: 'none', taps: {}, shows: /^/, plant: async () => async () => {} };
  expect(await findBug(installation, none)).toBeNull();
});
