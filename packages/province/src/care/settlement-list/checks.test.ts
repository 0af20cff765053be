import {
  calendarDate,
  type FeeCategory,
  type Fen,
  fen,
  parseDateTime,
  type SettlementParts,
} from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { checkList, type ListFacts, type SettlementList } from './checks.ts';

const at = (text: string) => {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

/** A stay of ¥1 000.00: 100 self-paid, pool 700, account 50, cash 250. */
const facts: ListFacts = {
  isStay: true,
  hasFeeBlock: true,
  person: {
    name: '李娜',
    certificateNumber: '419900198503121358',
    gender: 'male',
    birthDate: calendarDate('1985-03-12'),
  },
  parts: {
    feeTotal: fen(100_000),
    feeExcluded: fen(10_000),
    borneByPerson: fen(30_000),
    paidByPersonalAccount: fen(5_000),
    paidInCash: fen(25_000),
  } as unknown as SettlementParts,
  funds: new Map([
    ['resident-pooled', fen(70_000)],
    ['resident-account', fen(5_000)],
  ]),
  categories: new Map<FeeCategory, Fen>([
    ['bed', fen(30_000)],
    ['western-drug', fen(70_000)],
  ]),
};

const item = (listedFeeCategory: FeeCategory, [a, b, own, other]: readonly number[]) => ({
  listedFeeCategory,
  categoryAmount: fen(a! + b! + own! + other!),
  categoryClassA: fen(a!),
  categoryClassB: fen(b!),
  feeExcluded: fen(own!),
  categoryOther: fen(other!),
});

const sound: SettlementList = {
  list: {
    caseNumber: 'BA1',
    billCode: '11',
    billNumber: '22',
    businessSerial: '33',
    settledFrom: '2026-03-05',
    settledUntil: '2026-03-10',
    filledByDepartment: '医保办',
    filledBy: '王敏',
    stayBeganAt: at('2026-03-05 10:00:00'),
    stayEndedAt: at('2026-03-10 08:00:00'),
    actualStayDays: 5,
    admissionSpecialty: 'A03',
    dischargeSpecialty: 'A03',
    dischargeWay: 'on-advice',
    personName: '李娜',
    certificateNumber: '419900198503121358',
    gender: 'male',
    birthDate: '1985-03-12',
    insuredPlace: '990100',
    diagnosisCount: 2,
    operationCount: 1,
    excludedForPerson: 10_000,
    copaidByPerson: 20_000,
    paidByPersonalAccount: 5_000,
    cashPaidByPerson: 25_000,
  },
  payments: [
    { fund: 'resident-pooled', fundAmount: fen(70_000) },
    { fund: 'resident-account', fundAmount: fen(5_000) },
  ],
  chronicRows: [],
  diagnoses: [
    { diagnosisKind: 'western', diagnosisCode: 'I25.103', isMainDiagnosis: true },
    { diagnosisKind: 'chinese-disease', diagnosisCode: 'A04.01.02' },
  ],
  operations: [{ operationKind: '1', operationCode: '36.0601', operatedOn: calendarDate('2026-03-06') }],
  intensiveCare: [],
  items: [item('bed', [20_000, 0, 10_000, 0]), item('western-drug', [0, 60_000, 0, 10_000])],
  blood: [],
};

type Told = readonly [node: string, row: number | null, field: string];
const faultsOf = (list: SettlementList, own: Partial<ListFacts> = {}) =>
  checkList(list, { ...facts, ...own }).map(({ node, row, field }): Told => [node, row, field]);
const header = (own: SettlementList['list']): SettlementList => ({
  ...sound,
  list: { ...sound.list, ...own },
});

describe('the quality control of a settlement list', () => {
  test('finds nothing in a sound list, nor in a short one without amounts', () => {
    expect(checkList(sound, facts)).toEqual([]);
    const { personName: _n, certificateNumber: _c, ...rest } = sound.list;
    const short = { ...sound, list: rest, items: [], payments: [] };
    expect(checkList(short, { ...facts, hasFeeBlock: false })).toEqual([]);
  });

  test.each<readonly [string, SettlementList, readonly Told[]]>([
    [
      'a field left out',
      header({ billNumber: undefined, caseNumber: '' }),
      [
        ['list', null, 'caseNumber'],
        ['list', null, 'billNumber'],
      ],
    ],
    ['another name', header({ personName: '李娜娜' }), [['list', null, 'personName']]],
    ['another birth date', header({ birthDate: '1985-03-13' }), [['list', null, 'birthDate']]],
    ['six days for five nights', header({ actualStayDays: 6 }), [['list', null, 'actualStayDays']]],
    [
      'a discharge before the admission',
      header({ stayEndedAt: at('2026-03-04 08:00:00') }),
      [
        ['list', null, 'stayEndedAt'],
        ['operations', 1, 'operatedOn'],
      ],
    ],
    [
      'a diagnosis in words',
      { ...sound, diagnoses: [{ ...sound.diagnoses[0]!, diagnosisCode: '冠心病' }, sound.diagnoses[1]!] },
      [['diagnoses', 1, 'diagnosisCode']],
    ],
    [
      'no main diagnosis, and a count that is not told right',
      { ...sound, diagnoses: [{ ...sound.diagnoses[0]!, isMainDiagnosis: false }] },
      [
        ['diagnoses', null, 'isMainDiagnosis'],
        ['list', null, 'diagnosisCount'],
      ],
    ],
    [
      'a chronic diagnosis in words',
      { ...sound, chronicRows: [{ diagnosisCode: '高血压' }] },
      [['chronicRows', 1, 'diagnosisCode']],
    ],
    [
      'an operation after the discharge, and none that is the main one',
      {
        ...sound,
        operations: [{ operationKind: '2', operationCode: 'X', operatedOn: calendarDate('2026-03-11') }],
      },
      [
        ['operations', null, 'operationKind'],
        ['operations', 1, 'operatedOn'],
      ],
    ],
    [
      'intensive care that ends before it begins',
      {
        ...sound,
        intensiveCare: [
          { intensiveFrom: at('2026-03-07 08:00:00'), intensiveUntil: at('2026-03-06 08:00:00') },
        ],
      },
      [['intensiveCare', 1, 'intensiveUntil']],
    ],
    [
      'a fen too many in a category: its parts, its lines and the total',
      { ...sound, items: [{ ...sound.items[0]!, categoryAmount: fen(30_001) }, sound.items[1]!] },
      [
        ['items', 1, 'categoryAmount'],
        ['items', 1, 'categoryAmount'],
        ['items', null, 'categoryAmount'],
      ],
    ],
    [
      'a category twice',
      { ...sound, items: [...sound.items, item('bed', [0, 0, 0, 0])] },
      [
        ['items', 3, 'listedFeeCategory'],
        ['items', 3, 'categoryAmount'],
      ],
    ],
    [
      'a fund that paid something else, and one left out',
      { ...sound, payments: [{ fund: 'resident-pooled', fundAmount: fen(70_001) }] },
      [
        ['payments', 1, 'fundAmount'],
        ['payments', null, 'fund'],
      ],
    ],
    ['cash that is not the cash', header({ cashPaidByPerson: 25_001 }), [['list', null, 'cashPaidByPerson']]],
  ])('%s', (_, list, expected) => {
    expect(faultsOf(list)).toEqual(expected);
  });

  test('an outpatient list needs no stay', () => {
    const { stayBeganAt: _b, stayEndedAt: _e, admissionSpecialty: _a, ...rest } = sound.list;
    const visit = { ...sound, list: rest, diagnoses: [], operations: [] };
    const counts = { diagnosisCount: 0, operationCount: 0 };
    expect(faultsOf({ ...visit, list: { ...rest, ...counts } }, { isStay: false })).toEqual([]);
  });

  test('a fault names the amounts of the settlement, never the person’s data', () => {
    const [amount] = checkList(header({ cashPaidByPerson: 1 }), facts);
    expect(amount).toMatchObject({ text: '结算为 250.00 元', value: '0.01', level: 'error' });
    const texts = checkList(header({ personName: 'x', certificateNumber: 'y' }), facts);
    expect(JSON.stringify(texts)).not.toMatch(/李娜|4199/);
  });
});
