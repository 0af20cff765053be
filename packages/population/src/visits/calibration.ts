/**
 * What the synthetic visits are fitted to. Nothing here is a record of a person; each figure is either read
 * from a published page or assumed, and says which.
 */
import type { Quantiles, Weighted } from './sampler.ts';

/** Part of every result: other figures, other number. */
export const POPULATION_VERSION = 1;

export const INCOME_GROUPS = ['lowest', 'lower-middle', 'middle', 'upper-middle', 'highest'] as const;
export type IncomeGroup = (typeof INCOME_GROUPS)[number];
export const INCOME_LABELS: Readonly<Record<IncomeGroup, string>> = {
  lowest: '低收入组',
  'lower-middle': '中间偏下收入组',
  middle: '中间收入组',
  'upper-middle': '中间偏上收入组',
  highest: '高收入组',
};
/** Disposable income of a person in a year, fen, by income group. */
export const ASSUMED_INCOME: readonly number[] = [950_000, 2_100_000, 3_300_000, 5_200_000, 9_800_000];

/** In the order of the columns. A pharmacy purchase is settled as outpatient care. */
export const VISIT_CARE = ['inpatient', 'outpatient', 'chronic', 'pharmacy'] as const;
export type VisitCare = (typeof VISIT_CARE)[number];

/** Mean of the whole bill, fen. Stays: weighted by level they give `MEAN_STAY`. */
export const MEAN_STAY = 2_247_300;
export const STAY_MEAN_BY_LEVEL: readonly number[] = [550_000, 800_000, 1_400_000, 2_250_000, 2_819_500];
export const MEAN_BY_CARE: Readonly<Record<Exclude<VisitCare, 'inpatient'>, number>> = {
  outpatient: 30_500,
  chronic: 52_500,
  pharmacy: 18_000,
};
/** Mean of all bills without a stay, fen: 144 yuan of the fund at the assumed 55 %. */
export const MEAN_WITHOUT_STAY = 26_200;

/** Thousandths. Levels in the order of `PROVIDER_LEVELS`. */
export const LEVELS_OF_STAYS = [10, 30, 200, 360, 400] as const;
export const LEVELS_OF_OUTPATIENT = [60, 90, 250, 350, 250] as const;
/** Groups in the order active, retired; adult, minor. */
export const GROUPS = { employee: [450, 550], resident: [850, 150] } as const;
export const INCOMES = { employee: [100, 150, 200, 250, 300], resident: [250, 230, 200, 180, 140] } as const;
/** Of the lowest income group, in the order of `AID_CATEGORIES`; nobody else is in one. */
export const AID_OF_LOWEST = { employee: [920, 10, 40, 20, 10], resident: [700, 25, 150, 75, 50] } as const;
/** In the order of `REFERRAL_CLASSES`: of a person, in the year. Nobody is local: visits are elsewhere. */
export const FILINGS = [0, 550, 200, 0, 150, 100] as const;
/** Stays that begin as an emergency whatever was filed, in thousand. */
export const EMERGENCY_STAYS = 60;
export const CIVIL_SERVANTS = 80;

/** First age and how many years, with weight. */
export const AGES: Readonly<Record<string, Weighted<readonly [from: number, years: number]>>> = {
  active: [
    [[20, 10], 110],
    [[30, 10], 250],
    [[40, 10], 300],
    [[50, 10], 340],
  ],
  retired: [
    [[55, 10], 330],
    [[65, 10], 400],
    [[75, 10], 220],
    [[85, 8], 50],
  ],
  adult: [
    [[18, 12], 100],
    [[30, 15], 190],
    [[45, 15], 290],
    [[60, 15], 310],
    [[75, 18], 110],
  ],
  minor: [
    [[0, 3], 350],
    [[3, 4], 300],
    [[7, 11], 350],
  ],
};

/** How often a person is seen in the year. */
export const STAYS_A_YEAR: Weighted<number> = [
  [1, 740],
  [2, 160],
  [3, 55],
  [4, 25],
  [5, 12],
  [6, 8],
];
export const CHRONIC_PERSONS = 150;
export const VISITS_A_YEAR: Readonly<Record<'others' | 'chronic', Weighted<number>>> = {
  others: [
    [1, 300],
    [2, 210],
    [3, 140],
    [4, 100],
    [6, 120],
    [9, 80],
    [14, 40],
    [24, 10],
  ],
  chronic: [
    [4, 150],
    [8, 250],
    [12, 250],
    [18, 200],
    [26, 110],
    [40, 40],
  ],
};
/** In the order of `VISIT_CARE`. */
export const CARE_OF_OTHERS = [56, 444, 0, 500] as const;
export const CARE_OF_CHRONIC = [66, 334, 200, 400] as const;

/** Shares of a bill in thousandths: outside the catalogue, above a ceiling, first borne of class B. */
export const EXCLUDED: Weighted<number> = [
  [0, 150],
  [20, 200],
  [50, 200],
  [90, 200],
  [150, 150],
  [280, 100],
];
export const OVER_LIMIT: Weighted<number> = [
  [0, 600],
  [20, 250],
  [60, 150],
];
export const SELF_PAID_FIRST: Weighted<number> = [
  [0, 100],
  [30, 200],
  [60, 250],
  [90, 250],
  [140, 200],
];
/** Balance of an employee's personal account, yuan: below this, evenly. */
export const ACCOUNT_BALANCE_BELOW = 6_000;

const AT: readonly number[] = [
  0, 10486, 26214, 52429, 104858, 157286, 209715, 262144, 314573, 367002, 419430, 471859, 524288, 576717,
  629146, 681574, 734003, 786432, 838861, 891290, 943718, 969933, 996147, 1011876, 1022362, 1032847, 1038090,
  1042285, 1045430, 1047003, 1047842, 1048366, 1048576,
];
/** Thousandths of the mean: log-normal quantiles (σ 1.0 and 0.9) cut at 0.2 % and 99.995 %, mean 1000. */
export const STAY_SIZES: Quantiles = {
  at: AT,
  value: [
    34, 59, 85, 116, 167, 214, 260, 307, 357, 410, 468, 532, 603, 684, 777, 887, 1019, 1184, 1399, 1701, 2173,
    2545, 3125, 3693, 4282, 5283, 6177, 7438, 9415, 11731, 14719, 20792, 29520,
  ],
};
export const OTHER_SIZES: Quantiles = {
  at: AT,
  value: [
    50, 82, 114, 151, 210, 261, 311, 362, 414, 469, 529, 593, 664, 744, 834, 939, 1065, 1218, 1416, 1688,
    2104, 2426, 2918, 3391, 3875, 4682, 5388, 6369, 7874, 9598, 11772, 16065, 22023,
  ],
};

/** One figure behind the population, for whoever reads a result. */
export type Basis = {
  readonly what: string;
  readonly figure: string;
  /** Where it was read; null: assumed here. */
  readonly source: string | null;
  readonly note: string;
};

const PRESS_2022 = '国家医保局 2022 年上半年情况（转载：tellerreport.com 2022-08-06）';
const PRESS_2024 = '国家医保局 2024 年情况（转载：asiainsurancereview.com 91114）';
const YEAR_2022 = '国家医保局 2022 年快报（转载：jp.yidertech.com）';

/** Read figures first, then what is assumed. */
export const CALIBRATION: readonly Basis[] = [
  {
    what: '住院人次占比',
    figure: '6.00%（1433 万 ÷ 2.387 亿）',
    source: PRESS_2024,
    note: '由同比增速推算的全国跨省直接结算人次，可信度中',
  },
  {
    what: '住院次均总费用',
    figure: '22473 元（554.16 亿 ÷ 246.59 万）',
    source: PRESS_2022,
    note: '同年 6 月另报 21900 元；各级医院均值按假定的等级构成拟合到此数',
  },
  {
    what: '住院基金支付占比',
    figure: '58.3%（323.11 亿 ÷ 554.16 亿）',
    source: PRESS_2022,
    note: '不直接拟合：它是政策的结果；目录外和先行自付的假定参照此数',
  },
  {
    what: '门诊次均基金支付',
    figure: '144 元（46.86 亿 ÷ 3243.56 万）',
    source: YEAR_2022,
    note: '含慢特病和药店；按假定的 55% 支付比例折算为次均总费用 262 元',
  },
  {
    what: '跨省结算总量',
    figure: '2024 年 2.38 亿人次、减少垫付 1947 亿元；2023 年 1.289 亿人次、1537 亿元',
    source: '国家医保局 2024 年公布数（创始文稿 C10 核对）',
    note: '只用于核对量级；人次构成取 2024 年，金额取 2022 年，二者不同年',
  },
  {
    what: '费用分布形状',
    figure: '住院对数正态 σ=1.0，其余 σ=0.9',
    source: null,
    note: '整数分位表；未见公开分布，假定',
  },
  {
    what: '医院等级、人员类别、年龄、每年就诊次数',
    figure: '见 packages/population/src/visits/calibration.ts',
    source: null,
    note: '未见公开的跨省构成，假定',
  },
  {
    what: '门诊、药店、慢特病构成',
    figure: '约 40%、46%、8%',
    source: null,
    note: '公开数只有机构数，没有人次，假定',
  },
  {
    what: '备案类别',
    figure: '长期 55%、转诊 20%、其他临时 15%、未备案 10%；住院的 6% 为急诊',
    source: null,
    note: '公开数只有备案总数，假定',
  },
  {
    what: '目录外、超限价、乙类先行自付',
    figure: '平均 8.25%、1.40%、7.15%',
    source: null,
    note: '创始文稿 C21 只说有限价和目录外，没有数字，假定',
  },
  {
    what: '收入五等分组与人均年可支配收入',
    figure: '9500、21000、33000、52000、98000 元',
    source: null,
    note: '量级凭一般知识，未核实；用于灾难性支出一栏',
  },
  {
    what: '救助对象、公务员、个人账户余额',
    figure: '低收入组内按假定比例；8%；0 至 6000 元',
    source: null,
    note: '假定',
  },
];
