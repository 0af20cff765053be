/** What is known of a claim, field by field, and the bill that it makes: pure. */
import type { Bill } from '@zhijie/exchange';
import type { FieldRead, ItemRead } from '@zhijie/invoice';
import {
  benefitOf,
  CARE_TYPES,
  type InsuranceType,
  isWord,
  ok,
  PROVIDER_LEVELS,
  parseCalendarDate,
  parseYuan,
  type Result,
} from '@zhijie/kernel';
import type { ClaimPacket } from '../manual-claim/service.ts';
import type { ClaimField } from './words.ts';

/** What a reader saw stays beside what a person put in its place. */
export type FieldState = {
  readonly read: (FieldRead & { readonly paperId: string }) | null;
  readonly corrected: { readonly value: string; readonly by: string; readonly at: number } | null;
};

export type ClaimCase = {
  readonly fields: Readonly<Partial<Record<ClaimField, FieldState>>>;
  readonly items: readonly ItemRead[];
  /** The bill as the hospital sent it, where it came as a packet (V-12, B-05). */
  readonly packet: ClaimPacket | null;
};

export const EMPTY_CASE: ClaimCase = { fields: {}, items: [], packet: null };

/** The value that counts: the person's, or else the reader's. */
export const valueOfField = ({ fields }: ClaimCase, name: ClaimField): string | null =>
  fields[name]?.corrected?.value ?? fields[name]?.read?.value ?? null;

/** `isMissing` names what nobody has said; `isWrong` what cannot be. */
export type BillProblem = { readonly field: ClaimField; readonly is: 'missing' | 'wrong' };

type Whose = {
  readonly claimId: string;
  readonly personId: string;
  readonly insuranceType: InsuranceType;
};

/**
 * The bill of a claim: the hospital's own where it came as a packet, otherwise one made of the invoice and of
 * what people said. Answers every field that is missing or wrong, never a zero in its place.
 */
export function billOfCase(claim: ClaimCase, whose: Whose): Result<Bill, readonly BillProblem[]> {
  if (claim.packet !== null) {
    const { insuranceType } = whose;
    return ok({ ...claim.packet.bill, insuranceType, usesPersonalAccount: false });
  }
  const problems: BillProblem[] = [];
  const read = readerOf(claim, problems);
  const careType = read.word('careType', CARE_TYPES);
  const isStay = careType !== null && benefitOf(careType) === 'inpatient';
  const admittedOn = read.day('admittedOn');
  const dischargedOn = isStay ? read.day('dischargedOn') : (read.optionalDay('dischargedOn') ?? admittedOn);
  const level = read.word('providerLevel', PROVIDER_LEVELS);
  const careArea = read.text('careArea', /^\d{6}$/);
  const fees = feesOf(read, problems);
  const diagnosisCode = valueOfField(claim, 'diagnosisCode');
  const isComplete = problems.length === 0 && careType !== null && level !== null && fees !== null;
  if (!isComplete || admittedOn === null || dischargedOn === null || careArea === null) {
    return { ok: false, refusal: problems };
  }
  const flag = (name: ClaimField) => valueOfField(claim, name) === 'true';
  const category = { category: '手工报销票据合计', fees };
  const line = {
    lineId: '1',
    itemCode: '',
    itemName: category.category,
    occurredOn: admittedOn,
    ...category,
  };
  return ok({
    visitId: `claim.${whose.claimId}`,
    segment: 1,
    providerId: valueOfField(claim, 'providerId') ?? `unlisted-${careArea}`,
    providerName: valueOfField(claim, 'issuer') ?? '',
    providerLevel: level,
    careArea,
    personId: whose.personId,
    insuranceType: whose.insuranceType,
    careType,
    isEmergency: flag('isEmergency'),
    ...(flag('isTrauma') ? { isTrauma: true } : {}),
    ...(flag('involvesThirdParty') ? { involvesThirdParty: true } : {}),
    isInterim: false,
    usesPersonalAccount: false,
    diseaseCode: valueOfField(claim, 'diseaseCode'),
    diagnoses:
      diagnosisCode === null
        ? []
        : [{ code: diagnosisCode, name: valueOfField(claim, 'diagnosisName') ?? '', isMain: true }],
    admittedOn,
    dischargedOn,
    catalogueHash: 'stated-on-invoice',
    fees: isStay ? { kind: 'categories', rows: [category] } : { kind: 'lines', rows: [line] },
    totals: fees,
  });
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(claim: ClaimCase, problems: BillProblem[]) {
  const problem = (field: ClaimField, is: BillProblem['is']): null => {
    problems.push({ field, is });
    return null;
  };
  const text = (field: ClaimField, form: RegExp): string | null => {
    const value = valueOfField(claim, field);
    if (value === null) return problem(field, 'missing');
    return form.test(value) ? value : problem(field, 'wrong');
  };
  const optionalDay = (field: ClaimField): string | null => {
    const value = valueOfField(claim, field);
    return value === null || parseCalendarDate(value).ok ? value : problem(field, 'wrong');
  };
  return {
    text,
    optionalDay,
    day: (field: ClaimField) => optionalDay(field) ?? text(field, /^\d{4}-\d{2}-\d{2}$/),
    word<const W extends string>(field: ClaimField, list: readonly W[]): W | null {
      const value = valueOfField(claim, field);
      if (value === null) return problem(field, 'missing');
      return isWord(list, value) ? value : problem(field, 'wrong');
    },
    amount(field: ClaimField, whenMissing: 'problem' | 'zero'): number | null {
      const value = valueOfField(claim, field);
      if (value === null) return whenMissing === 'zero' ? 0 : problem(field, 'missing');
      const amount = parseYuan(value);
      return amount.ok && amount.value >= 0 ? amount.value : problem(field, 'wrong');
    },
  };
}

/** In scope is what the total leaves: the invoice states what is self-funded and what is paid first. */
function feesOf(read: Reader, problems: BillProblem[]): Bill['totals'] | null {
  const total = read.amount('total', 'problem');
  const excluded = read.amount('selfFunded', 'problem');
  const selfPaidFirst = read.amount('selfPaidFirst', 'problem');
  const overLimit = read.amount('overLimit', 'zero');
  if (total === null || excluded === null || selfPaidFirst === null || overLimit === null) return null;
  const eligible = total - excluded - selfPaidFirst - overLimit;
  if (total === 0 || eligible < 0) {
    problems.push({ field: total === 0 ? 'total' : 'selfFunded', is: 'wrong' });
    return null;
  }
  return { total, excluded, overLimit, selfPaidFirst, eligible };
}
