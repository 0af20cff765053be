import {
  type FamilyAccount,
  HEALTH_STATES,
  type HolderFacts,
  type LateRule,
  type OneStopInput,
  type Product,
  type ProductAccumulators,
  type ProductLibrary,
  PUBLIC_SETTLEMENTS,
  RELATION_LABELS,
  RELATIONS,
} from '@zhijie/engine';
import { type Fen, fen, ok, type Rate, type SettlementParts } from '@zhijie/kernel';
import { all, invalid, oneOf, type Read, wholeNumber, yuan } from './fields.ts';
import type { CalculationInput, Given, ReadInput } from './input.ts';

/** What the holder of commercial products says about himself, as typed. */
export type HolderText = {
  readonly preExisting?: boolean | undefined;
  /** Years of enrolment without a gap, this one included. */
  readonly years?: Given;
  readonly householdYears?: Given;
  /** `direct`, `claimed` or `unsettled`: how the basic insurance settled the bill. */
  readonly settlement?: Given;
  readonly version?: Given;
  /** By layer: yuan of this bill on the layer's list of drugs, after the public settlement. */
  readonly listed?: Readonly<Record<string, string>> | undefined;
  /** By `product/layer`: what the year has counted and paid before this bill, yuan. */
  readonly used?: Readonly<Record<string, { readonly counted: string; readonly paid: string }>> | undefined;
};

export type FamilyText = {
  readonly relation: string;
  readonly balance: string;
  readonly insuredArea?: Given;
};

/** What follows the public layers, read. `slip` is null when the public layers are to be calculated. */
export type OneStopQuestion = {
  readonly slip: SettlementParts | null;
  readonly products: OneStopInput['products'];
  readonly late: LateRule;
  readonly family: readonly FamilyAccount[];
  readonly assumptions: readonly string[];
};

/** Amounts that a slip may state; the rest of a settlement follows from them and the fees. */
export const SLIP_FIELDS = [
  'paidByPooledFund',
  'paidByCriticalIllness',
  'paidByLargeAmount',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
  'paidByHospital',
] as const;
type SlipField = (typeof SLIP_FIELDS)[number];

/** Null when nothing beyond the public settlement is asked for. Refused at the first field that is wrong. */
export function readOneStop(
  input: CalculationInput,
  read: ReadInput,
  productsOf: () => ProductLibrary,
): Read<OneStopQuestion | null> {
  const ids = input.products ?? [];
  if (ids.length === 0 && (input.family ?? []).length === 0 && input.settled === undefined) return ok(null);
  const library = productsOf();
  const late = library.lateRuleFor(input.area, read.dates.settledOn);
  if (late === null) return invalid('date', `${read.dates.settledOn} 早于所有的支付次序规则`);
  const parts = all({
    slip: input.settled === undefined ? ok(null) : readSlip(input.settled, read),
    products: readProducts(ids, input, { read, library }),
    family: readFamily(input.family ?? []),
  });
  if (!parts.ok) return parts;
  const { slip, products, family } = parts.value;
  const said = [
    ...(slip === null ? [] : ['医保各项支付按给出的票据，不用本地政策核算；各基金视为只支付政策范围内费用']),
    ...(ids.length === 0 ? [] : holderAssumptions(input.holder ?? {})),
    ...products.flatMap(({ product }) => productAssumptions(product)),
    ...(input.family ?? [])
      .filter((one) => one.insuredArea === undefined || one.insuredArea === null)
      .map((one) => `没有给出${relationLabel(one.relation)}的参保地：按在同一省参保`),
  ];
  return ok({ slip, products, late, family, assumptions: said });
}

const relationLabel = (word: string): string => RELATION_LABELS[word as keyof typeof RELATION_LABELS] ?? word;

function readSlip(settled: Readonly<Record<string, string>>, { fees }: ReadInput): Read<SettlementParts> {
  const amounts: Record<string, Fen> = {};
  for (const [name, text] of Object.entries(settled)) {
    if (!(SLIP_FIELDS as readonly string[]).includes(name))
      return invalid(`settled.${name}`, `没有 ${name} 这一项，可用 ${SLIP_FIELDS.join('、')}`);
    const amount = yuan(`settled.${name}`, text);
    if (!amount.ok) return amount;
    amounts[name] = amount.value;
  }
  const of = (name: SlipField): Fen => amounts[name] ?? fen(0);
  const funds = fen(SLIP_FIELDS.slice(0, -1).reduce((sum, name) => sum + of(name), 0));
  const person = fees.eligible - funds - of('paidByHospital');
  if (person < 0)
    return invalid('settled', '各项支付之和超过了政策范围内费用，不能确定哪一部分由个人负担；请核对');
  const borneByPerson = fen(fees.total - funds - of('paidByHospital'));
  return ok({
    feeTotal: fees.total,
    feeExcluded: fees.excluded,
    feeOverLimit: fees.overLimit,
    feeSelfPaidFirst: fees.selfPaidFirst,
    feeEligible: fees.eligible,
    deductibleApplied: fen(0),
    poolRate: 0 as Rate,
    ...(Object.fromEntries(SLIP_FIELDS.map((name) => [name, of(name)])) as Record<SlipField, Fen>),
    paidByFunds: funds,
    borneByPerson,
    paidByPersonalAccount: fen(0),
    paidByFamilyAccount: fen(0),
    paidInCash: borneByPerson,
  });
}

type Context = { readonly read: ReadInput; readonly library: ProductLibrary };

function readProducts(
  ids: readonly string[],
  input: CalculationInput,
  { read, library }: Context,
): Read<OneStopInput['products']> {
  const holder = input.holder ?? {};
  const facts = readHolder(holder, input.area, read);
  if (!facts.ok) return facts;
  const held: { product: Product; facts: HolderFacts; accumulators: ProductAccumulators }[] = [];
  for (const [index, id] of ids.entries()) {
    const found = library.productOf(id);
    if (!found.ok) {
      const known = library.products.map((product) => product.id).join('、');
      return invalid(`products[${index}]`, `没有产品 ${id}，可用 ${known}`);
    }
    if (ids.indexOf(id) < index) return invalid(`products[${index}]`, `${id} 写了两次`);
    const accumulators = readUsed(holder, found.value);
    if (!accumulators.ok) return accumulators;
    held.push({ product: found.value, facts: facts.value, accumulators: accumulators.value });
  }
  const known = held.flatMap(({ product }) => (product.layers ?? []).map(({ key }) => key));
  const strange = Object.keys(holder.listed ?? {}).find((key) => !known.includes(key));
  if (strange !== undefined)
    return invalid(`holder.listed.${strange}`, `所选产品没有责任 ${strange}，可用 ${known.join('、')}`);
  return ok(held);
}

const MOST_YEARS = 99;

function readHolder(holder: HolderText, insuredArea: string, read: ReadInput): Read<HolderFacts> {
  const listed: Record<string, Read<Fen>> = {};
  for (const [key, text] of Object.entries(holder.listed ?? {}))
    listed[key] = yuan(`holder.listed.${key}`, text);
  const { householdYears } = holder;
  const values = all({
    years: wholeNumber('holder.years', holder.years ?? '1', MOST_YEARS),
    householdYears:
      typeof householdYears === 'string'
        ? wholeNumber('holder.householdYears', householdYears, 120)
        : ok(null),
    settlement: oneOf('holder.settlement', holder.settlement ?? 'direct', PUBLIC_SETTLEMENTS),
    listed: all(listed),
  });
  if (!values.ok) return values;
  if (values.value.years === 0) return invalid('holder.years', '连续参保年数含本年，至少是 1');
  return ok({
    ...values.value,
    insuredArea,
    care: read.benefit,
    date: read.dates.settledOn,
    health: HEALTH_STATES[holder.preExisting === true ? 1 : 0],
    filing: read.referral,
    version: holder.version ?? null,
    isCovered: true,
  });
}

function readUsed(holder: HolderText, product: Product): Read<ProductAccumulators> {
  const layers: Record<string, { counted: Fen; paid: Fen }> = {};
  for (const [name, text] of Object.entries(holder.used ?? {})) {
    const [id, layer = ''] = name.split('/');
    if (id !== product.id) continue;
    const field = `holder.used.${name}`;
    if (!(product.layers ?? []).some((one) => one.countsIn === layer))
      return invalid(field, `${product.id} 没有责任 ${layer}`);
    const values = all({ counted: yuan(field, text.counted), paid: yuan(field, text.paid) });
    if (!values.ok) return values;
    if (values.value.paid > values.value.counted) return invalid(field, '已赔付大于已计入；请核对');
    layers[layer] = values.value;
  }
  return ok({ product: product.id, layers });
}

function readFamily(accounts: readonly FamilyText[]): Read<FamilyAccount[]> {
  const read: FamilyAccount[] = [];
  for (const [index, { relation, balance, insuredArea }] of accounts.entries()) {
    const at = `family[${index}]`;
    const area = insuredArea ?? null;
    if (area !== null && !/^\d{6}$/.test(area)) return invalid(`${at}.insuredArea`, `"${area}" 不是六位区划`);
    const values = all({
      relation: oneOf(`${at}.relation`, relation, RELATIONS),
      balance: yuan(`${at}.balance`, balance),
    });
    if (!values.ok) return values;
    read.push({ ...values.value, insuredArea: area });
  }
  return ok(read);
}

function holderAssumptions(holder: HolderText): string[] {
  return [
    ...(holder.preExisting === undefined ? ['没有给出既往症：按健康人群'] : []),
    ...(typeof holder.years === 'string' ? [] : ['没有给出连续参保年数：按首年']),
    ...(typeof holder.settlement === 'string' ? [] : ['没有给出医保结算状态：按医保已直接结算']),
    ...(holder.listed === undefined ? ['没有给出特药等目录内费用：按没有'] : []),
    ...(holder.used === undefined ? ['没有给出商业补充保险本年度已计入和已赔付：按 0'] : []),
  ];
}

function productAssumptions(product: Product): string[] {
  const { title, badge, from, to, conditions } = product;
  return [
    ...(badge === '虚构' ? [`${title}为虚构的示例产品`] : []),
    ...(badge === '待核实' ? [`${title}的数字待核实：尚无人对照条款原文`] : []),
    ...(badge === '示例数据，未核实' ? [`${title}含示例数据，未核实`] : []),
    ...(from === null || to === null ? [`${title}的来源没有给出保障期间：按当日在保`] : []),
    ...conditions.map((text) => `${title}：${text}`),
  ];
}
