/** Test support: bills of known items, and what `zhijie calc` says about them. */
import type { BillLine } from '@zhijie/counterparties';
import {
  addFen,
  ageOn,
  birthDateOf,
  type CalendarDate,
  type Fen,
  isCitizenNumber,
  type SettlementParts,
} from '@zhijie/kernel';
import { expect } from 'vitest';
import { type CalculationInput, calculate } from '../calculator.ts';
import { ITEM } from './items.ts';

export { ITEM };

const line = (item: string, price: string, quantity: string): BillLine => ({ item, price, quantity });

/** Twenty lines of every kind: over a ceiling, in part, by the half, with prices of four decimals. */
export const TWENTY_LINES: readonly BillLine[] = [
  line(ITEM.drugA, '98.00', '40'),
  line(ITEM.drugA, '98.00', '2.5'),
  line(ITEM.drugA, '97.3333', '3'),
  line(ITEM.drugB, '120.00', '20'),
  line(ITEM.drugB, '120.00', '0.3333'),
  line(ITEM.drugB, '119.9999', '7'),
  line(ITEM.drugC, '260.00', '2'),
  line(ITEM.drugC, '259.005', '1'),
  line(ITEM.drugSmall, '98.00', '11'),
  line(ITEM.drugSmall, '97.99', '13'),
  line(ITEM.consultation, '50.00', '5'),
  line(ITEM.consultation, '50.00', '1'),
  line(ITEM.test, '20.00', '7'),
  line(ITEM.test, '20.00', '1.25'),
  line(ITEM.bed, '80.00', '3'),
  line(ITEM.bed, '60.00', '2'),
  line(ITEM.bed, '45.50', '1'),
  line(ITEM.stent, '1500.00', '2'),
  line(ITEM.stent, '1200.00', '1'),
  line(ITEM.stent, '999.99', '3'),
];

/** The bill of journey 1 (¥168.00). */
export const SHORT_BILL: readonly BillLine[] = [
  line(ITEM.consultation, '50.00', '1'),
  line(ITEM.drugSmall, '98.00', '1'),
  line(ITEM.test, '20.00', '1'),
];

type Question = Pick<
  CalculationInput,
  'area' | 'insuranceType' | 'care' | 'referral' | 'group' | 'usesAccount'
> & {
  readonly careArea: string;
  readonly certificateNumber: string;
  readonly on: CalendarDate;
  readonly accountBalance?: string;
};

/** What the calculator says about the same lines. */
export function calculated(lines: readonly BillLine[], question: Question): SettlementParts {
  const { certificateNumber, on, accountBalance = '0', ...rest } = question;
  if (!isCitizenNumber(certificateNumber)) throw new Error(`${certificateNumber} is no citizen number`);
  const rows = lines.map(({ item, price, quantity }) => `${item},${quantity},${price}`);
  const result = calculate({
    ...rest,
    date: on,
    level: 'level3',
    age: String(ageOn(birthDateOf(certificateNumber), on)),
    linesCsv: ['code,quantity,price', ...rows].join('\n'),
    total: null,
    excluded: '0',
    overLimit: '0',
    selfPaidFirst: '0',
    admissions: '0',
    deductiblePaid: '0',
    accountBalance,
  });
  if (!result.ok) throw new Error(`The calculator refuses: ${JSON.stringify(result.refusal)}`);
  return result.value.parts;
}

type Amounts = { readonly [Name in keyof SettlementParts]: number };

/** The amounts of a settlement by their names, without what is not an amount of the bill. */
export function amountsOf(settlement: Amounts): Amounts {
  const names = Object.keys(EVERY_AMOUNT) as (keyof SettlementParts)[];
  return Object.fromEntries(names.map((name) => [name, settlement[name]])) as Amounts;
}

const EVERY_AMOUNT: Record<keyof SettlementParts, true> = {
  feeTotal: true,
  feeExcluded: true,
  feeOverLimit: true,
  feeSelfPaidFirst: true,
  feeEligible: true,
  deductibleApplied: true,
  poolRate: true,
  paidByPooledFund: true,
  paidByCivilServantFund: true,
  paidByEnterpriseSupplement: true,
  paidByCriticalIllness: true,
  paidByLargeAmount: true,
  paidByMedicalAssistance: true,
  paidByOtherFunds: true,
  paidByFunds: true,
  borneByPerson: true,
  paidByPersonalAccount: true,
  paidByFamilyAccount: true,
  paidInCash: true,
  paidByHospital: true,
};

/** T-01: the identities of amounts, to the fen. */
export function expectIdentities(s: Amounts): void {
  const sum = (...amounts: number[]): number => addFen(...(amounts as Fen[]));
  expect(sum(s.paidByFunds, s.borneByPerson, s.paidByHospital)).toBe(s.feeTotal);
  expect(sum(s.feeExcluded, s.feeOverLimit, s.feeSelfPaidFirst, s.feeEligible)).toBe(s.feeTotal);
  expect(sum(s.paidByPersonalAccount, s.paidInCash)).toBe(s.borneByPerson);
  const funds = [
    s.paidByPooledFund,
    s.paidByCivilServantFund,
    s.paidByEnterpriseSupplement,
    s.paidByCriticalIllness,
    s.paidByLargeAmount,
    s.paidByMedicalAssistance,
    s.paidByOtherFunds,
  ];
  expect(sum(...funds)).toBe(s.paidByFunds);
}
