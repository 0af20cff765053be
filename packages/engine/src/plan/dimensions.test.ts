import { REFERRAL_CLASSES } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { aidIndex, DIMENSIONS, groupIndex, levelIndex, referralIndex } from './dimensions.ts';

test('the places written out for every bill are those of the lists', () => {
  expect(DIMENSIONS.level.map(levelIndex)).toEqual(DIMENSIONS.level.map((_, index) => index));
  expect(DIMENSIONS.group.map(groupIndex)).toEqual(DIMENSIONS.group.map((_, index) => index));
  expect(REFERRAL_CLASSES.map(referralIndex)).toEqual(REFERRAL_CLASSES.map((_, index) => index));
  expect(DIMENSIONS.referral.slice(0, REFERRAL_CLASSES.length)).toEqual(REFERRAL_CLASSES);
  expect(DIMENSIONS.aid.map(aidIndex)).toEqual(DIMENSIONS.aid.map((_, index) => index));
});
