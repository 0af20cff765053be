import { useTestDatabase } from '@zhijie/database';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  allMigrations,
  examplePersons,
  type Harness,
  harness,
  outpatientBill,
  personId,
  valueIn,
} from '../testing/harness.ts';
import { benefitFor, CROSS_PROVINCE_DISEASES } from './chronic.ts';

const db = useTestDatabase(allMigrations);
let h: Harness;
beforeAll(async () => {
  h = harness(db, { areaRules: () => ({ chronicDiseases: ['M01600'] }) });
  await h.side.seed(examplePersons);
});

const base = { careType: 'chronic', careArea: '110000', insuredArea: '990100', diseases: null } as const;

describe('V-05 V-07 the benefit of a chronic visit', () => {
  test('the ten diseases settle across provinces, with their local sub-codes', () => {
    expect(CROSS_PROVINCE_DISEASES).toHaveLength(10);
    for (const code of [...CROSS_PROVINCE_DISEASES, 'M00503', 'M07804']) {
      expect(benefitFor({ ...base, diseaseCode: code }), code).toBe('chronic');
    }
  });

  test.each([
    ['another disease elsewhere', { diseaseCode: 'M05400' }, 'outpatient'],
    ['another disease at home', { diseaseCode: 'M05400', careArea: '990100' }, 'chronic'],
    ['one that the insured place lacks', { diseaseCode: 'M03900', diseases: ['M01600'] }, 'outpatient'],
    ['one that it lacks, at home', { diseaseCode: 'M03900', careArea: '990100', diseases: [] }, 'outpatient'],
    ['one that it has by a sub-code', { diseaseCode: 'M01601', diseases: ['M01600'] }, 'chronic'],
    ['a disease that is not said yet', { diseaseCode: null }, 'chronic'],
    ['an ordinary visit with a disease', { careType: 'outpatient', diseaseCode: 'M05400' }, 'outpatient'],
    ['a stay', { careType: 'inpatient', diseaseCode: 'M05400' }, 'inpatient'],
  ] as const)('%s', (_what, own, benefit) => {
    expect(benefitFor({ ...base, ...own })).toBe(benefit);
  });
});

test('V-07 the insured place lacks the disease: the same bill as an ordinary one, and a warning', async () => {
  const person = personId('journey-1');
  const quote = async (careType: 'chronic' | 'outpatient', diseaseCode: string | null) => {
    const bill = outpatientBill({ personId: person, visitId: 'V', careType, diseaseCode });
    const answer = await h.ask(
      'settlement.quote@1',
      { bill },
      { careArea: '990100', providerId: 'H99010100001' },
    );
    return valueIn(answer);
  };
  const ordinary = await quote('outpatient', null);
  const lacking = await quote('chronic', 'M03900');
  const covered = await quote('chronic', 'M01600');
  expect(lacking.parts).toEqual(ordinary.parts);
  expect(lacking.benefitPackHash).toBe(ordinary.benefitPackHash);
  expect(lacking.warnings.join()).toContain('按普通门诊结算');
  expect(covered.benefitPackHash).not.toBe(ordinary.benefitPackHash);
  expect(covered.warnings.join()).not.toContain('按普通门诊结算');
});
