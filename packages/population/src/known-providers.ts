import {
  type AreaCode,
  assert,
  type ChronicDiseaseCode,
  isProviderId,
  type ProviderLevel,
  parseUscc,
  usccCheck,
} from '@zhijie/kernel';
import type { SeedProvider } from './types.ts';

/** County of the number, insurance area, and the place in the name. */
const PLACES: readonly (readonly [county: string, area: string, place: string])[] = [
  ['110105', '110000', '北京'],
  ['310104', '310000', '上海'],
  ['370602', '370600', '烟台'],
  ['410105', '410100', '郑州'],
  ['430102', '430100', '长沙'],
  ['440104', '440100', '广州'],
  ['360102', '360100', '南昌'],
  ['610103', '610100', '西安'],
  ['990101', '990100', '示例市'],
];

const TIERS: readonly (readonly [
  sequence: string,
  level: ProviderLevel,
  name: string,
  chronicDiseases: readonly string[],
])[] = [
  [
    '00001',
    'level3',
    '示例医院',
    ['M00503', 'M01600', 'M03900', 'M04600', 'M05300', 'M05400', 'M06900', 'M07803', 'M08300'],
  ],
  ['00002', 'level2', '示例第二医院', ['M01600', 'M03900']],
  ['00003', 'level1', '示例社区医院', []],
];

function provider(
  providerId: string,
  area: string,
  name: string,
  level: ProviderLevel,
  chronicDiseases: readonly string[],
  agreement: SeedProvider['agreement'] = 'active',
): SeedProvider {
  assert(isProviderId(providerId), `${providerId} is not a provider id`);
  const kind = providerId.startsWith('P') ? '91' : '12';
  const body = `${kind}${providerId.slice(1, 7)}XX${providerId.slice(5)}`;
  const uscc = parseUscc(body + usccCheck(body));
  assert(uscc.ok, `The code of ${providerId} does not check`);
  return {
    providerId,
    name,
    area: area as AreaCode,
    level,
    flags: { inpatient: true, outpatient: true, chronic: chronicDiseases.length > 0 },
    chronicDiseases: chronicDiseases as readonly ChronicDiseaseCode[],
    agreement,
    uscc: uscc.value,
  };
}

/**
 * Three fictional hospitals in each of nine places (level 3, 2 and 1) a provincial
 * hospital in Zhengzhou (worked example A7), and one in 990100 whose agreement is suspended (procedures
 * F-17).
 */
export const knownProviders: readonly SeedProvider[] = [
  ...PLACES.flatMap(([county, area, place]) =>
    TIERS.map(([sequence, level, name, diseases]) =>
      provider(`H${county}${sequence}`, area, place + name, level, diseases),
    ),
  ),
  provider('H41010500004', '410100', '郑州示例省级医院', 'level3-top', []),
  provider('H99010100009', '990100', '示例市示例停约医院', 'level2', [], 'suspended'),
];

/**
 * One fictional retail pharmacy in each place, and one in 990100 whose agreement is suspended. A pharmacy
 * counts as a basic institution; its outpatient flag opens it for purchases.
 */
export const knownPharmacies: readonly SeedProvider[] = [
  ...PLACES.map(([county, area, place]) => pharmacy(`P${county}00001`, area, `${place}示例药房`, 'active')),
  pharmacy('P99010100009', '990100', '示例市示例停约药房', 'suspended'),
];

function pharmacy(
  providerId: string,
  area: string,
  name: string,
  agreement: SeedProvider['agreement'],
): SeedProvider {
  const made = provider(providerId, area, name, 'community', [], agreement);
  return { ...made, flags: { inpatient: false, outpatient: true, chronic: false } };
}
