import type { CareType, InsuranceType } from '@zhijie/kernel';

/**
 * One line of a demo bill: an item every synthetic catalogue holds, the quantity and the price in yuan text.
 */
export type StoryLine = {
  readonly item: string;
  readonly name: string;
  readonly price: string;
  readonly quantity: string;
};

/** One visit that the demo settles through the HTTP gateway, with the figures it must end in. */
export type Story = {
  readonly id: string;
  /** Who, from where, treated where; Chinese, for the terminal. */
  readonly title: string;
  /** Key of a known synthetic person of `population`. */
  readonly person: string;
  readonly providerId: string;
  readonly insuranceType: InsuranceType;
  readonly insuredArea: string;
  readonly careType: CareType;
  readonly usesPersonalAccount: boolean;
  readonly lines: readonly StoryLine[];
  /** Yuan text: funds, then what the person bears. */
  readonly expected: { readonly funds: string; readonly borne: string };
  /** Where the founding text's own arithmetic differs, or which reading was taken. */
  readonly remark?: string;
};

const DRUG_A = { item: 'XZ99ZZA001A001010100001', name: '示例药品甲', price: '98.00' };
const DRUG_B_SMALL = { item: 'XZ99ZZA004A001010100004', name: '示例药品乙（小）', price: '98.00' };
const CONSULTATION = { item: '991102000010000', name: '诊查费', price: '50.00' };
const TEST = { item: '991102000020000', name: '检验', price: '20.00' };

const of = (item: Omit<StoryLine, 'quantity'>, quantity: number): StoryLine => ({
  ...item,
  quantity: String(quantity),
});

/** In-scope only: `drugs` boxes at ¥98.00 and `consultations` at ¥50.00, both class 甲 everywhere. */
const inScope = (drugs: number, consultations: number): readonly StoryLine[] => [
  of(DRUG_A, drugs),
  of(CONSULTATION, consultations),
];

const JOURNEY_1_LINES: readonly StoryLine[] = [of(CONSULTATION, 1), of(DRUG_B_SMALL, 1), of(TEST, 1)];

const A7 = {
  person: 'a7-first',
  providerId: 'H41010500004',
  insuranceType: 'employee',
  insuredArea: '410100',
  careType: 'inpatient',
  usesPersonalAccount: false,
  lines: inScope(200, 8),
} as const;

const A9 = {
  providerId: 'H41010500001',
  insuranceType: 'employee',
  insuredArea: '360100',
  careType: 'inpatient',
  usesPersonalAccount: false,
  lines: inScope(100, 4),
} as const;

/** The worked examples of the founding documents and journey 1. */
export const STORIES: readonly Story[] = [
  {
    id: 'A1',
    title: '小王，甲例市（虚构，职工）参保，上海三级医院住院，临时外出备案',
    person: 'a1',
    providerId: 'H31010400001',
    insuranceType: 'employee',
    insuredArea: '990101',
    careType: 'inpatient',
    usesPersonalAccount: false,
    lines: inScope(1000, 40),
    expected: { funds: '79200.00', borne: '20800.00' },
    remark:
      '原文写基金 80,000、个人 20,000：它漏减了自己句中的起付线 1,000；(100,000 − 1,000) × 80% = 79,200。',
  },
  {
    id: 'A2',
    title: '李师傅，乙例市（虚构，居民）参保，北京三级医院住院，阑尾炎',
    person: 'a2',
    providerId: 'H11010500001',
    insuranceType: 'resident',
    insuredArea: '990102',
    careType: 'inpatient',
    usesPersonalAccount: false,
    lines: inScope(300, 12),
    expected: { funds: '21000.00', borne: '9000.00' },
    remark: '原文个人 9,000：仅当起付线为 0 且全部在目录内时成立，乙例市正是这样设定。',
  },
  {
    id: 'A3',
    title: '张阿姨，丙例市（虚构，退休职工）参保，广州一级医院门诊，长期备案',
    person: 'a3',
    providerId: 'H44010400003',
    insuranceType: 'employee',
    insuredArea: '990103',
    careType: 'outpatient',
    usesPersonalAccount: false,
    lines: inScope(50, 2),
    expected: { funds: '4250.00', borne: '750.00' },
    remark: '原文个人 750：前提是当年门诊起付线已经付满，丙例市设为 0。',
  },
  {
    ...A7,
    id: 'A7 第一次',
    title: '郑州职工在郑州省级三甲住院（本地，不经国家平台）',
    expected: { funds: '16426.00', borne: '3574.00' },
  },
  {
    ...A7,
    id: 'A7 第二次',
    title: '同一人当年第二次住院，起付线减半',
    expected: { funds: '16813.00', borne: '3187.00' },
  },
  {
    ...A9,
    id: 'A9 长期',
    title: '南昌职工在郑州三级医院住院，长期备案：不先行自付',
    person: 'a9-long-term',
    expected: { funds: '7820.00', borne: '2180.00' },
  },
  {
    ...A9,
    id: 'A9 转诊',
    title: '同一账单，转诊备案：先行自付 10%',
    person: 'a9-referral',
    expected: { funds: '6970.00', borne: '3030.00' },
  },
  {
    ...A9,
    id: 'A9 其他临时',
    title: '同一账单，其他临时外出备案：先行自付 20%',
    person: 'a9-temporary',
    expected: { funds: '6120.00', borne: '3880.00' },
  },
  {
    id: '旅程 1',
    title: '示例市居民（DEMO-居民-A，虚构）在本地门诊，个人账户余额 ¥45.60',
    person: 'journey-1',
    providerId: 'H99010100001',
    insuranceType: 'resident',
    insuredArea: '990100',
    careType: 'outpatient',
    usesPersonalAccount: true,
    lines: JOURNEY_1_LINES,
    expected: { funds: '82.92', borne: '85.08' },
  },
];
