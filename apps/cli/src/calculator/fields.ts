import {
  type CalendarDate,
  type Fen,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';

export type Read<T> = Result<T, Refusal>;

/**
 * What a person knows each field as. The names are those of the HTTP body; `zhijie calc` has flags for them.
 */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  area: '参保统筹区',
  date: '结算日期',
  admittedOn: '入院日期',
  dischargedOn: '出院日期',
  insuranceType: '险种',
  care: '待遇',
  referral: '备案类别',
  level: '医院等级',
  group: '人员类别',
  age: '年龄',
  aidCategory: '救助类别',
  circumstances: '个别地方要问的情况',
  careArea: '就医地',
  lines: '明细',
  total: '总费用',
  excluded: '全自费',
  overLimit: '超限价',
  selfPaidFirst: '先行自付',
  admissions: '本年此前住院次数',
  deductiblePaid: '本年已付起付线',
  accumulators: '本年累计',
  accountBalance: '个人账户余额',
  settled: '票据上的医保支付',
  products: '商业补充保险',
  holder: '投保人情况',
  family: '家庭共济账户',
};

/** The flag of `zhijie calc` that states a field; the field's own name is that of the HTTP body. */
export const STATED_BY = {
  insuranceType: '--insurance',
  care: '--care',
  referral: '--filing',
  level: '--level',
  group: '--group',
  age: '--age',
  aidCategory: '--aid',
  isCivilServant: '--civil-servant',
  careArea: '--care-area',
} as const;

/** How somebody who calculates again would state a field. */
export const statedBy = (field: keyof typeof STATED_BY): string =>
  `（写明用 ${STATED_BY[field]} 或 ${field}）`;

/** A refusal that names the field, says what is wrong with it and what to write instead. */
export function invalid(field: string, text: string): { ok: false; refusal: Refusal } {
  const name = field.split(/[.[]/)[0]!;
  return refuse('invalid-input', { field, detail: { text: `${FIELD_LABELS[name] ?? name}：${text}` } });
}

export function oneOf<const W extends readonly string[]>(
  field: string,
  value: string,
  words: W,
): Read<W[number]> {
  const found = words.find((word) => word === value);
  if (found !== undefined) return ok(found);
  return invalid(field, `没有 "${value}" 这个值，可用 ${words.join('、')}`);
}

/** An amount of yuan, not negative, at most two decimals. */
export function yuan(field: string, value: string): Read<Fen> {
  const parsed = parseYuan(value);
  if (parsed.ok && parsed.value >= 0) return parsed;
  return invalid(field, `"${value}" 不是金额，写成元，至多两位小数，如 1234.50`);
}

export function wholeNumber(field: string, value: string, most: number): Read<number> {
  if (/^\d{1,3}$/.test(value) && Number(value) <= most) return ok(Number(value));
  return invalid(field, `"${value}" 不是 0 到 ${most} 的整数`);
}

export function day(field: string, value: string): Read<CalendarDate> {
  const parsed = parseCalendarDate(value);
  return parsed.ok ? parsed : invalid(field, `"${value}" 不是日期，写成 2026-03-02`);
}

/** Collects values by name and stops at the first refusal, which names the field. */
export function all<T extends Record<string, Read<unknown>>>(
  parts: T,
): Read<{ [K in keyof T]: T[K] extends Read<infer V> ? V : never }> {
  const values: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(parts)) {
    if (!part.ok) return part;
    values[name] = part.value;
  }
  return ok(values as { [K in keyof T]: T[K] extends Read<infer V> ? V : never });
}
