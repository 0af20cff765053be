import {
  adjudicate,
  classifyLine,
  describeRefusal,
  type EngineRefusal,
  type ExplainedStep,
  emptyAccumulators,
  explain,
  type Plan,
} from '@zhijie/engine';
import {
  addFeeParts,
  BENEFITS,
  type FeeParts,
  type Fen,
  INSURANCE_TYPES,
  lineAmount,
  ok,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  parseCalendarDate,
  parseQuantity,
  parseUnitPrice,
  parseYuan,
  REFERRAL_CLASSES,
  type Refusal,
  type Result,
  refuse,
  type SettlementParts,
  subtractFen,
  ZERO_FEE_PARTS,
} from '@zhijie/kernel';
import { readCatalogue, readPolicies } from './policy-files.ts';

/** A bill to be calculated, every value as the person typed it. Amounts in yuan. */
export type CalculationInput = {
  readonly area: string;
  readonly date: string;
  readonly insuranceType: string;
  readonly care: string;
  readonly referral: string;
  readonly level: string;
  readonly group: string;
  readonly age: string;
  readonly careArea: string | null;
  readonly linesCsv: string | null;
  readonly total: string | null;
  readonly excluded: string;
  readonly overLimit: string;
  readonly selfPaidFirst: string;
  readonly admissions: string;
  readonly deductiblePaid: string;
  readonly accountBalance: string;
  readonly usesAccount: boolean;
};

export type CalculationResult = {
  readonly area: string;
  readonly policy: string;
  readonly isFictional: boolean;
  readonly isVerified: boolean;
  readonly planHash: string;
  readonly parts: SettlementParts;
  readonly steps: readonly ExplainedStep[];
  readonly assumptions: readonly string[];
};

type Calculated<T> = Result<T, Refusal>;

const invalid = (field: string, text: string): { ok: false; refusal: Refusal } =>
  refuse('invalid-input', { field, detail: { text: `${field}：${text}` } });

function oneOf<const W extends readonly string[]>(
  field: string,
  value: string,
  words: W,
): Calculated<W[number]> {
  const found = words.find((word) => word === value);
  return found === undefined ? invalid(field, `"${value}" 不在 ${words.join('、')} 之中`) : ok(found);
}

function yuan(field: string, value: string): Calculated<Fen> {
  const parsed = parseYuan(value);
  if (!parsed.ok || parsed.value < 0)
    return invalid(field, `"${value}" 不是金额（元，至多两位小数，如 1234.50）`);
  return parsed;
}

function wholeNumber(field: string, value: string): Calculated<number> {
  return /^\d{1,3}$/.test(value) ? ok(Number(value)) : invalid(field, `"${value}" 不是整数`);
}

/** Collects values by name and stops at the first refusal, which names the field. */
function all<T extends Record<string, Calculated<unknown>>>(
  parts: T,
): Calculated<{ [K in keyof T]: T[K] extends Calculated<infer V> ? V : never }> {
  const values: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(parts)) {
    if (!part.ok) return part;
    values[name] = part.value;
  }
  return ok(values as { [K in keyof T]: T[K] extends Calculated<infer V> ? V : never });
}

function feesByTotals(input: CalculationInput): Calculated<FeeParts> {
  if (input.total === null) return invalid('total', '请给出 --total，或用 --lines 给出明细');
  const read = all({
    total: yuan('total', input.total),
    excluded: yuan('excluded', input.excluded),
    overLimit: yuan('over-limit', input.overLimit),
    selfPaidFirst: yuan('self-paid-first', input.selfPaidFirst),
  });
  if (!read.ok) return read;
  const { total, excluded, overLimit, selfPaidFirst } = read.value;
  const eligible = subtractFen(subtractFen(subtractFen(total, excluded), overLimit), selfPaidFirst);
  if (eligible < 0) return invalid('total', '全自费、超限价与先行自付之和超过了总额');
  return ok({ total, excluded, overLimit, selfPaidFirst, eligible });
}

function feesByLines(careArea: string, csv: string): Calculated<FeeParts> {
  const [head = '', ...rows] = csv.replaceAll('\r', '').trim().split('\n');
  if (head.trim() !== 'code,quantity,price') return invalid('lines', '首行应为 code,quantity,price');
  const catalogue = readCatalogue(careArea);
  let fees = ZERO_FEE_PARTS;
  for (const [index, row] of rows.entries()) {
    const [itemCode = '', quantityText = '', priceText = ''] = row.split(',').map((cell) => cell.trim());
    const quantity = parseQuantity(quantityText);
    const unitPrice = parseUnitPrice(priceText);
    const at = `lines 第 ${index + 2} 行`;
    if (!quantity.ok) return invalid(at, `数量 "${quantityText}" 不合规（至多四位小数）`);
    if (!unitPrice.ok) return invalid(at, `单价 "${priceText}" 不合规（至多六位小数）`);
    const line = classifyLine(catalogue, {
      itemCode,
      unitPrice: unitPrice.value,
      quantity: quantity.value,
      amount: lineAmount(unitPrice.value, quantity.value),
    });
    if (!line.ok) return invalid(at, describeRefusal(line.refusal));
    fees = addFeeParts(fees, line.value.fees);
  }
  return ok(fees);
}

const withText = (refusal: EngineRefusal): { ok: false; refusal: Refusal } =>
  refuse(refusal.code, { detail: { ...refusal.detail, text: describeRefusal(refusal) } });

function assumptionsOf(input: CalculationInput, plan: Plan): string[] {
  const list = [`本年此前住院 ${input.admissions} 次，已付起付线 ${input.deductiblePaid} 元`];
  if (input.linesCsv === null) list.push('按合计试算：未核对就医地目录');
  if (plan.isFictional) list.push(`${plan.title} 为虚构的示例政策`);
  else if (!plan.isVerified) list.push('该地政策的部分数字待核实：尚无人对照当地原文');
  if (plan.provisional) list.push('该政策已过有效期且无后续版本，按原规定暂行计算（待核实）');
  return list;
}

/**
 * Who pays what of a bill, by the engine that settles. Nothing is looked up or stored. Refuses with a text that
 * names the field, or with the engine's own reason.
 */
export function calculate(input: CalculationInput): Calculated<CalculationResult> {
  const read = all({
    insuranceType: oneOf('insurance', input.insuranceType, INSURANCE_TYPES),
    benefit: oneOf('care', input.care, BENEFITS),
    referral: oneOf('filing', input.referral, REFERRAL_CLASSES),
    level: oneOf('level', input.level, PROVIDER_LEVELS),
    group: oneOf('group', input.group, PERSON_GROUPS),
    age: wholeNumber('age', input.age),
    admissions: wholeNumber('admissions', input.admissions),
    deductiblePaid: yuan('deductible-paid', input.deductiblePaid),
    accountBalance: yuan('account', input.accountBalance),
    fees:
      input.linesCsv === null || input.careArea === null
        ? feesByTotals(input)
        : feesByLines(input.careArea, input.linesCsv),
  });
  if (!read.ok) return read;
  const on = parseCalendarDate(input.date);
  if (!on.ok) return invalid('date', `"${input.date}" 不是日期（YYYY-MM-DD）`);
  const value = read.value;
  const plan = readPolicies().planFor({
    area: input.area,
    insuranceType: value.insuranceType,
    benefit: value.benefit,
    dates: { admittedOn: on.value, dischargedOn: on.value, settledOn: on.value },
  });
  if (!plan.ok) return withText(plan.refusal);
  const result = adjudicate(plan.value, {
    ...value,
    aidCategory: 'none',
    civilServant: false,
    accumulators: {
      ...emptyAccumulators(plan.value.policyYearOf(on.value)),
      admissions: value.admissions,
      deductiblePaid: value.deductiblePaid,
    },
    useAccount: input.usesAccount,
  });
  if (!result.ok) return withText(result.refusal);
  return ok({
    area: input.area,
    policy: plan.value.title,
    isFictional: plan.value.isFictional,
    isVerified: plan.value.isVerified,
    planHash: plan.value.hash,
    parts: result.value.parts,
    steps: explain(plan.value, result.value),
    assumptions: assumptionsOf(input, plan.value),
  });
}
