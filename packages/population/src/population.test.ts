import {
  COVERAGE_STATUSES,
  createRandom,
  FILING_CATEGORIES,
  filingGroupOf,
  isCitizenNumber,
  isMobileNumber,
  isProviderId,
  isSyntheticCitizenNumber,
  isUscc,
  lineAmount,
  PERSON_GROUPS,
  provinceOf,
  unitPrice,
} from '@zhijie/kernel';
import { describe, expect, it, test } from 'vitest';
import {
  areasOf,
  knownPersonOf,
  knownPersons,
  knownProviders,
  pricedItems,
  type SeedPerson,
  servedAreas,
  servedProvinces,
  syntheticBill,
  syntheticPerson,
  syntheticPersons,
} from './index.ts';

test('the network serves 13 areas in the nine provinces of the first page', () => {
  expect(servedAreas).toHaveLength(13);
  expect(servedProvinces).toEqual(['11', '31', '36', '37', '41', '43', '44', '61', '99']);
  expect(areasOf('99')).toEqual(['990100', '990101', '990102', '990103']);
});

function expectWellFormed(person: SeedPerson): void {
  expect(isCitizenNumber(person.citizenNumber)).toBe(true);
  expect(isSyntheticCitizenNumber(person.citizenNumber)).toBe(true);
  expect(isMobileNumber(person.phone)).toBe(true);
  expect(person.phone.startsWith('154')).toBe(true);
  expect(person.personId).toMatch(/^P\d{12}[0-9A-Z]{17}$/);
  expect(person.name).toMatch(/^\p{Script=Han}{2,3}$/u);
  for (const coverage of person.coverages) {
    const isEmployee = coverage.group === 'active' || coverage.group === 'retired';
    expect(coverage.insuranceType).toBe(isEmployee ? 'employee' : 'resident');
    expect(coverage.startedOn >= person.birthDate).toBe(true);
    const isPaused = coverage.status !== 'in-force' && coverage.status !== 'waiting';
    expect(coverage.pausedOn !== null).toBe(isPaused);
  }
  for (const filing of person.filings) {
    expect(filing.filingId).toHaveLength(30);
    expect(filing.endsOn === null).toBe(filingGroupOf(filing.category) === 'long-term');
    for (const area of filing.careAreas) {
      expect(provinceOf(area)).not.toBe(provinceOf(person.coverages[0]!.area));
    }
  }
}

describe('a generated population', () => {
  const persons = syntheticPersons(20260301, servedAreas[0]!, 240);

  it('has well-formed people of the area, each number once', () => {
    for (const area of servedAreas) {
      const some = syntheticPersons(1, area, 48);
      some.forEach(expectWellFormed);
      expect(some.every((person) => person.coverages[0]!.area === area)).toBe(true);
    }
    const all = servedAreas.flatMap((area) => syntheticPersons(1, area, 100));
    const numbers = [...all, ...knownPersons].map((person) => person.citizenNumber);
    expect(new Set(numbers).size).toBe(1300 + knownPersons.length);
    expect(new Set([...all, ...knownPersons].map((person) => person.personId)).size).toBe(numbers.length);
  });

  it('holds every state among its first 24', () => {
    const first = persons.slice(0, 24);
    const coverages = first.map((person) => person.coverages[0]!);
    expect(new Set(coverages.map((coverage) => coverage.status))).toEqual(new Set(COVERAGE_STATUSES));
    expect(new Set(coverages.map((coverage) => coverage.group))).toEqual(new Set(PERSON_GROUPS));
    expect(new Set(coverages.map((coverage) => coverage.isCivilServant))).toEqual(new Set([true, false]));
    expect(new Set(coverages.map((coverage) => coverage.aidCategory)).size).toBe(5);
    const filings = first.flatMap((person) => person.filings);
    expect(new Set(filings.map((filing) => filing.category))).toEqual(new Set(FILING_CATEGORIES));
    expect(first.some((person) => person.filings.length === 0)).toBe(true);
    expect(filings.some((filing) => filing.byCommitment)).toBe(true);
    expect(filings.some((filing) => filing.endsOn === '2025-06-30')).toBe(true);
  });

  it('is the same for the same seed and only grows with the count', () => {
    expect(syntheticPersons(20260301, servedAreas[0]!, 240)).toEqual(persons);
    expect(syntheticPersons(20260301, servedAreas[0]!, 24)).toEqual(persons.slice(0, 24));
    expect(syntheticPersons(20260302, servedAreas[0]!, 24)).not.toEqual(persons.slice(0, 24));
  });

  it('F-05 temporary filings last six months at least', () => {
    for (const filing of persons.flatMap((person) => person.filings)) {
      if (filing.endsOn !== null) expect(filing.endsOn >= '2025-06-30').toBe(true);
    }
  });
});

test('one person is drawn as wished', () => {
  const random = createRandom('one');
  const person = syntheticPerson(random, { province: '61', group: 'minor', status: 'arrears' });
  expectWellFormed(person);
  expect(areasOf('61')).toContain(person.coverages[0]!.area);
  expect(person.coverages[0]).toMatchObject({ group: 'minor', status: 'arrears', insuranceType: 'resident' });
  const employee = syntheticPerson(random, { province: '11', insuranceType: 'employee' });
  expect(employee.coverages[0]!.insuranceType).toBe('employee');
});

describe('known persons', () => {
  it.each([
    ['419900198503121358', '李建国', '410100', 'adult', 'long-term-resident', '110000'],
    ['319900195605082460', '张桂兰', '310000', 'retired', 'long-term-resident', '440100'],
    ['379900199209171284', '王敏', '370600', 'active', 'other-temporary', '310000'],
  ])('%s is %s of %s', (number, name, area, group, category, careArea) => {
    const person = knownPersons.find((candidate) => candidate.citizenNumber === number)!;
    expect(person.name).toBe(name);
    expect(person.coverages).toHaveLength(1);
    expect(person.coverages[0]).toMatchObject({ area, group, status: 'in-force' });
    expect(person.filings[0]).toMatchObject({ category, careAreas: [careArea] });
  });

  it.each([
    ['journey-1', '990100', 'adult', null, null],
    ['journey-long-term', '990100', 'adult', 'long-term-resident', '110000'],
    ['journey-referral', '990100', 'adult', 'referral', '110000'],
    ['journey-temporary', '990100', 'adult', 'other-temporary', '110000'],
    ['a1', '990101', 'active', 'other-temporary', '310000'],
    ['a2', '990102', 'adult', 'other-temporary', '110000'],
    ['a3', '990103', 'retired', 'long-term-resident', '440100'],
    ['a7-first', '410100', 'active', null, null],
    ['a7-second', '410100', 'active', null, null],
    ['a9-long-term', '360100', 'active', 'long-term-resident', '410100'],
    ['a9-referral', '360100', 'active', 'referral', '410100'],
    ['a9-temporary', '360100', 'active', 'other-temporary', '410100'],
  ])('%s is insured in %s as %s with filing %s to %s', (key, area, group, category, careArea) => {
    const person = knownPersonOf(key);
    expect(person.coverages[0]).toMatchObject({ area, group, status: 'in-force' });
    expect(person.filings.map((filing) => [filing.category, filing.careAreas])).toEqual(
      category === null ? [] : [[category, [careArea]]],
    );
  });

  it('journey 1 starts with 45.60 yuan on the account', () => {
    expect(knownPersonOf('journey-1').coverages[0]!.accountBalance).toBe(4560);
  });

  it('are well-formed, keep their ids, and each has a key and a purpose', () => {
    knownPersons.forEach(expectWellFormed);
    expect(new Set(knownPersons.map((person) => person.key)).size).toBe(knownPersons.length);
    for (const person of knownPersons) expect(person.purpose.length).toBeGreaterThan(5);
    expect(knownPersonOf('li-jianguo').personId).toBe('P4101002024010000000KSE40QP54J');
  });
});

describe('known providers', () => {
  it('are three of nine places with the three levels, a provincial one, and one without agreement', () => {
    expect(knownProviders).toHaveLength(29);
    const big = knownProviders.filter((provider) => provider.level === 'level3');
    expect(big.map((provider) => [provider.providerId, provider.area])).toEqual([
      ['H11010500001', '110000'],
      ['H31010400001', '310000'],
      ['H37060200001', '370600'],
      ['H41010500001', '410100'],
      ['H43010200001', '430100'],
      ['H44010400001', '440100'],
      ['H36010200001', '360100'],
      ['H61010300001', '610100'],
      ['H99010100001', '990100'],
    ]);
    const suspended = knownProviders.filter((provider) => provider.agreement === 'suspended');
    expect(suspended.map((provider) => provider.providerId)).toEqual(['H99010100009']);
  });

  it('have well-formed codes, and diseases exactly with the chronic flag', () => {
    for (const provider of knownProviders) {
      expect(isProviderId(provider.providerId) && isUscc(provider.uscc)).toBe(true);
      expect(provider.chronicDiseases.length > 0).toBe(provider.flags.chronic);
      expect(provider.name).toContain('示例');
    }
    expect(new Set(knownProviders.map((provider) => provider.uscc)).size).toBe(29);
  });
});

describe('a synthetic bill', () => {
  const items = [
    { itemCode: 'a', itemName: '示例甲', price: unitPrice(98_000_000) },
    { itemCode: 'b', itemName: '示例乙', price: unitPrice(333_333) },
  ];

  it('has lines whose amounts are price × quantity and sum to the total', () => {
    const bill = syntheticBill(createRandom(1), items, 60);
    expect(bill.lines).toHaveLength(60);
    for (const line of bill.lines) expect(line.amount).toBe(lineAmount(line.unitPrice, line.quantity));
    expect(bill.total).toBe(bill.lines.reduce((sum, line) => sum + line.amount, 0));
    expect(new Set(bill.lines.map((line) => line.lineId)).size).toBe(60);
    expect(syntheticBill(createRandom(1), items, 60)).toEqual(bill);
  });

  it('takes its items from the text of a catalogue', () => {
    const csv = 'code,name,price_yuan\nX1,示例甲,98.00\nX2,示例乙,0.50\n';
    expect(pricedItems(csv)).toEqual([
      { itemCode: 'X1', itemName: '示例甲', price: 98_000_000 },
      { itemCode: 'X2', itemName: '示例乙', price: 500_000 },
    ]);
    expect(() => pricedItems('code,name,price_yuan\nX1,示例甲,free\n')).toThrow();
  });
});
