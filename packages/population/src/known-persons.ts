import {
  type AreaCode,
  assert,
  birthDateOf,
  type CalendarDate,
  type CitizenNumber,
  calendarDate,
  citizenNumberOf,
  compareDates,
  type FilingCategory,
  fen,
  filingGroupOf,
  genderOf,
  isCitizenNumber,
  type MobileNumber,
  type PersonGroup,
} from '@zhijie/kernel';
import { seedFilingId, seedPersonId } from './person.ts';
import type { KnownPerson, SeedFiling } from './types.ts';

type Line = {
  readonly key: string;
  readonly number: string;
  readonly name: string;
  readonly area: string;
  readonly group: PersonGroup;
  /** Fen. */
  readonly balance?: number;
  readonly filing?: readonly [category: FilingCategory, careArea: string];
  readonly purpose: string;
};

/** A number of the fictional examples: the region's county does not exist, the check character is right. */
const exampleNumber = (province: string, birthDate: string, sequence: number): string =>
  citizenNumberOf({ region: `${province}9900`, birthDate: calendarDate(birthDate), sequence });

const LINES: readonly Line[] = [
  {
    key: 'li-jianguo',
    number: '419900198503121358',
    name: '李建国',
    area: '410100',
    group: 'adult',
    filing: ['long-term-resident', '110000'],
    purpose: '郑州居民，长期备案到北京',
  },
  {
    key: 'zhang-guilan',
    number: '319900195605082460',
    name: '张桂兰',
    area: '310000',
    group: 'retired',
    balance: 320_000,
    filing: ['long-term-resident', '440100'],
    purpose: '上海退休职工，长期备案到广州',
  },
  {
    key: 'wang-min',
    number: '379900199209171284',
    name: '王敏',
    area: '370600',
    group: 'active',
    balance: 186_050,
    filing: ['other-temporary', '310000'],
    purpose: '烟台在职职工，临时外出备案到上海',
  },
  {
    key: 'chen-xiaobao',
    number: '349900202106033179',
    name: '陈小宝',
    area: '310000',
    group: 'minor',
    purpose: '上海居民（儿童），未备案',
  },
  {
    key: 'zhao-zhiqiang',
    number: '439900195307214194',
    name: '赵志强',
    area: '430100',
    group: 'retired',
    balance: 254_000,
    purpose: '长沙退休职工，未备案',
  },
  {
    key: 'liu-fang',
    number: '519900197802265246',
    name: '刘芳',
    area: '610100',
    group: 'active',
    balance: 98_000,
    purpose: '西安在职职工，未备案',
  },
  {
    key: 'journey-1',
    number: exampleNumber('99', '1985-03-12', 101),
    name: '李示例',
    area: '990100',
    group: 'adult',
    balance: 4560,
    purpose: '旅程一：示例市居民，本地门诊，个人账户45.60元',
  },
  {
    key: 'curl',
    number: exampleNumber('99', '1985-03-12', 121),
    name: '李接口',
    area: '990100',
    group: 'adult',
    balance: 4560,
    purpose: '接入示例：示例市居民，本地门诊，个人账户45.60元（开发者用 curl 结算第一张账单）',
  },
  {
    key: 'journey-long-term',
    number: exampleNumber('99', '1968-04-05', 103),
    name: '周示长',
    area: '990100',
    group: 'adult',
    filing: ['long-term-resident', '110000'],
    purpose: '旅程四、五：示例市居民，长期备案到北京',
  },
  {
    key: 'journey-referral',
    number: exampleNumber('99', '1968-04-06', 105),
    name: '周示转',
    area: '990100',
    group: 'adult',
    filing: ['referral', '110000'],
    purpose: '旅程五：示例市居民，转诊备案到北京',
  },
  {
    key: 'journey-temporary',
    number: exampleNumber('99', '1968-04-07', 107),
    name: '周示临',
    area: '990100',
    group: 'adult',
    filing: ['other-temporary', '110000'],
    purpose: '旅程五：示例市居民，其他临时外出备案到北京',
  },
  {
    key: 'a1',
    number: exampleNumber('99', '1994-05-16', 109),
    name: '王例一',
    area: '990101',
    group: 'active',
    filing: ['other-temporary', '310000'],
    purpose: '算例A1：甲例市在职职工，临时外出备案到上海',
  },
  {
    key: 'a2',
    number: exampleNumber('99', '1976-09-23', 111),
    name: '李例二',
    area: '990102',
    group: 'adult',
    filing: ['other-temporary', '110000'],
    purpose: '算例A2：乙例市居民，临时外出备案到北京',
  },
  {
    key: 'a3',
    number: exampleNumber('99', '1958-11-30', 112),
    name: '张例三',
    area: '990103',
    group: 'retired',
    filing: ['long-term-resident', '440100'],
    purpose: '算例A3：丙例市退休职工，长期备案到广州',
  },
  {
    key: 'a7-first',
    number: exampleNumber('41', '1979-02-18', 101),
    name: '郑例七',
    area: '410100',
    group: 'active',
    purpose: '算例A7：郑州在职职工，本地两次住院',
  },
  {
    key: 'a7-second',
    number: exampleNumber('41', '1981-06-24', 102),
    name: '郑示七',
    area: '410100',
    group: 'active',
    purpose: '算例A7：另一位郑州在职职工，本地住院',
  },
  {
    key: 'a9-long-term',
    number: exampleNumber('36', '1971-01-09', 102),
    name: '吴例长',
    area: '360100',
    group: 'active',
    filing: ['long-term-resident', '410100'],
    purpose: '算例A9：南昌在职职工，长期备案到郑州',
  },
  {
    key: 'a9-referral',
    number: exampleNumber('36', '1971-01-10', 104),
    name: '吴例转',
    area: '360100',
    group: 'active',
    filing: ['referral', '410100'],
    purpose: '算例A9：南昌在职职工，转诊备案到郑州',
  },
  {
    key: 'a9-temporary',
    number: exampleNumber('36', '1971-01-11', 106),
    name: '吴例临',
    area: '360100',
    group: 'active',
    filing: ['other-temporary', '410100'],
    purpose: '算例A9：南昌在职职工，其他临时外出备案到郑州',
  },
];

const STARTS: CalendarDate = calendarDate('2025-01-01');
const TEMPORARY_ENDS: CalendarDate = calendarDate('2030-12-31');

function filingsOf(line: Line, number: CitizenNumber): SeedFiling[] {
  if (line.filing === undefined) return [];
  const [category, careArea] = line.filing;
  return [
    {
      filingId: seedFilingId(number, line.area as AreaCode, { category, startsOn: STARTS }),
      insuranceType: line.group === 'active' || line.group === 'retired' ? 'employee' : 'resident',
      category,
      careAreas: [careArea as AreaCode],
      startsOn: STARTS,
      endsOn: filingGroupOf(category) === 'long-term' ? null : TEMPORARY_ENDS,
      byCommitment: false,
    },
  ];
}

function knownPerson(line: Line, index: number): KnownPerson {
  assert(isCitizenNumber(line.number), `The known person ${line.key} has a wrong number`);
  const area = line.area as AreaCode;
  const isEmployee = line.group === 'active' || line.group === 'retired';
  const birthDate = birthDateOf(line.number);
  const joined = calendarDate('2015-01-01');
  const startedOn = compareDates(birthDate, joined) > 0 ? birthDate : joined;
  return {
    key: line.key,
    purpose: line.purpose,
    personId: seedPersonId(line.number, area),
    name: line.name,
    citizenNumber: line.number,
    birthDate,
    gender: genderOf(line.number),
    phone: `154990000${String(index + 1).padStart(2, '0')}` as MobileNumber,
    coverages: [
      {
        insuranceType: isEmployee ? 'employee' : 'resident',
        area,
        group: line.group,
        status: 'in-force',
        startedOn,
        pausedOn: null,
        isCivilServant: false,
        accountBalance: fen(line.balance ?? 0),
        employer: line.group === 'active' ? '示例机械有限公司' : null,
        aidCategory: 'none',
        ...(isEmployee ? {} : { contributionTier: 'tier1' as const }),
        enrolledSince: startedOn,
      },
    ],
    filings: filingsOf(line, line.number),
  };
}

/** The persons whom the first page, the demo, the documents and the tests name. None of them exists. */
export const knownPersons: readonly KnownPerson[] = LINES.map(knownPerson);

/** The known person of a key; an unknown key is a Defect. */
export function knownPersonOf(key: string): KnownPerson {
  const person = knownPersons.find((candidate) => candidate.key === key);
  assert(person !== undefined, `Nobody is known as ${key}`);
  return person;
}
