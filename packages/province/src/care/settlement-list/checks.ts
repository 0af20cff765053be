/**
 * Quality control of a settlement list: what is missing, what is no code, what does not sum, what differs
 * from the settlement and the register. Pure; every fault is named by node, row and field.
 *
 * Source: the list and its fields are those of 《医疗保障基金结算清单填写规范》 (医保办发〔2021〕34号); that totals and
 * dates must agree is rule IQ-01 of the supervision rules (结算清单信息异常). The levels are ours.
 */
import {
  addFen,
  type CalendarDate,
  dateOf,
  daysBetween,
  type FeeCategory,
  type Fen,
  formatYuan,
  type Instant,
  isDiagnosisCode,
  type SettlementParts,
  ZERO_FEN,
} from '@zhijie/kernel';

export const CHECK_VERSION = 'ZJ-2026-1';

export type ListNode =
  | 'list'
  | 'payments'
  | 'chronicRows'
  | 'diagnoses'
  | 'items'
  | 'operations'
  | 'intensiveCare';

/** `field`: English name of the field; `row` from 1, null in the list itself. */
export type ListFault = {
  readonly node: ListNode;
  readonly row: number | null;
  readonly field: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly value: string;
};

type Scalar = string | number | boolean;
export type ListHeader = Readonly<Record<string, Scalar | undefined>>;
type Row = Readonly<Record<string, Scalar | undefined>>;

/** A list as uploaded: English names, values of the kernel. */
export type SettlementList = {
  readonly list: ListHeader;
  readonly payments: readonly (Row & { readonly fund: string; readonly fundAmount: Fen })[];
  readonly chronicRows: readonly (Row & { readonly diagnosisCode: string })[];
  readonly diagnoses: readonly (Row & {
    readonly diagnosisKind: string;
    readonly diagnosisCode: string;
    readonly isMainDiagnosis?: boolean | undefined;
  })[];
  readonly operations: readonly (Row & {
    readonly operationKind: string;
    readonly operationCode: string;
    readonly operatedOn?: CalendarDate | undefined;
  })[];
  readonly intensiveCare: readonly (Row & {
    readonly intensiveFrom: Instant;
    readonly intensiveUntil: Instant;
  })[];
  readonly items: readonly (Row & {
    readonly listedFeeCategory: FeeCategory;
    readonly categoryAmount: Fen;
    readonly categoryClassA: Fen;
    readonly categoryClassB: Fen;
    readonly feeExcluded: Fen;
    readonly categoryOther: Fen;
  })[];
  readonly blood: readonly Row[];
};

/** What the list is compared with. */
export type ListFacts = {
  readonly isStay: boolean;
  readonly hasFeeBlock: boolean;
  readonly person: {
    readonly name: string;
    readonly certificateNumber: string;
    readonly gender: string;
    readonly birthDate: CalendarDate;
  };
  readonly parts: SettlementParts;
  /** What each fund paid, by its name on the list; funds that paid nothing are absent. */
  readonly funds: ReadonlyMap<string, Fen>;
  readonly categories: ReadonlyMap<FeeCategory, Fen>;
};

const fault = (
  at: Pick<ListFault, 'node' | 'row' | 'field'>,
  text: string,
  own: { value?: string; level?: ListFault['level'] } = {},
): ListFault => ({ ...at, text, value: own.value ?? '', level: own.level ?? 'error' });
const inList = (field: string) => ({ node: 'list', row: null, field }) as const;

const ALWAYS = ['caseNumber', 'billCode', 'billNumber', 'businessSerial', 'settledFrom', 'settledUntil'];
const OF_STAY = ['stayBeganAt', 'stayEndedAt', 'admissionSpecialty', 'dischargeSpecialty', 'dischargeWay'];
const OF_FULL = ['personName', 'certificateNumber', 'gender', 'birthDate', 'insuredPlace'];
const FILLED = ['filledByDepartment', 'filledBy'];

function missing(list: ListHeader, { isStay, hasFeeBlock }: ListFacts): ListFault[] {
  const wanted = [...ALWAYS, ...(isStay ? OF_STAY : []), ...(hasFeeBlock ? OF_FULL : []), ...FILLED];
  return wanted
    .filter((field) => list[field] === undefined || list[field] === '')
    .map((field) => fault(inList(field), '必填，未填写'));
}

/** The register's values are not repeated: the fault may be read by somebody who may not see them. */
function person(list: ListHeader, { person: known }: ListFacts): ListFault[] {
  const told = { personName: known.name, certificateNumber: known.certificateNumber };
  const all = { ...told, gender: known.gender, birthDate: known.birthDate };
  return Object.entries(all)
    .filter(([field, value]) => list[field] !== undefined && list[field] !== value)
    .map(([field]) => fault(inList(field), '与就诊登记的参保人信息不一致'));
}

function stay(list: ListHeader, { isStay }: ListFacts): ListFault[] {
  const { stayBeganAt, stayEndedAt, actualStayDays } = list;
  if (!isStay || typeof stayBeganAt !== 'number' || typeof stayEndedAt !== 'number') return [];
  if (stayEndedAt < stayBeganAt) return [fault(inList('stayEndedAt'), '出院时间早于入院时间')];
  const days = Math.max(1, daysBetween(dateOf(stayBeganAt as Instant), dateOf(stayEndedAt as Instant)));
  return actualStayDays === undefined || actualStayDays === days
    ? []
    : [fault(inList('actualStayDays'), `按入院、出院日期应为 ${days} 天`, { value: String(actualStayDays) })];
}

function diagnoses({ diagnoses: rows, chronicRows, list }: SettlementList, facts: ListFacts): ListFault[] {
  const found: ListFault[] = [];
  for (const [index, one] of rows.entries()) {
    const isWestern = one.diagnosisKind === 'western';
    if (isWestern && !isDiagnosisCode(one.diagnosisCode)) {
      const at = { node: 'diagnoses', row: index + 1, field: 'diagnosisCode' } as const;
      found.push(fault(at, '不是医保版 ICD-10 诊断代码', { value: one.diagnosisCode }));
    }
  }
  for (const [index, { diagnosisCode }] of chronicRows.entries()) {
    if (isDiagnosisCode(diagnosisCode)) continue;
    const at = { node: 'chronicRows', row: index + 1, field: 'diagnosisCode' } as const;
    found.push(fault(at, '不是医保版 ICD-10 诊断代码', { value: diagnosisCode }));
  }
  if (facts.isStay) {
    const main = rows.filter((one) => one.isMainDiagnosis === true && one.diagnosisKind === 'western').length;
    const at = { node: 'diagnoses', row: null, field: 'isMainDiagnosis' } as const;
    if (main !== 1) found.push(fault(at, '西医主诊断须有且只有一个', { value: String(main) }));
  }
  return [...found, ...counted(list, 'diagnosisCount', rows.length)];
}

function counted(list: ListHeader, field: string, rows: number): ListFault[] {
  const told = list[field];
  if (told === undefined || told === rows) return [];
  return [fault(inList(field), `上传了 ${rows} 行`, { value: String(told), level: 'warning' })];
}

function operations({ operations: rows, list }: SettlementList): ListFault[] {
  const found: ListFault[] = [];
  const main = rows.filter((one) => one.operationKind === '1').length;
  if (rows.length > 0 && main !== 1) {
    const at = { node: 'operations', row: null, field: 'operationKind' } as const;
    found.push(fault(at, '主要手术须有且只有一个', { value: String(main), level: 'warning' }));
  }
  const from = typeof list.stayBeganAt === 'number' ? dateOf(list.stayBeganAt as Instant) : null;
  const until = typeof list.stayEndedAt === 'number' ? dateOf(list.stayEndedAt as Instant) : null;
  for (const [index, { operatedOn }] of rows.entries()) {
    const isOutside =
      operatedOn !== undefined &&
      ((from !== null && operatedOn < from) || (until !== null && operatedOn > until));
    const at = { node: 'operations', row: index + 1, field: 'operatedOn' } as const;
    if (isOutside) found.push(fault(at, '手术日期不在住院期间', { value: operatedOn }));
  }
  return [...found, ...counted(list, 'operationCount', rows.length)];
}

function intensiveCare({ intensiveCare: rows }: SettlementList): ListFault[] {
  return rows.flatMap(({ intensiveFrom, intensiveUntil }, index) =>
    intensiveUntil < intensiveFrom
      ? [fault({ node: 'intensiveCare', row: index + 1, field: 'intensiveUntil' }, '退出时间早于进入时间')]
      : [],
  );
}

const yuan = (amount: Fen): { value: string } => ({ value: formatYuan(amount) });
const sum = (amounts: readonly Fen[]): Fen => addFen(ZERO_FEN, ...amounts);

/** Each category is the sum of its parts and what was charged; all of them are the fee total. */
function items({ items: rows }: SettlementList, { parts, categories }: ListFacts): ListFault[] {
  const found: ListFault[] = [];
  const seen = new Set<FeeCategory>();
  for (const [index, one] of rows.entries()) {
    const { listedFeeCategory: category, categoryAmount: amount } = one;
    const at = (field: string) => ({ node: 'items', row: index + 1, field }) as const;
    if (seen.has(category)) found.push(fault(at('listedFeeCategory'), '同一收费项目重复'));
    seen.add(category);
    const split = sum([one.categoryClassA, one.categoryClassB, one.feeExcluded, one.categoryOther]);
    if (split !== amount) {
      found.push(
        fault(at('categoryAmount'), `甲类、乙类、自费、其他合计 ${formatYuan(split)} 元`, yuan(amount)),
      );
    }
    const charged = categories.get(category) ?? ZERO_FEN;
    if (charged !== amount) {
      found.push(fault(at('categoryAmount'), `结算明细该类合计 ${formatYuan(charged)} 元`, yuan(amount)));
    }
  }
  const total = sum(rows.map((row) => row.categoryAmount));
  if (total !== parts.feeTotal) {
    const at = { node: 'items', row: null, field: 'categoryAmount' } as const;
    found.push(fault(at, `各类合计应等于医疗费总额 ${formatYuan(parts.feeTotal)} 元`, yuan(total)));
  }
  return found;
}

function payments({ payments: rows, list }: SettlementList, { parts, funds }: ListFacts): ListFault[] {
  const found: ListFault[] = [];
  const told = new Map<string, Fen>();
  for (const [index, { fund, fundAmount }] of rows.entries()) {
    told.set(fund, addFen(told.get(fund) ?? ZERO_FEN, fundAmount));
    const paid = funds.get(fund) ?? ZERO_FEN;
    const at = { node: 'payments', row: index + 1, field: 'fundAmount' } as const;
    if (paid !== fundAmount) found.push(fault(at, `结算为 ${formatYuan(paid)} 元`, yuan(fundAmount)));
  }
  for (const [fund, paid] of funds) {
    const at = { node: 'payments', row: null, field: 'fund' } as const;
    if (!told.has(fund)) found.push(fault(at, `缺少支付 ${formatYuan(paid)} 元的基金一行`));
  }
  const copaid = parts.borneByPerson - parts.feeExcluded;
  const wanted: readonly (readonly [string, number])[] = [
    ['excludedForPerson', parts.feeExcluded],
    ['copaidByPerson', copaid],
    ['paidByPersonalAccount', parts.paidByPersonalAccount],
    ['cashPaidByPerson', parts.paidInCash],
  ];
  for (const [field, amount] of wanted) {
    const value = list[field];
    const told = typeof value === 'number' ? yuan(value as Fen) : {};
    if (value !== amount) found.push(fault(inList(field), `结算为 ${formatYuan(amount as Fen)} 元`, told));
  }
  return found;
}

/** Every fault of a list, in the order of its nodes. */
export function checkList(list: SettlementList, facts: ListFacts): ListFault[] {
  const amounts = facts.hasFeeBlock ? [...items(list, facts), ...payments(list, facts)] : [];
  return [
    ...missing(list.list, facts),
    ...person(list.list, facts),
    ...stay(list.list, facts),
    ...diagnoses(list, facts),
    ...operations(list),
    ...intensiveCare(list),
    ...amounts,
  ];
}
