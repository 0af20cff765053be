import { describe, expect, it, test } from 'vitest';
import {
  AID_CATEGORIES,
  BENEFITS,
  benefitOf,
  CARE_TYPES,
  COVERAGE_STATUSES,
  FEE_CATEGORIES,
  FILING_CATEGORIES,
  FILING_GROUPS,
  filingGroupOf,
  INSURANCE_TYPES,
  isWord,
  LABELS,
  PAYMENT_CLASSES,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
} from '../index.ts';

const LISTS = {
  insuranceType: INSURANCE_TYPES,
  careType: CARE_TYPES,
  benefit: BENEFITS,
  personGroup: PERSON_GROUPS,
  coverageStatus: COVERAGE_STATUSES,
  filingCategory: FILING_CATEGORIES,
  filingGroup: FILING_GROUPS,
  referralClass: REFERRAL_CLASSES,
  providerLevel: PROVIDER_LEVELS,
  feeCategory: FEE_CATEGORIES,
  paymentClass: PAYMENT_CLASSES,
  aidCategory: AID_CATEGORIES,
} as const;

describe.each(Object.keys(LISTS) as (keyof typeof LISTS)[])('%s', (name) => {
  it('has one Chinese label of its own for each word and none besides', () => {
    expect(Object.keys(LABELS[name]).sort()).toEqual([...LISTS[name]].sort());
    const labels = Object.values(LABELS[name]);
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^[\p{Script=Han}（）]+$/u);
  });
});

test('F-01 filing has exactly six categories in two groups of three', () => {
  expect(FILING_CATEGORIES).toHaveLength(6);
  const groups = FILING_CATEGORIES.map(filingGroupOf);
  expect(groups.filter((group) => group === 'long-term')).toHaveLength(3);
  expect(groups.filter((group) => group === 'temporary')).toHaveLength(3);
  expect(filingGroupOf('referral')).toBe('temporary');
  expect(filingGroupOf('stationed-worker')).toBe('long-term');
});

test('V-02 there are 14 national fee categories, bed first and other last', () => {
  expect(FEE_CATEGORIES).toHaveLength(14);
  expect([FEE_CATEGORIES[0], FEE_CATEGORIES[13]]).toEqual(['bed', 'other']);
});

test('each kind of care has one set of tables', () => {
  expect(Object.fromEntries(CARE_TYPES.map((word) => [word, benefitOf(word)]))).toEqual({
    outpatient: 'outpatient',
    emergency: 'outpatient',
    chronic: 'chronic',
    inpatient: 'inpatient',
    'emergency-inpatient': 'inpatient',
    'trauma-inpatient': 'inpatient',
    pharmacy: 'outpatient',
    registration: 'outpatient',
  });
});

test('a word is recognised in its list only', () => {
  expect(isWord(CARE_TYPES, 'inpatient')).toBe(true);
  expect(isWord(CARE_TYPES, 'Inpatient')).toBe(false);
  expect(isWord(CARE_TYPES, undefined)).toBe(false);
});
