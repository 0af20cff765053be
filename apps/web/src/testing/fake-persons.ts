/** Synthetic persons (region PP9900 does not exist) and what the fake network knows about them. */
import { readFileSync } from 'node:fs';
import type {
  AccessEntry,
  BillView,
  FilingView,
  PartsView,
  StepView,
  SummaryView,
  YearView,
} from '../port.ts';

/** 2026-11-21 10:00:00 in China. */
export const FAKE_NOW = 1_795_226_400_000;
const DAY = 86_400_000;

type Decided = { parts: PartsView; steps: StepView[]; isProvisional: boolean; benefitPackHash: string };

/** Journeys 1, 4 and 5 as the engine decided them under 990100-resident. */
const DECIDED = JSON.parse(readFileSync(new URL('./example-bills.json', import.meta.url), 'utf8')) as Record<
  'journey1' | 'journey4' | 'journey5temporary',
  Decided
>;

export type FakePerson = {
  readonly key: string;
  readonly purpose: string;
  readonly area: string;
  readonly summary: SummaryView;
  readonly years: readonly YearView[];
  readonly filings: FilingView[];
  readonly bills: readonly BillView[];
  readonly entries: readonly AccessEntry[];
};

function summaryOf(
  name: string,
  certificateNumber: string,
  coverage: Partial<SummaryView['coverages'][number]>,
): SummaryView {
  const birth = certificateNumber.slice(6, 14);
  return {
    person: {
      personId: `P${certificateNumber.slice(0, 2)}${certificateNumber.slice(-6, -1)}`,
      name,
      certificateNumber,
      gender: Number(certificateNumber[16]) % 2 === 1 ? 'male' : 'female',
      birthDate: `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`,
    },
    coverages: [
      {
        insuranceType: 'resident',
        insuredArea: '990100',
        group: 'adult',
        status: 'in-force',
        startedOn: '2015-01-01',
        pausedOn: null,
        isCivilServant: false,
        accountBalance: 0,
        employer: null,
        ...coverage,
      },
    ],
    identities: [],
  };
}

function billOf(
  personId: string,
  decided: Decided,
  more: Partial<BillView> & { settlementId: string; settledAt: number },
  referralClass: BillView['decision']['referralClass'],
): BillView {
  return {
    state: 'settled',
    visitId: `V${more.settlementId}`,
    careArea: '110000',
    providerId: 'H11010500001',
    providerName: '北京示例医院',
    careType: 'inpatient',
    admittedOn: '2026-10-28',
    dischargedOn: '2026-11-06',
    reversedAt: null,
    ...more,
    decision: {
      settlementId: more.settlementId,
      settledAt: more.settledAt,
      personId,
      insuredArea: '990100',
      insuranceType: 'resident',
      personGroup: 'adult',
      referralClass,
      filingId: null,
      accountBalance: 0,
      policyYear: 2026,
      warnings: [],
      ...decided,
    },
  };
}

const filing = (filingId: string, more: Partial<FilingView>): FilingView => ({
  filingId,
  insuredArea: '990100',
  insuranceType: 'resident',
  category: 'long-term-resident',
  careAreas: ['110000'],
  startsOn: '2025-01-01',
  endsOn: null,
  state: 'in-force',
  byCommitment: false,
  ...more,
});

const entry = (entryNumber: number, more: Partial<AccessEntry>): AccessEntry => ({
  at: FAKE_NOW - entryNumber * 3 * 3_600_000,
  entry: 1000 - entryNumber,
  actorId: 'H11010500001',
  actorKind: 'hospital',
  actorNode: '11',
  actorName: '北京示例医院',
  purpose: 'settle',
  subject: null,
  ...more,
});

function longTerm(): FakePerson {
  const summary = summaryOf('周示长', '999900196804051035', {});
  const { personId } = summary.person;
  const stay = { settlementId: '99010020261100000004', settledAt: FAKE_NOW - 15 * DAY };
  const undone = { settlementId: '99010020261000000003', settledAt: FAKE_NOW - 40 * DAY };
  const small = Array.from({ length: 12 }, (_, index) =>
    billOf(
      personId,
      DECIDED.journey1,
      {
        settlementId: `9901002026090000${String(100 - index)}`,
        settledAt: FAKE_NOW - (60 + index * 5) * DAY,
        careType: 'outpatient',
        providerName: '示例市示例社区医院',
        careArea: '990100',
        admittedOn: '2026-09-20',
        dischargedOn: '2026-09-20',
      },
      'local',
    ),
  );
  return {
    key: 'journey-long-term',
    purpose: '旅程四、五：示例市居民，长期备案到北京',
    area: '990100',
    summary,
    years: [
      {
        insuranceType: 'resident',
        year: 2026,
        values: [
          { counter: 'admissions', value: 1 },
          { counter: 'deductiblePaid', value: 150_000 },
          { counter: 'poolPaid', value: 1_592_500 },
          { counter: 'outpatientPaid', value: 99_504 },
        ],
      },
    ],
    filings: [
      filing('F9901002025010001', {}),
      filing('F9901002024030007', {
        category: 'referral',
        careAreas: ['310000'],
        startsOn: '2024-03-01',
        endsOn: '2024-08-31',
        state: 'cancelled',
      }),
    ],
    bills: [
      billOf(personId, DECIDED.journey4, stay, 'long-term'),
      billOf(
        personId,
        DECIDED.journey5temporary,
        {
          ...undone,
          state: 'reversed',
          reversedAt: FAKE_NOW - 39 * DAY,
          admittedOn: '2026-10-01',
          dischargedOn: '2026-10-12',
        },
        'other-temporary',
      ),
      ...small,
    ],
    entries: [
      entry(0, {
        actorId: personId,
        actorKind: 'person',
        actorNode: '99',
        actorName: null,
        purpose: 'own-record',
      }),
      entry(1, {}),
      entry(2, { purpose: 'quote' }),
      entry(3, { purpose: 'entitlement' }),
      entry(4, {
        actorId: 'agency-990100',
        actorKind: 'agency',
        actorNode: '99',
        actorName: null,
        purpose: 'filing',
      }),
    ],
  };
}

const quiet = (
  key: string,
  purpose: string,
  summary: SummaryView,
  filings: FilingView[] = [],
): FakePerson => ({
  key,
  purpose,
  area: summary.coverages[0]?.insuredArea ?? '990100',
  summary,
  years: [],
  filings,
  bills: [],
  entries: [],
});

/** Fresh persons each time: filings change. */
export function fakePersons(): FakePerson[] {
  return [
    quiet(
      'li-jianguo',
      '郑州居民，长期备案到北京',
      summaryOf('李建国', '419900198503121358', { insuredArea: '410100' }),
      [filing('F4101002025010001', { insuredArea: '410100' })],
    ),
    longTerm(),
    quiet(
      'wang-min',
      '烟台在职职工，临时外出备案到上海',
      summaryOf('王敏', '379900199209171284', {
        insuredArea: '370600',
        insuranceType: 'employee',
        group: 'active',
        accountBalance: 186_050,
        employer: '示例机械有限公司',
      }),
      [
        filing('F3706002026010001', {
          insuredArea: '370600',
          insuranceType: 'employee',
          category: 'other-temporary',
          careAreas: ['310000'],
          startsOn: '2026-08-01',
          endsOn: '2027-01-31',
        }),
      ],
    ),
    quiet(
      'zhang-guilan',
      '上海退休职工，欠费，未备案',
      summaryOf('张桂兰', '319900195605082460', {
        insuredArea: '310000',
        insuranceType: 'employee',
        group: 'retired',
        status: 'arrears',
        pausedOn: '2026-09-01',
        accountBalance: 320_000,
      }),
    ),
  ];
}
