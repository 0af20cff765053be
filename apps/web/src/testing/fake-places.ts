import type { InstitutionView, PackView, PlaceView } from '../port.ts';

const pack = (title: string, more: Partial<PackView> = {}): PackView => ({
  insuranceType: 'resident',
  title,
  benefits: ['inpatient', 'outpatient'],
  badge: '待核实',
  clauses: 12,
  verifiedClauses: 0,
  verifiedOn: null,
  ...more,
});

const verified = { badge: '已核实', verifiedClauses: 12, verifiedOn: '2026-11-01' } as const;
const partly = { verifiedClauses: 7, verifiedOn: '2026-10-20' };

/** Places in the order of their codes; the page has its own order. What is said of each policy is invented. */
const PLACES: readonly Omit<PlaceView, 'sourcing'>[] = [
  {
    area: '110000',
    name: '北京市',
    packs: [pack('北京居民', partly), pack('北京职工', { ...partly, insuranceType: 'employee' })],
  },
  { area: '310000', name: '上海市', packs: [pack('上海职工', { insuranceType: 'employee' })] },
  {
    area: '360100',
    name: '江西省南昌市',
    packs: [pack('南昌职工', { insuranceType: 'employee', badge: '示例数据' })],
  },
  {
    area: '370600',
    name: '山东省烟台市',
    packs: [
      pack('烟台居民', verified),
      pack('烟台职工', { ...verified, insuranceType: 'employee', clauses: 15, verifiedClauses: 15 }),
    ],
  },
  { area: '410100', name: '河南省郑州市', packs: [pack('郑州居民', partly)] },
  { area: '440100', name: '广东省广州市', packs: [] },
  {
    area: '990100',
    name: '示例省示例市',
    packs: [
      pack('示例市居民医保（虚构，DEMO-居民-A）', {
        ...verified,
        badge: '虚构',
        benefits: ['inpatient', 'outpatient', 'chronic'],
      }),
    ],
  },
];

/** Share of the clauses that somebody compared with their text. */
const sourcing = ({ packs }: Omit<PlaceView, 'sourcing'>): number =>
  packs.reduce((sum, pack) => sum + Math.floor((1000 * pack.verifiedClauses) / pack.clauses), 0);

export const FAKE_PLACES: readonly PlaceView[] = PLACES.map((place) => ({
  ...place,
  sourcing: sourcing(place),
}));

const CHRONIC = ['M00503', 'M01600', 'M03900', 'M04600', 'M05300', 'M05400', 'M06900', 'M07803', 'M08300'];

/** Three hospitals of one place and one whose agreement is suspended. */
export function fakeInstitutions(area: string, place: string): InstitutionView[] {
  const stem = `H${area}`;
  const both = { inpatient: true, outpatient: true };
  return [
    {
      providerId: `${stem}00001`,
      name: `${place}示例医院`,
      area,
      kind: 'hospital',
      level: 'level3',
      flags: { ...both, chronic: true },
      chronicDiseases: CHRONIC,
      agreement: 'active',
    },
    {
      providerId: `${stem}00002`,
      name: `${place}示例第二医院`,
      area,
      kind: 'hospital',
      level: 'level2',
      flags: { ...both, chronic: true },
      chronicDiseases: ['M01600', 'M03900'],
      agreement: 'active',
    },
    {
      providerId: `${stem}00003`,
      name: `${place}示例社区医院`,
      area,
      kind: 'hospital',
      level: 'level1',
      flags: { inpatient: false, outpatient: true, chronic: false },
      chronicDiseases: [],
      agreement: 'active',
    },
    {
      providerId: `${stem}00009`,
      name: `${place}示例停约医院`,
      area,
      kind: 'hospital',
      level: 'level2',
      flags: { ...both, chronic: false },
      chronicDiseases: [],
      agreement: 'suspended',
    },
  ];
}
