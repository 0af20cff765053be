import { readFileSync } from 'node:fs';
import { type CalculationInput, type CalculationResult, calculate } from '../calculator.ts';
import { printBill } from '../print-bill.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie calc：这张账单谁付多少，为什么（与结算同一引擎；不登记、不保存）

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
  --date        结算日期 YYYY-MM-DD（住院为出院日）
  --total --excluded --over-limit --self-paid-first                 元，两位小数
  --care-area --lines                                               就医地和明细文件
  --admissions  本年此前住院次数，--deductible-paid 本年已付起付线，--account 个人账户余额
  --no-account  不使用个人账户
  --json        输出 JSON
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  area: TEXT,
  insurance: TEXT,
  care: TEXT,
  filing: TEXT,
  level: TEXT,
  group: TEXT,
  age: TEXT,
  date: TEXT,
  total: TEXT,
  excluded: TEXT,
  'over-limit': TEXT,
  'self-paid-first': TEXT,
  'care-area': TEXT,
  lines: TEXT,
  admissions: TEXT,
  'deductible-paid': TEXT,
  account: TEXT,
  'no-account': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const calc: Command = {
  name: 'calc',
  summary: '试算：一张账单谁付多少、依据哪一条',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: OPTIONS }, (values) => {
      const input = inputOf(values);
      if (typeof input === 'string') return wrongCall(input, USAGE);
      const result = calculate(input);
      if (!result.ok) {
        if (values.json === true) console.log(JSON.stringify({ refusal: result.refusal }, null, 2));
        else console.error(`不能计算：${result.refusal.detail?.text ?? result.refusal.code}`);
        return 1;
      }
      print(result.value, values.json === true);
      return 0;
    }),
};

function print(result: CalculationResult, asJson: boolean): void {
  console.log(asJson ? JSON.stringify(result, null, 2) : printBill(result).join('\n'));
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
  const insurance = text(values, 'insurance') ?? 'resident';
  const lines = text(values, 'lines');
  const careArea = text(values, 'care-area');
  if (lines !== undefined && careArea === undefined)
    return '按明细试算时需要 --care-area（用哪个就医地的目录）';
  let linesText: string | null = null;
  if (lines !== undefined) {
    try {
      linesText = readFileSync(lines, 'utf8');
    } catch {
      return `读不到明细文件 ${lines}`;
    }
  }
  return {
    area,
    date,
    insuranceType: insurance,
    care: text(values, 'care') ?? 'inpatient',
    referral: text(values, 'filing') ?? 'local',
    level: text(values, 'level') ?? 'level3',
    group: text(values, 'group') ?? (insurance === 'employee' ? 'active' : 'adult'),
    age: text(values, 'age') ?? '40',
    careArea: careArea ?? null,
    linesCsv: linesText,
    total: text(values, 'total') ?? null,
    excluded: text(values, 'excluded') ?? '0.00',
    overLimit: text(values, 'over-limit') ?? '0.00',
    selfPaidFirst: text(values, 'self-paid-first') ?? '0.00',
    admissions: text(values, 'admissions') ?? '0',
    deductiblePaid: text(values, 'deductible-paid') ?? '0.00',
    accountBalance: text(values, 'account') ?? '0.00',
    usesAccount: values['no-account'] !== true,
  };
}
