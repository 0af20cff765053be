import type { FilingCategory } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import {
  coversStay,
  type EffectiveFiling,
  type ReferralQuestion,
  referralClassFor,
} from './referral-class.ts';
import { areaRulesFrom, areasOfDestination, isHome, liesIn } from './regions.ts';

const filing = (category: FilingCategory, own: Partial<EffectiveFiling> = {}): EffectiveFiling => ({
  filingId: `F-${category}`,
  personId: 'P',
  insuredArea: '410100',
  insuranceType: 'resident',
  category,
  careAreas: ['110000'],
  startsOn: '2026-01-01',
  endsOn: null,
  state: 'in-force',
  byCommitment: false,
  endedOn: null,
  ...own,
});

const ask = (filings: EffectiveFiling[], own: Partial<ReferralQuestion> = {}) =>
  referralClassFor({
    insuredArea: '410100',
    insuranceType: 'resident',
    careArea: '110000',
    filings,
    admittedOn: '2026-03-01',
    settledOn: '2026-03-10',
    isEmergency: false,
    ...own,
  });

describe('the class of a visit', () => {
  const temporary = { startsOn: '2026-01-01', endsOn: '2026-06-30' };
  const home = { careArea: '410100' };
  test.each([
    ['F-01 each long-term category', [filing('retiree-resettled')], {}, 'long-term'],
    ['F-01 a long-term resident', [filing('long-term-resident')], {}, 'long-term'],
    ['F-01 a worker stationed away', [filing('stationed-worker')], {}, 'long-term'],
    ['F-01 a referred patient', [filing('referral', temporary)], {}, 'referral'],
    ['F-01 other temporary care', [filing('other-temporary', temporary)], {}, 'other-temporary'],
    ['F-03 an emergency without filing counts as filed', [], { isEmergency: true }, 'emergency'],
    [
      'F-03 an emergency betters a filing as other temporary',
      [filing('other-temporary', temporary)],
      { isEmergency: true },
      'emergency',
    ],
    [
      'F-03 an emergency does not worsen a long-term filing',
      [filing('long-term-resident')],
      { isEmergency: true },
      'long-term',
    ],
    [
      'F-06 admission inside the validity wins',
      [filing('referral', temporary)],
      { admittedOn: '2026-06-28', settledOn: '2026-07-10' },
      'referral',
    ],
    [
      'F-06 admission after the validity is unfiled',
      [filing('referral', temporary)],
      { admittedOn: '2026-07-01', settledOn: '2026-07-10' },
      'unfiled',
    ],
    [
      'F-06 admission before a cancellation still counts',
      [filing('referral', { ...temporary, state: 'cancelled', endedOn: '2026-03-05' })],
      {},
      'referral',
    ],
    [
      'F-06 admission after a cancellation is unfiled',
      [filing('referral', { ...temporary, state: 'cancelled', endedOn: '2026-02-05' })],
      {},
      'unfiled',
    ],
    [
      'F-08 a filing to another place does not count',
      [filing('long-term-resident', { careAreas: ['120000'] })],
      {},
      'unfiled',
    ],
    [
      'F-08 a county of the filed city is in it',
      [filing('long-term-resident', { careAreas: ['440100'] })],
      { careArea: '440106' },
      'long-term',
    ],
    [
      'F-10 a filing made during the stay counts',
      [filing('referral', { startsOn: '2026-03-08', endsOn: '2026-09-07' })],
      {},
      'referral',
    ],
    [
      'F-10 a filing that begins after the settlement does not',
      [filing('referral', { startsOn: '2026-03-11' })],
      {},
      'unfiled',
    ],
    [
      'F-04 a filing that waits for its decision does not count',
      [filing('referral', { ...temporary, state: 'submitted' })],
      {},
      'unfiled',
    ],
    ['F-12 at home without a filing', [], home, 'local'],
    ['F-12 at home with a temporary filing elsewhere', [filing('referral', temporary)], home, 'local'],
    ['F-12 at home during a long-term filing', [filing('long-term-resident')], home, 'long-term'],
    [
      'F-12 a long-term person referred elsewhere',
      [filing('long-term-resident'), filing('referral', { careAreas: ['310000'] })],
      { careArea: '310000' },
      'referral',
    ],
    [
      'a filing of the other insurance type',
      [filing('long-term-resident', { insuranceType: 'employee' })],
      {},
      'unfiled',
    ],
    [
      'the best of several filings',
      [filing('other-temporary', temporary), filing('referral', temporary)],
      {},
      'referral',
    ],
  ] as const)('%s', (_, filings, own, expected) => {
    expect(ask([...filings], own).referralClass).toBe(expected);
  });

  test('F-07 a filing serves any number of visits', () => {
    const one = filing('referral', { endsOn: '2026-06-30' });
    const stays = ['2026-01-05', '2026-03-01', '2026-06-30'];
    expect(stays.map((day) => coversStay(one, day, day))).toEqual([true, true, true]);
  });
});

describe('the places of a filing', () => {
  test.each([
    ['F-08 a prefecture', '440106', ['440100', '449900']],
    ['F-08 a prefecture that is no capital', '370600', ['370600']],
    ['F-08 a municipality', '110108', ['110000']],
    ['F-08 Hainan is widened to the province', '460200', ['460000']],
    ['F-08 Tibet is widened to the province', '540100', ['540000']],
    ['F-08 the Corps is widened to the whole', '660100', ['660000']],
    ['F-09 the capital opens the province-level pool', '430100', ['430100', '439900']],
    ['F-09 the province-level pool opens the capital', '439900', ['439900', '430100']],
  ])('%s', (_, destination, expected) => {
    expect(areasOfDestination(destination)).toEqual({ ok: true, value: expected });
  });

  test('F-08 a whole province that is not pooled as one is too wide', () => {
    expect(areasOfDestination('430000')).toMatchObject({ refusal: { code: 'destination-too-wide' } });
    expect(areasOfDestination('4301')).toMatchObject({ refusal: { code: 'destination-not-an-area' } });
  });

  test('home is the insured area itself; the capital too for the province-level pool', () => {
    expect(isHome('410105', '410100')).toBe(true);
    expect(isHome('410200', '410100')).toBe(false);
    expect(isHome('430102', '439900')).toBe(true);
    expect(isHome('990100', '990101')).toBe(false);
    expect(liesIn('110108', '110000')).toBe(true);
  });
});

describe('F-05 the rules of an area', () => {
  test('a temporary validity under six months is refused', () => {
    expect(areaRulesFrom({ temporaryMonths: 5 })).toMatchObject({
      refusal: { code: 'temporary-validity-too-short' },
    });
  });
  test('a lock above six months is refused', () => {
    expect(areaRulesFrom({ lockMonths: 7 })).toMatchObject({ refusal: { code: 'lock-too-long' } });
    expect(areaRulesFrom({ lockMonths: 0 })).toMatchObject({ ok: true });
  });
});
