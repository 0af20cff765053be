import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUGS } from '../museum/bugs.ts';
import { findBug } from '../museum/find.ts';
import { createInstallation, type Installation } from '../nodes/installation.ts';
import { runSeed } from './seeds.ts';
import { describeShrunk, readFaults, shrinkSeed } from './shrink.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
afterAll(() => installation.close());

// A run that never comes to rest takes minutes to shrink; this bug shows at once.
const bugs = BUGS.filter((bug) => bug.name.includes('before its intent'));

describe.each(bugs)('a seed that shows: $name', (bug) => {
  test('shrinks to few faults and clerks, each of them needed', { timeout: 240_000 }, async () => {
    const found = await findBug(installation, bug);
    expect(found?.happened.length).toBeGreaterThan(1);
    const shrunk = (await shrinkSeed(installation, found!.seed, bug))!;
    expect(shrunk.isMinimal).toBe(true);
    expect(shrunk.faults.length).toBeLessThanOrEqual(3);
    expect(shrunk.faults.length).toBeLessThan(found!.happened.length);
    expect(shrunk.clerks).toHaveLength(1);
    const own = { only: new Set(shrunk.faults), clerks: new Set(shrunk.clerks) };
    const again = await runSeed(installation, shrunk.seed, { ...bug, ...own });
    expect(again.trace).toBe(shrunk.outcome.trace);
    for (const fault of shrunk.faults) {
      const only = new Set(shrunk.faults.filter((one) => one !== fault));
      expect((await runSeed(installation, shrunk.seed, { ...bug, ...own, only })).breaches).toEqual([]);
    }
    const { faults } = bug;
    expect((await runSeed(installation, shrunk.seed, { faults, ...own })).breaches).toEqual([]);
    expect(describeShrunk(shrunk)).toMatch(/^npx zhijie sim --seed museum-\d+ --only .+ --clerks c\d/);
  });
});

test('the same list of faults gives the same run as the dice that drew it', { timeout: 60_000 }, async () => {
  const drawn = await runSeed(installation, '7');
  const listed = await runSeed(installation, '7', { only: new Set(drawn.happened) });
  expect(drawn.happened.length).toBeGreaterThan(3);
  expect(listed.trace).toBe(drawn.trace);
});

test('a sound seed has nothing to shrink', { timeout: 60_000 }, async () => {
  expect(await shrinkSeed(installation, '1')).toBeNull();
});

test('a list of faults is read as it is written', () => {
  expect([...readFaults('crash#3,requestLost#0')!]).toEqual(['crash#3', 'requestLost#0']);
  expect(readFaults('none')).toEqual(new Set());
  expect(readFaults('crash 3')).toBeNull();
});
