import { readFileSync } from 'node:fs';
import { Failure } from '@zhijie/kernel';
import { CIRCUMSTANCE_LABELS } from '../calculator/circumstances.ts';
import { printCalculation } from '../calculator/print.ts';
import {
  type CalculationInput,
  type CalculationResult,
  calculate,
  type HolderText,
  knowledgeOf,
} from '../calculator.ts';
import { readPolicies, readProducts } from '../policy-files.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie calc：这张账单谁付多少，为什么，换一种备案或医院会怎样（与结算同一引擎；不登记、不保存）

  按合计：zhijie calc --area 990100 --insurance resident --care inpatient --filing long-term \\
            --total 30000.00 --excluded 2400.00 --self-paid-first 1600.00 --date 2026-03-02
  按明细：zhijie calc --area 410100 --insurance resident --care inpatient --filing long-term \\
            --care-area 110000 --lines bill.csv --date 2026-03-02
          （bill.csv 首行 code,quantity,price）

  --area        参保统筹区，六位
  --insurance   employee 职工 | resident 居民                       默认 resident
  --care        outpatient | inpatient | chronic                    默认 inpatient
  --filing      local | long-term | referral | emergency | other-temporary | unfiled   默认 local
  --level       community | level1 | level2 | level3 | level3-top   默认 level3
  --group       active | retired | adult | minor                    默认 active / adult
  --age         周岁                                                默认 40
  --aid         none | destitute | minimum-living | borderline | relapse-risk   默认 none
  --civil-servant  有公务员医疗补助
  --stated      个别地方要问的情况，如 contributionTier=tier2,cause=childbirth,continuousYears=3,hasFamilyDoctor=yes；
                转院写 transferredWith=已扣起付线，跨年写 carriedOver=已扣起付线
  --date        结算日期 YYYY-MM-DD；住院另可写 --admitted 入院日 --discharged 出院日
  --total --excluded --over-limit --self-paid-first                 元，两位小数
  --care-area --lines                                               就医地和明细文件
  --admissions  本年此前住院次数，--deductible-paid 本年已付起付线，--account 个人账户余额
  --accumulated 本年其他累计，如 poolPaid=150000.00,criticalBase=1000.00
  --no-account  不使用个人账户
  --product     商业补充保险产品，先付的在前，逗号分隔，如 demo-a-2026（见 policies/commercial）
  --pre-existing  有该产品所说的既往症；--years 连续参保年数（含本年）；--household-years 本地户籍年数
  --settlement  direct 医保已直接结算 | claimed 已报销 | unsettled 没有      默认 direct
  --version     产品有几个版本时写哪一个
  --listed      账单中属于某责任药品目录的金额，如 special-drugs=20000.00
  --product-used  本年度已计入和已赔付，如 demo-a-2026/in-catalogue=10000.00:0.00
  --family      家庭共济账户，按次序，如 child=5000.00,spouse=200.00
  --settled     医保各项支付按票据，不核算，如 paidByPooledFund=41300.00,paidByCriticalIllness=3200.00
  --policies    用另一个文件夹里的政策包（如改过一个数字的副本）
  --json        输出 JSON
`;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/** Fields of the input that a flag gives as text. */
const FIELD_FLAGS = {
  area: 'area',
  date: 'date',
  admittedOn: 'admitted',
  dischargedOn: 'discharged',
  insuranceType: 'insurance',
  care: 'care',
  referral: 'filing',
  level: 'level',
  group: 'group',
  age: 'age',
  aidCategory: 'aid',
  careArea: 'care-area',
  total: 'total',
  excluded: 'excluded',
  overLimit: 'over-limit',
  selfPaidFirst: 'self-paid-first',
  admissions: 'admissions',
  deductiblePaid: 'deductible-paid',
  accountBalance: 'account',
} as const satisfies Partial<Record<keyof CalculationInput, string>>;

/** Flags of the holder of commercial products, by the field they give. */
const HOLDER_FLAGS = {
  years: 'years',
  householdYears: 'household-years',
  settlement: 'settlement',
  version: 'version',
} as const;

/** Flags that hold several values. */
const LIST_FLAGS = {
  lines: 'lines',
  accumulators: 'accumulated',
  circumstances: 'stated',
  products: 'product',
  family: 'family',
  settled: 'settled',
} as const;

const OPTIONS = {
  ...Object.fromEntries(Object.values(FIELD_FLAGS).map((flag) => [flag, TEXT])),
  ...Object.fromEntries(Object.values(HOLDER_FLAGS).map((flag) => [flag, TEXT])),
  ...Object.fromEntries(Object.values(LIST_FLAGS).map((flag) => [flag, TEXT])),
  listed: TEXT,
  'product-used': TEXT,
  'pre-existing': FLAG,
  policies: TEXT,
  'civil-servant': FLAG,
  'no-account': FLAG,
  json: FLAG,
};

export const calc: Command = {
  name: 'calc',
  summary: '试算：一张账单谁付多少、依据哪一条、换一种备案会怎样',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: OPTIONS }, (values) => {
      const input = inputOf(values);
      if (typeof input === 'string') return wrongCall(input, USAGE);
      try {
        return answer(input, values);
      } catch (cause) {
        if (!(cause instanceof Failure)) throw cause;
        console.error(`不能计算：${cause.message}`);
        return 1;
      }
    }),
};

function answer(input: CalculationInput, values: Values): number {
  const folder = text(values, 'policies');
  const result =
    folder === undefined
      ? calculate(input)
      : calculate(
          input,
          knowledgeOf(readPolicies(folder), () => readProducts(folder)),
        );
  const asJson = values.json === true;
  if (result.ok) {
    print(result.value, asJson);
    return 0;
  }
  const { code, field, detail } = result.refusal;
  if (asJson) console.log(JSON.stringify({ refusal: result.refusal }, null, 2));
  else {
    console.error(`不能计算：${detail?.text ?? code}${field === undefined ? '' : `（${flagOf(field)}）`}`);
    if (detail?.alternatives !== undefined) console.error(detail.alternatives);
  }
  return code === 'invalid-input' ? 2 : 1;
}

function flagOf(field: string): string {
  const [name, inner = ''] = field.split(/[.[]/);
  if (Object.hasOwn(CIRCUMSTANCE_LABELS, name!)) return `--${LIST_FLAGS.circumstances}`;
  const flags: Record<string, string> = { ...FIELD_FLAGS, ...LIST_FLAGS };
  const ofHolder: Record<string, string> = { ...HOLDER_FLAGS, used: 'product-used' };
  return `--${name === 'holder' ? (ofHolder[inner] ?? inner) : (flags[name!] ?? name)}`;
}

function print(result: CalculationResult, asJson: boolean): void {
  console.log(asJson ? JSON.stringify(result, null, 2) : printCalculation(result).join('\n'));
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

function inputOf(values: Values): CalculationInput | string {
  const area = text(values, 'area');
  const date = text(values, 'date');
  if (area === undefined) return '缺少 --area（参保统筹区，如 990100）';
  if (date === undefined) return '缺少 --date（如 2026-03-02）';
  const lines = text(values, 'lines');
  if (lines !== undefined && text(values, 'care-area') === undefined)
    return '按明细试算时需要 --care-area（用哪个就医地的目录）';
  const linesCsv = lines === undefined ? null : readLines(lines);
  if (linesCsv === undefined) return `--lines：读不到明细文件 ${lines}，请核对路径`;
  const accumulated = text(values, 'accumulated');
  const accumulators = accumulated === undefined ? {} : pairs(accumulated);
  if (accumulators === null)
    return `--accumulated："${accumulated}" 应写成 名称=金额，用逗号分隔，如 poolPaid=150000.00`;
  const stated = text(values, 'stated');
  const circumstances = stated === undefined ? {} : pairs(stated);
  if (circumstances === null)
    return `--stated："${stated}" 应写成 名称=值，用逗号分隔，如 contributionTier=tier2`;
  const beyond = beyondPublic(values);
  if (typeof beyond === 'string') return beyond;
  return {
    ...textsOf(values, FIELD_FLAGS),
    ...beyond,
    area,
    date,
    linesCsv,
    accumulators,
    circumstances,
    isCivilServant: values['civil-servant'] === true,
    usesAccount: values['no-account'] !== true,
  };
}

function textsOf(values: Values, flags: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(flags).map(([field, flag]) => [field, text(values, flag)] as const);
  return Object.fromEntries(given.filter((one): one is [string, string] => one[1] !== undefined));
}

type Beyond = Pick<CalculationInput, 'products' | 'holder' | 'family' | 'settled'>;

/** What follows the public layers; a sentence when a list is not written as one. */
function beyondPublic(values: Values): Beyond | string {
  const lists: Record<string, Record<string, string>> = {};
  for (const flag of ['listed', 'product-used', 'family', 'settled']) {
    const list = text(values, flag);
    const read = list === undefined ? {} : pairs(list);
    if (read === null) return `--${flag}："${list}" 应写成 名称=金额，用逗号分隔`;
    lists[flag] = read;
  }
  const used = Object.entries(lists['product-used']!).map(([name, amounts]) => {
    const [counted = '', paid = '0'] = amounts.split(':');
    return [name, { counted, paid }];
  });
  const holder: HolderText = {
    ...textsOf(values, HOLDER_FLAGS),
    ...(values['pre-existing'] === true ? { preExisting: true } : {}),
    ...(text(values, 'listed') === undefined ? {} : { listed: lists.listed }),
    ...(used.length === 0 ? {} : { used: Object.fromEntries(used) }),
  };
  const family = Object.entries(lists.family!).map(([relation, balance]) => ({ relation, balance }));
  return {
    holder,
    products: text(values, 'product')?.split(',') ?? [],
    family,
    ...(text(values, 'settled') === undefined ? {} : { settled: lists.settled }),
  };
}

function readLines(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function pairs(list: string): Record<string, string> | null {
  const entries = list.split(',').map((pair) => pair.split('='));
  return entries.every((entry) => entry.length === 2)
    ? Object.fromEntries(entries as [string, string][])
    : null;
}
