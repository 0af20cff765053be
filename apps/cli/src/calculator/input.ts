import {
  type Accumulators,
  type Circumstances,
  COUNTERS,
  type Counter,
  EDGE_LABELS,
  EDGE_ROUTES,
} from '@zhijie/engine';
import {
  AID_CATEGORIES,
  type AidCategory,
  BENEFITS,
  type Benefit,
  type CalendarDate,
  type FeeParts,
  type Fen,
  INSURANCE_TYPES,
  type InsuranceType,
  LABELS,
  ok,
  PERSON_GROUPS,
  type PersonGroup,
  PROVIDER_LEVELS,
  type ProviderLevel,
  REFERRAL_CLASSES,
  type ReferralClass,
} from '@zhijie/kernel';
import { type CircumstanceTexts, readCircumstances } from './circumstances.ts';
import { feesOf } from './fees.ts';
import { all, day, invalid, oneOf, type Read, statedBy, wholeNumber, yuan } from './fields.ts';
import type { Knowledge } from './knowledge.ts';
import type { FamilyText, HolderText } from './one-stop-input.ts';

export type LineText = { readonly itemCode: string; readonly quantity: string; readonly unitPrice: string };

export type Given = string | null | undefined;

/**
 * A bill to be calculated, every value as the person typed it. Amounts in yuan. What is left out is assumed.
 */
export type CalculationInput = {
  readonly area: string;
  /** Day of the settlement; a stay also ends on it unless `dischargedOn` says otherwise. */
  readonly date: string;
  readonly admittedOn?: Given;
  readonly dischargedOn?: Given;
  readonly insuranceType?: Given;
  readonly care?: Given;
  readonly referral?: Given;
  readonly level?: Given;
  readonly group?: Given;
  readonly age?: Given;
  readonly aidCategory?: Given;
  readonly isCivilServant?: boolean | undefined;
  /** What only some places ask about. */
  readonly circumstances?: CircumstanceTexts | undefined;
  /** Of the place whose catalogue splits the lines. */
  readonly careArea?: Given;
  readonly lines?: readonly LineText[] | undefined;
  /** The same as a file with the head `code,quantity,price`. */
  readonly linesCsv?: Given;
  readonly total?: Given;
  readonly excluded?: string | undefined;
  readonly overLimit?: string | undefined;
  readonly selfPaidFirst?: string | undefined;
  readonly admissions?: Given;
  readonly deductiblePaid?: Given;
  /** Counters of the policy year before this bill, by name. */
  readonly accumulators?: Readonly<Record<string, string>> | undefined;
  readonly accountBalance?: Given;
  readonly usesAccount?: boolean | undefined;
  /** What the public layers paid, by the slip: then they are not calculated. Yuan by name (`SLIP_FIELDS`). */
  readonly settled?: Readonly<Record<string, string>> | undefined;
  /** Commercial products held, in the order in which they pay. */
  readonly products?: readonly string[] | undefined;
  readonly holder?: HolderText | undefined;
  /** Relatives' accounts that the patient may use, in their order. */
  readonly family?: readonly FamilyText[] | undefined;
};

export type ReadInput = {
  readonly insuranceType: InsuranceType;
  readonly benefit: Benefit;
  readonly dates: {
    readonly admittedOn: CalendarDate;
    readonly dischargedOn: CalendarDate;
    readonly settledOn: CalendarDate;
  };
  readonly referral: ReferralClass;
  readonly level: ProviderLevel;
  readonly group: PersonGroup;
  readonly age: number;
  readonly aidCategory: AidCategory;
  readonly civilServant: boolean;
  readonly circumstances?: Circumstances;
  readonly fees: FeeParts;
  readonly counters: Partial<Omit<Accumulators, 'year'>>;
  readonly accountBalance: Fen;
  readonly useAccount: boolean;
  readonly assumptions: readonly string[];
};

type StatedField = 'insuranceType' | 'care' | 'referral' | 'level' | 'group' | 'age';

/** Without a filing class: at home, unless the visit lies at an edge of the classes (D14). */
function referralWithout({ circumstances }: CalculationInput): [ReferralClass, string] {
  const route = EDGE_ROUTES.find((edge) => edge === circumstances?.route);
  if (route === undefined) return ['local', '没有给出备案类别：按在参保地就医'];
  const preset = route === 'returned-home' ? 'long-term' : 'unfiled';
  return [preset, `没有给出备案类别：按${EDGE_LABELS[route]}`];
}

/** Reads what was typed. Refused at the first field that is wrong; the refusal names it. */
export function readInput(input: CalculationInput, knowledge: Knowledge): Read<ReadInput> {
  const assumptions: string[] = [];
  const insuranceType = input.insuranceType ?? 'resident';
  const otherwise = (field: StatedField, preset: string, text: string): string => {
    const value = input[field];
    if (value === undefined || value === null) assumptions.push(`${text}${statedBy(field)}`);
    return value ?? preset;
  };
  const group = insuranceType === 'employee' ? 'active' : 'adult';
  const read = all({
    area: /^\d{6}$/.test(input.area)
      ? ok(input.area)
      : invalid('area', `"${input.area}" 不是六位区划，如 990100`),
    dates: readDates(input),
    insuranceType: oneOf(
      'insuranceType',
      otherwise('insuranceType', insuranceType, '没有给出险种：按居民医保'),
      INSURANCE_TYPES,
    ),
    benefit: oneOf('care', otherwise('care', 'inpatient', '没有给出待遇：按住院'), BENEFITS),
    referral: oneOf('referral', otherwise('referral', ...referralWithout(input)), REFERRAL_CLASSES),
    level: oneOf(
      'level',
      otherwise('level', 'level3', `没有给出医院等级：按${LABELS.providerLevel.level3}`),
      PROVIDER_LEVELS,
    ),
    group: oneOf(
      'group',
      otherwise('group', group, `没有给出人员类别：按${LABELS.personGroup[group]}`),
      PERSON_GROUPS,
    ),
    age: wholeNumber('age', otherwise('age', '40', '没有给出年龄：按 40 周岁'), 120),
    aidCategory: oneOf('aidCategory', input.aidCategory ?? 'none', AID_CATEGORIES),
    accountBalance: yuan('accountBalance', input.accountBalance ?? '0'),
    counters: readCounters(input, assumptions),
    read: feesOf(input, knowledge),
  });
  if (!read.ok) return read;
  const { area: _, read: fees, ...values } = read.value;
  const circumstances = readCircumstances(input.circumstances ?? {}, input, values);
  if (!circumstances.ok) return circumstances;
  return ok({
    ...values,
    ...(circumstances.value === undefined ? {} : { circumstances: circumstances.value }),
    fees: fees.fees,
    civilServant: input.isCivilServant ?? false,
    useAccount: input.usesAccount ?? true,
    assumptions: [...assumptions, ...standing(values.aidCategory, input), ...fees.assumptions],
  });
}

const UNINSURED = '工伤、第三人负担、公共卫生、境外就医';

/** What a calculator cannot look up about a person anywhere; what the place asks about is in `asked.ts`. */
function standing(aid: AidCategory, input: CalculationInput): string[] {
  return [
    ...(aid === 'none' ? [`按非救助对象${statedBy('aidCategory')}`] : []),
    ...(input.isCivilServant === true ? [] : [`按没有公务员医疗补助${statedBy('isCivilServant')}`]),
    ...(input.circumstances?.cause === undefined ? [`按属于医保范围（不是${UNINSURED}）`] : []),
    '按当日参保有效、待遇正常',
  ];
}

function readDates(input: CalculationInput): Read<ReadInput['dates']> {
  const read = all({
    settledOn: day('date', input.date),
    dischargedOn: day('dischargedOn', input.dischargedOn ?? input.date),
    admittedOn: day('admittedOn', input.admittedOn ?? input.dischargedOn ?? input.date),
  });
  if (!read.ok) return read;
  const { admittedOn, dischargedOn, settledOn } = read.value;
  if (admittedOn > dischargedOn) return invalid('admittedOn', `${admittedOn} 晚于出院日期 ${dischargedOn}`);
  if (dischargedOn > settledOn) return invalid('dischargedOn', `${dischargedOn} 晚于结算日期 ${settledOn}`);
  return read;
}

const MOST_ADMISSIONS = 99;

function readCounters(input: CalculationInput, assumptions: string[]): Read<ReadInput['counters']> {
  const given: Record<string, string> = { ...input.accumulators };
  if (typeof input.admissions === 'string') given.admissions = input.admissions;
  if (typeof input.deductiblePaid === 'string') given.deductiblePaid = input.deductiblePaid;
  const counters: Record<string, number> = {};
  for (const [name, text] of Object.entries(given)) {
    const field = name in input ? name : `accumulators.${name}`;
    if (!(COUNTERS as readonly string[]).includes(name) || name === 'admissionsByLevel')
      return invalid(field, `没有累计项 ${name}，可用 ${COUNTERS.join('、')}`);
    const value =
      (name as Counter) === 'admissions' ? wholeNumber(field, text, MOST_ADMISSIONS) : yuan(field, text);
    if (!value.ok) return value;
    counters[name] = value.value;
  }
  const shown = ['admissions', 'deductiblePaid'].map((name) => given[name] ?? '0');
  assumptions.push(`本年此前住院 ${shown[0]} 次，已付起付线 ${shown[1]} 元；没有给出的累计按 0`);
  return ok(counters as ReadInput['counters']);
}
