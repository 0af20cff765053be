import { expect, test } from 'vitest';
import { aidIndex, DIMENSIONS, groupIndex, levelIndex, referralIndex } from './dimensions.ts';

test('the places written out for every bill are those of the lists', () => {
  expect(DIMENSIONS.level.map(levelIndex)).toEqual(DIMENSIONS.level.map((_, index) => index));
  expect(DIMENSIONS.group.map(groupIndex)).toEqual(DIMENSIONS.group.map((_, index) => index));
  expect(DIMENSIONS.referral.map(referralIndex)).toEqual(DIMENSIONS.referral.map((_, index) => index));
  expect(DIMENSIONS.aid.map(aidIndex)).toEqual(DIMENSIONS.aid.map((_, index) => index));
});
